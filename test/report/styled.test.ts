import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { visible } from "../../src/base/visible.js";
import { path, rawText, solid, text, widthOf } from "../../src/report/styled.js";
import { narrowest, wrap } from "../../src/report/wrap.js";

const CONTROL = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;

describe("text from an input", () => {
  it.each([
    ["\x1b[31mred", "\\x1b[31mred"],
    ["a\nb\tc\0", "a\\nb\\tc\\0"],
    ["\u202egnp.exe", "\\u202egnp.exe"],
    ["\u2066x\u2069", "\\u2066x\\u2069"],
    ["\u200bzero\ufeff", "\\u200bzero\\ufeff"],
    ["\x9b2J", "\\x9b2J"],
    ["\ud800", "\\ud800"],
    ["\u2028", "\\u2028"],
    ["\u{e0041}", "\\u{e0041}"],
    ["Grüße, 世界", "Grüße, 世界"],
  ])("%j is shown as %j", (raw, shown) => {
    expect(visible(raw)).toBe(shown);
  });

  it("never holds a control character once it is a piece", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (raw) => {
        const pieces = [...text(raw), ...path(raw), ...solid(raw)];
        expect(pieces.filter((piece) => CONTROL.test(piece.text))).toEqual([]);
      }),
    );
  });
});

describe("wrapping", () => {
  const lines = (styled: Parameters<typeof wrap>[0], width: number) => wrap(styled, width).map(rawText);

  it("breaks at spaces, and paths before a slash", () => {
    expect(lines(text("one two three"), 7)).toEqual(["one two", "three"]);
    expect(lines(path("/soc@0/codec@aa00000/core"), 14)).toEqual(["/soc@0", "/codec@aa00000", "/core"]);
  });

  it("keeps an address range whole even where it sticks out", () => {
    expect(lines([...text("at "), ...solid("[0x00000000-0x257fffff]")], 10)).toEqual(["at", "[0x00000000-0x257fffff]"]);
  });

  it("keeps pieces together that no space parts", () => {
    expect(lines([...text("see ("), ...solid("0x1000"), ...text("), then go")], 11)).toEqual([
      "see",
      "(0x1000),",
      "then go",
    ]);
  });

  it("loses no word, and is no wider than asked unless one word is", () => {
    const piece = fc.tuple(fc.constantFrom(text, path, solid), fc.stringMatching(/^[a-z/ ]{0,20}$/));
    fc.assert(
      fc.property(fc.array(piece), fc.integer({ min: 1, max: 40 }), (pieces, width) => {
        const styled = pieces.flatMap(([make, raw]) => make(raw));
        const wrapped = wrap(styled, width);
        expect(wrapped.map(rawText).join("").replace(/ /g, "")).toBe(rawText(styled).replace(/ /g, ""));
        for (const line of wrapped) expect(widthOf(line)).toBeLessThanOrEqual(Math.max(width, narrowest(styled)));
      }),
    );
  });
});
