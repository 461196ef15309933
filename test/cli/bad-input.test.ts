/** Bad input: exit 2, an error with a place, no stack trace, and the other inputs of the run are still done. */
import { describe, expect, it } from "vitest";
import { boardSource, codecBoard, codecPlan } from "./boards.js";
import { type Content, runCli } from "./virtual-host.js";

const good = boardSource("Good board");

interface Case {
  readonly files: Readonly<Record<string, Content>>;
  readonly input?: string;
  readonly place: string;
  readonly words: string;
}

const cases: Readonly<Record<string, Case>> = {
  "a missing file": { files: {}, place: "bad.dts: error: ", words: "no such file or directory" },
  "a folder without boards": { files: { "bad/readme": "" }, input: "bad", place: "bad: error: ", words: "no boards" },
  "a pattern that matches nothing": {
    files: {},
    input: "bad-*.dts",
    place: "bad-*.dts: error: ",
    words: "no file matches",
  },
  "binary junk": {
    files: { "bad.dts": Uint8Array.from({ length: 5000 }, (_, i) => (i * 7919) % 256) },
    place: "bad.dts",
    words: "it is neither device-tree source",
  },
  "an empty file": { files: { "bad.dts": "" }, place: "bad.dts: error: ", words: "it is empty" },
  "a blob cut short": {
    files: { "bad.dtb": Uint8Array.of(0xd0, 0x0d, 0xfe, 0xed, 0, 0, 1, 0) },
    input: "bad.dtb",
    place: "bad.dtb",
    words: "",
  },
  "a directive and nothing else": {
    files: { "bad.dts": "#define A" },
    place: "bad.dts:1:10: error: ",
    words: "/dts-v1/",
  },
  "an include of nothing": {
    files: { "bad.dts": '#include "empty.h"', "empty.h": "" },
    place: "bad.dts:1:19: error: ",
    words: "/dts-v1/",
  },
  "an unterminated comment": {
    files: { "bad.dts": "/dts-v1/;\n/ {\n}; /* no end\n" },
    place: "bad.dts:3:4: error: ",
    words: "comment",
  },
  "an unterminated string": {
    files: { "bad.dts": '/dts-v1/;\n/ {\n\tmodel = "no end;\n};\n' },
    place: "bad.dts:3:10: error: ",
    words: "",
  },
  "an unterminated brace": { files: { "bad.dts": "/dts-v1/;\n/ {\n\tsoc {\n};\n" }, place: "bad.dts:", words: "" },
  "an unknown macro": {
    files: { "bad.dts": "/dts-v1/;\n/ {\n\treg = <NO_SUCH_MACRO>;\n};\n" },
    place: "bad.dts:3:9: error: ",
    words: "NO_SUCH_MACRO",
  },
  "an include that is not there": {
    files: { "bad.dts": '/dts-v1/;\n#include "gone.dtsi"\n/ {};\n' },
    place: "bad.dts:2:",
    words: "gone.dtsi",
  },
  "an include that includes itself": {
    files: { "bad.dts": '/dts-v1/;\n#include "loop.dtsi"\n/ {};\n', "loop.dtsi": '#include "loop.dtsi"\n' },
    place: "loop.dtsi:1:",
    words: "",
  },
  "a reference to nothing": {
    files: { "bad.dts": "/dts-v1/;\n/ {\n\tx = <&nothing>;\n};\n" },
    place: "bad.dts:3:7: error: ",
    words: "nothing",
  },
  "a plan that is no YAML": {
    files: { "bad.dts": good, "bad.iova.yaml": "version: [1\n" },
    place: "bad.iova.yaml:",
    words: "",
  },
  "a plan with an unknown key": {
    files: { "bad.dts": good, "bad.iova.yaml": "version: 1\ndevises: []\n" },
    place: "bad.iova.yaml:2:1: error: ",
    words: "devices",
  },
  "a plan that names a node the board lacks": {
    files: { "bad.dts": codecBoard, "bad.iova.yaml": codecPlan.replace("&codec", "&codek") },
    place: "bad.iova.yaml:3:",
    words: "codek",
  },
};

