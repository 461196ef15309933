/** Ranges that end before they start: recorded on booted kernels (m_wrap), in pfns of 4 KiB. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { IovaDomain } from "../../src/iova/domain.js";

const TOP = 0xfffff;

function domainOf(...reservations: readonly (readonly [number, number])[]) {
  const domain = new IovaDomain({ granule: 4096, startPfn: 1 });
  const results = reservations.map(([lo, hi]) => domain.reserveAsLinux(lo, hi));
  return { domain, results };
}

describe("an inverted node", () => {
  test("stops the search from the top, so that the node below it is handed out", () => {
    const { domain } = domainOf([0xfff00, TOP], [0x100000, 0xffeff]);
    expect(domain.snapshot()).toEqual([
      { lo: 0xfff00, hi: TOP },
      { lo: 0x100000, hi: 0xffeff },
    ]);
    expect(domain.freeRanges(1, TOP)).toEqual([{ lo: 1, hi: TOP }]);
    expect(domain.clone().allocFast(1, TOP, true)).toBe(TOP);
  });

  test("that lies below the valid one leaves that one alone", () => {
    const { domain } = domainOf([0xfff00, TOP], [0x10000, 0xfeff]);
    expect(domain.freeRanges(1, TOP)).toEqual([{ lo: 1, hi: 0xffeff }]);
    expect(domain.largestFree(1, TOP)).toBe(0xffeff);
    expect(domain.alloc(1, TOP, true)).toBe(0xffeff);
    expect(domain.alloc(1, TOP, true)).toBe(0xffefe);
  });

  test("keeps a later one out that starts where it does", () => {
    const { domain, results } = domainOf([0xfff00, 0xffdff], [0xfff00, TOP]);
    expect(results).toEqual(["reserved", "dropped"]);
    expect(domain.snapshot()).toEqual([{ lo: 0xfff00, hi: 0xffdff }]);
  });

  test("is refused by reserve, and by nobody where it lies beyond the last pfn", () => {
    const { domain } = domainOf();
    expect(domain.reserve(5, 4).ok).toBe(false);
    expect(domain.reserveAsLinux(2 ** 52, 4)).toBe("refused");
    expect(domain.snapshot()).toEqual([]);
  });

  test("is no range that the maple tree would take", () => {
    const domain = new IovaDomain({ granule: 4096, startPfn: 1, model: "maple-2026" });
    expect(domain.reserveAsLinux(5, 4)).toBe("dropped");
    expect(domain.nodeCount).toBe(0);
  });
});

/** A node that no search comes to: below the start and below all else. */
const OUT_OF_THE_WAY = [1, 0] as const;

const step = fc.oneof(
  fc.record({
    kind: fc.constant("alloc" as const),
    size: fc.integer({ min: 1, max: 40 }),
    limit: fc.integer({ min: 50, max: 4000 }),
  }),
  fc.record({
    kind: fc.constant("reserve" as const),
    lo: fc.integer({ min: 20, max: 4000 }),
    length: fc.integer({ min: 1, max: 200 }),
  }),
  fc.record({ kind: fc.constant("free" as const), pfn: fc.integer({ min: 20, max: 4000 }) }),
);

test("walked node by node, a domain answers as with the index of gaps", () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const options = { granule: 4096, startPfn: 16 };
      const indexed = new IovaDomain(options);
      const walked = new IovaDomain(options);
      walked.reserveAsLinux(...OUT_OF_THE_WAY);
      for (const one of steps) {
        const answers = [indexed, walked].map((domain) => {
          if (one.kind === "alloc") return domain.alloc(one.size, one.limit, true);
          if (one.kind === "reserve") return domain.reserve(one.lo, one.lo + one.length - 1);
          return domain.free(one.pfn);
        });
        expect(answers[1]).toEqual(answers[0]);
      }
      expect(walked.snapshot().slice(1)).toEqual(indexed.snapshot());
      expect(walked.freeRanges(16, 5000)).toEqual(indexed.freeRanges(16, 5000));
      expect(walked.largestAligned(4000)).toBe(indexed.largestAligned(4000));
      expect(walked.clone().snapshot()).toEqual(walked.snapshot());
    }),
  );
});
