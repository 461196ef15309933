/** Paths of files, held against Node's. */
import { posix } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { dirname, isAbsolute, join, relative } from "../../src/base/file-path.js";

const part = fc.constantFrom("a", "b.dts", "..", ".", "", "x y", "/", "//", "...", "scripts/dtc");
const path = fc.array(part, { maxLength: 6 }).map((parts) => parts.join("/"));
const absolute = path.map((text) => `/${text}`);

describe("paths of files", () => {
  it("are joined, and taken apart, as Node does", () => {
    fc.assert(
      fc.property(fc.array(path, { maxLength: 4 }), (parts) => {
        expect(join(...parts)).toBe(posix.join(...parts));
      }),
      { numRuns: 2000 },
    );
    fc.assert(
      fc.property(path, (text) => {
        expect(dirname(text)).toBe(posix.dirname(text));
        expect(isAbsolute(text)).toBe(posix.isAbsolute(text));
      }),
      { numRuns: 2000 },
    );
  });

  it("lead from one folder to another as Node's do", () => {
    fc.assert(
      fc.property(absolute, absolute, (from, to) => {
        expect(relative(from, to)).toBe(posix.relative(from, to));
      }),
      { numRuns: 2000 },
    );
  });

  it("need no working directory to be compared", () => {
    expect(relative("a/b", "a/c/d")).toBe("../c/d");
    expect(relative(".", "a")).toBe("a");
    expect(relative("a", "a")).toBe("");
  });
});