describe.each(Object.entries(cases))("%s", (_, { files, input = "bad.dts", place, words }) => {
  it("is exit 2 with a place, a word on it and no stack trace", async () => {
    const { status, err } = await runCli(["analyze", input], { files });
    expect(status, err).toBe(2);
    expect(err).toContain(place);
    expect(err).toContain("error: ");
    expect(err).toContain(words);
    expect(err).not.toMatch(/^\s+at .*\(|internal error/m);
  });

  it("leaves the other inputs of the run alone", async () => {
    const { status, out } = await runCli(["analyze", "--format", "json", input, "good.dts"], {
      files: { ...files, "good.dts": good },
    });
    expect(status).toBe(2);
    const board = JSON.parse(out).boards.at(-1);
    expect(board).toMatchObject({ input: "good.dts", analysed: true, errors: [] });
    expect(board.consumers).toHaveLength(1);
  });
});

describe("errors", () => {
  it("of a missing file suggest the name that was meant", async () => {
    const { err } = await runCli(["analyze", "bord.dts"], { files: { "board.dts": good } });
    expect(err).toBe(
      "bord.dts: error: no such file or directory [input-not-found]\n  help: did you mean 'board.dts'?\n",
    );
  });

  it("of a plan given for several boards are said once", async () => {
    const files = { "a.dts": good, "b.dts": good, "bad.yaml": "version: 1\ndevises: []\n" };
    const { status, err, out } = await runCli(["analyze", "--plan", "bad.yaml", "--format", "json", "a.dts", "b.dts"], {
      files,
    });
    expect(status).toBe(2);
    expect(err.match(/unknown key 'devises'/g)).toHaveLength(1);
    expect(JSON.parse(out).boards.map((board: { errors: unknown[] }) => board.errors.length)).toEqual([1, 1]);
  });

  it("stand in the JSON as well, with a board that was not analysed", async () => {
    const { out } = await runCli(["analyze", "--format", "json", "bad.dts"], {
      files: { "bad.dts": "/dts-v1/;\n/ {\n\tx = <&nothing>;\n};\n" },
    });
    const [board] = JSON.parse(out).boards;
    expect(board).toMatchObject({ analysed: false, consumers: [] });
    expect(board.errors[0].location).toMatchObject({ file: "bad.dts", line: 3, column: 7 });
  });

  it("of standard input are bounded and located", async () => {
    const large = await runCli(["analyze", "-", "--max-file-size", "1K"], { stdin: "x".repeat(2000) });
    expect(large.status).toBe(2);
    expect(large.out).toContain("<stdin> could not be analysed\n  <stdin>: is larger than 1024 bytes");
    expect(large.err).toContain("<stdin>: error: ");
    expect((await runCli(["analyze", "-"], { stdin: "junk" })).err).toContain("<stdin>:1:1: error: ");
  });

  it("of a limit name it, and an option raises it", async () => {
    const files = { "deep.dts": `/dts-v1/;\n/ { ${"a { ".repeat(30)}${"}; ".repeat(30)}};\n` };
    const { status, err } = await runCli(["analyze", "deep.dts", "--max-node-depth", "10"], { files });
    expect(status).toBe(2);
    expect(err).toContain("deep.dts:2:");
    expect(err).toContain("help: --max-node-depth raises the limit");
    expect((await runCli(["analyze", "deep.dts", "--max-node-depth", "40"], { files })).status).toBe(0);
  });
});

describe("an overlay alone", () => {
  it("is pointed out, not refused", async () => {
    const files = { "o.dtso": '/dts-v1/;\n/plugin/;\n&codec { status = "okay"; };\n' };
    const { status, err } = await runCli(["analyze", "o.dtso"], { files });
    expect(status).toBe(0);
    expect(err).toContain("o.dtso: warning: the input is an overlay");
  });
});

describe("a defect of ours", () => {
  it("is exit 3 with a short notice, the stack with --verbose, and the other inputs are done", async () => {
    const boom = (path: string) => {
      if (path.includes("boom")) throw new TypeError("made up for a test");
      return null;
    };
    const { virtualFiles } = await import("./virtual-host.js");
    const files = virtualFiles({ "boom.dts": good, "good.dts": good });
    const reader = { ...files, readFile: (path: string, max: number) => boom(path) ?? files.readFile(path, max) };
    const short = await runCli(["analyze", "boom.dts", "good.dts"], { reader });
    expect(short.status).toBe(3);
    expect(short.err).toContain("boom.dts: iova-plan: internal error: made up for a test\n");
    expect(short.err).not.toContain("at ");
    expect(short.out).toContain("good.dts");
    expect((await runCli(["analyze", "-v", "boom.dts"], { reader })).err).toMatch(
      /TypeError: made up for a test\n\s+at /,
    );
  });
});
