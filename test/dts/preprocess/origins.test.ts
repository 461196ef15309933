import { describe, expect, it } from "vitest";
import { type Span, spanPosition, type Via } from "../../../src/base/source.js";
import type { ExpandedText } from "../../../src/dts/expanded-text.js";
import { MemoryFiles } from "./memory-files.js";
import { run } from "./run.js";

/** `file:line:column 'text'` and the chain behind it, innermost first. */
function shown(span: Span): string {
  const chain: string[] = [];
  for (let via: Via | null = span.via; via !== null; via = via.at.via) {
    chain.push(` < ${via.kind} ${via.name} at ${place(via.at)}`);
  }
  return place(span) + chain.join("");
}

function place(span: Span): string {
  const { line, column } = spanPosition(span);
  return `${span.source.path}:${line}:${column} '${span.source.text.slice(span.start, span.end)}'`;
}

/** The place of the n-th occurrence of a text in the output. */
function placeOf(text: ExpandedText, wanted: string, nth = 0): { use: string; spelled: string } {
  let at = text.text.indexOf(wanted);
  for (let i = 0; i < nth; i++) at = text.text.indexOf(wanted, at + 1);
  if (at < 0) throw new Error(`no '${wanted}' in '${text.text}'`);
  const end = at + wanted.length;
  return { use: shown(text.spanOf(at, end)), spelled: shown(text.spelledSpanOf(at, end)) };
}

const useOf = (text: ExpandedText, wanted: string, nth = 0): string => placeOf(text, wanted, nth).use;

describe("origins", () => {
  it("of text that no macro touched are where it stands", () => {
    const { text } = run("#define A 1\n/ {\n\tx = <A>; y = <2>;\n};\n");
    expect(useOf(text, "y = <2>")).toBe("board.dts:3:11 'y = <2>'");
    expect(useOf(text, "};")).toBe("board.dts:4:1 '};'");
  });

  it("survive joined lines and comments", () => {
    const { text } = run("a/* c */b \\\n c\\\nd\r\n// x\r\ne\n");
    expect(useOf(text, "b")).toBe("board.dts:1:9 'b'");
    expect(useOf(text, "cd")).toBe("board.dts:2:2 'c\\\nd'");
    expect(useOf(text, "d")).toBe("board.dts:3:1 'd'");
    expect(useOf(text, "e")).toBe("board.dts:5:1 'e'");
  });

  it("of a macro's body are the use; spelled, the body", () => {
    const { text } = run("#define PIN (1 << 4)\n/ { x = <PIN>; };\n");
    expect(placeOf(text, "<<")).toEqual({
      use: "board.dts:2:10 'PIN' < macro PIN at board.dts:2:10 'PIN'",
      spelled: "board.dts:1:16 '<<' < macro PIN at board.dts:2:10 'PIN'",
    });
  });

  it("of a call reach to its closing parenthesis, and of its arguments are the arguments", () => {
    const { text } = run("#define ADD(a, b) (a + b)\nx = <ADD(\n  0x10,\n  0x20)>;\n");
    expect(useOf(text, "+")).toMatch(/^board.dts:2:6 'ADD\(\n {2}0x10,\n {2}0x20\)' < macro ADD at board.dts:2:6/);
    expect(useOf(text, "0x20")).toMatch(/^board.dts:4:3 '0x20' < macro ADD at board.dts:2:6/);
    expect(useOf(text, "0x10 + 0x20")).toMatch(/^board.dts:3:3 '0x10,\n {2}0x20' < macro ADD/);
  });

  it("of nested macros are the outermost use, with the macros innermost first", () => {
    const { text } = run("#define INNER 7\n#define OUTER(x) [x INNER]\ny = OUTER(9);\n");
    expect(useOf(text, "7")).toBe(
      "board.dts:3:5 'OUTER(9)' < macro INNER at board.dts:2:21 'INNER' < macro OUTER at board.dts:3:5 'OUTER(9)'",
    );
  });

  it("of a macro among arguments are that macro's use", () => {
    const { text } = run("#define ONE 1\n#define ID(x) x\ny = ID(2 ONE);\n");
    expect(useOf(text, "1")).toBe(
      "board.dts:3:10 'ONE' < macro ONE at board.dts:3:10 'ONE' < macro ID at board.dts:3:5 'ID(2 ONE)'",
    );
  });

  it("of a call whose name ends another macro reach into the file", () => {
    const { text } = run("#define F(x) <x>\n#define NAME F\ny = NAME(2);\n");
    expect(useOf(text, "2")).toMatch(/^board.dts:3:10 '2' < macro NAME at board.dts:3:5 'NAME\(2\)'/);
  });

  it("of stretches that begin or end in a macro reach from use to use", () => {
    const { text } = run("#define A 1 +\n#define B 2\nx = <(A B)>;\n");
    expect(useOf(text, "1 + 2")).toBe("board.dts:3:7 'A B'");
    expect(useOf(text, "<(1 + 2)>")).toBe("board.dts:3:5 '<(A B)>'");
    expect(useOf(text, "(1")).toBe("board.dts:3:6 '(A'");
  });

  it("of a pasted token and of a string are the use; spelled, the operands", () => {
    const { text } = run("#define I2C(n) &i2c ## n = #n;\nI2C(12)\n");
    expect(placeOf(text, "i2c12").use).toMatch(/^board.dts:2:1 'I2C\(12\)' < macro I2C/);
    expect(placeOf(text, "i2c12").spelled).toMatch(/^board.dts:1:17 'i2c' < macro I2C/);
    expect(placeOf(text, '"12"').use).toMatch(/^board.dts:2:1 'I2C\(12\)' < macro I2C/);
  });

  it("of what is built in are the use", () => {
    const { text } = run("\nx = __LINE__;\n");
    expect(useOf(text, "2")).toMatch(/^board.dts:2:5 '__LINE__' < macro __LINE__/);
  });

  it("name the includes that led to a file, and the file of a macro's definition", () => {
    const files = new MemoryFiles({
      "/inc/soc.dtsi": '#include "pins.h"\nsoc { PIN };\n',
      "/inc/pins.h": "#define PIN  (3 * 4)\n",
    });
    const { text } = run("// board\n#include <soc.dtsi>\nPIN\n", { includeFolders: ["/inc"] }, files);
    const include = "include soc.dtsi at board.dts:2:10 '<soc.dtsi>'";
    expect(useOf(text, "soc {")).toBe(`/inc/soc.dtsi:2:1 'soc {' < ${include}`);
    expect(placeOf(text, "3")).toEqual({
      use: `/inc/soc.dtsi:2:7 'PIN' < macro PIN at /inc/soc.dtsi:2:7 'PIN' < ${include}`,
      spelled: `/inc/pins.h:1:15 '3' < macro PIN at /inc/soc.dtsi:2:7 'PIN' < ${include}`,
    });
    expect(useOf(text, "3", 1)).toBe("board.dts:3:1 'PIN' < macro PIN at board.dts:3:1 'PIN'");
  });

  it("do not reach from one file into another", () => {
    const files = new MemoryFiles({ "/a.dtsi": "x = <\n" });
    const { text } = run('#include "/a.dtsi"\n1>;\n', { allowOutside: true }, files);
    const at = text.text.indexOf("x");
    expect(shown(text.spanOf(at, text.text.length - 1))).toMatch(/^\/a.dtsi:1:1 'x' < include/);
  });
});
