/** Devices that drivers create and that share their parent's node: from the plan, else from a non-PCI `iommu-map`. */

import type { Diagnostic } from "../base/diagnostic.js";
import type { Location } from "../base/source.js";
import { type IommuMap, type IommuMapEntry, iommuMap, mapId } from "../iommu/iommu-map.js";
import { type Attachment, attachmentOf, noAttachment, ownAttachment, type Specifier } from "../iommu/streams.js";
import type { Kernel } from "../kernel/kernel.js";
import type { PlannedChild } from "../plan/model.js";
import { type DeviceTree, type DtNode, locationOfByte, pathOf } from "../tree/tree.js";
import { textList, u32Of } from "../tree/value.js";
import type { Master } from "./master.js";
import { nodeNamed } from "./plan-names.js";

export interface RuntimeChildren {
  readonly masters: readonly Master[];
  readonly diagnostics: readonly Diagnostic[];
}

/** Entries longer than this become one consumer that stands for all their ids. */
const MOST_IDS_LISTED = 64;

/** Beyond this many listed children of one node, entries are kept whole as well: a tree can ask for 2^32 of them. */
const MOST_CHILDREN = 4096;

/**
 * The children that a plan lists for a node.
 *
 * @param parentIsMaster whether the node itself is a consumer, whose domain a child without ids of its own uses
 */
export function plannedChildren(
  tree: DeviceTree,
  node: DtNode,
  children: readonly PlannedChild[],
  parentIsMaster: boolean,
  kernel: Kernel,
): RuntimeChildren {
  const path = pathOf(node);
  const diagnostics: Diagnostic[] = [];
  let domainOf = parentIsMaster ? path : null;
  const masters = children.map((child): Master => {
    const own = childAttachment(tree, node, child, kernel, diagnostics);
    const id = `${path}#${child.name}`;
    const sharesWith = own === null ? domainOf : null;
    if (own === null) domainOf ??= id;
    return {
      ...childOf(node, child.name, child.inherits === "node", child.location),
      attachment: own ?? ownAttachment(tree, node, kernel),
      sharesWith,
      standsForMany: false,
      planned: child,
      assumes: [],
    };
  });
  return { masters, diagnostics };
}

const childOf = (node: DtNode, name: string, inheritsNode: boolean, location: Location) => {
  const path = pathOf(node);
  return {
    id: `${path}#${name}`,
    path,
    name,
    kind: "runtime-child",
    node: inheritsNode ? node : null,
    configNode: node,
    pci: null,
    inheritedFrom: inheritsNode ? path : null,
    location,
  } as const;
};

/** Null for a child with neither function id nor stream ids: it has its parent's streams. */
function childAttachment(
  tree: DeviceTree,
  node: DtNode,
  child: PlannedChild,
  kernel: Kernel,
  diagnostics: Diagnostic[],
): Attachment | null {
  if (child.streamIds !== null) {
    const specifiers: Specifier[] = [];
    for (const { value, location } of child.streamIds) {
      const iommu = nodeNamed(tree, value.iommu);
      if (iommu !== null) specifiers.push({ iommu, args: value.cells, count: 1, location });
      else {
        const message = `the board has no IOMMU '${value.iommu}'`;
        diagnostics.push({ severity: "error", code: "plan-unknown-node", message, location });
      }
      if (iommu !== null && u32Of(iommu, "#iommu-cells") !== value.cells.length) {
        const wanted = u32Of(iommu, "#iommu-cells");
        const message = `'${value.iommu}' takes ${wanted ?? "no"} cells, not ${value.cells.length}`;
        diagnostics.push({ severity: "error", code: "plan-stream-cells", message, location });
      }
    }
    return attachmentOf(specifiers, kernel);
  }
  if (child.functionId === null) return null;
  const { value: id, location } = child.functionId;
  const map = iommuMap(tree, node, kernel);
  const result = map === null ? null : mapId(tree, map, id);
  if (result?.kind === "match") return attachmentOf([result.specifier], kernel);
  const text =
    result === null
      ? `${pathOf(node)} has no iommu-map`
      : result.kind === "error"
        ? result.text
        : `no iommu-map entry has function id ${id}`;
  diagnostics.push({ severity: "error", code: "plan-unknown-function", message: text, location });
  return noAttachment("no-match", text, location);
}

/** How the drivers that are known to read a non-PCI `iommu-map` make their children. */
const CHILDREN_WITHOUT_NODE = /^(nvidia,tegra.*-host1x|fsl,qoriq-mc)$/;

/** A child for each id of a non-PCI `iommu-map`. Entries of length 0 are for the boot loader to fill, and make none. */
export function mappedChildren(tree: DeviceTree, map: IommuMap, kernel: Kernel): readonly Master[] {
  const { node } = map;
  const streamsOnly = textList(node, "compatible").some((name) => CHILDREN_WITHOUT_NODE.test(name));
  const seen = new Set<number>();
  const children: Master[] = [];
  for (const entry of map.entries) {
    const location = locationOfByte(tree, node, map.property, entry.offset);
    const base = (name: string) => ({
      ...childOf(node, name, !streamsOnly, location),
      sharesWith: null,
      planned: null,
      assumes: [...(streamsOnly ? [] : ["inherits-node"]), ...mapAssumptions(map)],
    });
    if (entry.length > MOST_IDS_LISTED || children.length + entry.length > MOST_CHILDREN) {
      const last = entry.idBase + entry.length - 1;
      const attachment = wholeEntry(map, entry, location, kernel);
      children.push({ ...base(`${hex(entry.idBase)}-${hex(last)}`), attachment, standsForMany: true });
      continue;
    }
    for (let id = entry.idBase; id < entry.idBase + entry.length; id++) {
      if (seen.has(id)) continue;
      seen.add(id);
      const result = mapId(tree, map, id);
      if (result.kind === "no-match") continue;
      const attachment =
        result.kind === "match"
          ? attachmentOf([result.specifier], kernel)
          : noAttachment("bad-specifier", result.text, location);
      children.push({ ...base(hex(id)), attachment, standsForMany: false });
    }
  }
  return children;
}

/** The release at hand reads this map in another way than it was written. */
export const mapAssumptions = (map: IommuMap): readonly string[] => (map.misread ? ["iommu-map-cells"] : []);

/** Nothing is mapped until a boot loader fills the map in. */
export const isUnfilled = (map: IommuMap): boolean =>
  map.problem === null && map.entries.every((entry) => entry.length === 0);

export const UNFILLED_REASON = "its iommu-map maps no ids: the boot loader fills it in";

const hex = (id: number): string => `0x${id.toString(16)}`;

/** The attachment of one that stands for all ids of an entry. */
function wholeEntry(map: IommuMap, entry: IommuMapEntry, location: Location, kernel: Kernel): Attachment {
  if (map.problem !== null) return noAttachment("bad-specifier", map.problem, location);
  if (entry.iommu === null) return noAttachment("bad-specifier", "its iommu-map names no node", location);
  return attachmentOf([{ iommu: entry.iommu, args: entry.args, count: entry.length, location }], kernel);
}
