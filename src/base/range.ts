/**
 * Half-open address ranges and sets of them.
 *
 * Inside the code every range is `[start, end)` in bytes; on screen and in JSON ranges are inclusive, as Linux
 * prints them. `formatRange` and `lastByte` are the only places where the two meet.
 */
import type { Bytes } from "./units.js";

/** `[start, end)` in bytes. `start === end` is empty; `end < start` never leaves the decoder that produced it. */
export interface Range {
  readonly start: bigint;
  readonly end: bigint;
}

export const range = (start: bigint, end: bigint): Range => ({ start, end });

export const rangeOfLength = (start: bigint, length: Bytes): Range => ({ start, end: start + length });

const isEmpty = (r: Range): boolean => r.end <= r.start;

export const rangeSize = (r: Range): Bytes => (r.end > r.start ? r.end - r.start : 0n);

/** The last byte inside a non-empty range: what Linux prints as its end. */
export const lastByte = (r: Range): bigint => r.end - 1n;

/** The last byte of `length` bytes in the kernel's 64-bit arithmetic: below `start` when it wraps, or `length` is 0. */
export const lastByteOf = (start: bigint, length: Bytes): bigint => BigInt.asUintN(64, start + length - 1n);

export const contains = (r: Range, address: bigint): boolean => r.start <= address && address < r.end;

export const overlaps = (a: Range, b: Range): boolean => a.start < b.end && b.start < a.end;

export const sameRange = (a: Range, b: Range): boolean => a.start === b.start && a.end === b.end;

export function intersection(a: Range, b: Range): Range | null {
  const start = a.start > b.start ? a.start : b.start;
  const end = a.end < b.end ? a.end : b.end;
  return start < end ? { start, end } : null;
}

export const alignDown = (address: bigint, granule: Bytes): bigint => address - (address % granule);

export const alignUp = (address: bigint, granule: Bytes): bigint => alignDown(address + granule - 1n, granule);

/** Every granule that the range touches: how the kernel rounds a reservation. */
export const roundOutward = (r: Range, granule: Bytes): Range => ({
  start: alignDown(r.start, granule),
  end: alignUp(r.end, granule),
});

/** The whole granules inside the range: how a usable range is rounded. Null when there is none. */
export function roundInward(r: Range, granule: Bytes): Range | null {
  const start = alignUp(r.start, granule);
  const end = alignDown(r.end, granule);
  return start < end ? { start, end } : null;
}

/** `0x00000000-0x257fffff`: inclusive, at least 8 hexadecimal digits, as the kernel's `%#010llx` prints. */
export const formatRange = (r: Range): string => `${formatAddress(r.start)}-${formatAddress(lastByte(r))}`;

export const formatAddress = (address: bigint): string => `0x${address.toString(16).padStart(8, "0")}`;

/** A sorted list of disjoint, non-touching ranges. Immutable: every operation gives a new set. */
export class RangeSet {
  static readonly empty = new RangeSet([]);

  private constructor(readonly ranges: readonly Range[]) {}

  /** The union of any ranges, in any order, overlapping or not; empty ones are dropped. */
  static of(ranges: Iterable<Range>): RangeSet {
    const sorted = [...ranges].filter((r) => !isEmpty(r)).sort((a, b) => compareBigint(a.start, b.start));
    const merged: Range[] = [];
    for (const next of sorted) {
      const last = merged.at(-1);
      if (last !== undefined && next.start <= last.end) {
        if (next.end > last.end) merged[merged.length - 1] = { start: last.start, end: next.end };
      } else {
        merged.push(next);
      }
    }
    return new RangeSet(merged);
  }

  get isEmpty(): boolean {
    return this.ranges.length === 0;
  }

  /** Bytes covered. */
  get size(): Bytes {
    return this.ranges.reduce((sum, r) => sum + rangeSize(r), 0n);
  }

  union(other: RangeSet): RangeSet {
    return RangeSet.of([...this.ranges, ...other.ranges]);
  }

  intersect(other: RangeSet): RangeSet {
    const out: Range[] = [];
    let i = 0;
    let j = 0;
    for (;;) {
      const a = this.ranges[i];
      const b = other.ranges[j];
      if (a === undefined || b === undefined) return new RangeSet(out);
      const common = intersection(a, b);
      if (common !== null) out.push(common);
      if (a.end < b.end) i++;
      else j++;
    }
  }

  subtract(other: RangeSet): RangeSet {
    const out: Range[] = [];
    let j = 0;
    for (const whole of this.ranges) {
      let start = whole.start;
      while ((other.ranges[j]?.end ?? whole.end) <= start && j < other.ranges.length) j++;
      for (let k = j; k < other.ranges.length && start < whole.end; k++) {
        const cut = other.ranges[k];
        if (cut === undefined || cut.start >= whole.end) break;
        if (cut.start > start) out.push({ start, end: cut.start });
        if (cut.end > start) start = cut.end;
      }
      if (start < whole.end) out.push({ start, end: whole.end });
    }
    return new RangeSet(out);
  }

  clip(to: Range): RangeSet {
    return this.intersect(RangeSet.of([to]));
  }

  contains(address: bigint): boolean {
    return this.ranges.some((r) => contains(r, address));
  }

  equals(other: RangeSet): boolean {
    return (
      this.ranges.length === other.ranges.length &&
      this.ranges.every((r, i) => {
        const o = other.ranges[i];
        return o !== undefined && sameRange(r, o);
      })
    );
  }
}

export const compareBigint = (a: bigint, b: bigint): number => (a < b ? -1 : a > b ? 1 : 0);
