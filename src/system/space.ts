/**
 * Between bytes and the allocator: a domain as `iommu_dma_init_domain` makes it, reservations put into it, and what
 * it leaves to a consumer. Ranges are half-open byte ranges here and inclusive pfns in the allocator.
 */

import { intersection, type Range, RangeSet, rangeSize } from "../base/range.js";
import { FOUR_GIB } from "../base/units.js";
import { type AllocatorModelId, IovaDomain, type PfnRange, type ReserveOutcome } from "../iova/domain.js";
import type { Kernel } from "../kernel/kernel.js";
import { lastOf, type Reservation, type Usable } from "./model.js";

/** One past the last address of a 64-bit IOVA space. */
export const SPACE_END = 1n << 64n;

/** The search and the reservations of 6.1 and 6.12 agree; only what the cache's depot holds differs (iova.c). */
const allocatorModel = (kernel: Kernel): AllocatorModelId => (kernel.growsDepot ? "6.12" : "6.1");

/**
 * An empty domain for a consumer (or the first of a group).
 *
 * @param granule bytes
 * @param start bytes; the lowest address ever handed out, that is a consumer's `reach.start`
 */
export function newDomain(granule: bigint, start: bigint, kernel: Kernel): IovaDomain {
  return new IovaDomain({
    granule: Number(granule),
    startPfn: Number(start / granule),
    model: allocatorModel(kernel),
  });
}

/**
 * Takes a region out of the domain: every granule that it touches. One that wraps past 2^64 is refused.
 *
 * @param region `start` and `length` in bytes; a region of length 0 is refused as inverted or, unaligned, takes its granule
 */
export function applyReservation(
  domain: IovaDomain,
  region: Pick<Reservation, "start" | "length">,
  granule: bigint,
): ReserveOutcome {
  return domain.reserve(Number(region.start / granule), Number(lastOf(region) / granule));
}

/** The same as `iova_reserve_iommu_regions` (6.12) does it, which refuses no region that wraps: see `IovaDomain`. */
export const reserveAsLinux = (
  domain: IovaDomain,
  region: Pick<Reservation, "start" | "length">,
  granule: bigint,
): ReturnType<IovaDomain["reserveAsLinux"]> =>
  domain.reserveAsLinux(Number(region.start / granule), Number(lastOf(region) / granule));

/** Half-open bytes of an inclusive range of pfns; of an inverted one the end is below the start. */
const bytesOfPfns = (pfns: PfnRange, granule: bigint): Range => ({
  start: BigInt(pfns.lo) * granule,
  end: (BigInt(pfns.hi) + 1n) * granule,
});

/** What the domain holds, in order, touching nodes apart. */
export const allocatorRanges = (domain: IovaDomain, granule: bigint): readonly Range[] =>
  [...domain.nodes()].map((node) => bytesOfPfns(node, granule));

/** What no search for any room in the domain finds free: its nodes, less what an inverted one lays open. */
export function heldIn(domain: IovaDomain, granule: bigint): RangeSet {
  const free = domain.freeRanges(0, domain.lastPfn).map((pfns) => bytesOfPfns(pfns, granule));
  return RangeSet.of([{ start: 0n, end: SPACE_END }]).subtract(RangeSet.of(free));
}

/** What the domain leaves free within `reach`. */
export function usableOf(domain: IovaDomain, reach: Range, granule: bigint): Usable {
  if (reach.end <= reach.start) return nothingUsable;
  const limitPfn = Number(reach.end / granule) - 1;
  const free = domain.freeRanges(Number(reach.start / granule), limitPfn);
  const ranges = free.map((pfns) => bytesOfPfns(pfns, granule));
  const sizes = ranges.map(rangeSize);
  return {
    bytes: sum(sizes),
    below4G: sum(ranges.map((r) => rangeSize(intersection(r, { start: 0n, end: FOUR_GIB }) ?? { start: 0n, end: 0n }))),
    blocks: ranges.length,
    largestBlock: sizes.reduce((a, b) => (a > b ? a : b), 0n),
    largestAligned: BigInt(domain.largestAligned(limitPfn)) * granule,
    ranges,
  };
}

const nothingUsable: Usable = {
  bytes: 0n,
  below4G: 0n,
  blocks: 0,
  largestBlock: 0n,
  largestAligned: 0n,
  ranges: [],
};

const sum = (sizes: readonly bigint[]): bigint => sizes.reduce((a, b) => a + b, 0n);

/**
 * The address of the first one-page mapping (`iommu_dma_alloc_iova`, 6.12): a PCI device that reaches beyond 4 GiB
 * is first tried below. Null when it fails. The domain is left as it was.
 */
export function firstPage(domain: IovaDomain, reach: Range, granule: bigint, isPci: boolean): bigint | null {
  if (reach.end <= reach.start) return null;
  const limitPfn = Number(reach.end / granule) - 1;
  const copy = domain.clone();
  const low = isPci && reach.end > FOUR_GIB ? copy.allocFast(1, Number(FOUR_GIB / granule) - 1, false) : null;
  const pfn = low ?? copy.allocFast(1, limitPfn, true);
  return pfn === null ? null : BigInt(pfn) * granule;
}
