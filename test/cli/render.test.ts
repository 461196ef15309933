/** What was saved as JSON is printed as the run that saved it would have printed it. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { formatNames, version } from "../../src/index.js";
import { runCli, runOnFiles } from "./virtual-host.js";

const at = (path: string): string => readFileSync(path, "utf8");
const boards = {
  "boards/cells.dts": at("test/cases/06-wrong-cells.dts"),
  "boards/fine.dts": at("examples/dts/video-codec.dts"),
  "boards/broken.dts": "/dts-v1/;\n/ { x = <; };\n",
  "boards/\u202ehostile\x1b[31m.dts": at("test/cases/06-wrong-cells.dts"),
};
const config = "version: 1\nshow: note\nfail-on: warning\n";

const RUNS: readonly (readonly string[])[] = [
  ["analyze", "boards"],
  ["analyze", "boards/fine.dts"],
  ["tree", "boards"],
  ["check", "boards"],
  ["check", "boards/cells.dts"],
  ["check", "boards/fine.dts", "--fail-on", "note"],
  ["check", "boards/fine.dts", "--show", "note"],
  ["check", "boards/fine.dts", "--config", "strict.yaml"],
  ["check", "boards/fine.dts", "--config", "missing.yaml"],
  ["check", "boards/missing.dts"],
  ["diff", "boards/fine.dts", "boards/cells.dts"],
  ["diff", "boards/fine.dts", "boards/cells.dts", "--exit-code"],
  ["diff", "boards", "boards"],
];

describe("render prints a saved report as the run itself would have", () => {
  const files = { ...boards, "strict.yaml": config };
  it.each(RUNS.map((argv) => [argv.join(" "), argv] as const))("%s", async (_, argv) => {
    const [command] = argv;
    if (command !== "analyze" && command !== "tree" && command !== "check" && command !== "diff") throw new Error();
    const { out: saved } = await runCli([...argv, "--format", "json"], { files });
    for (const format of formatNames(command)) {
      for (const look of [[], ["--verbose"]]) {
        const told = await runCli([...argv, "--format", format, ...look], { files });
        const rendered = await runCli(["render", "-", "--format", format, ...look], { stdin: saved });
        expect(rendered.out, format).toBe(told.out);
        expect(rendered.status, format).toBe(told.status);
      }
    }
  });

  it("arranges, colours and fits it as it is asked to", async () => {
    const { out: saved } = await runCli(["analyze", "boards", "--format", "json"], { files });
    const look = ["--sort", "usable", "--only", "reserved", "--color", "always"];
    const world = { outIsTty: true, columns: 60 };
    const told = await runCli(["analyze", "boards", ...look], { ...world, files });
    const rendered = await runCli(["render", "saved.json", ...look], { ...world, files: { "saved.json": saved } });
    expect(rendered.out).toBe(told.out);
    expect(rendered.out).toContain("\x1b[");
  });

  it("feeds several formats, and the step summary", async () => {
    const { out: saved } = await runCli(["check", "boards", "--format", "json", "--show", "note"], { files });
    const env = { GITHUB_STEP_SUMMARY: "summary.md" };
    const argv = ["--format", "github", "--format", "sarif=out.sarif"];
    const told = await runCli(["check", "boards", "--show", "note", ...argv], { files, env });
    const rendered = await runCli(["render", "saved.json", ...argv], { files: { "saved.json": saved }, env });
    expect(rendered).toMatchObject({ out: told.out, written: told.written, status: told.status });
    expect(Object.keys(rendered.written)).toEqual(["summary.md", "out.sarif"]);
  });

  it.each(["analyze", "tree", "check"])("draws the map of what %s has saved", async (command) => {
    const { out: saved } = await runCli([command, "boards/fine.dts", "--format", "json"], { files });
    const told = await runCli(["map", "boards/fine.dts", "--format", "svg"], { files });
    const rendered = await runCli(["render", "-", "--format", "svg"], { stdin: saved });
    expect(rendered).toMatchObject({ out: told.out, status: 0 });
    expect(rendered.out).toContain("<svg");
  });

  it("draws nothing of a board that could not be used", async () => {
    const { out: saved } = await runCli(["analyze", "boards/broken.dts", "--format", "json"], { files });
    const rendered = await runCli(["render", "-", "--format", "svg"], { stdin: saved });
    expect(rendered).toMatchObject({ out: "", status: 2 });
  });

  it("takes a report that another program has laid out anew", async () => {
    const { out: saved } = await runCli(["check", "boards", "--format", "json"], { files });
    const compact = `\ufeff${JSON.stringify(JSON.parse(saved))}`;
    const { out } = await runCli(["render", "saved.json", "--format", "json"], { files: { "saved.json": compact } });
    expect(out).toBe(saved);
  });
});

describe("render reads a page back", () => {
  /** As many boards as make the report longer than what a page holds uncompressed. */
  const many = Object.fromEntries(
    Array.from({ length: 40 }, (_, i) => [
      `many/${i}.dts`,
      i % 2 === 0 ? boards["boards/fine.dts"] : boards["boards/cells.dts"],
    ]),
  );
  const files = { ...boards, ...many };

  it.each([
    ["analyze", ["analyze", "boards"]],
    ["check", ["check", "boards"]],
    ["diff", ["diff", "boards/fine.dts", "boards/cells.dts"]],
    ["map", ["map", "boards/fine.dts", "--layout", "runtime"]],
    ["a compressed page of analyze", ["analyze", "many", "--quiet"]],
    ["a compressed page of check", ["check", "many", "--quiet"]],
  ])("%s: as JSON it is what the run would have printed, to the byte", async (_, argv) => {
    const told = await runCli([...argv, "--format", "json", "--format", "html=x.html"], { files });
    const page = told.written["x.html"] ?? "";
    const rendered = await runCli(["render", "x.html", "--format", "json"], { files: { "x.html": page } });
    expect(rendered.out).toBe(told.out);
    expect(rendered.status).toBe(told.status);
    expect(page).toContain(argv.includes("many") ? 'type="application/json+gzip"' : 'type="application/json"');
  });

  it("prints it in other formats, a page among them", async () => {
    const argv = ["check", "boards", "--format", "html=x.html", "--format", "sarif"];
    const told = await runCli(argv, { files });
    const page = told.written["x.html"] ?? "";
    const again = ["render", "-", "--format", "html=x.html", "--format", "sarif"];
    const rendered = await runCli(again, { stdin: page });
    expect(rendered.out).toBe(told.out);
    expect(rendered.written["x.html"]).toBe(page);
  });

  it.each([
    ["a page of another program", async () => "<!DOCTYPE html><title>x</title>", "no report of iova-plan in it"],
    ["a page that was cut", async (page: string) => page.slice(0, 9000), "the report in this page is damaged"],
    [
      "a page of another version",
      async (page: string) => page.replace(/"version": "[^"]+"/, '"version": "0.0.9"'),
      "0.0.9",
    ],
    [
      "a page with a wrong value",
      async (page: string) => page.replace('\n  "boards": ', '\n  "bards": '),
      "boards: a list is",
    ],
  ])("refuses %s, and names the file without a line that it does not have", async (_, change, message) => {
    const { written } = await runCli(["check", "boards", "--format", "html=x.html"], { files });
    const page = await change(written["x.html"] ?? "");
    const run = await runCli(["render", "x.html"], { files: { "x.html": page } });
    expect(run).toMatchObject({ status: 2, out: "" });
    expect(run.err).toMatch(/^x\.html: error: /);
    expect(run.err).toContain(message);
  });

  it("refuses a page of a command that is not read back", async () => {
    const { written } = await runOnFiles(["simulate", "examples/dts/buffers.dts", "--format", "html=x.html"]);
    const run = await runCli(["render", "x.html"], { files: { "x.html": written["x.html"] ?? "" } });
    expect(run).toMatchObject({ status: 2, out: "" });
    expect(run.err).toContain("a report of simulate");
  });
});

