/** What hostile sources may cost. Every one of these ends in a second or two, on a slow machine with company. */
import { describe, expect, it } from "vitest";
import { BoardFiles } from "../../../src/base/board-files.js";
import { SourceFile } from "../../../src/base/source.js";
import { ExpandedText } from "../../../src/dts/expanded-text.js";
import { type DtsLimits, defaultDtsLimits, defaultDtsOptions } from "../../../src/dts/options.js";
import { parseExpanded } from "../../../src/dts/parse.js";
import { MemoryFiles } from "../preprocess/memory-files.js";
import { described } from "./parsed.js";

/** Without the preprocessor, which has bounds of its own. */
function problemsOf(text: string, limits: Partial<DtsLimits> = {}, files = new MemoryFiles({})): readonly string[] {
  const options = { ...defaultDtsOptions, limits: { ...defaultDtsLimits, ...limits } };
  return parseExpanded(
    ExpandedText.verbatim(new SourceFile("board.dts", text)),
    "board.dts",
    options,
    BoardFiles.over(files),
  ).diagnostics.map(described);
}

const root = (statements: string): string => `/dts-v1/; / {${statements}};`;

describe("depth", () => {
  it("of braces has a limit and costs no stack", () => {
    expect(problemsOf(root("n{".repeat(100_000) + "};".repeat(100_000)))).toEqual([
      "1:1013: nodes are nested deeper than 500",
    ]);
    expect(problemsOf(root("n{".repeat(499) + "};".repeat(499)))).toEqual([]);
  });

  it("of nodes by way of references has the same limit", () => {
    const deep = root(`${"n{".repeat(300)}l: m{};${"};".repeat(300)}`);
    expect(problemsOf(`${deep}\n&l {${"n{".repeat(300)}${"};".repeat(300)}};`)).toEqual([
      "2:1: nodes are nested deeper than 500",
    ]);
  });

  it("of parentheses has a limit", () => {
    const nested = (depth: number): string => root(`p = <${"(".repeat(depth)}1${")".repeat(depth)}>;`);
    expect(problemsOf(nested(200))).toEqual([]);
    expect(problemsOf(nested(100_000))).toEqual(["1:219: parentheses are nested deeper than 200"]);
  });

  it("of operators has none", () => {
    expect(problemsOf(root(`p = <(${"~".repeat(50_000)}1)>;`))).toEqual([]);
    expect(problemsOf(root(`p = <(${"1?".repeat(50_000)}1${":2".repeat(50_000)})>;`))).toEqual([]);
  });

  it("of /include/ has a limit", () => {
    const files = new MemoryFiles({ "/again.dtsi": '/include/ "again.dtsi"' });
    expect(problemsOf('/dts-v1/; /include/ "/again.dtsi"', { includeDepth: 20 }, files)).toEqual([
      "/again.dtsi:1:1: files include each other more than 20 deep",
    ]);
  });
});

describe("amount", () => {
  it("of nodes has a limit", () => {
    expect(problemsOf(root("n{};".repeat(2000)), { nodes: 1000 })).toEqual(["1:4011: there are more than 1000 nodes"]);
  });

  it("of an /incbin/ has a limit, of the file and not of what is asked for", () => {
    const files = new MemoryFiles({ "/small": "ab", "/large": "abcdef" });
    const incbin = (name: string): string => root(`p = /incbin/("${name}", 0, 0x7fffffffffffffff);`);
    expect(problemsOf(incbin("/small"), { incbinBytes: 4 }, files)).toEqual([]);
    expect(problemsOf(incbin("/large"), { incbinBytes: 4 }, files)).toEqual(["1:18: '/large' is larger than 4 bytes"]);
  });

  it("of included text has a limit", () => {
    const files = new MemoryFiles({ "/blanks.dtsi": " ".repeat(1000) });
    const include = '/include/ "/blanks.dtsi"\n';
    expect(problemsOf(`/dts-v1/;\n${include.repeat(5)}/ { };`, { expandedBytes: 3500 }, files)).toEqual([
      "5:1: included files have more than 3500 bytes",
    ]);
  });

  it("of errors has a limit", () => {
    expect(problemsOf(root("a b;\n".repeat(100_000)))).toHaveLength(100);
    expect(problemsOf(root("p = <&l>;\n".repeat(10_000)))).toHaveLength(100);
  });

  it("of a message has a limit", () => {
    for (const message of problemsOf(root(`p = <${"9".repeat(100_000)} ${"x".repeat(100_000)}>;`))) {
      expect(message.length).toBeLessThan(400);
    }
  });
});

describe("time does not explode", () => {
  it.each([
    ["one name many times", "n{};".repeat(100_000)],
    ["one label many times", Array.from({ length: 30_000 }, (_, i) => `l:n${i}{};`).join("")],
    ["many labels on one node", `${Array.from({ length: 50_000 }, (_, i) => `l${i}:`).join("")}n{};`],
    ["many children", Array.from({ length: 50_000 }, (_, i) => `n${i}{};`).join("")],
    ["many properties", Array.from({ length: 50_000 }, (_, i) => `p${i};`).join("")],
    ["a long bytestring of what may be a label", `p = [${"a".repeat(1_000_000)}];`],
    ["strings on one line", `p = ${'"abc",'.repeat(100_000)}"";`],
    ["strings that never end", `p = ${'"\n'.repeat(100_001)}`],
    ["blanks in a string that never ends", `p = "${" ".repeat(500_000)}x\n`],
    ["closing characters in a string that never ends", `p = "${">,;".repeat(200_000)}x\n`],
    ["hashes between angle brackets", `p = <${"#".repeat(500_000)}>;`],
    ["hashes between parentheses", `p = <(${"#".repeat(500_000)})>;`],
    ["characters that never end", `p = <${"\\'".repeat(100_001)}`],
    ["macros that never end", `p = <${"F(".repeat(100_000)}`],
    ["words without meaning", "a ".repeat(200_000)],
    ["question marks", `p = <(${"?1".repeat(100_000)})>;`],
    ["junk", Array.from({ length: 200_000 }, (_, i) => String.fromCharCode((i * 7919) % 256)).join("")],
    ["blanks", " \n".repeat(1_000_000)],
  ])("with %s", { timeout: 15_000 }, (_, statements) => {
    problemsOf(root(statements));
  });

  it("with a body merged over and over", { timeout: 15_000 }, () => {
    expect(problemsOf(`${root("n{};")}${"/ { n { p = <1>; }; /delete-node/ n; };".repeat(20_000)}`)).toEqual([]);
  });
});

it("refuses files outside of the folders it may read", () => {
  const files = new MemoryFiles({ "/etc/passwd": "secret", "/board/board.dts": "" }, { "/board/link": "/etc/passwd" });
  const text = '/dts-v1/; / { a = /incbin/("link"); b = /incbin/("../etc/passwd"); };\n/include/ "/etc/passwd"\n';
  const { diagnostics } = parseExpanded(
    ExpandedText.verbatim(new SourceFile("/board/board.dts", text)),
    "/board/board.dts",
    defaultDtsOptions,
    BoardFiles.over(files),
  );
  expect(diagnostics.map(({ code }) => code)).toEqual(["include-outside", "include-outside", "include-outside"]);
});
