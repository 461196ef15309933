/** Colours: what is of one style is told so once, however many words it is. */
import { expect, it } from "vitest";
import { type Palette, paint, plainPalette } from "../../src/report/palette.js";
import { text } from "../../src/report/styled.js";
import { wrap } from "../../src/report/wrap.js";

const marked: Palette = { ...plainPalette, strong: (run) => `<${run}>`, bad: (run) => `[${run}]` };

it("paints a run of words of one style at once, also after wrapping", () => {
  const line = [...text("three words here", "strong"), ...text(" and then "), ...text("two more", "bad")];
  expect(wrap(line, 100).map((one) => paint(one, marked))).toEqual(["<three words here> and then[ two more]"]);
  expect(wrap(line, 12).map((one) => paint(one, marked))).toEqual([
    "<three words>",
    "<here> and",
    "then[ two]",
    "[more]",
  ]);
});
