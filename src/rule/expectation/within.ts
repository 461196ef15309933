import { RangeSet } from "../../base/range.js";
import { rangesText } from "../facts/words.js";
import { defineExpectation } from "./define.js";

export const within = defineExpectation({
  key: "within",
  failure: ({ id, usable }, { within: allowed }) => {
    if (allowed === null) return null;
    const outside = RangeSet.of(usable.ranges).subtract(RangeSet.of(allowed));
    if (outside.size === 0n) return null;
    return {
      message: `${id} can be handed addresses outside of the expected ranges: ${rangesText(outside.ranges)}`,
      details: [`expected within ${rangesText(allowed)}`],
    };
  },
});
