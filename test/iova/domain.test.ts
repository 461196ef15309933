import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type AllocatorModelId, IovaArgumentError, IovaDomain } from "../../src/iova/domain.js";
import { allocatorModels } from "../../src/iova/models.js";

const LOW = 1048575;
const newDomain = (startPfn = 1, model: AllocatorModelId = "6.12"): IovaDomain =>
  new IovaDomain({ granule: 4096, startPfn, model });

describe("a reservation that Linux could not take", () => {
  it.each([
    { lo: 20, hi: 10, code: "inverted", why: "it ends before it starts" },
    { lo: 10, hi: 9, code: "inverted", why: "its length is zero" },
    { lo: 5, hi: 2 ** 52, code: "above-last", why: "it ends above the last pfn" },
    { lo: 2 ** 52, hi: 5, code: "above-last", why: "both at once: Linux looks at this first" },
    { lo: -1, hi: 5, code: "not-a-pfn", why: "a pfn is negative" },
    { lo: 0.5, hi: 5, code: "not-a-pfn", why: "a pfn is no whole number" },
    { lo: 1, hi: Number.NaN, code: "not-a-pfn", why: "a pfn is no number" },
    { lo: 1, hi: Number.POSITIVE_INFINITY, code: "not-a-pfn", why: "a pfn is not finite" },
    { lo: 1, hi: 2 ** 53, code: "not-a-pfn", why: "a pfn is not exact" },
  ])("is $code when $why, and changes nothing", ({ lo, hi, code }) => {
    const domain = newDomain();
    domain.reserve(8, 30);
    expect(domain.reserve(lo, hi)).toMatchObject({ ok: false, error: { code } });
    expect(domain.snapshot()).toEqual([{ lo: 8, hi: 30 }]);
  });

  it("shows its arithmetic", () => {
    const outcome = newDomain().reserve(20, 10);
    expect(outcome.ok ? "" : outcome.error.message).toBe("the range ends at pfn 10, before it starts at pfn 20");
  });
});

describe("arguments that no caller should pass", () => {
  it.each<{ what: string; call: (domain: IovaDomain) => unknown }>([
    { what: "size 0", call: (domain) => domain.alloc(0, LOW, true) },
    { what: "a fractional size", call: (domain) => domain.allocFast(1.5, LOW, true) },
    { what: "a negative limit", call: (domain) => domain.alloc(1, -1, false) },
    { what: "an inexact limit", call: (domain) => domain.allocFast(1, 2 ** 53, true) },
    { what: "a negative pfn", call: (domain) => domain.free(-1) },
    { what: "a pfn that is no number", call: (domain) => domain.find(Number.NaN) },
    { what: "size 0 of a cached range", call: (domain) => domain.freeFast(5, 0) },
    { what: "a negative query", call: (domain) => domain.freeRanges(-5, 5) },
    { what: "an endless query", call: (domain) => domain.largestFree(0, Number.POSITIVE_INFINITY) },
    { what: "a negative limit of a query", call: (domain) => domain.largestAligned(-1) },
  ])("throws for $what, and changes nothing", ({ call }) => {
    const domain = newDomain();
    domain.reserve(8, 30);
    expect(() => call(domain)).toThrow(IovaArgumentError);
    expect(domain.snapshot()).toEqual([{ lo: 8, hi: 30 }]);
    expect(domain.alloc(1, LOW, true)).toBe(LOW);
  });

  it.each([0, 1, 2048, 4095, 6000, 131072, -4096, Number.NaN, 4096.5])("makes no domain with granule %d", (granule) => {
    expect(() => new IovaDomain({ granule, startPfn: 1 })).toThrow(/granule is .*expected a power of two/);
  });

  it("makes no domain with a start that is no pfn", () => {
    expect(() => newDomain(-1)).toThrow(IovaArgumentError);
  });
});

