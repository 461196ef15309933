/** One IOVA address space and its allocator: the addresses that Linux would hand out, operation by operation. */
import {
  checkPfn,
  checkSize,
  type PfnRange,
  type PfnSpace,
  pfnSpace,
  type ReserveOutcome,
  reserveError,
  roundUpToPowerOfTwo,
} from "./pfn.js";

export type { PfnRange, ReserveError, ReserveErrorCode, ReserveOutcome } from "./pfn.js";

export type AllocatorModelId = "6.1" | "6.12" | "maple-2026";

export interface IovaDomainOptions {
  /** Bytes; a power of two from 4 KiB to 64 KiB. */
  readonly granule: number;
  /** The lowest pfn that is ever handed out; reservations may lie below it. */
  readonly startPfn: number;
  /** Default `6.12`. */
  readonly model?: AllocatorModelId;
  /** Whether `allocFast` and `freeFast` use the per-size cache. Default true. */
  readonly cache?: boolean;
}

interface Node {
  lo: number;
  hi: number;
}

export class IovaDomain {
  readonly granule: number;
  readonly startPfn: number;
  readonly lastPfn: number;
  private readonly space: PfnSpace;
  private readonly anchor: Node = { lo: Number.POSITIVE_INFINITY, hi: Number.POSITIVE_INFINITY };
  private list: Node[] = [this.anchor];
  private c32 = this.anchor;
  private c64 = this.anchor;
  private max32: number;
  private cached = new Map<number, number[]>();
  private readonly options: IovaDomainOptions;

  constructor(options: IovaDomainOptions) {
    this.options = options;
    checkPfn("startPfn", options.startPfn);
    this.space = pfnSpace(options.granule);
    this.granule = options.granule;
    this.startPfn = options.startPfn;
    this.lastPfn = this.space.lastPfn;
    this.max32 = this.space.dma32Pfn;
  }

  alloc(size: number, limitPfn: number, aligned: boolean): number | null {
    checkSize(size);
    checkPfn("limitPfn", limitPfn);
    const end = limitPfn + 1;
    const is32 = end <= this.space.dma32Pfn;
    if (is32 && size >= this.max32) return null;
    const from = is32 ? this.c32 : this.c64;
    let found = this.walk(this.list.indexOf(from), size, end, this.startPfn, aligned);
    if (found === null && from.hi < end) {
      const top = this.list.findIndex((node) => node.lo >= end);
      found = this.walk(top, size, end, from.hi + 1, aligned);
    }
    if (found === null) {
      this.max32 = size;
      return null;
    }
    const node = { lo: found.pfn, hi: found.pfn + size - 1 };
    this.list.splice(found.at, 0, node);
    if (node.hi < this.space.dma32Pfn) this.c32 = node;
    else this.c64 = node;
    return found.pfn;
  }

  private walk(from: number, size: number, end: number, low: number, aligned: boolean) {
    const align = aligned ? roundUpToPowerOfTwo(size) : 1;
    let high = end;
    let pfn = 0;
    let at = from;
    for (; ; at--) {
      high = Math.min(high, this.list[at]?.lo ?? 0);
      pfn = Math.floor((high - size) / align) * align;
      const below = this.list[at - 1];
      if (below === undefined || pfn > below.hi || pfn < low) break;
    }
    return pfn < low ? null : { pfn, at };
  }

  reserve(lo: number, hi: number): ReserveOutcome {
    const error = reserveError(lo, hi, this.space);
    if (error !== null) return { ok: false, error };
    let rest = lo;
    let at = 0;
    for (; ; at++) {
      const node = this.list[at] ?? this.anchor;
      if (node.lo > hi) break;
      if (node.hi < rest) continue;
      if (rest < node.lo) node.lo = rest;
      if (hi <= node.hi) return { ok: true, node: { ...node } };
      rest = node.hi + 1;
    }
    const node = { lo: rest, hi };
    this.list.splice(at, 0, node);
    return { ok: true, node: { ...node } };
  }

