import { RangeSet } from "../../base/range.js";
import { rangesText } from "../facts/words.js";
import { defineExpectation } from "./define.js";

export const reserves = defineExpectation({
  key: "reserves",
  failure: ({ id, usable, reach }, { reserves: expected }) => {
    if (expected === null) return null;
    const open = RangeSet.of(expected).clip(reach).intersect(RangeSet.of(usable.ranges));
    if (open.size === 0n) return null;
    return {
      message: `${rangesText(open.ranges)} is expected to be reserved for ${id}, but can be handed out`,
      details: [`expected to be reserved: ${rangesText(expected)}`],
    };
  },
});
