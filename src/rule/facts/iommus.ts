/** The IOMMUs that a node names. */

import { iommuMap } from "../../iommu/iommu-map.js";
import type { Kernel } from "../../kernel/kernel.js";
import { phandleList } from "../../of/phandle-list.js";
import type { DeviceTree, DtNode } from "../../tree/tree.js";

/** In `iommus`, up to the first entry that cannot be read; without `iommus`, in `iommu-map`. None twice. */
export function namedIommus(tree: DeviceTree, node: DtNode, kernel: Kernel): readonly DtNode[] {
  const own = node.properties.get("iommus");
  if (own !== undefined) {
    const { entries } = phandleList(tree, own, "#iommu-cells");
    return [...new Set(entries.flatMap((entry) => (entry === null ? [] : [entry.target])))];
  }
  const map = iommuMap(tree, node, kernel);
  return [...new Set((map?.entries ?? []).flatMap(({ iommu }) => (iommu === null ? [] : [iommu])))];
}
