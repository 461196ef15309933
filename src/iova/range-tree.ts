/**
 * The ordered set of a domain's nodes, with an index of the gaps between them: a B+ tree of disjoint ranges whose inner
 * slots know the largest gap below them. It takes the place of the kernel's rbtree and answers what the kernel finds
 * out by walking that node by node.
 *
 * A node is named by its `hi`: Linux only ever lowers a node's `lo` (reserve_iova), so `hi` is its identity.
 * Every operation visits O(log n) blocks.
 */
import { Blocks, SLOTS } from "./blocks.js";
import { alignDown, alignmentOf, type Pfn, type PfnRange } from "./pfn.js";

/** A block with fewer slots tries to join a neighbour, and none is cut to fewer... */
const SPARSE = SLOTS / 4;
/** ...nor are two joined to more than this, so that the next insertion does not cut them apart again. */
const JOINED = (3 * SLOTS) / 4;
/** Levels of inner blocks: of two neighbours one has at least `SPARSE` slots, so 2^31 blocks need fewer. */
const MAX_HEIGHT = 24;
/** For a gap whose length is not at hand. */
const UNKNOWN = Number.POSITIVE_INFINITY;

export class RangeTree {
  private blocks = new Blocks(1);
  private root = this.blocks.take();
  /** Levels of inner blocks above the leaves, which are level 0. */
  private height = 0;
  private ranges = 0;
  /** The last search's way down: the block on each level, and the slot taken in it. */
  private readonly pathBlocks = new Int32Array(MAX_HEIGHT);
  private readonly pathSlots = new Int32Array(MAX_HEIGHT);

  /** Number of ranges. */
  get size(): number {
    return this.ranges;
  }

  /** Bytes held for the ranges, spare room included. */
  get byteLength(): number {
    return this.blocks.byteLength;
  }

  clone(): RangeTree {
    const copy = new RangeTree();
    copy.blocks = this.blocks.clone();
    copy.root = this.root;
    copy.height = this.height;
    copy.ranges = this.ranges;
    return copy;
  }

  /** The lowest range that ends at or above `pfn`. */
  firstReaching(pfn: Pfn): PfnRange | null {
    if (!this.seek(pfn)) return null;
    const block = this.blockAt(0);
    const slot = this.slotAt(0);
    return { lo: this.blocks.lo(block, slot), hi: this.blocks.hi(block, slot) };
  }

  /** The range that contains `pfn`. */
  find(pfn: Pfn): PfnRange | null {
    const range = this.firstReaching(pfn);
    return range !== null && range.lo <= pfn ? range : null;
  }

  /** Adds a range that overlaps no other. */
  insert(lo: Pfn, hi: Pfn): void {
    this.seek(lo);
    if (this.blocks.count(this.blockAt(0)) === SLOTS) this.split(0);
    const filled = this.gapBelow();
    this.blocks.insertRange(this.blockAt(0), this.slotAt(0), lo, hi);
    this.ranges++;
    this.settle(0, filled);
  }

  /** Lets the range that contains `pfn` begin at `lo`, at or below its present begin and above the range before it. */
  growDown(pfn: Pfn, lo: Pfn): void {
    this.seek(pfn);
    const filled = this.gapBelow();
    this.blocks.setLo(this.blockAt(0), this.slotAt(0), lo);
    this.settle(0, filled);
  }

  /** Removes the range that contains `pfn`; there must be one. */
  remove(pfn: Pfn): void {
    this.seek(pfn);
    this.blocks.removeRange(this.blockAt(0), this.slotAt(0));
    this.ranges--;
    const opened = this.gapBelow();
    const level = this.join();
    this.settle(level, level === 0 ? opened : UNKNOWN);
    while (this.height > 0 && this.blocks.count(this.root) === 1) {
      const child = this.blocks.child(this.root, 0);
      this.blocks.release(this.root);
      this.root = child;
      this.height--;
    }
  }

  /** The highest run of at least `size` free pfns within `[low, top]`, cut to those bounds. */
  highestGap(top: number, size: number, low: number): PfnRange | null {
    return this.highestRun(top, size, low, false);
  }

  /** The highest pfn from which `size` pfns within `[low, top]` are free; with `aligned`, a multiple of size's alignment. */
  highestPlace(top: number, size: number, low: number, aligned: boolean): number | null {
    const run = this.highestRun(top, size, low, aligned);
    return run === null ? null : alignDown(run.hi + 1 - size, alignmentOf(size, aligned));
  }

  /**
   * Goes down along `top`, then leftwards: a subtree that lies below `top` and has a gap for the size is entered once and
   * gives the answer, unless `low` cuts it off, which ends the search.
   */
  private highestRun(top: number, size: number, low: number, aligned: boolean): PfnRange | null {
    const { blocks } = this;
    const alignment = alignmentOf(size, aligned);
    /** Where the free run under inspection ends, exclusive: the lowest thing seen so far begins there. */
    let end = top + 1;
    if (end - low < size) return null;
    let level = this.height;
    let block = this.root;
    let slot = this.lastUpTo(block, top);
    for (;;) {
      if (slot < 0) {
        if (level === this.height) return holds(low, end, size, alignment) ? { lo: low, hi: end - 1 } : null;
        level++;
        block = this.blockAt(level);
        slot = this.slotAt(level) - 1;
        continue;
      }
      const lo = blocks.lo(block, slot);
      if (lo < end) {
        const free = Math.max(blocks.hi(block, slot) + 1, low);
        if (holds(free, end, size, alignment)) return { lo: free, hi: end - 1 };
        if (level > 0 && blocks.gap(block, slot, aligned) >= size) {
          this.step(level, block, slot);
          level--;
          block = blocks.child(block, slot);
          slot = this.lastUpTo(block, top);
          continue;
        }
        end = lo;
        if (end - low < size) return null;
      }
      slot--;
    }
  }

