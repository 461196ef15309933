import { describe, expect, it } from "vitest";
import { SourceFile, type Via } from "../../../src/base/source.js";
import { ExpandedText } from "../../../src/dts/expanded-text.js";

describe("ExpandedText.verbatim", () => {
  const source = new SourceFile("a.dtsi", "/ {\n\tx = <1>;\n};\n");

  it("maps every offset to itself", () => {
    const text = ExpandedText.verbatim(source);
    expect(text.text).toBe(source.text);
    expect(text.spanOf(5, 6)).toEqual({ source, start: 5, end: 6, via: null });
    expect(text.spanOf(5, 12)).toEqual({ source, start: 5, end: 12, via: null });
  });

  it("keeps an empty span empty, at the end as well", () => {
    const text = ExpandedText.verbatim(source);
    const end = source.text.length;
    expect(text.spanOf(0, 0)).toEqual({ source, start: 0, end: 0, via: null });
    expect(text.spanOf(end, end)).toEqual({ source, start: end, end, via: null });
  });

  it("carries the include that led to the file", () => {
    const board = new SourceFile("b.dts", '/include/ "a.dtsi"\n');
    const via: Via = { kind: "include", name: "a.dtsi", at: { source: board, start: 0, end: 18, via: null } };
    expect(ExpandedText.verbatim(source, via).spanOf(0, 1).via).toBe(via);
  });
});