  free(pfn: number): void {
    checkPfn("pfn", pfn);
    const at = this.list.findIndex((node) => node.lo <= pfn && pfn <= node.hi);
    const node = this.list[at];
    const next = this.list[at + 1];
    if (node === undefined || next === undefined) return;
    const d32 = this.space.dma32Pfn;
    if (node === this.c32 || (node.hi < d32 && node.lo >= this.c32.lo)) this.c32 = next;
    if (node.lo < d32) this.max32 = d32;
    if (node.lo >= this.c64.lo) this.c64 = next;
    this.list.splice(at, 1);
  }

  find(pfn: number): PfnRange | null {
    checkPfn("pfn", pfn);
    return this.snapshot().find((node) => node.lo <= pfn && pfn <= node.hi) ?? null;
  }

  allocFast(size: number, limitPfn: number, flush: boolean): number | null {
    checkSize(size);
    const rounded = size < 32 ? roundUpToPowerOfTwo(size) : size;
    const stack = this.cached.get(roundUpToPowerOfTwo(rounded));
    const highest = limitPfn + 1 < rounded ? Number.POSITIVE_INFINITY : limitPfn + 1 - rounded;
    const hit = stack?.findLastIndex((pfn) => pfn <= highest) ?? -1;
    if (stack !== undefined && hit >= 0) {
      const pfn = stack[hit] ?? 0;
      const top = stack.pop() ?? 0;
      if (hit < stack.length) stack[hit] = top;
      return pfn;
    }
    const pfn = this.alloc(rounded, limitPfn, true);
    if (pfn !== null || !flush) return pfn;
    this.flush();
    return this.alloc(rounded, limitPfn, true);
  }

  freeFast(pfn: number, size: number): void {
    checkPfn("pfn", pfn);
    checkSize(size);
    const rounded = roundUpToPowerOfTwo(size);
    if (rounded > 32 || this.options.cache === false) {
      this.free(pfn);
      return;
    }
    const stack = this.cached.get(rounded) ?? [];
    stack.push(pfn);
    this.cached.set(rounded, stack);
  }

  flush(): void {
    for (const stack of this.cached.values()) for (const pfn of stack) this.free(pfn);
    this.cached.clear();
  }

  nodes(): Iterable<PfnRange> {
    return this.snapshot();
  }

  /** Every node in ascending order; touching ones stay apart, as in the kernel. */
  snapshot(): PfnRange[] {
    return this.list.slice(0, -1).map((node) => ({ ...node }));
  }

  /** The free pfns within `[lo, hi]`, both inclusive, in ascending order. */
  freeRanges(lo: number, hi: number): PfnRange[] {
    const free: PfnRange[] = [];
    let start = lo;
    for (const node of this.list) {
      const end = Math.min(hi, node.lo - 1);
      if (start <= end) free.push({ lo: start, hi: end });
      start = Math.max(start, node.hi + 1);
    }
    return free;
  }

  /** The number of pfns of the largest free range within `[lo, hi]`, both inclusive; 0 if there is none. */
  largestFree(lo: number, hi: number): number {
    return this.freeRanges(lo, hi).reduce((largest, range) => Math.max(largest, range.hi - range.lo + 1), 0);
  }

  /** The largest n for which `alloc(n, limitPfn, true)` succeeds in a copy of this domain; 0 if none does. */
  largestAligned(limitPfn: number): number {
    let works = 0;
    let fails = this.largestFree(this.startPfn, limitPfn) + 1;
    while (fails - works > 1) {
      const middle = works + Math.floor((fails - works) / 2);
      if (this.clone().alloc(middle, limitPfn, true) === null) fails = middle;
      else works = middle;
    }
    return works;
  }

  clone(): IovaDomain {
    const copy = new IovaDomain(this.options);
    copy.list = [...this.list.slice(0, -1).map((node) => ({ ...node })), copy.anchor];
    const same = (node: Node): Node => copy.list[this.list.indexOf(node)] ?? copy.anchor;
    copy.c32 = same(this.c32);
    copy.c64 = same(this.c64);
    copy.max32 = this.max32;
    copy.cached = new Map([...this.cached].map(([size, stack]) => [size, [...stack]]));
    return copy;
  }
}
