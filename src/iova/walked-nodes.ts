/**
 * A domain that holds a range which ends before it starts: reserve_iova takes a region that wraps past 2^64 as it is
 * (drivers/iommu/iova.c, 6.1 to 7.3; seen on booted kernels). The kernel's walk from the top stops at such a node, so that
 * what valid nodes below keep is handed out, and a node that starts where another does is dropped with a warning
 * (iova_insert_rbtree). Here the nodes are a list, and every search walks it as the kernel does.
 *
 * Two things depend on the shape of the kernel's tree and are not followed: where a node goes whose neighbours are out of
 * order, and what comes after an *allocation* at the start of an inverted node, which corrupts the tree.
 */
import { alignDown, alignmentOf, type Pfn, type PfnRange, type PfnSpace } from "./pfn.js";
import type { AfterInverted, FailingSize, Search } from "./search.js";

interface Node {
  lo: Pfn;
  readonly hi: Pfn;
}

/** The last allocation that ended below 4 GiB and the last above, by `hi`; infinite for the permanent node above all. */
interface Remembered {
  readonly cached32: number;
  readonly cached64: number;
}

interface Place {
  readonly pfn: Pfn;
  /** Index of the node that it goes before. */
  readonly before: number;
}

export class WalkedNodesSearch implements Search {
  private readonly list: Node[];
  /** Null: the permanent node above all. */
  private cached32: Node | null;
  private cached64: Node | null;

  /** @param nodes in order */
  constructor(
    private readonly space: PfnSpace,
    private readonly startPfn: Pfn,
    private readonly failing: FailingSize,
    { cached32, cached64 }: Remembered,
    nodes: readonly PfnRange[],
  ) {
    this.list = nodes.map(({ lo, hi }) => ({ lo, hi }));
    const endingAt = (pfn: Pfn) => this.list.find(({ hi }) => hi === pfn) ?? null;
    this.cached32 = endingAt(cached32);
    this.cached64 = endingAt(cached64);
  }

  clone(): Search {
    const { space, startPfn, failing, list } = this;
    const nowhere = { cached32: Number.POSITIVE_INFINITY, cached64: Number.POSITIVE_INFINITY };
    const copy = new WalkedNodesSearch(space, startPfn, failing.clone(), nowhere, list);
    copy.cached32 = this.cached32 === null ? null : (copy.list[list.indexOf(this.cached32)] ?? null);
    copy.cached64 = this.cached64 === null ? null : (copy.list[list.indexOf(this.cached64)] ?? null);
    return copy;
  }

  place(size: number, limitPfn: Pfn, aligned: boolean): Pfn | null {
    return this.failing.refuses(size, limitPfn) ? null : (this.search(size, limitPfn, aligned)?.pfn ?? null);
  }

  alloc(size: number, limitPfn: Pfn, aligned: boolean): Pfn | null {
    if (this.failing.refuses(size, limitPfn)) return null;
    const place = this.search(size, limitPfn, aligned);
    if (place === null) {
      this.failing.learn(size);
      return null;
    }
    const node = { lo: place.pfn, hi: place.pfn + size - 1 };
    if (!this.insert(node, place.before)) return node.lo;
    if (node.hi < this.space.dma32Pfn) this.cached32 = node;
    else this.cached64 = node;
    return node.lo;
  }

  private search(size: number, limitPfn: Pfn, aligned: boolean): Place | null {
    const alignment = alignmentOf(size, aligned);
    const remembered = this.failing.applies(limitPfn) ? this.cached32 : this.cached64;
    const from = remembered === null ? this.list.length : this.list.indexOf(remembered);
    const place = this.walk(from, size, limitPfn + 1, this.startPfn, alignment);
    if (place !== null || remembered === null || remembered.hi > limitPfn) return place;
    const above = this.list.findIndex(({ lo }) => lo > limitPfn);
    return this.walk(above < 0 ? this.list.length : above, size, limitPfn + 1, remembered.hi + 1, alignment);
  }

