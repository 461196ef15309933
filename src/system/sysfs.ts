/** A group's `reserved_regions` file: the union over its devices as the kernel sorts and merges it. */
import { compareBigint } from "../base/range.js";
import { lastOf, type Reservation, type ReservationType, type ReservedRegion } from "./model.js";

/** The order of regions that start together (`enum iommu_resv_type`, 6.12). */
const TYPES: readonly ReservationType[] = ["direct", "reserved", "msi"];

/**
 * Sorted by start, then type; regions of one type that overlap or touch become one, whatever lies between of another
 * type (iommu_insert_resv_region, 6.12).
 *
 * @param reservations device by device, each one's in the order in which its driver lists them
 */
export function reservedRegions(reservations: Iterable<Reservation>): readonly ReservedRegion[] {
  const lists = new Map<ReservationType, RegionList>(TYPES.map((type) => [type, new RegionList()]));
  for (const r of reservations) lists.get(r.type)?.insert({ start: r.start, last: lastOf(r), type: r.type });
  return TYPES.flatMap((type) => lists.get(type)?.regions ?? []).sort((a, b) => compareBigint(a.start, b.start));
}

/**
 * The regions of one type. Each new one goes before those that start with it or later, and is then merged with its
 * neighbours, by ends in 64 bits: nothing counts as above a region that ends at 2^64 - 1 save what starts above 0, so
 * that for such regions, and for those that wrap, the order in which they come makes a difference.
 */
class RegionList {
  readonly regions: ReservedRegion[] = [];

  insert(region: ReservedRegion): void {
    const at = this.placeOf(region.start);
    this.regions.splice(at, 0, region);
    // What lies further down was merged when it came: only the new region's neighbours can have something to add.
    if (at === 0 || !this.mergeNext(at - 1)) this.mergeAllAfter(at);
    else this.mergeAllAfter(at - 1);
  }

  /** The first that starts at or above. */
  private placeOf(start: bigint): number {
    let low = 0;
    let high = this.regions.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.regions[middle]?.start ?? start) < start) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  private mergeAllAfter(at: number): void {
    while (this.mergeNext(at));
  }

  /** Whether the region at `at` has taken in the next. */
  private mergeNext(at: number): boolean {
    const top = this.regions[at];
    const next = this.regions[at + 1];
    if (top === undefined || next === undefined || next.start > BigInt.asUintN(64, top.last + 1n)) return false;
    this.regions.splice(at, 2, { ...top, last: next.last > top.last ? next.last : top.last });
    return true;
  }
}

/** PCI windows and inbound gaps are dma-iommu's own; no kernel lists what the proposed call took. */
export const isListed = ({ origin }: Reservation): boolean =>
  origin.kind === "iommu-addresses" || origin.kind === "iommu-ranges" || origin.kind === "iommu-driver";
