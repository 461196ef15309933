/** What a layout proposes: what would be written where. A value to be filled, printed as a patch, or played. */
import type { Range, RangeSet } from "../../base/range.js";
import type { Consumer } from "../../system/model.js";

/** Ranges are in bytes, as an author would have them: before cells, translation and granules change them. */
export type Write =
  /** Holes on the node of the family's device, as `iommu-addresses` of a region that it names: for all who share it. */
  | { readonly kind: "device-holes"; readonly ranges: RangeSet }
  /** Holes on the member's own node. */
  | { readonly kind: "own-holes"; readonly member: Consumer; readonly ranges: RangeSet }
  /** `iommu-ranges` on the member's own node: all that it may use. */
  | { readonly kind: "own-usable"; readonly member: Consumer; readonly ranges: RangeSet }
  /**
   * `dma-ranges` of a bus node of the member's own, or of its host bridge. `block` is what is meant to be usable, and
   * `window` what to write for it: its whole granules. Both are empty where the need leaves no granule.
   */
  | { readonly kind: "own-window"; readonly member: Consumer; readonly window: Range; readonly block: Range }
  /** dma_iova_set_resv_region() for each range, when the member is made. */
  | { readonly kind: "calls"; readonly member: Consumer; readonly ranges: RangeSet }
  /** The member's driver allocates each range when it probes, and keeps it. */
  | { readonly kind: "allocations"; readonly member: Consumer; readonly ranges: RangeSet };

export type WriteKind = Write["kind"];

export interface Proposal {
  /** `share-device`: runtime children that use the device's node. `own-nodes`: a node for each, with its streams. */
  readonly members: "share-device" | "own-nodes";
  /** Nothing is written for a member that does not stand here. */
  readonly writes: readonly Write[];
}

/** Without holes that are empty. That nothing is usable is worth writing. */
export const proposal = (members: Proposal["members"], writes: readonly Write[]): Proposal => ({
  members,
  writes: writes.filter((write) => write.kind === "own-window" || write.kind === "own-usable" || !write.ranges.isEmpty),
});
