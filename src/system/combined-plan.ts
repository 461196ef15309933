/**
 * Several plans of one board as one. They are put together node by node: what a plan says of a device, a bridge or an
 * IOMMU stands whole, and what the ones behind it say of the same is not asked for.
 */
import type { Plan } from "../plan/model.js";
import type { DeviceTree } from "../tree/tree.js";
import { idNamed } from "./plan-names.js";

/** @param plans the one that wins first. @returns null where there is none */
export function combinedPlan(tree: DeviceTree, plans: readonly Plan[]): Plan | null {
  const [first, ...others] = plans;
  return first === undefined ? null : others.reduce((above, below) => layered(tree, above, below), first);
}

function layered(tree: DeviceTree, above: Plan, below: Plan): Plan {
  const together = <T>(one: readonly T[], other: readonly T[], nameOf: (entry: T) => string): readonly T[] => {
    const known = new Set(one.map((entry) => idNamed(tree, nameOf(entry))));
    return [...one, ...other.filter((entry) => !known.has(idNamed(tree, nameOf(entry))))];
  };
  return {
    file: above.file,
    granule: above.granule ?? below.granule,
    devices: together(above.devices, below.devices, ({ node }) => node.value),
    pci: together(above.pci, below.pci, ({ bridge }) => bridge.value),
    iommus: together(above.iommus, below.iommus, ({ node }) => node.value),
  };
}
