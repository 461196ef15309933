/** Comments that accept a finding, as they are read; what they do to findings is tested with 'check'. */
import { describe, expect, it } from "vitest";
import { SourceFile } from "../../src/base/source.js";
import { suppressionsIn } from "../../src/config/suppressions.js";

const read = (text: string): readonly string[] =>
  suppressionsIn(new SourceFile("board.dts", text), ["a-rule"]).suppressions.map(
    ({ rule, reason, firstLine, lastLine }) => `${firstLine}-${lastLine} ${rule}: ${reason}`,
  );

describe("a comment", () => {
  it.each([
    ["// iova-plan-ignore a-rule: why  \nx;", ["1-2 a-rule: why"]],
    ["# iova-plan-ignore a-rule : why\nx;", ["1-2 a-rule: why"]],
    ["/* iova-plan-ignore a-rule:\n   for two\n   reasons */\nx;", ["1-4 a-rule: for two reasons"]],
    [
      "x; /* iova-plan-ignore a-rule: why */ y; // iova-plan-ignore a-rule: too",
      ["1-2 a-rule: why", "1-2 a-rule: too"],
    ],
    [
      "/* iova-plan-ignore a-rule: one // iova-plan-ignore a-rule: two */",
      ["1-2 a-rule: one // iova-plan-ignore a-rule: two"],
    ],
    ["/* iova-plan-ignore a-rule: never ends\n// iova-plan-ignore a-rule: so no comment", []],
  ])("%s", (text, expected) => {
    expect(read(text)).toEqual(expected);
  });

  it("reaches over others like it", () => {
    expect(read("// iova-plan-ignore a-rule: one\n  /* iova-plan-ignore a-rule: two */\nx;")).toEqual([
      "1-3 a-rule: one",
      "2-3 a-rule: two",
    ]);
  });
});

describe("time does not explode", () => {
  it.each([
    ["many comments below each other", "// iova-plan-ignore a-rule: why\n".repeat(50_000), 50_000],
    ["many that never end", "/* iova-plan-ignore a-rule: why ".repeat(100_000), 0],
    ["a reason with blanks", `/* iova-plan-ignore a-rule: why${" ".repeat(500_000)}not */`, 1],
  ])("with %s", { timeout: 15_000 }, (_, text, count) => {
    expect(read(text)).toHaveLength(count);
  });
});
