import { describe, expect, it } from "vitest";
import { type DtsLimits, defaultDtsLimits } from "../../../src/dts/options.js";
import { MemoryFiles } from "./memory-files.js";
import { run, squeezed } from "./run.js";

const codes = (text: string, limits: Partial<DtsLimits> = {}, files = new MemoryFiles({})): readonly string[] =>
  run(text, { limits: { ...defaultDtsLimits, ...limits }, allowOutside: true }, files, "/x.dts").diagnostics.map(
    ({ code }) => code,
  );

const chain = (length: number, body: (next: string) => string): string =>
  Array.from({ length }, (_, i) => `#define a${i} ${body(`a${i + 1}`)}\n`).join("");

describe("macro bombs", () => {
  const few = { preprocessorSteps: 300_000 };

  it("that double end at the limit on steps", () => {
    expect(codes(`${chain(40, (next) => `${next} ${next}`)}a0`, few)).toEqual(["preprocessor-steps"]);
    expect(codes(`#define d(x) x x\n${"d(".repeat(40)}1${")".repeat(40)}`, few)).toEqual(["preprocessor-steps"]);
  });

  it("that make ever longer strings, or paste ever longer names, end there as well", () => {
    const strings = `#define s(x) #x\n#define t(x) s(x)\n${"t(".repeat(40)}"\\\\"${")".repeat(40)}`;
    expect(codes(strings, few)).toEqual(["preprocessor-steps"]);
    expect(codes(`#define p ${"a##".repeat(20_000)}a\np`, few)).toEqual(["preprocessor-steps"]);
  });

  it("that refer to themselves come to an end", () => {
    const { text, diagnostics } = run("#define a a\n#define b b b\n#define f(x) f(f(x))\na b f(f(f(1)))");
    expect(diagnostics).toEqual([]);
    expect(squeezed(text.text)).toBe("a b b f(f(f(f(f(f(1))))))");
  });

  it("of many arguments cost no more than they are long", () => {
    const many = `(${"1,".repeat(100_000)}1)`;
    expect(codes(`#define f(x) x\nf${many}`)).toEqual(["macro-arguments"]);
    expect(codes(`#define v(...) x\nv${many}`)).toEqual([]);
  });

  it("nested 100,000 deep exhaust steps and not the stack", () => {
    const nested = `${"f(".repeat(100_000)}1${")".repeat(100_000)}`;
    expect(codes(`#define f(x) x\n${nested}`, few)).toEqual(["preprocessor-steps"]);
    expect(codes(`#define f(x) #x\n${nested}`)).toEqual([]);
    expect(codes(`${chain(20_000, (next) => next)}a0`)).toEqual([]);
    expect(codes(`#define f(x) x\n${"f(\n".repeat(10_000)}`)).toEqual(["macro-unterminated"]);
  });

  it("are told apart by the limit that they reach", () => {
    expect(codes("#define a 1\na a a", { macroExpansions: 2 })).toEqual(["macro-expansions"]);
    expect(codes(`#define a ${"x".repeat(100)}\na a a`, { expandedBytes: 200 })).toEqual(["expanded-size"]);
    expect(codes("x".repeat(1000), { expandedBytes: 200 })).toEqual(["expanded-size"]);
  });
});

describe("expressions", () => {
  it("may nest as deep as they like", () => {
    const deep = 100_000;
    expect(codes(`#if ${"(".repeat(deep)}1${")".repeat(deep)}\n#endif`)).toEqual([]);
    expect(codes(`#if ${"- ".repeat(deep)}1\n#endif`)).toEqual([]);
    expect(codes(`#if ${"1?".repeat(deep)}1${":0".repeat(deep)}\n#endif`)).toEqual([]);
    expect(codes("#if 1\n".repeat(deep) + "#endif\n".repeat(deep))).toEqual([]);
  });

  it("may hold numbers of a million digits", () => {
    expect(codes(`#if ${"9".repeat(1_000_000)}\n#endif\n#if 0x${"f".repeat(1_000_000)}\n#endif\n`)).toEqual([
      "condition",
      "condition",
    ]);
  });
});

describe("includes", () => {
  const files = new MemoryFiles({
    "/self.dtsi": '#include "/self.dtsi"\n#include "/self.dtsi"\n',
    "/a.dtsi": '#include "/b.dtsi"\n',
    "/b.dtsi": '#include "/a.dtsi"\n',
    "/tree.dtsi": '#if __INCLUDE_LEVEL__ < 40\n#include "/tree.dtsi"\n#include "/tree.dtsi"\n#endif\n',
    "/large.dtsi": "x".repeat(1000),
    ...Object.fromEntries(Array.from({ length: 210 }, (_, i) => [`/deep${i}`, `#include "/deep${i + 1}"\n`])),
    "/deep210": "bottom\n",
  });

  it("of a file by itself are a cycle that is named", () => {
    const { diagnostics } = run('// board\n#include "/a.dtsi"', { allowOutside: true }, files);
    const [cycle] = diagnostics;
    expect(diagnostics.length).toBe(1);
    expect(cycle?.message).toBe(
      "files include each other without end: '/a.dtsi' includes '/b.dtsi' includes '/a.dtsi'",
    );
    // Where it closes for the first time.
    expect(cycle?.location).toMatchObject({
      span: { source: { path: "/b.dtsi" }, via: { at: { source: { path: "/a.dtsi" }, via: { at: { via: null } } } } },
    });
    expect(codes('#include "/self.dtsi"', {}, files)).toEqual(["include-cycle"]);
  });

  it("are as deep as the limit says, cpp's by default", () => {
    expect(codes('#include "/deep11"', {}, files)).toEqual(["include-depth"]);
    expect(codes('#include "/deep12"', {}, files)).toEqual([]);
    expect(codes('#include "/deep12"', { includeDepth: 100 }, files)).toEqual(["include-depth"]);
  });

  it("are counted", () => {
    expect(codes('#include "/tree.dtsi"', { includes: 5000 }, files)).toEqual(["include-count"]);
  });

  it("of a file that is too large are refused", () => {
    expect(codes('#include "/large.dtsi"', { fileBytes: 999 }, files)).toEqual(["include-too-large"]);
  });
});

describe("hostile files", () => {
  it("of one kind of character take no longer than others", () => {
    for (const text of ["/*".repeat(500_000), '"'.repeat(1_000_000), "\0".repeat(1_000_000), "\\ ".repeat(500_000)]) {
      const { diagnostics } = run(text);
      expect(diagnostics.length).toBeLessThanOrEqual(1);
    }
    expect(codes(`#define A 1\n${"-A".repeat(100_000)}`)).toEqual([]);
    expect(codes(`#define A 1\n${`${"+".repeat(50)}A`.repeat(10_000)}`)).toEqual([]);
    expect(codes(`#define f(x) x\nf(${"# ".repeat(100_000)})`)).toEqual([]);
  });
});
