/**
 * The search of Linux 6.1 and 6.12: top-down first fit that goes on downward from where it last succeeded
 * (`__alloc_and_insert_iova_range`, `iova_insert_rbtree`, `__cached_rbnode_insert_update`,
 * `__cached_rbnode_delete_update`, `reserve_iova` in drivers/iommu/iova.c; both releases alike).
 *
 * The kernel walks node by node; here each pass asks the gap index instead. In a pass of the kernel the candidate only
 * ever moves down, and it stops at the first gap that holds an aligned candidate not below the pass's floor: that is the
 * highest such gap, so the answers are the same.
 */
import type { Pfn, PfnRange, PfnSpace } from "./pfn.js";
import type { RangeTree } from "./range-tree.js";
import { type AfterInverted, FailingSize, NodesInTree, type Search } from "./search.js";
import { WalkedNodesSearch } from "./walked-nodes.js";

/** The permanent node above all others (`iovad->anchor`), at pfn 2^64 - 1 in the kernel. */
const ANCHOR = Number.POSITIVE_INFINITY;

/** Nodes are remembered by their `hi`, which never changes while they live. */
interface Remembered {
  /** `cached32_node`: the last allocation that ended below 4 GiB, or what a removal put in its place. */
  cached32: Pfn;
  /** `cached_node`: the same for allocations that ended above. */
  cached64: Pfn;
}

export class RememberedNodesSearch extends NodesInTree implements Search {
  constructor(
    private readonly space: PfnSpace,
    private readonly startPfn: Pfn,
    private readonly failing = new FailingSize(space),
    private readonly remembered: Remembered = { cached32: ANCHOR, cached64: ANCHOR },
    tree?: RangeTree,
  ) {
    super(tree);
  }

  clone(): Search {
    const { space, startPfn, failing, remembered, tree } = this;
    return new RememberedNodesSearch(space, startPfn, failing.clone(), { ...remembered }, tree.clone());
  }

  /** Such a node makes the gaps between nodes another thing than what the kernel's walk finds: from here on it is walked. */
  reserveInverted(lo: Pfn, hi: Pfn): AfterInverted {
    const { space, startPfn, failing, remembered } = this;
    return new WalkedNodesSearch(space, startPfn, failing, remembered, [...this.nodes()]).reserveInverted(lo, hi);
  }

  place(size: number, limitPfn: Pfn, aligned: boolean): Pfn | null {
    return this.failing.refuses(size, limitPfn) ? null : this.search(size, limitPfn, aligned);
  }

  alloc(size: number, limitPfn: Pfn, aligned: boolean): Pfn | null {
    // A refusal leaves the failing size alone: the kernel jumps past the place where it is set.
    if (this.failing.refuses(size, limitPfn)) return null;
    const pfn = this.search(size, limitPfn, aligned);
    if (pfn === null) {
      // Any failure counts, also one of a high or a tiny limit or of alignment: the kernel does not ask why.
      this.failing.learn(size);
      return null;
    }
    const hi = pfn + size - 1;
    this.tree.insert(pfn, hi);
    // What decides is where the range landed, not the limit it was asked for with.
    if (hi < this.space.dma32Pfn) this.remembered.cached32 = hi;
    else this.remembered.cached64 = hi;
    return pfn;
  }

  private search(size: number, limitPfn: Pfn, aligned: boolean): Pfn | null {
    const from = limitPfn < this.space.dma32Pfn ? this.remembered.cached32 : this.remembered.cached64;
    // First what lies below the remembered node (up to its `hi` is the same: the node itself is no gap)...
    const pfn = this.tree.highestPlace(Math.min(limitPfn, from), size, this.startPfn, aligned);
    if (pfn !== null || from >= limitPfn) return pfn;
    // ...then, in the kernel's retry, what lies above. It would walk on below, where nothing was found just now.
    return this.tree.highestPlace(limitPfn, size, from + 1, aligned);
  }

  /**
   * reserve_iova: each free part of the range goes to the existing node above it, which grows downward whatever it is,
   * live allocations too; only what no node lies above within the range becomes a node of its own. Nothing is merged,
   * and neither the remembered nodes nor the failing size hear of it.
   */
  reserve(lo: Pfn, hi: Pfn): PfnRange {
    let node: PfnRange | null = null;
    for (let top = hi; top >= lo; ) {
      const gap = this.tree.highestGap(top, 1, lo);
      if (gap === null) break;
      if (gap.hi === hi) {
        this.tree.insert(gap.lo, hi);
        node = gap;
      } else {
        this.tree.growDown(gap.hi + 1, gap.lo);
      }
      top = gap.lo - 1;
    }
    return node ?? this.tree.find(hi) ?? { lo, hi };
  }

  remove(pfn: Pfn): void {
    const node = this.tree.find(pfn);
    if (node === null) return;
    this.forget(node);
    this.tree.remove(node.hi);
  }

  /** __cached_rbnode_delete_update: a removal moves a remembered node at or below it up to the removed one's successor. */
  private forget(node: PfnRange): void {
    const { remembered, space } = this;
    const moves32 = node.hi === remembered.cached32 || (node.hi < space.dma32Pfn && node.hi > remembered.cached32);
    const moves64 = node.hi >= remembered.cached64;
    if (moves32 || moves64) {
      const successor = this.tree.firstReaching(node.hi + 1)?.hi ?? ANCHOR;
      if (moves32) remembered.cached32 = successor;
      if (moves64) remembered.cached64 = successor;
    }
    this.failing.forget(node);
  }
}
