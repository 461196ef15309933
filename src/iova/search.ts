/** What an allocator model is, and what models share. */
import type { PfnRange, PfnSpace } from "./pfn.js";
import type { RangeTree } from "./range-tree.js";

/**
 * How a kernel picks addresses and shapes the nodes of one domain, and what it remembers between calls. It owns the
 * domain's tree; arguments have been checked.
 */
export interface Search {
  /** The pfn that `alloc` would return now; changes nothing. */
  place(size: number, limitPfn: number, aligned: boolean): number | null;
  alloc(size: number, limitPfn: number, aligned: boolean): number | null;
  /** `lo <= hi`, neither above the last pfn. The node that holds `hi` afterwards. */
  reserve(lo: number, hi: number): PfnRange;
  /** Removes the node that contains `pfn`, whatever it is; no effect if there is none. */
  remove(pfn: number): void;
  clone(tree: RangeTree): Search;
}

/** How a kernel keeps full magazines of its per-size cache. */
export interface DepotPolicy {
  /** Magazines that the depot of one size class holds at most. */
  readonly capacity: number;
  /** In which order a flush empties a depot. */
  readonly flushes: "oldest-first" | "newest-first";
}

/** One kernel's allocator: a file of its own in `model/`, named after its id. */
export interface AllocatorModel<Id extends string = string> {
  readonly id: Id;
  /** Which kernels, in words. */
  readonly describes: string;
  /** True for a design that no released kernel has. */
  readonly experimental: boolean;
  readonly depot: DepotPolicy;
  search(tree: RangeTree, space: PfnSpace, startPfn: number): Search;
}

/**
 * `max32_alloc_size`: the smallest size known to fail below 4 GiB. Linux refuses that size and larger ones at once,
 * until something below 4 GiB is freed; it may be wrong about it, since it takes any failure for one of space.
 */
export class FailingSize {
  private smallest: number;

  constructor(private readonly space: PfnSpace) {
    this.smallest = space.dma32Pfn;
  }

  /** Whether a limit, inclusive, is below 4 GiB, so that what is known to fail there counts. */
  applies(limitPfn: number): boolean {
    return limitPfn < this.space.dma32Pfn;
  }

  refuses(size: number, limitPfn: number): boolean {
    return this.applies(limitPfn) && size >= this.smallest;
  }

  learn(size: number): void {
    this.smallest = size;
  }

  /** Linux looks at where the freed node begins: one across 4 GiB counts (remove_iova, __cached_rbnode_delete_update). */
  forget(freed: PfnRange): void {
    if (freed.lo < this.space.dma32Pfn) this.smallest = this.space.dma32Pfn;
  }

  clone(): FailingSize {
    const copy = new FailingSize(this.space);
    copy.smallest = this.smallest;
    return copy;
  }
}
