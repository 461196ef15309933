/**
 * One IOVA address space and its allocator: `struct iova_domain` of drivers/iommu/iova.c. For any sequence of operations
 * it gives the very addresses that Linux gives, for the release that `model` names.
 *
 * It stands alone: pfns in, pfns out, every range and limit inclusive, no device tree and no clock.
 */
import { type AllocatorModelId, allocatorModel, allocatorModels, DEFAULT_MODEL } from "./models.js";
import {
  checkPfn,
  checkSize,
  IovaArgumentError,
  type Pfn,
  type PfnRange,
  type PfnSpace,
  pfnSpace,
  type ReserveOutcome,
  reserveError,
} from "./pfn.js";
import { LARGEST_CACHED_SIZE, Rcache, takenSize } from "./rcache.js";
import type { Search } from "./search.js";

export type { AllocatorModelId } from "./models.js";
export type { PfnRange, ReserveError, ReserveErrorCode, ReserveOutcome } from "./pfn.js";
export { IovaArgumentError } from "./pfn.js";

export interface IovaDomainOptions {
  /** Bytes; a power of two from 4 KiB to 64 KiB. */
  readonly granule: number;
  /** The lowest pfn that is ever handed out; reservations may lie below it. Linux's DMA layer never passes 0. */
  readonly startPfn: Pfn;
  /** Default `6.12`. */
  readonly model?: AllocatorModelId;
  /** Whether `allocFast` and `freeFast` use the per-size cache. Default true. */
  readonly cache?: boolean;
}

export class IovaDomain {
  readonly granule: number;
  readonly startPfn: Pfn;
  readonly model: AllocatorModelId;
  /** The last pfn of a 64-bit space, which is the last that can be reserved. */
  readonly lastPfn: Pfn;
  private readonly space: PfnSpace;
  private search: Search;
  /** Null when the domain was made without. */
  private cache: Rcache | null;

  /** @throws IovaArgumentError for a granule or start out of range, or an unknown model */
  constructor(options: IovaDomainOptions) {
    checkPfn("startPfn", options.startPfn);
    this.space = pfnSpace(options.granule);
    this.granule = options.granule;
    this.startPfn = options.startPfn;
    this.lastPfn = this.space.lastPfn;
    const model = allocatorModel(options.model ?? DEFAULT_MODEL);
    if (model === null) {
      const known = allocatorModels.map(({ id }) => id).join(", ");
      throw new IovaArgumentError("model", String(options.model), `one of ${known}`);
    }
    this.model = model.id;
    this.search = model.search(this.space, options.startPfn);
    this.cache = options.cache === false ? null : new Rcache(model.depot);
  }

  /**
   * Takes `size` pfns and gives the first: `alloc_iova`.
   *
   * @param limitPfn the highest pfn that may be used, inclusive
   * @param aligned whether the first pfn must be a multiple of the size rounded up to a power of two
   * @returns null if there is no room, or if Linux thinks so
   * @throws IovaArgumentError
   */
  alloc(size: number, limitPfn: Pfn, aligned: boolean): Pfn | null {
    checkSize(size);
    checkPfn("limitPfn", limitPfn);
    return this.search.alloc(size, limitPfn, aligned);
  }

  /**
   * Removes the node that contains `pfn`, whole and whatever it is, a reservation too: `free_iova`. No effect if there
   * is none.
   *
   * @throws IovaArgumentError
   */
  free(pfn: Pfn): void {
    checkPfn("pfn", pfn);
    this.search.remove(pfn);
  }

  /** The node that contains `pfn`: `find_iova`. @throws IovaArgumentError */
  find(pfn: Pfn): PfnRange | null {
    checkPfn("pfn", pfn);
    return this.search.find(pfn);
  }

  /**
   * Keeps `[lo, hi]`, both inclusive, from being allocated: `reserve_iova`. Parts that are in use already, by
   * reservations or live allocations, stay as they are, and the free parts between may become part of those nodes,
   * which then go when they are freed.
   *
   * A range that would corrupt Linux's tree, or that it would refuse, is an error and changes nothing.
   */
  reserve(lo: Pfn, hi: Pfn): ReserveOutcome {
    const error = reserveError(lo, hi, this.space);
    return error === null ? { ok: true, node: this.search.reserve(lo, hi) ?? { lo, hi } } : { ok: false, error };
  }

  /**
   * The same with all that Linux lets through: a range that ends before it starts becomes a node, at which later searches
   * from the top stop, so that they find free what nodes below it keep; a range that starts where a node does is dropped
   * with a warning. What Linux refuses, beyond the last pfn, changes nothing.
   */
  reserveAsLinux(lo: Pfn, hi: Pfn): "reserved" | "dropped" | "refused" {
    const error = reserveError(lo, hi, this.space);
    if (error === null) return this.search.reserve(lo, hi) === null ? "dropped" : "reserved";
    if (error.code !== "inverted") return "refused";
    const { search, isDropped } = this.search.reserveInverted(lo, hi);
    this.search = search;
    return isDropped ? "dropped" : "reserved";
  }

