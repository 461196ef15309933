/** An `iommu-map` as the kernel at hand reads it, and as one on the other side of the change of its form does. */
import { type IommuMap, iommuMap, mapProblem } from "../iommu/iommu-map.js";
import { type OtherRelease, otherReleases } from "../iommu/other-release.js";
import type { Attachment } from "../iommu/streams.js";
import { type Kernel, otherSideOf } from "../kernel/kernel.js";
import type { DeviceTree, DtNode } from "../tree/tree.js";

export interface MapReadings {
  readonly here: IommuMap;
  /** The one to tell ids from: `here`, or the other where that one reads well and `here` does not. */
  readonly clearer: IommuMap;
  /** What an attachment is on the other side, where that differs. */
  elsewhere(here: Attachment, attach: (map: IommuMap, kernel: Kernel) => Attachment): readonly OtherRelease[];
}

/** Null for a node without the property. */
export function mapReadings(tree: DeviceTree, node: DtNode, kernel: Kernel): MapReadings | null {
  const here = iommuMap(tree, node, kernel);
  // Every node of a board comes by: what the other side is, is worked out for those that have a map.
  const there = here === null ? null : iommuMap(tree, node, otherSideOf(kernel, "readsIommuMapByCells"));
  if (here === null || there === null) return null;
  const isClear = mapProblem(here) === null || mapProblem(there) !== null;
  return {
    here,
    clearer: isClear ? here : there,
    elsewhere: (attachment, attach) =>
      otherReleases(kernel, "readsIommuMapByCells", attachment, (other) => attach(there, other)),
  };
}