describe("numbers near the ends", () => {
  it.each([4096, 16384, 65536])("is exact at the last pfn of granule %i", (granule) => {
    const domain = new IovaDomain({ granule, startPfn: 1 });
    const last = 2 ** 64 / granule - 1;
    expect(domain.lastPfn).toBe(last);
    expect(domain.alloc(1, last, true)).toBe(last);
    expect(domain.alloc(3, last, true)).toBe(last - 3);
    expect(domain.alloc(3, last, false)).toBe(last - 6);
    expect(domain.find(last - 2)).toEqual({ lo: last - 3, hi: last - 1 });
  });

  it("takes limits up to what a number holds, as the raw kernel call does", () => {
    const domain = new IovaDomain({ granule: 65536, startPfn: 1 });
    expect(domain.alloc(2, Number.MAX_SAFE_INTEGER, true)).toBe(2 ** 53 - 2);
    expect(domain.alloc(2 ** 52, Number.MAX_SAFE_INTEGER, true)).toBeNull();
    expect(domain.alloc(2 ** 52 - 1, Number.MAX_SAFE_INTEGER, true)).toBeNull();
    expect(domain.alloc(2 ** 52 + 1, Number.MAX_SAFE_INTEGER, false)).toBe(2 ** 53 - 2 - 2 ** 52 - 1);
  });

  it("finds and frees nothing where there is nothing", () => {
    const domain = newDomain();
    domain.free(domain.lastPfn + 5);
    expect(domain.find(domain.lastPfn + 5)).toBeNull();
    expect(domain.find(0)).toBeNull();
  });
});

describe("free space", () => {
  const reserved = (...ranges: [number, number][]): IovaDomain => {
    const domain = newDomain();
    for (const [lo, hi] of ranges) domain.reserve(lo, hi);
    return domain;
  };

  it("is what lies between the nodes, cut to the question", () => {
    const domain = reserved([10, 19], [20, 29], [40, 49]);
    expect(domain.freeRanges(0, 60)).toEqual([
      { lo: 0, hi: 9 },
      { lo: 30, hi: 39 },
      { lo: 50, hi: 60 },
    ]);
    expect(domain.freeRanges(35, 44)).toEqual([{ lo: 35, hi: 39 }]);
    expect(domain.freeRanges(12, 28)).toEqual([]);
    expect(domain.freeRanges(60, 50)).toEqual([]);
    expect(domain.largestFree(0, 60)).toBe(11);
    expect(domain.largestFree(5, 52)).toBe(10);
    expect(domain.largestFree(12, 28)).toBe(0);
    expect(domain.largestFree(60, 50)).toBe(0);
    expect(newDomain().largestFree(0, newDomain().lastPfn)).toBe(2 ** 52);
  });

  it("of a copy's aligned allocation is largestAligned, whatever came before", () => {
    const operation = fc.record({
      kind: fc.constantFrom("alloc", "reserve", "free"),
      pfn: fc.integer({ min: 0, max: 100 }),
      size: fc.integer({ min: 1, max: 24 }),
    });
    const model = fc.constantFrom<AllocatorModelId>("6.1", "6.12", "maple-2026");
    fc.assert(
      fc.property(fc.array(operation, { maxLength: 25 }), fc.nat(110), model, (operations, limit, id) => {
        const domain = newDomain(3, id);
        for (const { kind, pfn, size } of operations) {
          if (kind === "alloc") domain.alloc(size, pfn, size % 2 === 0);
          else if (kind === "reserve") domain.reserve(pfn, pfn + size);
          else domain.free(pfn);
        }
        const nodes = domain.snapshot();
        const largest = domain.largestAligned(limit);
        // What is smaller says nothing of which is the largest.
        const fitting = Array.from({ length: 120 }, (_, i) => i + 1).filter(
          (size) => size >= largest && domain.clone().alloc(size, limit, true) !== null,
        );
        expect(largest).toBe(Math.max(0, ...fitting));
        expect(domain.snapshot()).toEqual(nodes);
        const free = Array.from({ length: 111 }, (_, i) => i).filter((pfn) => domain.find(pfn) === null);
        const listed = domain
          .freeRanges(0, 110)
          .flatMap(({ lo, hi }) => Array.from({ length: hi - lo + 1 }, (_, i) => lo + i));
        expect(listed).toEqual(free);
        const lengths = domain.freeRanges(0, limit).map(({ lo, hi }) => hi - lo + 1);
        expect(domain.largestFree(0, limit)).toBe(Math.max(0, ...lengths));
      }),
      { numRuns: 300 },
    );
  });

  it("between 600 MiB and 3.5 GiB: an aligned 1.5 GiB, from 2 GiB on, though the block is 2984 MiB", () => {
    const domain = newDomain();
    domain.reserve(0, 600 * 256 - 1);
    expect(domain.largestFree(1, 3584 * 256 - 1)).toBe((3584 - 600) * 256);
    expect(domain.largestAligned(3584 * 256 - 1)).toBe(1536 * 256);
  });
});

