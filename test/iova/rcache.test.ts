import { describe, expect, it } from "vitest";
import { Rcache } from "../../src/iova/rcache.js";
import type { DepotPolicy } from "../../src/iova/search.js";

const MAGAZINE = 127;
const anywhere = Number.POSITIVE_INFINITY;
const uncapped: DepotPolicy = { capacity: Number.POSITIVE_INFINITY, flushes: "newest-first" };
const capped: DepotPolicy = { capacity: 2, flushes: "oldest-first" };

/** A cache with pfns 1, 2, 3... put in in that order. */
function filled(policy: DepotPolicy, count: number, size = 1): { cache: Rcache; refused: (readonly number[])[] } {
  const cache = new Rcache(policy);
  const refused = [];
  for (let pfn = 1; pfn <= count; pfn++) refused.push(cache.put(pfn, size));
  return { cache, refused: refused.filter((pfns) => pfns.length > 0) };
}

const from = (first: number, count: number): number[] => Array.from({ length: count }, (_, i) => first + i);

describe("Rcache", () => {
  it("gives the loaded magazine from its top, then the previous one, then the depot from its top", () => {
    const count = 5 * MAGAZINE + 3;
    const { cache } = filled(uncapped, count);
    const order = Array.from({ length: count }, () => cache.get(1, anywhere));
    // The first magazine to fill is swapped with the empty one and stays the previous; later ones go to the depot.
    expect(order).toEqual([
      ...from(5 * MAGAZINE + 1, 3).reverse(),
      ...from(1, MAGAZINE).reverse(),
      ...from(MAGAZINE + 1, 4 * MAGAZINE).reverse(),
    ]);
    expect(cache.get(1, anywhere)).toBeNull();
  });

  it("keeps sizes of one class together and classes apart", () => {
    const cache = new Rcache(uncapped);
    cache.put(100, 3);
    cache.put(200, 17);
    expect(cache.get(2, anywhere)).toBeNull();
    expect(cache.get(4, anywhere)).toBe(100);
    expect(cache.get(32, anywhere)).toBe(200);
  });

  it("fills the hole of a hit in the middle with the top entry", () => {
    const cache = new Rcache(uncapped);
    for (const pfn of [10, 5, 30, 40]) cache.put(pfn, 1);
    expect(cache.get(1, 9)).toBe(5);
    expect([1, 2, 3, 4].map(() => cache.get(1, anywhere))).toEqual([30, 40, 10, null]);
  });

  it("looks at the loaded magazine only, even if another has one that fits", () => {
    const cache = new Rcache(uncapped);
    for (let i = 0; i < MAGAZINE; i++) cache.put(5, 1);
    cache.put(1000, 1);
    expect(cache.get(1, 100)).toBeNull();
    expect(cache.get(1, anywhere)).toBe(1000);
    expect(cache.get(1, 100)).toBe(5);
  });

  it("refuses the loaded magazine once it and the previous one and a capped depot are full", () => {
    const room = (2 + capped.capacity) * MAGAZINE;
    expect(filled(capped, room).refused).toEqual([]);
    expect(filled(capped, room + 1).refused).toEqual([from(room - MAGAZINE + 1, MAGAZINE)]);
    expect(filled(uncapped, room + 1).refused).toEqual([]);
  });

  it.each([
    { policy: capped, depot: from(MAGAZINE + 1, 2 * MAGAZINE) },
    { policy: uncapped, depot: [...from(2 * MAGAZINE + 1, MAGAZINE), ...from(MAGAZINE + 1, MAGAZINE)] },
  ])("flushes both magazines of every class, then the depots $policy.flushes", ({ policy, depot }) => {
    const last = 3 * MAGAZINE + 1;
    const { cache } = filled(policy, last, 2);
    cache.put(8888, 32);
    cache.put(9999, 1);
    expect(cache.flush()).toEqual([9999, last, ...from(1, MAGAZINE), 8888, ...depot]);
  });

  it("is empty after a flush, and a clone keeps what it had", () => {
    const { cache } = filled(uncapped, 3 * MAGAZINE);
    const copy = cache.clone();
    expect(cache.flush()).toHaveLength(3 * MAGAZINE);
    expect(cache.flush()).toEqual([]);
    expect(cache.get(1, anywhere)).toBeNull();
    expect(copy.get(1, anywhere)).toBe(3 * MAGAZINE);
    expect(copy.flush()).toHaveLength(3 * MAGAZINE - 1);
  });
});
