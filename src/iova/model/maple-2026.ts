/**
 * EXPERIMENTAL. The maple-tree allocator posted for Linux in August 2026 and still under discussion: as posted, it picks
 * other addresses and shapes reservations otherwise than any released kernel. Modelled from the series' text.
 */
import { alignDown, alignmentOf, type Pfn, type PfnRange, type PfnSpace } from "../pfn.js";
import type { RangeTree } from "../range-tree.js";
import { type AfterInverted, type AllocatorModel, FailingSize, NodesInTree, type Search } from "../search.js";

class HighestGapSearch extends NodesInTree implements Search {
  constructor(
    private readonly space: PfnSpace,
    private readonly startPfn: Pfn,
    private readonly failing = new FailingSize(space),
    tree?: RangeTree,
  ) {
    super(tree);
  }

  clone(): Search {
    return new HighestGapSearch(this.space, this.startPfn, this.failing.clone(), this.tree.clone());
  }

  /** Always from the limit down. The gap must hold any alignment, so an aligned hole of just `size` is not taken. */
  place(size: number, limitPfn: Pfn, aligned: boolean): Pfn | null {
    if (this.failing.refuses(size, limitPfn)) return null;
    const alignment = alignmentOf(size, aligned);
    const gap = this.tree.highestGap(limitPfn, size + alignment - 1, this.startPfn);
    return gap === null ? null : alignDown(gap.hi + 1 - size, alignment);
  }

  alloc(size: number, limitPfn: Pfn, aligned: boolean): Pfn | null {
    const pfn = this.place(size, limitPfn, aligned);
    if (pfn !== null) this.tree.insert(pfn, pfn + size - 1);
    else if (this.failing.applies(limitPfn) && !this.failing.refuses(size, limitPfn)) this.failing.learn(size);
    return pfn;
  }

  /** One node takes the place of all that overlap; ones that only touch stay apart. */
  reserve(lo: Pfn, hi: Pfn): PfnRange {
    let merged: PfnRange = { lo, hi };
    for (;;) {
      const node = this.tree.firstReaching(lo);
      if (node === null || node.lo > hi) break;
      if (node.lo <= lo && hi <= node.hi) return node;
      merged = { lo: Math.min(merged.lo, node.lo), hi: Math.max(merged.hi, node.hi) };
      this.tree.remove(node.hi);
    }
    this.tree.insert(merged.lo, merged.hi);
    return merged;
  }

  /** A maple tree takes no range that ends before it starts. */
  reserveInverted(): AfterInverted {
    return { search: this, isDropped: true };
  }

  remove(pfn: Pfn): void {
    const node = this.tree.find(pfn);
    if (node === null) return;
    this.failing.forget(node);
    this.tree.remove(node.hi);
  }
}

export const maple2026: AllocatorModel<"maple-2026"> = {
  id: "maple-2026",
  describes: "the maple-tree allocator posted in August 2026; in no released kernel",
  experimental: true,
  depot: { capacity: Number.POSITIVE_INFINITY, flushes: "newest-first" },
  search: (space, startPfn) => new HighestGapSearch(space, startPfn),
};
