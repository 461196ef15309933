/** What could not be done, in every format of every command: it comes first, and nothing reads as a pass. */
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, it } from "vitest";
import type { FileReader } from "../../src/base/files.js";
import { formatNames, schemas } from "../../src/index.js";
import type { Board } from "../../src/report/schema.js";
import { boardSource, codecBoard, codecPlan } from "../cli/boards.js";
import { type Run, runCli, virtualFiles, type World } from "../cli/virtual-host.js";
import { expectGolden } from "./golden-file.js";

const including = (model: string) => `/dts-v1/;\n#include "soc.dtsi"\n/ { model = "${model}"; };\n`;

/** Three boards over one broken dtsi, one that its plan does not fit, one that shows a defect, a good one, one missing. */
const files = {
  "a/soc.dtsi": "/ {\n\tsoc {\n\t\treg = <1>\n\t};\n};\n",
  "a/x.dts": including("x"),
  "a/y.dts": including("y"),
  "a/z.dts": including("z"),
  "a/misfit.dts": codecBoard,
  "a/misfit.iova.yaml": codecPlan.replace("&codec", "&codek"),
  "a/boom.dts": boardSource("boom"),
  "a/good.dts": codecBoard,
  "a/good.iova.yaml": codecPlan,
  "a/iova-plan.config.yaml": "version: 1\nrules: { space-lo: off }\n",
  "base.json": "{ }\n",
};
const inputs = ["good", "x", "y", "nope", "z", "misfit", "boom"].map((name) => `a/${name}.dts`);

function exploding(reader: FileReader): FileReader {
  return {
    ...reader,
    readFile(path, most) {
      if (path.includes("boom.dts")) throw new TypeError("made up for a test");
      return reader.readFile(path, most);
    },
  };
}

const run = (argv: readonly string[], world: World = {}): Promise<Run> =>
  runCli(argv, { reader: exploding(virtualFiles({ ...files, ...world.files })), ...world });

/** A page holds the JSON; what it says first, test/viewer/ sees in a browser. */
const printed = (command: "analyze" | "tree" | "check" | "diff") =>
  formatNames(command).filter((name) => name !== "html");

const EXTENSIONS: Readonly<Record<string, string>> = {
  text: "txt",
  markdown: "md.txt",
  json: "json",
  sarif: "sarif",
  junit: "xml",
  github: "github.txt",
  gitlab: "gitlab.json",
};

/** Figures of what could be done, and the rules' own texts, are held elsewhere. */
function failed(out: string, format: string): string {
  if (format === "json") {
    const { failures, boards } = JSON.parse(out);
    const outline = boards.map(({ input, analysed, errors }: Board) => ({ input, analysed, errors: errors.length }));
    return `${JSON.stringify({ failures, boards: outline }, null, 2)}\n`;
  }
  if (format !== "sarif") return withoutBoard(out);
  const [run] = JSON.parse(out).runs;
  const { invocations, results } = run;
  const rules = run.tool.driver.rules.filter(({ id }: { id: string }) => id === "not-checked");
  const grave = results.filter(({ level }: { level: string }) => level === "error");
  return `${JSON.stringify({ rules, invocations, results: grave }, null, 2)}\n`;
}

