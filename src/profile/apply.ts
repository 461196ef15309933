/**
 * Profiles become part of a board's plan: every node that a profile matches gets an entry, as if somebody had written
 * it. What a plan says of the same device or child wins, key by key; among profiles, the one given first.
 */
import type { Placed } from "../base/source.js";
import { iommuMap } from "../iommu/iommu-map.js";
import type { Kernel } from "../kernel/kernel.js";
import { phandleList } from "../of/phandle-list.js";
import { isAvailable } from "../of/status.js";
import type { Plan, PlannedChild, PlannedDevice, PlannedSpace } from "../plan/model.js";
import { baseName, type DeviceTree, type DtNode, descendants, nodeAt, pathOf } from "../tree/tree.js";
import { textList } from "../tree/value.js";
import { mergedDevice } from "./merge.js";
import type { Profile, ProfiledChild, ProfiledDevice } from "./model.js";

/** @returns the plan as it was where no profile matches */
export function withProfiles(
  tree: DeviceTree,
  plan: Plan | null,
  profiles: readonly Profile[],
  kernel: Kernel,
): Plan | null {
  const found = profiles.flatMap((profile) => entriesOf(tree, profile, kernel));
  if (found.length === 0) return plan;
  const base = plan ?? emptyPlan(profiles[0]?.file ?? "");
  const devices = new Map(base.devices.map((device) => [pathNamed(tree, device.node.value), device]));
  for (const device of found) {
    const known = devices.get(device.node.value);
    devices.set(device.node.value, known === undefined ? device : mergedDevice(known, device));
  }
  return { ...base, devices: [...devices.values()] };
}

const emptyPlan = (file: string): Plan => ({ file, granule: null, devices: [], pci: [], iommus: [] });

/** A label's path; any other name as it is. */
function pathNamed(tree: DeviceTree, name: string): string {
  const node = name.startsWith("&") ? tree.labels.get(name.slice(1)) : nodeAt(tree, name);
  return node === undefined || node === null ? name : pathOf(node);
}

/** In document order, the sub-nodes of a device behind it. Nodes that are disabled or master no DMA are passed over. */
function entriesOf(tree: DeviceTree, profile: Profile, kernel: Kernel): readonly PlannedDevice[] {
  return [...descendants(tree.root)].flatMap((node): readonly PlannedDevice[] => {
    const compatible = textList(node, "compatible");
    if (compatible.length === 0 || !isAvailable(node)) return [];
    const device = profile.devices.find((one) => one.compatible.some((name) => compatible.includes(name)));
    return device === undefined ? [] : entriesOn(new Matched(tree, node, kernel), device, profile);
  });
}

function entriesOn(matched: Matched, device: ProfiledDevice, profile: Profile): readonly PlannedDevice[] {
  const { node } = matched;
  const location = { kind: "input", file: profile.file } as const;
  const at = (path: string): Placed<string> => ({ value: path, location });
  const children = device.children.flatMap((child): readonly PlannedChild[] => {
    const streams = matched.streamsOf(child);
    if (streams === null) return [];
    return [{ ...child.space, ...streams, name: child.name, inherits: child.inherits, location }];
  });
  const subNodes = device.children.flatMap((child) =>
    matched.subNodes(child).map((sub) => deviceAt(at(pathOf(sub)), child.space, [])),
  );
  const own = mastersDma(node) || children.length > 0 ? [deviceAt(at(pathOf(node)), device.space, children)] : [];
  return [...own, ...subNodes];
}

const deviceAt = (node: Placed<string>, space: PlannedSpace, children: readonly PlannedChild[]): PlannedDevice => ({
  ...space,
  node,
  dma: null,
  children,
  first: [],
  location: node.location,
});

const mastersDma = (node: DtNode): boolean => node.properties.has("iommus");

/** A node that a profile matches, and what of the profile's children it has. */
class Matched {
  constructor(
    private readonly tree: DeviceTree,
    readonly node: DtNode,
    private readonly kernel: Kernel,
  ) {}

  /** How the plan would name the child's streams; null if the node has no such child. */
  streamsOf({ match }: ProfiledChild): Pick<PlannedChild, "functionId" | "streamIds"> | null {
    const location = { kind: "input", file: this.tree.file } as const;
    switch (match.by) {
      case "function-id": {
        const entries = iommuMap(this.tree, this.node, this.kernel)?.entries ?? [];
        const isMapped = entries.some(({ idBase, length }) => idBase <= match.id && match.id < idBase + length);
        return isMapped ? { functionId: { value: match.id, location }, streamIds: null } : null;
      }
      case "stream-id": {
        const iommus = this.node.properties.get("iommus");
        const entries = iommus === undefined ? [] : phandleList(this.tree, iommus, "#iommu-cells").entries;
        const own = entries.flatMap((entry) => (entry !== null && entry.args[0] === match.id ? [entry] : []));
        if (own.length === 0) return null;
        const streamIds = own.map(({ target, args }) => ({
          value: { iommu: pathOf(target), cells: args },
          location,
        }));
        return { functionId: null, streamIds };
      }
      case "sub-node":
        return null;
    }
  }

  subNodes({ match }: ProfiledChild): readonly DtNode[] {
    if (match.by !== "sub-node") return [];
    return this.node.children.filter((sub) => baseName(sub) === match.name && mastersDma(sub) && isAvailable(sub));
  }
}
