/** A PCI function that could be below a host bridge, for a plan to begin with. */
import { iommuMap } from "../iommu/iommu-map.js";
import { formatRequesterId, parseRequesterId, type RequesterId } from "../of/pci.js";
import { nodeAt } from "../tree/tree.js";
import type { System } from "./model.js";

/** The first that the bridge's `iommu-map` leads to an IOMMU, and that no node is of. @param bridge its path */
export function exampleFunction({ tree, consumers, options }: System, bridge: string): string {
  const known = new Set<RequesterId | null>(
    consumers.map(({ pciFunction }) => (pciFunction === null ? null : parseRequesterId(pciFunction))),
  );
  const node = nodeAt(tree, bridge);
  const entries = node === null ? [] : (iommuMap(tree, node, options.kernel)?.entries ?? []);
  const free = entries.find(({ idBase, length }) => length > 0 && !known.has(idBase));
  return formatRequesterId(free?.idBase ?? 0);
}
