import { sizeText } from "../facts/words.js";
import { defineExpectation } from "./define.js";

export const largestBlock = defineExpectation({
  key: "largest-block",
  failure: ({ id, usable }, { largestBlock: least }) => {
    if (least === null || usable.largestBlock >= least) return null;
    return {
      message: `the largest free block of ${id} is ${sizeText(usable.largestBlock)}; expected is at least ${sizeText(least)}`,
      details: [`${sizeText(least - usable.largestBlock)} short`],
    };
  },
});