  private blockAt(level: number): number {
    return this.pathBlocks[level] ?? 0;
  }

  private slotAt(level: number): number {
    return this.pathSlots[level] ?? 0;
  }

  private step(level: number, block: number, slot: number): void {
    this.pathBlocks[level] = block;
    this.pathSlots[level] = slot;
  }

  /** The last slot of a block that anything at or below `top` can be in; -1 in an empty block. */
  private lastUpTo(block: number, top: number): number {
    return Math.min(this.blocks.firstReaching(block, top), this.blocks.count(block) - 1);
  }

  /** Sets the path to the lowest range that ends at or above `pfn`, or behind the last range: false then. */
  private seek(pfn: Pfn): boolean {
    let block = this.root;
    for (let level = this.height; level > 0; level--) {
      const slot = this.lastUpTo(block, pfn);
      this.step(level, block, slot);
      block = this.blocks.child(block, slot);
    }
    const slot = this.blocks.firstReaching(block, pfn);
    this.step(0, block, slot);
    return slot < this.blocks.count(block);
  }

  /**
   * Cuts the full block on the path at `level` in two, and sets the path to the part that its slot is in. The cut is
   * near that slot: allocations come in descending runs and reservations in ascending ones, and what such a run leaves
   * behind stays three quarters full.
   */
  private split(level: number): void {
    if (level === this.height) this.growRoot();
    if (this.blocks.count(this.blockAt(level + 1)) === SLOTS) this.split(level + 1);
    const parent = this.blockAt(level + 1);
    const slot = this.slotAt(level + 1);
    const right = this.blocks.take();
    const cut = Math.min(Math.max(this.slotAt(level), SPARSE), SLOTS - SPARSE);
    this.blocks.moveTail(this.blockAt(level), cut, right, level === 0);
    this.blocks.summarise(parent, slot, level === 0, UNKNOWN);
    this.blocks.insertChild(parent, slot + 1, right, level === 0);
    if (this.slotAt(level) < cut) return;
    this.step(level, right, this.slotAt(level) - cut);
    this.step(level + 1, parent, slot + 1);
  }

  private growRoot(): void {
    const root = this.blocks.take();
    this.blocks.insertChild(root, 0, this.root, this.height === 0);
    this.root = root;
    this.height++;
    this.step(this.height, root, 0);
  }

  /** Drops empty blocks from the path, upward, and joins sparse ones with a neighbour; the level up to which it did. */
  private join(): number {
    let level = 0;
    while (level < this.height) {
      const block = this.blockAt(level);
      const parent = this.blockAt(level + 1);
      const slot = this.slotAt(level + 1);
      if (this.blocks.count(block) === 0) this.drop(parent, slot);
      else if (this.blocks.count(block) >= SPARSE) break;
      else if (this.joins(parent, slot)) this.joinNext(parent, slot, level === 0);
      else if (this.joins(parent, slot - 1)) this.joinNext(parent, slot - 1, level === 0);
      else break;
      level++;
    }
    return level;
  }

  private joins(parent: number, slot: number): boolean {
    if (slot < 0 || slot + 1 >= this.blocks.count(parent)) return false;
    const { blocks } = this;
    return blocks.count(blocks.child(parent, slot)) + blocks.count(blocks.child(parent, slot + 1)) <= JOINED;
  }

  private joinNext(parent: number, slot: number, isLeaf: boolean): void {
    this.blocks.moveTail(this.blocks.child(parent, slot + 1), 0, this.blocks.child(parent, slot), isLeaf);
    this.drop(parent, slot + 1);
    this.blocks.summarise(parent, slot, isLeaf, UNKNOWN);
  }

  private drop(parent: number, slot: number): void {
    this.blocks.release(this.blocks.child(parent, slot));
    this.blocks.removeChild(parent, slot);
  }

  /** The length of the gap below the path's slot of its leaf; unknown where it reaches out of the leaf. */
  private gapBelow(): number {
    const block = this.blockAt(0);
    const slot = this.slotAt(0);
    if (slot === 0 || slot >= this.blocks.count(block)) return UNKNOWN;
    return this.blocks.lo(block, slot) - this.blocks.hi(block, slot - 1) - 1;
  }

  /** Brings the path's summaries above `level` up to date, as far up as the gap that changed makes a difference. */
  private settle(level: number, changed: number): void {
    for (let above = level + 1; above <= this.height; above++) {
      if (!this.blocks.summarise(this.blockAt(above), this.slotAt(above), above === 1, changed)) return;
    }
  }
}

/** Whether `[lo, end)` has room for `size` pfns from a multiple of `alignment` on. */
const holds = (lo: Pfn, end: Pfn, size: number, alignment: number): boolean =>
  end - lo >= size && (alignment === 1 || alignDown(end - size, alignment) >= lo);
