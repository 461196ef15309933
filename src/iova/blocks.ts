/**
 * The storage of a range tree: blocks of slots in flat typed arrays, so that a million ranges cost no object each and
 * a search touches few cache lines.
 *
 * A block is a number. In a leaf a slot is one range and has nothing but its ends. In an inner block it stands for a
 * child block and carries that subtree's first pfn, last pfn, and the largest gap *between* its ranges, once as it is
 * and once for what an aligned allocation gets from it. What lies outside a subtree never enters its slot, so one
 * insertion or removal changes one path from leaf to root and nothing beside it.
 */
import { largestAlignedWithin, type Pfn } from "./pfn.js";

/** Slots per block. Measured: 64 makes a thousand ranges a third slower, 16 gains nothing at any number. */
export const SLOTS = 32;

/** Reads a cell. Every index is made from the arena's own links; NaN would be a defect here, and would never match. */
const float = (cells: Float64Array, index: number): number => cells[index] ?? Number.NaN;
const integer = (cells: Int32Array, index: number): number => cells[index] ?? Number.NaN;

export class Blocks {
  private firsts: Float64Array;
  private lasts: Float64Array;
  private gaps: Float64Array;
  private alignedGaps: Float64Array;
  private children: Int32Array;
  private counts: Int32Array;
  /** Blocks ever taken; those in `spare` among them. */
  private taken = 0;
  private spare: number[] = [];

  constructor(capacity: number) {
    this.firsts = new Float64Array(capacity * SLOTS);
    this.lasts = new Float64Array(capacity * SLOTS);
    this.gaps = new Float64Array(capacity * SLOTS);
    this.alignedGaps = new Float64Array(capacity * SLOTS);
    this.children = new Int32Array(capacity * SLOTS);
    this.counts = new Int32Array(capacity);
  }

  /** A copy with room for what is in use and no more. */
  clone(): Blocks {
    const copy = new Blocks(0);
    copy.taken = this.taken;
    copy.spare = [...this.spare];
    copy.firsts = this.firsts.slice(0, this.taken * SLOTS);
    copy.lasts = this.lasts.slice(0, this.taken * SLOTS);
    copy.gaps = this.gaps.slice(0, this.taken * SLOTS);
    copy.alignedGaps = this.alignedGaps.slice(0, this.taken * SLOTS);
    copy.children = this.children.slice(0, this.taken * SLOTS);
    copy.counts = this.counts.slice(0, this.taken);
    return copy;
  }

  /** Bytes held, spare room included. */
  get byteLength(): number {
    const arrays = [this.firsts, this.lasts, this.gaps, this.alignedGaps, this.children, this.counts];
    return arrays.reduce((sum, array) => sum + array.byteLength, 0);
  }

  /** An empty block. */
  take(): number {
    const block = this.spare.pop() ?? this.taken++;
    if (block >= this.counts.length) this.grow(Math.ceil(this.counts.length * 1.5) + 1);
    this.counts[block] = 0;
    return block;
  }

  release(block: number): void {
    this.spare.push(block);
  }

  private grow(capacity: number): void {
    const wider = new Blocks(capacity);
    wider.firsts.set(this.firsts);
    wider.lasts.set(this.lasts);
    wider.gaps.set(this.gaps);
    wider.alignedGaps.set(this.alignedGaps);
    wider.children.set(this.children);
    wider.counts.set(this.counts);
    this.firsts = wider.firsts;
    this.lasts = wider.lasts;
    this.gaps = wider.gaps;
    this.alignedGaps = wider.alignedGaps;
    this.children = wider.children;
    this.counts = wider.counts;
  }

  count(block: number): number {
    return integer(this.counts, block);
  }

  /** First pfn of a slot. */
  lo(block: number, slot: number): number {
    return float(this.firsts, block * SLOTS + slot);
  }

  /** Last pfn of a slot. */
  hi(block: number, slot: number): number {
    return float(this.lasts, block * SLOTS + slot);
  }

  /** The most pfns that one gap inside an inner slot's subtree has for an allocation, aligned or not. */
  gap(block: number, slot: number, aligned: boolean): number {
    return float(aligned ? this.alignedGaps : this.gaps, block * SLOTS + slot);
  }

  child(block: number, slot: number): number {
    return integer(this.children, block * SLOTS + slot);
  }

