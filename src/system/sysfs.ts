/** A group's `reserved_regions` file: the union over its devices as the kernel sorts and merges it. */
import { compareBigint } from "../base/range.js";
import { lastOf, type Reservation, type ReservationType, type ReservedRegion } from "./model.js";

/** The order of regions that start together, and of equal ones (`enum iommu_resv_type`, 6.12). */
const TYPE_ORDER: Readonly<Record<ReservationType, number>> = { direct: 0, reserved: 1, msi: 2 };

/**
 * Sorted by start, then type; regions of one type that overlap or touch become one, whatever lies between of another
 * type (iommu_insert_resv_region, 6.12). Ends are compared in 64 bits, so that one at 2^64 - 1 touches nothing above.
 */
export function reservedRegions(reservations: Iterable<Reservation>): readonly ReservedRegion[] {
  const sorted = [...reservations]
    .map((r): ReservedRegion => ({ start: r.start, last: lastOf(r), type: r.type }))
    .sort((a, b) => compareBigint(a.start, b.start) || TYPE_ORDER[a.type] - TYPE_ORDER[b.type]);
  const regions: ReservedRegion[] = [];
  const lastOfType = new Map<ReservationType, number>();
  for (const next of sorted) {
    const at = lastOfType.get(next.type) ?? -1;
    const top = regions[at];
    if (top === undefined || next.start > BigInt.asUintN(64, top.last + 1n)) {
      lastOfType.set(next.type, regions.length);
      regions.push(next);
    } else regions[at] = { ...top, last: next.last > top.last ? next.last : top.last };
  }
  return regions;
}

/** PCI windows and inbound gaps are dma-iommu's own; no kernel lists `iommu-ranges` or what the proposed call took. */
export const isListed = ({ origin }: Reservation): boolean =>
  origin.kind === "iommu-addresses" || origin.kind === "iommu-driver";
