/** What a config expects of consumers, on one board and on several, and what is expected against the base of a diff. */
import { describe, expect, test } from "vitest";
import { codecBoard } from "./boards.js";
import { runCli } from "./virtual-host.js";

const device = (reserved: string) => `/dts-v1/; / { #address-cells = <1>; #size-cells = <1>;
  smmu: iommu { compatible = "arm,mmu-500"; #iommu-cells = <1>; };
  codec: codec { compatible = "vendor,codec"; iommus = <&smmu 1>; memory-region = <&hole>; };
  reserved-memory { #address-cells = <1>; #size-cells = <1>; ranges;
    hole: hole { iommu-addresses = <&codec 0x0 ${reserved}>; }; }; };`;

const config = (expected: string) => ({ "iova-plan.config.yaml": `version: 1\nexpect:\n  - ${expected}\n` });

async function failed(files: Record<string, string>, ...boards: readonly string[]) {
  const run = await runCli(["check", ...boards, "--format", "json"], { files });
  const report = JSON.parse(run.out);
  const messages = report.boards.flatMap((board: { findings: { rule: string; message: string }[] }) =>
    board.findings.filter(({ rule }) => rule === "expectation-failed").map(({ message }) => message),
  );
  return { status: run.status, messages };
}

const board = { "a.dts": device("0x20000000"), "b.dts": device("0x20000000") };

describe("a config expects something", () => {
  test.each([
    ["{ consumer: /codec, usable: 3584M }"],
    ["{ consumer: '&codec', usable: 3584M, max-drop: 0 }"],
    ["{ compatible: ['vendor,codec'], usable: 3584M, group: true }"],
    ["{ compatible: ['vendor,other'], usable: 4G }"],
  ])("that holds: %s", async (expected) => {
    expect(await failed({ ...board, ...config(expected) }, "a.dts")).toEqual({ status: 0, messages: [] });
  });

  test.each([
    ["{ consumer: /codec, usable: 3585M }", "usable by /codec: 3584 MiB; expected is at least 3585 MiB"],
    ["{ compatible: ['vendor,codec', 'x,y'], group: false }", "/codec is in an IOMMU group, but none is expected"],
    ["{ consumer: '&codex', usable: 1M }", "the board lacks &codex, which has an expectation"],
  ])("that does not: %s", async (expected, message) => {
    expect(await failed({ ...board, ...config(expected) }, "a.dts")).toEqual({ status: 1, messages: [message] });
  });

  test("of some boards alone", async () => {
    const files = {
      ...board,
      "iova-plan.config.yaml":
        "version: 1\npaths:\n  - files: [b.dts]\n    expect: [{ consumer: /codec, group: false }]\n",
    };
    expect(await failed(files, "a.dts")).toEqual({ status: 0, messages: [] });
    expect((await failed(files, "a.dts", "b.dts")).status).toBe(1);
  });

  test("beside what the plan expects, each by itself", async () => {
    const plan = "version: 1\ndevices:\n  - { node: /codec, expect: { group: false } }\n";
    const { messages } = await failed(
      { ...board, "a.iova.yaml": plan, ...config("{ consumer: /codec, group: false }") },
      "a.dts",
    );
    expect(messages).toHaveLength(2);
  });

  test("of a compatible that no board of several has, which is said", async () => {
    const files = { ...board, ...config("{ compatible: ['vendor,codex'], group: true }") };
    const said = "no board of this run has vendor,codex, which has an expectation";
    expect((await runCli(["check", "a.dts", "b.dts"], { files })).err).toContain(said);
    expect((await runCli(["check", "a.dts"], { files })).err).not.toContain(said);
  });

  test.each([
    ["{ usable: 1M }", "an expectation is for one 'consumer', or for every one with a 'compatible'"],
    ["{ consumer: /a, compatible: ['a,b'] }", "an expectation is for one 'consumer'"],
    ["{ consumer: /a, usabel: 1M }", "usabel"],
  ])("in a way that cannot be used: %s", async (expected, message) => {
    const run = await runCli(["check", "a.dts"], { files: { ...board, ...config(expected) } });
    expect(run.status).toBe(2);
    expect(`${run.out}${run.err}`).toContain(message);
  });
});

describe("max-drop", () => {
  const before = { "a/x.dts": device("0x20000000") };
  const after = { "b/x.dts": device("0x30000000") };
  const plan = (drop: string) => `version: 1\ndevices:\n  - { node: /codec, expect: { max-drop: ${drop} } }\n`;
  const diff = async (files: Record<string, string>) => (await runCli(["diff", "a", "b"], { files })).out;

  test("is what a change may take at most", async () => {
    const planned = (drop: string) => ({ "a/x.iova.yaml": plan(drop), "b/x.iova.yaml": plan(drop) });
    expect(await diff({ ...before, ...after, ...planned("256M") })).not.toContain("expectation-failed");
    const out = await diff({ ...before, ...after, ...planned("255M") });
    expect(out).toContain("expectation-failed");
    expect(out).toContain("/codec loses 256 MiB; expected is a drop of at most 255 MiB");
  });

  test("is broken by a consumer that is gone", async () => {
    const gone = { "b/x.dts": device("0x20000000").replace("iommus = <&smmu 1>;", "") };
    const out = await diff({
      ...before,
      ...gone,
      "a/iova-plan.config.yaml": CONFIG,
      "b/iova-plan.config.yaml": CONFIG,
    });
    expect(out).toContain("/codec is gone; expected is a drop of at most 1 MiB");
  });

  test.each([
    ["off", null],
    ["note", "note"],
    ["error", "error"],
  ])("counts as much as the config has `expectation-failed`: %s", async (level, severity) => {
    const judged = `${CONFIG}rules: { expectation-failed: ${level} }\n`;
    const files = { ...before, ...after, "a/iova-plan.config.yaml": judged, "b/iova-plan.config.yaml": judged };
    const run = await runCli(["diff", "a", "b", "--format", "json"], { files });
    const found = JSON.parse(run.out).changes.filter(({ kind }: { kind: string }) => kind === "finding-new");
    expect(found.map(({ after: { severity: is } }: { after: { severity: string } }) => is)).toEqual(
      severity === null ? [] : [severity],
    );
  });

  test("is held against the base alone", async () => {
    const run = await runCli(["check", "a/x.dts"], { files: { ...before, "a/x.iova.yaml": plan("0") } });
    expect(run.status).toBe(0);
  });

  const CONFIG = "version: 1\nexpect: [{ compatible: ['vendor,codec'], max-drop: 1M }]\n";
});

test("dropping what the config expects is told by diff", async () => {
  const files = { "a/x.dts": codecBoard, "b/x.dts": codecBoard };
  const asked = "version: 1\nexpect: [{ consumer: /codec, usable: 1M }]\n";
  const { out } = await runCli(["diff", "a", "b"], { files: { ...files, "a/iova-plan.config.yaml": asked } });
  expect(out).toContain("1 expectation lost");
});
