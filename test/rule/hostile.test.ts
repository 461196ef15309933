/** Rules on trees that nobody meant: random cells in every property that they read. They may say anything, but not throw. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { settle } from "../../src/rule/engine/settle.js";
import { examine } from "../../src/run/examine.js";
import { randomBoard } from "./random-board.js";

describe("rules on random trees", () => {
  it("never throw, and say the same twice", { timeout: 120_000 }, () => {
    fc.assert(
      fc.property(randomBoard, (tree) => {
        const findings = () => settle(examine(tree).analysis?.candidates ?? []).findings;
        const first = findings();
        expect(findings()).toEqual(first);
        expect(new Set(first.map(({ fingerprint }) => fingerprint)).size).toBe(first.length);
      }),
      { numRuns: 400 },
    );
  });
});
