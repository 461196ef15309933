import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Diagnostic } from "../../src/base/diagnostic.js";
import { atInput, atSpan, SourceFile, type Via } from "../../src/base/source.js";
import { renderDiagnostics } from "../../src/report/diagnostics.js";
import { excerpt } from "../../src/report/excerpt.js";
import { plainPalette } from "../../src/report/palette.js";

const look = { columns: 80, palette: plainPalette };

function spanOf(source: SourceFile, marked: string, via: Via | null = null) {
  const start = source.text.indexOf(marked);
  return { source, start, end: start + marked.length, via };
}

const problem = (location: Diagnostic["location"], more: Partial<Diagnostic> = {}): Diagnostic => ({
  severity: "error",
  code: "some-code",
  message: "this is wrong",
  location,
  ...more,
});

describe("diagnostics", () => {
  it("shows place, message, code, source line and caret", () => {
    const source = new SourceFile("board.dts", "/dts-v1/;\n/ {\n\tiommus = <&smmu>;\n};\n");
    expect(renderDiagnostics([problem(atSpan(spanOf(source, "&smmu")), { hint: "write two cells" })], look)).toBe(
      [
        "board.dts:3:12: error: this is wrong [some-code]",
        "    3 |         iommus = <&smmu>;",
        "      |                   ^~~~~",
        "  help: write two cells",
        "",
      ].join("\n"),
    );
  });

  it("shows the chain of includes and the macros", () => {
    const board = new SourceFile("board.dts", '#include "soc.dtsi"\n');
    const soc = new SourceFile("soc.dtsi", "\n\nreg = <SIZE(1)>;\n");
    const macros = new SourceFile("macros.h", "#define SIZE(x) (x @ 2)\n");
    const include: Via = { kind: "include", name: "soc.dtsi", at: spanOf(board, '#include "soc.dtsi"') };
    const macro: Via = { kind: "macro", name: "SIZE", at: spanOf(soc, "SIZE(1)", include) };
    expect(renderDiagnostics([problem(atSpan(spanOf(macros, "@", macro)))], look)).toBe(
      [
        "In file included from board.dts:1:",
        "macros.h:1:20: error: this is wrong [some-code]",
        "    1 | #define SIZE(x) (x @ 2)",
        "      |                    ^",
        "soc.dtsi:3:8: note: in expansion of macro 'SIZE'",
        "    3 | reg = <SIZE(1)>;",
        "      |        ^~~~~~~",
        "",
      ].join("\n"),
    );
  });

  it("counts the middle of a long chain of includes", () => {
    const board = new SourceFile("b.dts", '#include "b.dts"\n\nx\n');
    let via: Via | null = null;
    for (let depth = 0; depth < 200; depth++)
      via = { kind: "include", name: "b.dts", at: spanOf(board, "#include", via) };
    const lines = renderDiagnostics([problem(atSpan(spanOf(board, "x", via)))], look).split("\n");
    expect(lines.slice(3, 6)).toEqual([
      "                 from b.dts:1,",
      "                 from 192 more includes,",
      "                 from b.dts:1,",
    ]);
    expect(lines.findIndex((line) => line.startsWith("b.dts:"))).toBe(9);
  });

  it("shows related places, blobs and whole inputs", () => {
    const source = new SourceFile("a.dts", "x: y;\n");
    const related = [{ message: "first defined here", location: atSpan(spanOf(source, "x")) }];
    const node = { kind: "node", file: "a.dtb", node: "/soc", property: "reg" } as const;
    expect(renderDiagnostics([problem(node, { related }), problem(atInput("gone.dts"))], look)).toBe(
      [
        "a.dtb: /soc: reg: error: this is wrong [some-code]",
        "a.dts:1:1: note: first defined here",
        "    1 | x: y;",
        "      | ^",
        "gone.dts: error: this is wrong [some-code]",
        "",
      ].join("\n"),
    );
  });

  it("obeys nothing that a file, a path or a message says to the terminal", () => {
    const source = new SourceFile("a\x1b[2J.dts", "\x1b]0;title\x07 bad\u202e\n");
    const shown = renderDiagnostics(
      [problem(atSpan(spanOf(source, "bad")), { message: "'\x1b[31m\n::error::'" })],
      look,
    );
    expect(shown.replace(/\n/g, "")).not.toMatch(/[\p{Cc}\p{Cf}]/u);
    expect(shown).toContain("\\x1b]0;title\\x07 bad\\u202e");
    expect(shown.split("\n")).toHaveLength(4);
  });
});

describe("excerpts", () => {
  const marked = (line: string, start: number, end: number, width: number) => {
    const shown = excerpt(line, start, end, width);
    return shown.line.slice(shown.marks.indexOf("^"), shown.marks.length);
  };

  it("puts the caret right after tabs and written-out characters", () => {
    expect(marked("a\tb\t\x1bcd", 5, 7, 80)).toBe("cd");
    expect(marked("\t\tname = <1>;", 2, 6, 80)).toBe("name");
    expect(marked("💥 = bad;", 5, 8, 80)).toBe("bad");
  });

  it("keeps what is around the caret of a line that is too long", () => {
    const line = `${"x".repeat(500)} WRONG ${"y".repeat(500)}`;
    const shown = excerpt(line, 501, 506, 60);
    expect(shown.line.length).toBeLessThanOrEqual(60);
    expect(shown.line.startsWith("…") && shown.line.endsWith("…")).toBe(true);
    expect(marked(line, 501, 506, 60)).toBe("WRONG");
  });

  it("looks at no more of a huge line than it shows", () => {
    const line = `${"\t".repeat(20_000_000)}WRONG`;
    const before = performance.now();
    expect(marked(line, 20_000_000, 20_000_005, 60)).toBe("WRONG");
    expect(performance.now() - before).toBeLessThan(1000);
  });

  it("marks the very text for any line, place and width", () => {
    const part = fc.stringMatching(/^[a-z \t]{0,60}$/);
    fc.assert(
      fc.property(part, part, fc.integer({ min: 20, max: 100 }), (before, after, width) => {
        const line = `${before}MARK${after}`;
        expect(marked(line, before.length, before.length + 4, width)).toBe("MARK");
      }),
    );
  });
});
