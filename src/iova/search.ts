/** What an allocator model is, and what models share. */
import type { Pfn, PfnRange, PfnSpace } from "./pfn.js";
import { RangeTree } from "./range-tree.js";

/**
 * How a kernel picks addresses and shapes the nodes of one domain, what it remembers between calls, and the nodes
 * themselves. Arguments have been checked.
 */
export interface Search {
  /** The pfn that `alloc` would return now; changes nothing. */
  place(size: number, limitPfn: Pfn, aligned: boolean): Pfn | null;
  alloc(size: number, limitPfn: Pfn, aligned: boolean): Pfn | null;
  /** `lo <= hi`, neither above the last pfn. The node that holds `hi` afterwards; null if Linux drops it with a warning. */
  reserve(lo: Pfn, hi: Pfn): PfnRange | null;
  /** The same for `hi < lo`: what goes on from there, which may be another search, and whether Linux drops the range. */
  reserveInverted(lo: Pfn, hi: Pfn): AfterInverted;
  /** Removes the node that contains `pfn`, whatever it is; no effect if there is none. */
  remove(pfn: Pfn): void;
  /** The node that contains `pfn`. */
  find(pfn: Pfn): PfnRange | null;
  /** In the kernel's order. */
  nodes(): Iterable<PfnRange>;
  /** Number of nodes. */
  readonly size: number;
  /** Bytes that the nodes occupy in memory, spare room included. */
  readonly byteLength: number;
  /** The highest run of at least `size` pfns within `[low, top]` that a search finds free, cut to those bounds. */
  highestGap(top: number, size: number, low: number): PfnRange | null;
  clone(): Search;
}

export interface AfterInverted {
  readonly search: Search;
  readonly isDropped: boolean;
}

/** The nodes of a domain in a tree with an index of gaps: disjoint and in order. */
export abstract class NodesInTree {
  constructor(protected readonly tree: RangeTree = new RangeTree()) {}

  find(pfn: Pfn): PfnRange | null {
    return this.tree.find(pfn);
  }

  /** The tree may change on the way: the next node is the lowest above the last one given. */
  *nodes(): Generator<PfnRange, void, undefined> {
    for (let node = this.tree.firstReaching(0); node !== null; node = this.tree.firstReaching(node.hi + 1)) yield node;
  }

  get size(): number {
    return this.tree.size;
  }

  get byteLength(): number {
    return this.tree.byteLength;
  }

  highestGap(top: number, size: number, low: number): PfnRange | null {
    return this.tree.highestGap(top, size, low);
  }
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
  search(space: PfnSpace, startPfn: Pfn): Search;
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
  applies(limitPfn: Pfn): boolean {
    return limitPfn < this.space.dma32Pfn;
  }

  refuses(size: number, limitPfn: Pfn): boolean {
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