describe("what is no such report is exit 2, with the place", () => {
  const saved = async (...argv: string[]) =>
    (await runOnFiles([...argv, "examples/dts/video-codec.dts", "--format", "json"])).out;
  const changed = async (from: string | RegExp, to: string) => (await saved("check")).replace(from, to);

  it.each([
    ["nothing", async () => "", "r.json:1:1: error: not JSON: the JSON ends in the middle [report-syntax]"],
    ["a broken one", () => changed(/}\n$/, ""), "not JSON: the JSON ends in the middle [report-syntax]"],
    ["a foreign one", async () => '{ "version": 1 }', "r.json:1:1: error: no report of iova-plan [report-foreign]"],
    ["a list", async () => "[1]", "no report of iova-plan [report-foreign]"],
    ["another tool's", async () => '{ "tool": { "name": "x" } }', "no report of iova-plan [report-foreign]"],
    [
      "another version's",
      () => changed(`"version": "${version}"`, '"version": "0.0.9"'),
      `r.json:3:11: error: written by iova-plan 0.0.9, and this is ${version} [report-of-other-tool]`,
    ],
    [
      "another command's",
      () => changed('"command": "check"', '"command": "verify"'),
      "r.json:7:14: error: a report of verify, which its own run alone prints [report-of-other-command]",
    ],
    ["one without a command", () => changed('"command"', '"x"'), "does not say whose report it is"],
    ["one without boards", () => changed('"boards"', '"bards"'), "boards: a list is expected here [report-value]"],
    [
      "one with a wrong value",
      () => changed('"largestBlock": ', '"largestBlock": true, "x": '),
      "boards[0].consumers[0].usable.largestBlock: ",
    ],
    ["one without a name", () => changed('"judgement"', '"judgment"'), "judgement: "],
    ["another schema's", () => changed('"schemaVersion": 1', '"schemaVersion": 2'), "schemaVersion: "],
  ])("%s", async (_, text, message) => {
    const run = await runCli(["render", "r.json", "--format", "junit"], { files: { "r.json": await text() } });
    expect(run).toMatchObject({ status: 2, out: "" });
    expect(run.err).toContain(message);
  });

  it("shows the line", async () => {
    const text = await changed('"kernelVersion": "7.3"', '"kernelVersion": 7');
    const { err } = await runCli(["render", "r.json"], { files: { "r.json": text } });
    expect(err).toMatch(
      /^r\.json:\d+:20: error: kernelVersion: expected text, found 7 \[report-value\]\n.*"kernelVersion": 7,\n[ |]+\^/,
    );
  });

  it("a file that is not there", async () => {
    const run = await runCli(["render", "nowhere.json"]);
    expect(run).toMatchObject({ status: 2, out: "" });
    expect(run.err).toContain("nowhere.json: error: no such file");
  });

  it("a format that its command does not have", async () => {
    const run = await runCli(["render", "-", "--format", "sarif"], { stdin: await saved("analyze") });
    expect(run).toMatchObject({ status: 2, out: "" });
    expect(run.err).toContain("a report of analyze has no format 'sarif'; known are: text, json, markdown");
    const diff = await runCli(["diff", "boards", "boards", "--format", "json"], { files: boards });
    const drawn = await runCli(["render", "-", "--format", "svg"], { stdin: diff.out });
    expect(drawn).toMatchObject({ status: 2, out: "" });
    expect(drawn.err).toContain("a report of diff has no format 'svg'; known are: text, json, markdown, html");
  });
});