  /**
   * What Linux's DMA layer calls: `alloc_iova_fast`. Sizes below 32 are rounded up to a power of two, and are really
   * taken so; always aligned; a freed range of the same class is taken first, the youngest that fits.
   *
   * @param flush whether to empty the cache and try again when there is no room
   * @returns null if there is no room (Linux returns 0, which is why its domains start at 1)
   * @throws IovaArgumentError
   */
  allocFast(size: number, limitPfn: Pfn, flush: boolean): Pfn | null {
    checkSize(size);
    checkPfn("limitPfn", limitPfn);
    const rounded = takenSize(size);
    if (this.cache !== null && rounded <= LARGEST_CACHED_SIZE) {
      // Unsigned in Linux: a limit below the size wraps, and any cached range of the class is taken.
      const highest = limitPfn + 1 - rounded;
      const cached = this.cache.get(rounded, highest < 0 ? Number.POSITIVE_INFINITY : highest);
      // A cached pfn 0 cannot be told from a miss: it is lost to the cache and the search goes on.
      if (cached !== null && cached !== 0) return cached;
    }
    const pfn = this.search.alloc(rounded, limitPfn, true);
    if (pfn !== null || !flush) return pfn;
    this.flush();
    return this.search.alloc(rounded, limitPfn, true);
  }

  /**
   * Gives back what `allocFast` gave: `free_iova_fast`. The range stays a node until the cache lets go of it.
   *
   * @param pfn the first pfn; Linux checks neither that it was allocated nor with which size
   * @param size as asked for, not as rounded up
   * @throws IovaArgumentError
   */
  freeFast(pfn: Pfn, size: number): void {
    checkPfn("pfn", pfn);
    checkSize(size);
    if (this.cache === null || size > LARGEST_CACHED_SIZE) this.search.remove(pfn);
    else this.removeAll(this.cache.put(pfn, size));
  }

  /** Empties the cache into the tree. */
  flush(): void {
    if (this.cache !== null) this.removeAll(this.cache.flush());
  }

  private removeAll(pfns: readonly number[]): void {
    for (const pfn of pfns) this.search.remove(pfn);
  }

  /**
   * Every node in ascending order, cached ranges too; touching ones stay apart, as in the kernel. The domain may change
   * on the way: the next node is the lowest above the last one given.
   */
  *nodes(): Generator<PfnRange, void, undefined> {
    yield* this.search.nodes();
  }

  /** All of `nodes()` at once. */
  snapshot(): PfnRange[] {
    return [...this.nodes()];
  }

  /** Number of nodes. */
  get nodeCount(): number {
    return this.search.size;
  }

  /** Bytes that the nodes occupy in memory, spare room included. */
  get byteLength(): number {
    return this.search.byteLength;
  }

  /**
   * The free pfns within `[lo, hi]`, both inclusive, ascending, as large as they can be: no two touch. Pfns below
   * `startPfn` count as free. Empty if `hi < lo`. @throws IovaArgumentError
   */
  freeRanges(lo: Pfn, hi: Pfn): PfnRange[] {
    checkPfn("lo", lo);
    checkPfn("hi", hi);
    const ranges: PfnRange[] = [];
    for (let top = hi; top >= lo; ) {
      const gap = this.search.highestGap(top, 1, lo);
      if (gap === null) break;
      ranges.push(gap);
      top = gap.lo - 1;
    }
    return ranges.reverse();
  }

  /** The length in pfns of the largest of `freeRanges(lo, hi)`; 0 if there is none. @throws IovaArgumentError */
  largestFree(lo: Pfn, hi: Pfn): number {
    checkPfn("lo", lo);
    checkPfn("hi", hi);
    return largest(hi - lo + 1, (size) => this.search.highestGap(hi, size, lo) !== null);
  }

  /**
   * The largest n for which `alloc(n, limitPfn, true)` succeeds in a copy of this domain; 0 if none does. A size that
   * is known to fail counts as failing, as it would for Linux. @throws IovaArgumentError
   */
  largestAligned(limitPfn: Pfn): number {
    checkPfn("limitPfn", limitPfn);
    const most = limitPfn < this.startPfn ? 0 : this.largestFree(this.startPfn, limitPfn);
    // If n pfns can be had, so can fewer: they need no stricter alignment, and the same place is one for them.
    return largest(most, (size) => this.search.place(size, limitPfn, true) !== null);
  }

  /** A domain of its own with the same nodes, cache and memory of past searches. Costs a copy of a few flat arrays. */
  clone(): IovaDomain {
    const { granule, startPfn, model } = this;
    const copy = new IovaDomain({ granule, startPfn, model });
    copy.search = this.search.clone();
    copy.cache = this.cache?.clone() ?? null;
    return copy;
  }
}

/** The largest number from 1 to `most` that fits, where every smaller one fits too; 0 if none does. */
function largest(most: number, fits: (size: number) => boolean): number {
  let fitting = 0;
  let unfitting = Math.max(0, most) + 1;
  while (unfitting - fitting > 1) {
    const middle = fitting + Math.floor((unfitting - fitting) / 2);
    if (fits(middle)) fitting = middle;
    else unfitting = middle;
  }
  return fitting;
}
