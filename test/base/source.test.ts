import { describe, expect, it } from "vitest";
import { SourceFile } from "../../src/base/source.js";

describe("SourceFile", () => {
  const file = new SourceFile("a.dts", "one\ntwo\r\n\nfour");

  it.each([
    [0, 1, 1],
    [3, 1, 4],
    [4, 2, 1],
    [9, 3, 1],
    [10, 4, 1],
    [14, 4, 5],
  ])("finds offset %d at line %d, column %d", (offset, line, column) => {
    expect(file.positionAt(offset)).toEqual({ line, column });
  });

  it("gives a line without its end, and nothing beyond the last", () => {
    expect([1, 2, 3, 4, 5].map((line) => file.lineText(line))).toEqual(["one", "two", "", "four", ""]);
  });
});
