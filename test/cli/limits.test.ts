import { describe, expect, it } from "vitest";
import { limits } from "../../src/cli/limits.js";
import { runCli } from "./virtual-host.js";

type Files = Readonly<Record<string, string>>;

const nested = (depth: number): string => `/dts-v1/;\n/ { ${"a { ".repeat(depth)}${"}; ".repeat(depth)}};\n`;
const header = { "a.dts": '/dts-v1/;\n#include "a.h"\n/ {};\n', "a.h": `// ${"x".repeat(2000)}\n` };
const folder = { "a.dts/compatible": "acme,board\0", "a.dts/a/b/c/d": "\0" };

/** An input that exceeds the limit, and the limit that it exceeds. */
const exceeding: Readonly<Record<string, readonly (readonly [what: string, limit: string, Files])[]>> = {
  "--max-file-size": [
    ["a source", "1K", { "a.dts": `/dts-v1/;\n/ {};\n// ${"x".repeat(2000)}\n` }],
    ["a header", "1K", header],
    ["an /include/", "1K", { ...header, "a.dts": '/dts-v1/;\n/include/ "a.h"\n/ {};\n' }],
  ],
  "--max-incbin-size": [
    ["an /incbin/", "1K", { "a.dts": '/dts-v1/;\n/ { x = /incbin/("b"); };\n', b: "x".repeat(2000) }],
  ],
  "--max-expanded-size": [
    ["a header", "1K", { ...header, "a.h": `/ { x = "${"x".repeat(2000)}"; };\n` }],
    ["an /include/", "1K", { "a.dts": '/dts-v1/;\n/include/ "b"\n/ {};\n', b: `/ { x = "${"x".repeat(2000)}"; };\n` }],
  ],
  "--max-include-depth": [
    ["headers", "1", { ...header, "a.h": '#include "b.h"\n', "b.h": "\n" }],
    ["/include/", "1", { "a.dts": '/dts-v1/;\n/include/ "b"\n/ {};\n', b: '/include/ "c"\n', c: "\n" }],
  ],
  "--max-includes": [["headers", "1", { ...header, "a.h": '#include "b.h"\n', "b.h": "\n" }]],
  "--max-macro-expansions": [["macros", "1", { "a.dts": "/dts-v1/;\n#define A 1\n/ { x = <A A>; };\n" }]],
  "--max-preprocessor-steps": [["a source", "1", header]],
  "--max-node-depth": [
    ["a source", "10", { "a.dts": nested(30) }],
    ["a folder", "1", folder],
  ],
  "--max-nodes": [
    ["a source", "10", { "a.dts": nested(30) }],
    ["a folder", "1", folder],
  ],
};

describe("a limit that was exceeded", () => {
  it("is tried for every limit there is", () => {
    expect(Object.keys(exceeding)).toEqual(limits.map(({ flag }) => flag));
  });

  describe.each(Object.entries(exceeding))("by %s", (flag, cases) => {
    it.each(cases)("in %s names the option that raises it", async (_, limit, files) => {
      const { status, err } = await runCli(["analyze", "a.dts", flag, limit], { files });
      expect(status).toBe(2);
      expect(err).toContain(`help: ${flag} raises the limit\n`);
      // And it does: the usual one is not exceeded.
      expect((await runCli(["analyze", "a.dts"], { files })).err).not.toContain("raises the limit");
    });
  });

  it.each([
    ["parentheses", { "a.dts": `/dts-v1/;\n/ { x = <${"(".repeat(2000)}1${")".repeat(2000)}>; };\n` }],
    ["a plan's size", { "a.dts": nested(1), "a.iova.yaml": `# ${"x".repeat(5 << 20)}\n` }],
    ["a plan's depth", { "a.dts": nested(1), "a.iova.yaml": "[".repeat(60) }],
  ])("by %s names none: none raises it", async (_, files) => {
    const { status, err } = await runCli(["analyze", "a.dts"], { files });
    expect(status).toBe(2);
    expect(err).toMatch(/too-deep|too-large/);
    expect(err).not.toContain("raises the limit");
  });
});
