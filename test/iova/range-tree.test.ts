/** The gap index against a sorted array, with enough ranges for several levels of blocks. */
import { describe, expect, it } from "vitest";
import type { PfnRange } from "../../src/iova/pfn.js";
import { RangeTree } from "../../src/iova/range-tree.js";
import { randomNumbers } from "./random.js";

interface MutableRange {
  lo: number;
  readonly hi: number;
}

/** Ascending, disjoint. */
class Plain {
  readonly ranges: MutableRange[] = [];

  at(pfn: number): number {
    let low = 0;
    let high = this.ranges.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.ranges[middle]?.hi ?? Number.POSITIVE_INFINITY) < pfn) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  gaps(low: number, top: number): PfnRange[] {
    const gaps: PfnRange[] = [];
    let lo = low;
    for (const range of [...this.ranges, { lo: top + 1, hi: top + 1 }]) {
      const hi = Math.min(top, range.lo - 1);
      if (hi >= lo) gaps.push({ lo, hi });
      lo = Math.max(lo, range.hi + 1);
    }
    return gaps;
  }
}

const lengthOf = (gap: PfnRange): number => gap.hi - gap.lo + 1;

/** Asks for gaps of just the sizes that there are, since a stale summary hides the largest or promises too large a one. */
function expectSameGaps(tree: RangeTree, plain: Plain, low: number, top: number): void {
  const gaps = plain.gaps(low, top);
  const largest = Math.max(0, ...gaps.map(lengthOf));
  for (const size of [1, 2, Math.ceil(largest / 2), largest - 1, largest, largest + 1]) {
    if (size < 1) continue;
    const expected = gaps.findLast((gap) => lengthOf(gap) >= size) ?? null;
    expect(tree.highestGap(top, size, low)).toEqual(expected);
  }
}

function randomStep(
  tree: RangeTree,
  plain: Plain,
  random: (bound: number) => number,
  space: number,
  growth: number,
): void {
  const pfn = random(space);
  const at = plain.at(pfn);
  const above = plain.ranges[at];
  const floor = (plain.ranges[at - 1]?.hi ?? -1) + 1;
  if (random(100) < growth) {
    if (above !== undefined && above.lo <= pfn) return;
    const lo = random(3) === 0 ? floor : Math.max(floor, pfn - random(8));
    tree.insert(lo, pfn);
    plain.ranges.splice(at, 0, { lo, hi: pfn });
  } else if (above !== undefined && random(4) === 0) {
    above.lo = Math.max(floor, above.lo - random(10));
    tree.growDown(above.hi, above.lo);
  } else if (above !== undefined) {
    tree.remove(above.lo + random(above.hi - above.lo + 1));
    plain.ranges.splice(at, 1);
  }
}

describe("RangeTree", () => {
  it.each([
    { name: "sparse", space: 1_000_000, target: 6000 },
    { name: "crowded", space: 30_000, target: 4000 },
    { name: "at the top of what a number holds", space: 200_000, target: 2000 },
  ])("$name: finds the same ranges and gaps while it grows and shrinks", ({ space, target }) => {
    const tree = new RangeTree();
    const plain = new Plain();
    const random = randomNumbers(7 + space);
    for (const growth of [95, 20, 90, 5, 60]) {
      for (let step = 0; step < target; step++) {
        randomStep(tree, plain, random, space, growth);
        if (step % 40 !== 0) continue;
        const low = random(space);
        expectSameGaps(tree, plain, low, low + random(space));
        expectSameGaps(tree, plain, 0, space);
        const pfn = random(space);
        expect(tree.firstReaching(pfn)).toEqual(plain.ranges[plain.at(pfn)] ?? null);
      }
      expect(tree.size).toBe(plain.ranges.length);
    }
  });

  it("sees one gap open among thousands of touching ranges, wherever it is", () => {
    const count = 5000;
    const tree = new RangeTree();
    for (let i = 0; i < count; i++) tree.insert(10 * i, 10 * i + 9);
    expect(tree.highestGap(10 * count - 1, 1, 0)).toBeNull();
    const random = randomNumbers(3);
    for (let round = 0; round < 3000; round++) {
      const first = random(count - 40);
      const length = 1 + random(40);
      for (let i = first; i < first + length; i++) tree.remove(10 * i + 5);
      const gap = { lo: 10 * first, hi: 10 * (first + length) - 1 };
      expect(tree.highestGap(10 * count - 1, 10 * length, 0)).toEqual(gap);
      expect(tree.highestGap(10 * count - 1, 10 * length + 1, 0)).toBeNull();
      for (let i = first; i < first + length; i++) tree.insert(10 * i, 10 * i + 9);
      expect(tree.highestGap(10 * count - 1, 1, 0)).toBeNull();
    }
  });

  it("gives its blocks back: growing again after shrinking takes no more room", () => {
    const tree = new RangeTree();
    const fill = (): void => {
      for (let i = 0; i < 20_000; i++) tree.insert(2 * i, 2 * i);
    };
    fill();
    const bytes = tree.byteLength;
    for (let round = 0; round < 3; round++) {
      for (let i = 0; i < 20_000; i++) if (i % 100 !== round) tree.remove(2 * i);
      for (let i = round; i < 20_000; i += 100) tree.remove(2 * i);
      expect(tree.size).toBe(0);
      expect(tree.highestGap(40_000, 40_001, 0)).toEqual({ lo: 0, hi: 40_000 });
      fill();
    }
    expect(tree.byteLength).toBe(bytes);
  });

  it("keeps a clone apart", () => {
    const tree = new RangeTree();
    for (let i = 0; i < 1000; i++) tree.insert(10 * i, 10 * i + 4);
    const copy = tree.clone();
    for (let i = 0; i < 1000; i++) tree.remove(10 * i);
    copy.insert(7, 8);
    expect(tree.size).toBe(0);
    expect(copy.size).toBe(1001);
    expect(copy.find(5003)).toEqual({ lo: 5000, hi: 5004 });
  });
});
