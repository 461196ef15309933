import { sizeText } from "../facts/words.js";
import { defineExpectation } from "./define.js";

export const aligned = defineExpectation({
  key: "aligned",
  failure: ({ id, usable }, { aligned: least }) => {
    if (least === null || usable.largestAligned >= least) return null;
    const have = sizeText(usable.largestAligned);
    return {
      message: `the largest aligned allocation of ${id} is ${have}; expected is at least ${sizeText(least)}`,
      details: ["Linux aligns every allocation to its size, rounded up to a power of two"],
    };
  },
});
