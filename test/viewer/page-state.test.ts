import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { consumerKey } from "../../src/viewer/links.js";
import { fragmentOf, type PageState, START, stateOf } from "../../src/viewer/page-state.js";

describe("what one sees, in the address", () => {
  const text = fc.string({ unit: "binary" });
  const named = text.filter((raw) => raw !== "");
  const state: fc.Arbitrary<PageState> = fc.record({
    board: fc.option(text),
    selected: fc.array(named.map(consumerKey), { maxLength: 3 }),
    query: text,
    window: fc.option(
      fc.tuple(fc.bigInt(0n, 1n << 64n), fc.bigInt(0n, 1n << 64n)).map(([a, b]) => ({
        start: a < b ? a : b,
        end: a < b ? b : a,
      })),
    ),
    layouts: fc.subarray(["shared", "runtime", "iommu-ranges"]),
    tables: fc.dictionary(
      fc.constantFrom("findings", "boards"),
      fc.record({ sort: fc.constantFrom("-usable", "rule"), filter: text }),
      { noNullPrototype: true },
    ),
  });

  it("comes back whole, whatever the names are", () => {
    fc.assert(
      fc.property(state, (one) => {
        expect(stateOf(fragmentOf(one))).toEqual(one);
      }),
    );
  });

  it("is nothing at the start", () => {
    expect(fragmentOf(START)).toBe("");
    expect(stateOf("")).toEqual(START);
  });

  it.each([
    "#map=0x2-0x1",
    "#map=0x10",
    "#map=0xfffffffffffffffffff-0x1",
    "#sel=%25zz",
    "#sel=javascript:alert(1)%25",
    "#%",
  ])("passes over %s, which no page writes", (fragment) => {
    const { window, selected } = stateOf(fragment);
    expect({ window, selected }).toEqual({ window: null, selected: [] });
  });
});
