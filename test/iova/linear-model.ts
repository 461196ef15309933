/**
 * The executable specification: Linux's allocator as it walks, one node after another, in as few ideas as possible.
 * Slow on purpose, and independent of src/iova: what the two agree on is not agreed by sharing code.
 */
import { LinearCache } from "./linear-cache.js";
import { type LinearNode, NodeList } from "./linear-list.js";

export interface LinearOptions {
  readonly granule: number;
  readonly startPfn: number;
  readonly model: "6.1" | "6.12" | "maple-2026";
  readonly cache: boolean;
}

export interface LinearRange {
  readonly lo: number;
  readonly hi: number;
}

export type LinearOutcome = { readonly ok: true; readonly node: LinearRange } | { readonly ok: false };

const REFUSED: LinearOutcome = { ok: false };

export abstract class LinearDomain {
  protected readonly list = new NodeList();
  /** The first pfn at or above 4 GiB. */
  protected readonly d32: number;
  protected readonly lastPfn: number;
  /** The smallest size known to fail below 4 GiB. */
  protected m32: number;
  private readonly cache: LinearCache | null;

  constructor(protected readonly options: LinearOptions) {
    this.d32 = 2 ** 32 / options.granule;
    this.lastPfn = 2 ** 64 / options.granule - 1;
    this.m32 = this.d32;
    this.cache = options.cache ? new LinearCache(options.model === "6.1") : null;
  }

  abstract alloc(size: number, limit: number, aligned: boolean): number | null;
  /** The node that holds `hi` afterwards. */
  abstract reserve(lo: number, hi: number): LinearOutcome;
  protected abstract remove(node: LinearNode): void;

  find(pfn: number): LinearRange | null {
    const node = this.list.containing(pfn);
    return node && { lo: node.lo, hi: node.hi };
  }

  free(pfn: number): void {
    const node = this.list.containing(pfn);
    if (node !== null) this.remove(node);
  }

  allocFast(size: number, limit: number, flush: boolean): number | null {
    const wanted = size < 32 ? powerOfTwo(size) : size;
    const cached = this.cache?.get(wanted, limit + 1) ?? 0;
    if (cached !== 0) return cached;
    const pfn = this.alloc(wanted, limit, true);
    if (pfn !== null || !flush) return pfn;
    this.flush();
    return this.alloc(wanted, limit, true);
  }

  freeFast(pfn: number, size: number): void {
    if (this.cache === null || size > 32) this.free(pfn);
    else for (const evicted of this.cache.put(pfn, size)) this.free(evicted);
  }

  flush(): void {
    for (const pfn of this.cache?.flush() ?? []) this.free(pfn);
  }

  snapshot(): LinearRange[] {
    return this.list.ranges();
  }

  protected refuses(lo: number, hi: number): boolean {
    return lo > this.lastPfn || hi > this.lastPfn || hi < lo;
  }
}

/** Linux 6.1 and 6.12: remembered nodes and a walk down from them. */
class LinearKernel extends LinearDomain {
  private c32: LinearNode = this.list.anchor;
  private c64: LinearNode = this.list.anchor;

  override alloc(size: number, limit: number, aligned: boolean): number | null {
    const end = limit + 1;
    if (end <= this.d32 && size >= this.m32) return null;
    const align = aligned ? powerOfTwo(size) : 1;
    const remembered = end <= this.d32 ? this.c32 : this.c64;
    let place = walkDown(remembered, size, end, this.options.startPfn, align);
    if (place === null && remembered.hi < end) {
      place = walkDown(this.list.lowestFrom(end), size, end, remembered.hi + 1, align);
    }
    if (place === null) {
      this.m32 = size;
      return null;
    }
    const node = this.list.insertBefore(place.successor, place.pfn, place.pfn + size - 1);
    if (node.hi < this.d32) this.c32 = node;
    else this.c64 = node;
    return node.lo;
  }

  override reserve(lo: number, hi: number): LinearOutcome {
    if (this.refuses(lo, hi)) return REFUSED;
    let rest = lo;
    let overlapped = false;
    let node = this.list.first;
    // The kernel, too, looks at every node until one no longer overlaps after one that did.
    for (; node !== this.list.anchor; node = node.next ?? this.list.anchor) {
      if (node.lo <= hi && node.hi >= rest) {
        overlapped = true;
        if (rest < node.lo) node.lo = rest;
        if (hi <= node.hi) return { ok: true, node: { lo: node.lo, hi: node.hi } };
        rest = node.hi + 1;
      } else if (overlapped) {
        break;
      }
    }
    const added = this.list.insertBefore(this.list.lowestFrom(hi + 1), rest, hi);
    return { ok: true, node: { lo: added.lo, hi: added.hi } };
  }

  protected override remove(node: LinearNode): void {
    const successor = node.next ?? this.list.anchor;
    if (node === this.c32 || (node.hi < this.d32 && node.lo >= this.c32.lo)) this.c32 = successor;
    if (node.lo < this.d32) this.m32 = this.d32;
    if (node.lo >= this.c64.lo) this.c64 = successor;
    this.list.unlink(node);
  }
}

/** One pass of the kernel's search: down from `from` to the first place that fits, not below `low`. */
function walkDown(from: LinearNode, size: number, end: number, low: number, align: number) {
  let high = end;
  let successor = from;
  for (;;) {
    high = Math.min(high, successor.lo);
    const pfn = Math.floor((high - size) / align) * align;
    const below = successor.prev;
    if (pfn < low) return null;
    if (below === null || pfn > below.hi) return { pfn, successor };
    successor = below;
  }
}

/** The maple-tree proposal: the highest gap that is large enough for any alignment; reservations merge. */
class LinearMaple extends LinearDomain {
  override alloc(size: number, limit: number, aligned: boolean): number | null {
    const is32 = limit + 1 <= this.d32;
    if (is32 && size >= this.m32) return null;
    const align = aligned ? powerOfTwo(size) : 1;
    for (let above: LinearNode | null = this.list.anchor; above !== null; above = above.prev) {
      const bottom = Math.max(this.options.startPfn, (above.prev?.hi ?? -1) + 1);
      const top = Math.min(limit, above.lo - 1);
      if (top - bottom + 1 < size + align - 1) continue;
      const pfn = Math.floor((top - size + 1) / align) * align;
      this.list.insertBefore(above, pfn, pfn + size - 1);
      return pfn;
    }
    if (is32) this.m32 = size;
    return null;
  }

  override reserve(lo: number, hi: number): LinearOutcome {
    if (this.refuses(lo, hi)) return REFUSED;
    const overlapping = this.list.nodes().filter((node) => node.lo <= hi && node.hi >= lo);
    const holder = overlapping.find((node) => node.lo <= lo && hi <= node.hi);
    if (holder !== undefined) return { ok: true, node: { lo: holder.lo, hi: holder.hi } };
    const merged = {
      lo: Math.min(lo, ...overlapping.map((node) => node.lo)),
      hi: Math.max(hi, ...overlapping.map((node) => node.hi)),
    };
    for (const node of overlapping) this.list.unlink(node);
    this.list.insertBefore(this.list.lowestFrom(merged.hi + 1), merged.lo, merged.hi);
    return { ok: true, node: merged };
  }

  protected override remove(node: LinearNode): void {
    if (node.lo < this.d32) this.m32 = this.d32;
    this.list.unlink(node);
  }
}

export const linearDomain = (options: LinearOptions): LinearDomain =>
  options.model === "maple-2026" ? new LinearMaple(options) : new LinearKernel(options);

function powerOfTwo(size: number): number {
  let power = 1;
  while (power < size) power *= 2;
  return power;
}
