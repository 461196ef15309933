import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { SourceStore } from "../../../src/base/source-store.js";
import { MemoryFiles } from "./memory-files.js";
import { run } from "./run.js";

const fragment = fc.constantFrom(
  "#define A 1 + B\n",
  "#define B (2)\n",
  "#define F(x) [x A #x]\n",
  "#define G(x, ...) x ## 1 , ## __VA_ARGS__\n",
  "#define E\n",
  "#undef A\n",
  "#if A > 1\n",
  "#ifdef E\n",
  "#else\n",
  "#endif\n",
  "#address-cells = <A>;\n",
  "A",
  "B",
  "E",
  "F(",
  "G(",
  ")",
  ",",
  "-",
  "x",
  "7",
  " ",
  "\n",
  "\\\n",
  "\r\n",
  "/* c\n */",
  "// c\n",
  "'",
  '"',
  "__LINE__",
  "é",
  "\\",
);
const source = fc.array(fragment, { maxLength: 40 }).map((parts) => parts.join(""));

describe("any source", () => {
  it("has an origin for every character of its text, which is that character where no macro touched it", () => {
    fc.assert(
      fc.property(source, (given) => {
        const { text } = run(given);
        for (let at = 0; at < text.text.length; at++) {
          const span = text.spelledSpanOf(at, at + 1);
          expect(span.start).toBeLessThanOrEqual(span.end);
          expect(span.end).toBeLessThanOrEqual(span.source.text.length);
          const use = text.spanOf(0, at + 1);
          expect(use.start).toBeLessThanOrEqual(use.end);
          const character = text.text.charAt(at);
          if (span.via !== null || character.trim() === "" || span.end === span.start) continue;
          expect(span.source.text.slice(span.start, span.end)).toBe(character);
        }
      }),
      { numRuns: 300 },
    );
  });

  it("gives the same with a store that has seen other sources", () => {
    const store = new SourceStore(new MemoryFiles({}));
    fc.assert(
      fc.property(source, (given) => {
        const alone = run(given);
        const cached = run(given, {}, store);
        expect(cached.text.text).toBe(alone.text.text);
        expect(cached.diagnostics).toEqual(alone.diagnostics);
      }),
      { numRuns: 300 },
    );
  });

  it("without macros and directives keeps everything but comments, joints and returns", () => {
    const plain = source.filter((given) => !/[#_ABEFG'"\\\r/]/.test(given));
    fc.assert(
      fc.property(plain, (given) => {
        expect(run(given).text.text.trimEnd()).toBe(given.trimEnd());
      }),
    );
  });
});
