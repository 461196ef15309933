/** What a plan says about nodes of a tree: paths and labels resolved once, and complaints about those that miss. */
import type { Diagnostic } from "../base/diagnostic.js";
import { nearestName } from "../base/nearest.js";
import { isHostBridge } from "../of/pci.js";
import type { Placed, Plan, PlannedDevice, PlannedPci } from "../plan/model.js";
import { type DeviceTree, type DtNode, descendants, nodeAt, pathOf } from "../tree/tree.js";

export interface ResolvedPlan {
  readonly plan: Plan | null;
  /** By node; several entries for one node are kept in the plan's order. */
  readonly devices: ReadonlyMap<DtNode, PlannedDevice>;
  readonly pci: ReadonlyMap<DtNode, PlannedPci>;
  /** Per IOMMU: ids of the members that initialise their groups' domains. */
  readonly first: ReadonlyMap<DtNode, readonly Placed<string>[]>;
  readonly diagnostics: readonly Diagnostic[];
}

/** The node that a path or `&label` names, as plans write them. */
export function nodeNamed(tree: DeviceTree, text: string): DtNode | null {
  return text.startsWith("&") ? (tree.labels.get(text.slice(1)) ?? null) : nodeAt(tree, text);
}

/** Labels become paths; paths, and ids with a child's name behind them, stay. */
function asId(tree: DeviceTree, placed: Placed<string>): Placed<string> {
  const node = placed.value.startsWith("&") ? nodeNamed(tree, placed.value) : null;
  return node === null ? placed : { ...placed, value: pathOf(node) };
}

export function resolvePlan(tree: DeviceTree, plan: Plan | null): ResolvedPlan {
  const devices = new Map<DtNode, PlannedDevice>();
  const pci = new Map<DtNode, PlannedPci>();
  const first = new Map<DtNode, readonly Placed<string>[]>();
  const diagnostics: Diagnostic[] = [];
  for (const device of plan?.devices ?? []) {
    const node = nodeNamed(tree, device.node.value);
    if (node === null) diagnostics.push(unknownNode(tree, device.node));
    else {
      devices.set(node, device);
      if (device.first.length > 0)
        first.set(
          node,
          device.first.map((placed) => asId(tree, placed)),
        );
    }
  }
  for (const entry of plan?.pci ?? []) {
    const bridge = nodeNamed(tree, entry.bridge.value);
    if (bridge === null) diagnostics.push(unknownNode(tree, entry.bridge));
    else if (!isHostBridge(bridge)) {
      const message = `'${entry.bridge.value}' is no PCI host bridge`;
      diagnostics.push({ severity: "error", code: "plan-no-bridge", message, location: entry.bridge.location });
    } else pci.set(bridge, entry);
  }
  return { plan, devices, pci, first, diagnostics };
}

/** A complaint about a name that is not in the tree, with the nearest that is. */
function unknownNode(tree: DeviceTree, named: Placed<string>): Diagnostic {
  const text = named.value;
  const isLabel = text.startsWith("&");
  const near = isLabel
    ? nearestName(text.slice(1), tree.labels.keys())
    : nearestName(text, [...descendants(tree.root)].map(pathOf));
  const hint = near === null ? null : `did you mean '${isLabel ? `&${near}` : near}'?`;
  return {
    severity: "error",
    code: "plan-unknown-node",
    message: isLabel ? `the board has no label '${text.slice(1)}'` : `the board has no node '${text}'`,
    location: named.location,
    ...(hint === null ? {} : { hint }),
  };
}