  /** One pass of `__alloc_and_insert_iova_range`: down from the node at `from`, until a place is above the next node. */
  private walk(from: number, size: number, end: number, low: number, alignment: number): Place | null {
    let high = end;
    for (let at = from; ; at--) {
      high = Math.min(high, this.list[at]?.lo ?? high);
      const pfn = alignDown(high - size, alignment);
      if (pfn < low) return null;
      const below = this.list[at - 1];
      if (below === undefined || pfn > below.hi) return { pfn, before: at };
    }
  }

  reserve(lo: Pfn, hi: Pfn): PfnRange | null {
    let rest = lo;
    let hasMet = false;
    for (const node of this.list) {
      if (rest > node.hi || hi < node.lo) {
        if (hasMet) break;
        continue;
      }
      hasMet = true;
      if (rest < node.lo) node.lo = rest;
      if (hi > node.hi) rest = node.hi + 1;
      if (node.lo <= rest && hi <= node.hi) return { lo: node.lo, hi: node.hi };
    }
    const added = { lo: rest, hi };
    return this.insert(added, this.list.length) ? { ...added } : null;
  }

  reserveInverted(lo: Pfn, hi: Pfn): AfterInverted {
    return { search: this, isDropped: this.reserve(lo, hi) === null };
  }

  /** By `lo`, at or below an index; false where a node starts there already, and Linux warns and drops the new one. */
  private insert(node: Node, highest: number): boolean {
    if (this.list.some(({ lo }) => lo === node.lo)) return false;
    let at = highest;
    while (at > 0 && (this.list[at - 1]?.lo ?? 0) > node.lo) at--;
    this.list.splice(at, 0, node);
    return true;
  }

  remove(pfn: Pfn): void {
    const at = this.indexOf(pfn);
    const node = this.list[at];
    if (node === undefined) return;
    const successor = this.list[at + 1] ?? null;
    const { cached32, cached64, space } = this;
    const isAbove32 = cached32 !== null && node.hi < space.dma32Pfn && node.lo >= cached32.lo;
    if (node === cached32 || isAbove32) this.cached32 = successor;
    if (cached64 !== null && node.lo >= cached64.lo) this.cached64 = successor;
    this.failing.forget(node);
    this.list.splice(at, 1);
  }

  find(pfn: Pfn): PfnRange | null {
    const node = this.list[this.indexOf(pfn)];
    return node === undefined ? null : { lo: node.lo, hi: node.hi };
  }

  private indexOf(pfn: Pfn): number {
    return this.list.findIndex(({ lo, hi }) => lo <= pfn && pfn <= hi);
  }

  nodes(): Iterable<PfnRange> {
    return this.list.map(({ lo, hi }) => ({ lo, hi }));
  }

  get size(): number {
    return this.list.length;
  }

  get byteLength(): number {
    return this.list.length * BYTES_PER_NODE;
  }

  highestGap(top: number, size: number, low: number): PfnRange | null {
    return this.gaps(top, low).find(({ lo, hi }) => hi - lo + 1 >= size) ?? null;
  }

  /** Between each node and the lowest start of those above it, as a walk from the top sees it; from the top down. */
  private gaps(top: number, low: number): readonly PfnRange[] {
    const found: PfnRange[] = [];
    let high = top + 1;
    for (let at = this.list.length; at >= 0; at--) {
      high = Math.min(high, this.list[at]?.lo ?? high);
      const lo = Math.max((this.list[at - 1]?.hi ?? -1) + 1, low);
      if (lo < high) found.push({ lo, hi: high - 1 });
    }
    return joined(found);
  }
}

/** Runs that overlap or touch are one; from the top down. */
function joined(runs: readonly PfnRange[]): readonly PfnRange[] {
  const all: PfnRange[] = [];
  for (const run of [...runs].sort((a, b) => b.hi - a.hi)) {
    const above = all.at(-1);
    if (above === undefined || run.hi + 1 < above.lo) all.push(run);
    else all[all.length - 1] = { lo: Math.min(above.lo, run.lo), hi: above.hi };
  }
  return all;
}

/** Two numbers. */
const BYTES_PER_NODE = 16;
