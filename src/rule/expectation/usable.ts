import { formatAddress, RangeSet, range } from "../../base/range.js";
import { sizeText } from "../facts/words.js";
import { defineExpectation } from "./define.js";

export const usable = defineExpectation({
  key: "usable",
  failure: (consumer, { usable: expected }) => {
    if (expected === null) return null;
    const { atLeast, below } = expected;
    const ranges = RangeSet.of(consumer.usable.ranges);
    const have = (below === null ? ranges : ranges.clip(range(0n, below))).size;
    if (have >= atLeast) return null;
    const where = below === null ? "" : ` below ${formatAddress(below)}`;
    return {
      message: `usable by ${consumer.id}${where}: ${sizeText(have)}; expected is at least ${sizeText(atLeast)}`,
      details: [`${sizeText(atLeast - have)} short`],
    };
  },
});
