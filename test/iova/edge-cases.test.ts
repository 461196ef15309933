/** The edge cases of Linux's allocator by their names: 4 KiB granule, start 1, a new domain, unless said otherwise. */
import { describe, expect, it } from "vitest";
import { type AllocatorModelId, IovaDomain } from "../../src/iova/domain.js";

/** The last pfn below 4 GiB: a 32-bit limit. */
const LOW = 1048575;
/** The first pfn at 4 GiB. */
const HIGH = 1048576;

describe.each<AllocatorModelId>(["6.1", "6.12"])("Linux %s", (model) => {
  const newDomain = (startPfn = 1): IovaDomain => new IovaDomain({ granule: 4096, startPfn, model });
  const dump = (domain: IovaDomain): number[][] => domain.snapshot().map(({ lo, hi }) => [lo, hi]);
  const reserveAll = (domain: IovaDomain, ranges: readonly (readonly [number, number])[]): void => {
    for (const [lo, hi] of ranges) expect(domain.reserve(lo, hi).ok).toBe(true);
  };

  it("E1: aligned and unaligned allocations from the top down", () => {
    const domain = newDomain();
    expect(domain.alloc(1, LOW, true)).toBe(1048575);
    expect(domain.alloc(3, LOW, true)).toBe(1048572);
    expect(domain.find(1048574)).toEqual({ lo: 1048572, hi: 1048574 });
    expect(domain.alloc(3, LOW, false)).toBe(1048569);
  });

  it("E2: an odd size is aligned to the next power of two and takes only itself", () => {
    const domain = newDomain();
    expect(domain.alloc(5, LOW, true)).toBe(1048568);
    expect(dump(domain)).toEqual([[1048568, 1048572]]);
  });

  it("E3: the limit is inclusive, and one at 4 GiB searches the high side", () => {
    const domain = newDomain();
    expect(domain.alloc(1, HIGH, true)).toBe(1048576);
    expect(domain.alloc(1, LOW, true)).toBe(1048575);
    expect(domain.alloc(1, HIGH, true)).toBe(1048574);
  });

  it("E4: a failure under a tiny limit poisons a size below 4 GiB until something there is freed", () => {
    const domain = newDomain(256);
    expect(domain.alloc(2, 128, true)).toBeNull();
    expect(domain.alloc(2, LOW, true)).toBeNull();
    expect(domain.alloc(1, LOW, true)).toBe(1048575);
    expect(domain.alloc(2, HIGH, true)).toBe(1048572);
    domain.free(5);
    expect(domain.alloc(2, LOW, true)).toBeNull();
    domain.free(1048575);
    expect(domain.alloc(2, LOW, true)).toBe(1048574);
  });

  it("E5: the retry pass finds what lies above the remembered node", () => {
    const domain = newDomain();
    expect(domain.alloc(2, 8, true)).toBe(6);
    expect(domain.alloc(4, 8, true)).toBeNull();
    expect(domain.alloc(3, 8, false)).toBe(3);
    expect(domain.alloc(2, 8, false)).toBe(1);
    expect(domain.alloc(1, 8, false)).toBe(8);
  });

  it("E6: the whole of 4 GiB is refused without a search, so that nothing is learnt", () => {
    const domain = newDomain();
    expect(domain.alloc(1048576, LOW, false)).toBeNull();
    expect(domain.alloc(1048575, LOW, false)).toBe(1);
  });

  it("E7: a reservation over others lets each grow down to the one before", () => {
    const domain = newDomain();
    reserveAll(domain, [
      [10, 20],
      [30, 40],
      [5, 50],
    ]);
    expect(dump(domain)).toEqual([
      [5, 20],
      [21, 40],
      [41, 50],
    ]);
  });

  it("E8: the gap between two goes to the upper one", () => {
    const domain = newDomain();
    reserveAll(domain, [
      [10, 20],
      [30, 40],
      [15, 35],
    ]);
    expect(dump(domain)).toEqual([
      [10, 20],
      [21, 40],
    ]);
  });

  it("E9: contained and repeated reservations are accepted, touching nodes stay apart", () => {
    const domain = newDomain();
    reserveAll(domain, [
      [10, 20],
      [12, 15],
      [5, 15],
      [15, 25],
      [21, 25],
    ]);
    expect(dump(domain)).toEqual([
      [5, 20],
      [21, 25],
    ]);
  });

  it("E10: a free drops the reservation that holds the pfn, whole", () => {
    const domain = newDomain();
    reserveAll(domain, [
      [10, 20],
      [21, 30],
    ]);
    domain.free(12);
    expect(dump(domain)).toEqual([[21, 30]]);
  });

  it("E11: a reservation that a live allocation grew into is lost with it", () => {
    const domain = newDomain();
    expect(domain.alloc(8, LOW, true)).toBe(1048568);
    reserveAll(domain, [[1048560, 1048570]]);
    expect(dump(domain)).toEqual([[1048560, 1048575]]);
    domain.free(1048568);
    expect(dump(domain)).toEqual([]);
  });

  it("E12: the part of a reservation above a live allocation stays", () => {
    const domain = newDomain();
    expect(domain.alloc(8, LOW, true)).toBe(1048568);
    reserveAll(domain, [[1048572, 1048580]]);
    domain.free(1048568);
    expect(dump(domain)).toEqual([[1048576, 1048580]]);
  });

  it("E13: the last pfn can be reserved, the one above cannot", () => {
    const domain = newDomain();
    expect(domain.lastPfn).toBe(4503599627370495);
    expect(domain.reserve(5, 4503599627370495).ok).toBe(true);
    expect(domain.reserve(5, 4503599627370496)).toMatchObject({ ok: false, error: { code: "above-last" } });
    expect(dump(domain)).toEqual([[5, 4503599627370495]]);
  });

  it("E14: fast sizes are rounded up below 32, the cached range stays a node", () => {
    const domain = newDomain();
    expect(domain.allocFast(3, LOW, true)).toBe(1048572);
    domain.freeFast(1048572, 3);
    expect(domain.find(1048572)).toEqual({ lo: 1048572, hi: 1048575 });
    expect(domain.allocFast(4, LOW, true)).toBe(1048572);
    expect(domain.allocFast(33, LOW, true)).toBe(1048512);
    expect(domain.find(1048512)).toEqual({ lo: 1048512, hi: 1048544 });
  });

  it("E15: the cache gives back the youngest first", () => {
    const domain = newDomain();
    const pfns = [1, 2, 3].map(() => domain.allocFast(1, LOW, true) ?? 0);
    expect(pfns).toEqual([1048575, 1048574, 1048573]);
    for (const pfn of pfns) domain.freeFast(pfn, 1);
    expect([1, 2, 3, 4].map(() => domain.allocFast(1, LOW, true))).toEqual([1048573, 1048574, 1048575, 1048572]);
  });

  it("E16: the cache gives the youngest that fits the limit", () => {
    const domain = newDomain();
    expect(domain.allocFast(1, LOW, true)).toBe(1048575);
    expect(domain.allocFast(1, LOW, true)).toBe(1048574);
    domain.freeFast(1048574, 1);
    domain.freeFast(1048575, 1);
    expect(domain.allocFast(1, 1048574, true)).toBe(1048574);
  });

  it("E17: a limit below the size wraps, and a cached range above the limit is given", () => {
    const domain = newDomain();
    expect(domain.allocFast(8, LOW, true)).toBe(1048568);
    domain.freeFast(1048568, 8);
    expect(domain.allocFast(8, 3, true)).toBe(1048568);
    expect(domain.allocFast(8, 7, true)).toBeNull();
  });

  it("E18: freeing a range across 4 GiB makes Linux forget what failed below", () => {
    const domain = newDomain(1048560);
    expect(domain.alloc(10, 1048580, false)).toBe(1048571);
    expect(domain.alloc(8, LOW, false)).toBe(1048563);
    expect(domain.alloc(4, LOW, false)).toBeNull();
    domain.free(1048571);
    expect(domain.alloc(4, LOW, false)).toBe(1048572);
  });

  it("E19: reserved around one inbound window, its first granule included", () => {
    const domain = newDomain();
    reserveAll(domain, [
      [0, 0x80000],
      [0x100000, 2 ** 52 - 1],
    ]);
    expect(domain.freeRanges(0, domain.lastPfn)).toEqual([{ lo: 0x80001, hi: 0xfffff }]);
    expect(domain.alloc(1, 2 ** 48 - 1, true)).toBe(0xfffff);
  });

  it("E20: what was reserved before initialisation failed stays", () => {
    const domain = newDomain();
    reserveAll(domain, [[0, 0x80000]]);
    expect(domain.largestFree(1, LOW)).toBe(0xfffff - 0x80000);
  });

  it("E21, E22: ranges that a mistaken scan yields, as pfns", () => {
    const domain = newDomain();
    reserveAll(domain, [
      [1, 1],
      [0, 1],
      [0, 0x5ffff],
    ]);
    expect(dump(domain)).toEqual([
      [0, 1],
      [2, 0x5ffff],
    ]);
  });

  it("E23: a reservation above the limit has no effect on what can be allocated", () => {
    const domain = newDomain();
    reserveAll(domain, [[0x90000, 0x90000]]);
    expect(domain.freeRanges(1, 0x3ffff)).toEqual([{ lo: 1, hi: 0x3ffff }]);
    expect(domain.allocFast(1, 0x3ffff, true)).toBe(0x3ffff);
  });

  it("E26: both granules of an unaligned direct region are taken", () => {
    const domain = newDomain();
    reserveAll(domain, [[0x90000, 0x90001]]);
    expect(domain.freeRanges(0x8ffff, 0x90002)).toEqual([
      { lo: 0x8ffff, hi: 0x8ffff },
      { lo: 0x90002, hi: 0x90002 },
    ]);
  });

  it("E27: three pages below a bus limit become four, aligned to four", () => {
    const domain = newDomain();
    expect(domain.allocFast(3, 0xbffff, true)).toBe(0xbfffc);
    expect(dump(domain)).toEqual([[0xbfffc, 0xbffff]]);
  });
});