/** What is said of the good board begins with its name, and ends before the last line. */
function withoutBoard(out: string): string {
  const lines = out.split("\n");
  const from = lines.findIndex((line) => /^(### )?a\/good\.dts/.test(line));
  return from < 0 ? out : [...lines.slice(0, from), "...", ...lines.slice(-2)].join("\n");
}

describe.each(["analyze", "tree", "check"] as const)("%s", (command) => {
  const more = command === "check" ? ["--baseline", "base.json"] : [];

  it.each(printed(command))("as %s", async (format) => {
    const { status, out } = await run([command, "--format", format, ...more, ...inputs]);
    expect(status).toBe(3);
    expectGolden(`test/golden/failures/${command}.${EXTENSIONS[format] ?? `${format}.txt`}`, failed(out, format));
  });

  it("as one board", async () => {
    const { status, out } = await run([command, "a/nope.dts"]);
    expect(status).toBe(2);
    expect(out.split("\n")[0]).toBe(`a/nope.dts could not be ${command === "check" ? "checked" : "analysed"}`);
  });
});

describe("diff", () => {
  const sides = {
    ...Object.fromEntries(Object.entries(files).map(([path, text]) => [path.replace("a/", "b/"), text])),
    ...files,
    "b/soc.dtsi": "/ { };\n",
    "b/good.dts": codecBoard.replace("0x25800000", "0x45800000"),
    "b/misfit.iova.yaml": codecPlan,
  };

  it.each(printed("diff"))("as %s", async (format) => {
    const { status, out } = await run(["diff", "--format", format, "a", "b"], { files: sides });
    expect(status).toBe(3);
    expectGolden(`test/golden/failures/diff.${EXTENSIONS[format] ?? `${format}.txt`}`, out);
  });

  it.each([
    ["a missing side", ["a/good.dts", "a/nope.dts"], "a/nope.dts could not be compared"],
    ["a missing revision", ["gone..HEAD"], "gone..HEAD could not be used"],
    ["a missing folder", ["a", "c"], "c could not be compared"],
    ["a folder and a file", ["a", "a/good.dts"], "a/good.dts could not be used"],
    [
      "a plan that fits neither",
      ["--plan", "a/misfit.iova.yaml", "a/good.dts", "a/good.dts"],
      "a/good.dts could not be",
    ],
  ])("with %s", async (_, argv, words) => {
    for (const format of printed("diff")) {
      const { status, out } = await run(["diff", "--format", format, ...argv], { files: sides });
      expect(status).toBe(2);
      if (format === "json") expect(JSON.parse(out)).toMatchObject({ failures: { 0: {} }, changes: [] });
      else expect(out.split("\n").find((line) => !line.startsWith("<!--"))).toContain(words);
      expect(out).not.toContain("no effect");
    }
  });
});

describe("the JSON", () => {
  it("is valid against its schema", async () => {
    const ajv = new Ajv2020({ strict: true, allErrors: true });
    const [report, diff] = [ajv.compile(await schemas.report()), ajv.compile(await schemas.diff())];
    for (const command of ["analyze", "tree", "check"]) {
      expect(report(JSON.parse((await run([command, "--format", "json", ...inputs])).out)), command).toBe(true);
    }
    const { out } = await run(["diff", "--format", "json", "a/good.dts", "a/nope.dts"]);
    expect(diff(JSON.parse(out)), JSON.stringify(diff.errors)).toBe(true);
  });
});

/** As a maintainer of thirty boards sees it: the first line. */
describe("thirty boards under one dtsi", () => {
  const names = Array.from({ length: 30 }, (_, i) => `boards/board-${i}.dts`);
  const fleet = (dtsi: string) => ({
    ...Object.fromEntries(names.map((name) => [name, including(name)])),
    "boards/soc.dtsi": dtsi,
  });
  const firstLine = async (argv: readonly string[], dtsi: string) => {
    const { status, out, err } = await runCli(argv, { files: fleet(dtsi) });
    return { status, line: out.split("\n").find((line) => !line.startsWith("<!--")) ?? "", err };
  };
  const broken = "/ { soc { reg = <1> }; };\n";

  it.each([
    ["check", "text", "30 of 30 boards could not be checked"],
    ["check", "markdown", "## iova-plan: 30 of 30 boards could not be checked"],
    ["check", "github", "::error file=boards/soc.dtsi,line=1,"],
    ["analyze", "text", "30 of 30 boards could not be analysed"],
    ["analyze", "markdown", "## 30 of 30 boards could not be analysed"],
    ["tree", "text", "30 of 30 boards could not be analysed"],
  ])("%s as %s", async (command, format, words) => {
    const { status, line, err } = await firstLine([command, "--format", format, "boards"], broken);
    expect(status).toBe(2);
    expect(line).toContain(words);
    // Told once on standard error, too.
    expect(err.match(/boards\/soc\.dtsi:1:\d+: error:/g)).toHaveLength(1);
  });

  it("are told of once in what a machine reads", async () => {
    const { out } = await runCli(["check", "--format", "gitlab", "boards"], { files: fleet(broken) });
    const [entry, ...others] = JSON.parse(out);
    expect(others).toEqual([]);
    expect(entry).toMatchObject({ check_name: "not-checked", severity: "blocker" });
    expect(entry.description).toContain("30 boards (boards/board-0.dts, ");
    const json = JSON.parse((await runCli(["check", "--format", "json", "boards"], { files: fleet(broken) })).out);
    expect(json.failures).toHaveLength(1);
    expect(json.failures[0].boards).toHaveLength(30);
    expect(Object.keys(json).indexOf("failures")).toBeLessThan(Object.keys(json).indexOf("boards"));
  });

  it("are not called the same where one of them is broken on one side", async () => {
    const old = Object.fromEntries(Object.entries(fleet("/ { };\n")).map(([path, text]) => [`old/${path}`, text]));
    const now = Object.fromEntries(Object.entries(fleet("/ { };\n")).map(([path, text]) => [`new/${path}`, text]));
    const { status, out } = await runCli(["diff", "old", "new"], {
      files: { ...old, ...now, "new/boards/board-7.dts": "/dts-v1/;\n/ {\n" },
    });
    expect(status).toBe(2);
    const line = out.replaceAll("\n", " ");
    expect(line).toMatch(
      /^1 of 30 boards could not be compared; no effect: nothing changes for 0 consumers on the other 29 boards/,
    );
    expect(out).toMatch(/\n {2}new side: new\/boards\/board-7\.dts:2:/);
  });
});
