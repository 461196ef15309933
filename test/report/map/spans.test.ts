/** Judging the pieces of one space, on facts made by hand. */
import { describe, expect, it } from "vitest";
import { RangeSet, range } from "../../../src/base/range.js";
import type { Origin } from "../../../src/report/map/model.js";
import { type SpaceFacts, spaceOf } from "../../../src/report/map/spans.js";

const origin = (start: bigint, end: bigint, more: Partial<Origin> = {}): Origin => ({
  range: range(start, end),
  hold: "reserved",
  label: "here",
  inEffect: true,
  reservation: null,
  write: null,
  through: null,
  ...more,
});

const facts: SpaceFacts = {
  granule: 0x1000n,
  reach: range(0x1000n, 0x10000n),
  usable: RangeSet.of([range(0x1000n, 0x10000n)]),
  need: null,
  origins: [],
};

const kinds = (more: Partial<SpaceFacts>, end = 0x10000n) =>
  spaceOf({ ...facts, ...more }, range(0n, end)).spans.map(
    (s) => `${s.kind} ${s.start.toString(16)}-${s.end.toString(16)}`,
  );

describe("spaceOf", () => {
  it("has no gaps outside of reach either, and tells the page at 0 from an aperture that begins higher", () => {
    expect(kinds({}, 0x20000n)).toEqual(["first-page 0-1000", "usable 1000-10000", "unreachable 10000-20000"]);
    const reach = range(0x4000n, 0x10000n);
    expect(kinds({ reach, usable: RangeSet.of([reach]) })).toEqual([
      "first-page 0-1000",
      "unreachable 1000-4000",
      "usable 4000-10000",
    ]);
    expect(kinds({ reach: null, usable: RangeSet.empty })).toEqual(["first-page 0-1000", "unreachable 1000-10000"]);
  });

  it("tells what is written from what is rounded to granules", () => {
    const usable = RangeSet.of([range(0x1000n, 0x4000n), range(0x6000n, 0x10000n)]);
    const origins = [origin(0x4800n, 0x5c00n)];
    expect(kinds({ usable, origins })).toEqual([
      "first-page 0-1000",
      "usable 1000-4000",
      "rounding 4000-4800",
      "reserved 4800-5c00",
      "rounding 5c00-6000",
      "usable 6000-10000",
    ]);
    const need = { from: "plan", ranges: RangeSet.of([range(0x4000n, 0x5000n)]) } as const;
    const space = spaceOf({ ...facts, usable, origins, need }, range(0n, 0x10000n));
    expect(space.spans.map(({ kind, isRounding, isWasted }) => [kind, isRounding, isWasted])).toEqual([
      ["first-page", false, false],
      ["usable", false, false],
      ["needed", true, false],
      ["needed", false, false],
      ["wasted", false, true],
      ["rounding", true, true],
      ["usable", false, false],
    ]);
    expect([space.wasteBytes, space.shortfallBytes, space.usableBytes]).toEqual([0x1000n, 0n, 0xd000n]);
  });

  it("counts what hardware takes neither as need nor as waste", () => {
    const usable = RangeSet.of([range(0x1000n, 0x8000n), range(0x9000n, 0x10000n)]);
    const origins = [origin(0x8000n, 0x8800n, { hold: "hardware" })];
    const need = { from: "plan", ranges: RangeSet.of([range(0x8000n, 0xa000n)]) } as const;
    const space = spaceOf({ ...facts, usable, origins, need }, range(0n, 0x10000n));
    expect(space.spans.map(({ kind, start }) => [kind, start])).toEqual([
      ["first-page", 0n],
      ["usable", 0x1000n],
      ["hardware", 0x8000n],
      ["hardware", 0x8800n],
      ["short", 0x9000n],
      ["usable", 0xa000n],
    ]);
    expect([space.wasteBytes, space.shortfallBytes]).toEqual([0n, 0x1000n]);
  });

  it("says of what is kept without a plan's word how it is kept, and direct above all", () => {
    const usable = RangeSet.of([range(0x9000n, 0x10000n)]);
    const origins = [
      origin(0x1000n, 0x3000n, { hold: "inherited" }),
      origin(0x2000n, 0x4000n, { hold: "direct" }),
      origin(0x4000n, 0x6000n, { hold: "shared" }),
      origin(0x6000n, 0x8000n, { inEffect: false }),
    ];
    expect(kinds({ usable, origins })).toEqual([
      "first-page 0-1000",
      "inherited 1000-2000",
      "direct 2000-3000",
      "direct 3000-4000",
      "shared 4000-6000",
      "reserved 6000-9000",
      "usable 9000-10000",
    ]);
    const need = { from: "plan", ranges: RangeSet.of([range(0x1000n, 0x4000n)]) } as const;
    expect(kinds({ usable, origins, need }).slice(1, 5)).toEqual([
      "needed 1000-2000",
      "direct 2000-3000",
      "direct 3000-4000",
      "wasted 4000-6000",
    ]);
  });
});
