import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { alignUp, formatRange, type Range, RangeSet, range, roundInward, roundOutward } from "../../src/base/range.js";

const LIMIT = 64;
const anyRange = fc
  .tuple(fc.integer({ min: 0, max: LIMIT }), fc.integer({ min: 0, max: LIMIT }))
  .map(([a, b]): Range => range(BigInt(Math.min(a, b)), BigInt(Math.max(a, b))));
const anySet = fc.array(anyRange, { maxLength: 8 }).map((ranges) => RangeSet.of(ranges));
const members = (set: RangeSet): number[] =>
  Array.from({ length: LIMIT }, (_, i) => i).filter((i) => set.contains(BigInt(i)));

describe("range", () => {
  it("prints inclusive ends with at least eight digits, as the kernel does", () => {
    expect(formatRange(range(0n, 0x25800000n))).toBe("0x00000000-0x257fffff");
    expect(formatRange(range(0x1_0000_0000n, 1n << 48n))).toBe("0x100000000-0xffffffffffff");
  });

  it("rounds reservations outward and usable ranges inward", () => {
    const odd = range(0x1001n, 0x2fffn);
    expect(roundOutward(odd, 0x1000n)).toEqual(range(0x1000n, 0x3000n));
    expect(roundInward(odd, 0x1000n)).toBeNull();
    expect(roundInward(range(0x0fffn, 0x3001n), 0x1000n)).toEqual(range(0x1000n, 0x3000n));
    expect(alignUp(0n, 0x1000n)).toBe(0n);
  });
});

describe("RangeSet", () => {
  it("keeps ranges sorted, disjoint and merged", () => {
    fc.assert(
      fc.property(fc.array(anyRange, { maxLength: 10 }), (ranges) => {
        const set = RangeSet.of(ranges);
        const expected = Array.from({ length: LIMIT }, (_, i) => i).filter((i) =>
          ranges.some((r) => r.start <= BigInt(i) && BigInt(i) < r.end),
        );
        expect(members(set)).toEqual(expected);
        expect(Number(set.size)).toBe(expected.length);
        for (const [i, r] of set.ranges.entries()) {
          const next = set.ranges[i + 1];
          expect(r.start < r.end && (next === undefined || r.end < next.start)).toBe(true);
        }
      }),
    );
  });

  it("does set arithmetic as sets of addresses do", () => {
    fc.assert(
      fc.property(anySet, anySet, (a, b) => {
        const inB = new Set(members(b));
        expect(members(a.union(b))).toEqual([...new Set([...members(a), ...inB])].sort((x, y) => x - y));
        expect(members(a.intersect(b))).toEqual(members(a).filter((i) => inB.has(i)));
        expect(members(a.subtract(b))).toEqual(members(a).filter((i) => !inB.has(i)));
        expect(a.union(b).equals(b.union(a))).toBe(true);
      }),
    );
  });
});