describe("nodes", () => {
  it("may change while they are gone through", () => {
    const domain = newDomain();
    for (let i = 0; i < 200; i++) domain.reserve(10 * i, 10 * i + 3);
    const seen: number[] = [];
    for (const { lo } of domain.nodes()) {
      seen.push(lo);
      domain.free(lo);
      domain.free(lo + 10);
    }
    expect(seen).toEqual(Array.from({ length: 100 }, (_, i) => 20 * i));
    expect(domain.nodeCount).toBe(0);
  });

  it("that touch are not walked when they are reserved over again and again", () => {
    const domain = newDomain();
    const count = 100_000;
    for (let i = 0; i < count; i++) domain.reserve(2 * i, 2 * i + 1);
    for (let i = 0; i < count; i++) expect(domain.reserve(0, 2 * count - 1).ok).toBe(true);
    expect(domain.nodeCount).toBe(count);
  });
});

describe("maple-2026", () => {
  const dump = (domain: IovaDomain): number[][] => domain.snapshot().map(({ lo, hi }) => [lo, hi]);

  it("always searches from the limit down, and wants room for any alignment", () => {
    const domain = newDomain(1, "maple-2026");
    expect(domain.alloc(1, 8, true)).toBe(8);
    expect(domain.alloc(1, 8, true)).toBe(7);
    domain.free(8);
    expect(domain.alloc(1, 8, true)).toBe(8);
    // [4,6] is free, and 4 is an aligned place for 2, but so is not every place in 3 pfns: 2 + 2 - 1 = 3 fits.
    domain.reserve(1, 3);
    expect(domain.alloc(2, 8, true)).toBe(4);
    domain.free(4);
    domain.reserve(6, 6);
    expect(domain.alloc(2, 8, true)).toBeNull();
    expect(domain.alloc(2, 8, false)).toBeNull();
    domain.free(6);
    expect(domain.alloc(2, 8, false)).toBe(5);
  });

  it("merges what a reservation overlaps, and only that", () => {
    const domain = newDomain(1, "maple-2026");
    domain.reserve(10, 20);
    domain.reserve(30, 40);
    domain.reserve(41, 45);
    expect(domain.reserve(12, 15)).toEqual({ ok: true, node: { lo: 10, hi: 20 } });
    expect(domain.reserve(15, 35)).toEqual({ ok: true, node: { lo: 10, hi: 40 } });
    expect(dump(domain)).toEqual([
      [10, 40],
      [41, 45],
    ]);
  });

  it("learns a failing size below 4 GiB only, and leaves it alone otherwise", () => {
    const domain = newDomain(256, "maple-2026");
    expect(domain.alloc(2, 128, true)).toBeNull();
    expect(domain.alloc(2, LOW, true)).toBeNull();
    expect(domain.alloc(2 ** 40, 2 ** 36, true)).toBeNull();
    expect(domain.alloc(2, LOW, true)).toBeNull();
    expect(domain.alloc(1, LOW, true)).toBe(LOW);
    domain.free(LOW);
    expect(domain.alloc(2, LOW, true)).toBe(LOW - 1);
    const high = newDomain(LOW, "maple-2026");
    expect(high.alloc(2 ** 21, 2 ** 21, true)).toBeNull();
    expect(high.alloc(1, LOW, true)).toBe(LOW);
  });
});

describe("allocator models", () => {
  const folder = fileURLToPath(new URL("../../src/iova/model/", import.meta.url));

  it("are all registered, under the names of their files", () => {
    const files = readdirSync(folder).map((name) => name.replace(/\.ts$/, ""));
    expect(allocatorModels.map(({ id }) => id).sort()).toEqual(files.sort());
  });

  it("say which of them no kernel has", () => {
    expect(allocatorModels.filter(({ experimental }) => experimental).map(({ id }) => id)).toEqual(["maple-2026"]);
  });

  it("are told apart by the domain, 6.12 unless asked otherwise", () => {
    expect(new IovaDomain({ granule: 4096, startPfn: 1 }).model).toBe("6.12");
    expect(newDomain(1, "6.1").clone().model).toBe("6.1");
  });
});
