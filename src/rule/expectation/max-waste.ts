import { asWrittenFigures } from "../facts/as-written.js";
import { sizeText } from "../facts/words.js";
import { defineExpectation } from "./define.js";

export const maxWaste = defineExpectation({
  key: "max-waste",
  failure: ({ id }, { maxWaste: most }, input) => {
    if (most === null) return null;
    const waste = asWrittenFigures(input).find((figures) => figures.consumer.id === id)?.waste ?? null;
    const expected = `expected is at most ${sizeText(most)}`;
    if (waste === null) {
      const details = ["its need is unknown: state `usable` or `reserve`"];
      return { message: `the waste of ${id} is unknown, ${expected}`, details };
    }
    if (waste <= most) return null;
    const details = [`${sizeText(waste - most)} more than expected is reserved for it without need`];
    return { message: `${id} wastes ${sizeText(waste)}, ${expected}`, details };
  },
});