  /** The first slot whose last pfn is at or above `pfn`; `count` if there is none. */
  firstReaching(block: number, pfn: Pfn): number {
    const base = block * SLOTS;
    let low = 0;
    let high = this.count(block);
    while (low < high) {
      const middle = (low + high) >> 1;
      if (float(this.lasts, base + middle) < pfn) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Makes a leaf's `[lo, hi]` slot `slot`, moving those from there on up by one. The block must not be full. */
  insertRange(block: number, slot: number, lo: Pfn, hi: Pfn): void {
    const at = block * SLOTS + slot;
    const count = this.count(block);
    for (let to = block * SLOTS + count; to > at; to--) this.copyEnds(to - 1, to);
    this.firsts[at] = lo;
    this.lasts[at] = hi;
    this.counts[block] = count + 1;
  }

  /** Drops a leaf's slot, moving those after it down by one. */
  removeRange(block: number, slot: number): void {
    const last = block * SLOTS + this.count(block) - 1;
    for (let to = block * SLOTS + slot; to < last; to++) this.copyEnds(to + 1, to);
    this.counts[block] = this.count(block) - 1;
  }

  setLo(block: number, slot: number, lo: Pfn): void {
    this.firsts[block * SLOTS + slot] = lo;
  }

  /** Makes `child`, a leaf or not, slot `slot` of an inner block. */
  insertChild(block: number, slot: number, child: number, isLeaf: boolean): void {
    const at = block * SLOTS + slot;
    const count = this.count(block);
    for (let to = block * SLOTS + count; to > at; to--) this.copySlot(to - 1, to);
    this.children[at] = child;
    this.counts[block] = count + 1;
    this.summarise(block, slot, isLeaf, Number.POSITIVE_INFINITY);
  }

  removeChild(block: number, slot: number): void {
    const last = block * SLOTS + this.count(block) - 1;
    for (let to = block * SLOTS + slot; to < last; to++) this.copySlot(to + 1, to);
    this.counts[block] = this.count(block) - 1;
  }

  /** Moves the slots of `from` beginning with `slot` behind those of `to`, which must have room; both leaves or both not. */
  moveTail(from: number, slot: number, to: number, isLeaf: boolean): void {
    const end = from * SLOTS + this.count(from);
    let at = to * SLOTS + this.count(to);
    for (let next = from * SLOTS + slot; next < end; next++, at++) {
      if (isLeaf) this.copyEnds(next, at);
      else this.copySlot(next, at);
    }
    this.counts[from] = slot;
    this.counts[to] = at - to * SLOTS;
  }

  private copyEnds(from: number, to: number): void {
    this.firsts[to] = float(this.firsts, from);
    this.lasts[to] = float(this.lasts, from);
  }

  private copySlot(from: number, to: number): void {
    this.copyEnds(from, to);
    this.gaps[to] = float(this.gaps, from);
    this.alignedGaps[to] = float(this.alignedGaps, from);
    this.children[to] = integer(this.children, from);
  }

  /**
   * Brings an inner slot up to date with its child, a leaf or not, which must not be empty. False if nothing changed.
   *
   * @param changed the length of the one gap inside the child that has come or gone; Infinity if that is not known
   */
  summarise(block: number, slot: number, isLeaf: boolean, changed: number): boolean {
    const at = block * SLOTS + slot;
    const child = integer(this.children, at);
    const base = child * SLOTS;
    const last = base + this.count(child) - 1;
    const lo = float(this.firsts, base);
    const hi = float(this.lasts, last);
    const sameEnds = lo === float(this.firsts, at) && hi === float(this.lasts, at);
    // A gap that small was not, and will not be, the largest of either kind: most changes stop here.
    if (sameEnds && changed < float(this.alignedGaps, at)) return false;
    let gap = 0;
    let alignedGap = 0;
    for (let next = base + 1; next <= last; next++) {
      const start = float(this.lasts, next - 1) + 1;
      const end = float(this.firsts, next);
      gap = larger(gap, end - start);
      if (end - start > alignedGap) alignedGap = larger(alignedGap, largestAlignedWithin(start, end));
    }
    for (let next = base; next <= last && !isLeaf; next++) {
      gap = larger(gap, float(this.gaps, next));
      alignedGap = larger(alignedGap, float(this.alignedGaps, next));
    }
    if (sameEnds && gap === float(this.gaps, at) && alignedGap === float(this.alignedGaps, at)) return false;
    this.firsts[at] = lo;
    this.lasts[at] = hi;
    this.gaps[at] = gap;
    this.alignedGaps[at] = alignedGap;
    return true;
  }
}

/** Math.max, which costs twice as much here. */
const larger = (a: number, b: number): number => (a > b ? a : b);
