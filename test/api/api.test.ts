/** The public API as another program would use it. */

import { describe, expect, it } from "vitest";
import {
  analyze,
  check,
  defaultPlanPath,
  diff,
  examine,
  formatNames,
  formats,
  IovaDomain,
  loadBaseline,
  loadDeviceTree,
  loadPlan,
  plainPalette,
  printDts,
  renderDiagnostics,
  SourceStore,
  verify,
  why,
} from "../../src/index.js";
import { boardSource, codecBoard, codecPlan } from "../cli/boards.js";
import { runCli, virtualFiles } from "../cli/virtual-host.js";
import { noViewer } from "../report/no-viewer.js";

const files = virtualFiles({ "codec.dts": codecBoard, "codec.iova.yaml": codecPlan, "bad.dts": "/dts-v1/;\n/ {\n" });

describe("the API", () => {
  it("loads a tree and a plan, and analyses them", async () => {
    const tree = await loadDeviceTree("codec.dts", { files });
    const plan = await loadPlan("codec.iova.yaml", files);
    expect([...tree.diagnostics, ...plan.diagnostics]).toEqual([]);
    if (tree.value === null) throw new Error("no tree");
    const { analysis, diagnostics } = examine(tree.value, { plan: plan.value });
    expect(diagnostics).toEqual([]);
    if (analysis === null) throw new Error("no analysis");
    expect(analysis.system.consumers.map((consumer) => consumer.id)).toEqual([
      "/soc/codec@1000#a",
      "/soc/codec@1000#b",
      "/soc/codec@1000#c",
    ]);
    const shared = analysis.families[0]?.layouts.find((layout) => layout.id === "shared");
    expect(shared?.consumers.map((consumer) => consumer.waste)).toEqual([360710144n, 92274688n, 0n]);
    expect(shared?.waste).toBe(452984832n);
  });

  it("reads bytes that a caller already has", async () => {
    const bytes = new TextEncoder().encode(boardSource("from bytes"));
    const { value } = await loadDeviceTree({ name: "mine", bytes }, { files });
    expect(value === null ? "" : printDts(value)).toContain('model = "from bytes"');
  });

  it("returns what is wrong instead of throwing", async () => {
    for (const name of ["bad.dts", "gone.dts"]) {
      const { value, diagnostics } = await loadDeviceTree(name, { files });
      expect(value).toBeNull();
      expect(renderDiagnostics(diagnostics, { columns: 80, palette: plainPalette })).toContain(`${name}`);
    }
    expect(await loadPlan("gone.yaml", files)).toMatchObject({
      value: null,
      diagnostics: [{ code: "plan-not-found" }],
    });
    const { boards, failures } = await analyze("bad.dts", { files });
    expect(boards).toMatchObject([{ analysed: false, consumers: [] }]);
    expect(failures).toMatchObject([{ of: "input", boards: ["bad.dts"] }]);
  });

  it("prints a result in every format", async () => {
    const report = await analyze("codec.dts", { files });
    const look = { columns: 80, palette: plainPalette, verbose: false, viewer: noViewer };
    const printed = formats.flatMap(({ printers }) => printers.analyze?.(report, look) ?? []);
    expect(printed).toHaveLength(formatNames("analyze").length);
    for (const text of printed) expect(text).toContain("344");
  });

  it("knows where a plan lies, and takes another or none", async () => {
    expect(["a/b.dts", "b.dtb", "b.dtbo", "tree/", "odd.name"].map(defaultPlanPath)).toEqual([
      "a/b.iova.yaml",
      "b.iova.yaml",
      "b.iova.yaml",
      "tree.iova.yaml",
      "odd.name.iova.yaml",
    ]);
    const planOf = async (plan?: string | null) =>
      (await analyze("codec.dts", { files, ...(plan !== undefined && { plan }) })).boards[0]?.plan;
    expect(await planOf()).toBe("codec.iova.yaml");
    expect(await planOf(null)).toBeNull();
    expect(await planOf("codec.iova.yaml")).toBe("codec.iova.yaml");
  });

  it("hashes every file that a result rests on, and nothing else", async () => {
    const included = virtualFiles({ "a.dts": '#include "b.dtsi"\n', "b.dtsi": boardSource("x"), "c.dtsi": "" });
    const sources = (await analyze("a.dts", { files: included })).boards[0]?.sources ?? [];
    expect(sources.map(({ file, role }) => [file, role])).toEqual([
      ["a.dts", "input"],
      ["b.dtsi", "include"],
    ]);
    for (const { sha256 } of sources) expect(sha256).toMatch(/^[0-9a-f]{64}$/);
  });

  it("gives a domain of its own to try allocations in", () => {
    const domain = new IovaDomain({ granule: 4096, startPfn: 1 });
    domain.reserve(0, 0x257ff);
    expect(domain.alloc(1, 0xfffff, true)).toBe(0xfffff);
  });

  it("selects by path, id and label", async () => {
    for (const device of ["/soc/codec@1000", "/soc/codec@1000/", "/soc/codec@1000#b", "&codec"]) {
      expect((await analyze("codec.dts", { files, device })).boards[0]?.families).toHaveLength(1);
    }
    const { boards, failures } = await analyze("codec.dts", { files, device: "/soc/codec@1001" });
    expect(boards[0]?.analysed).toBe(false);
    expect(failures[0]).toMatchObject({ code: "device-not-found", hint: "did you mean '/soc/codec@1000'?" });
  });
});

describe("the front door gives what the command line prints as JSON", () => {
  const old = { "old.dts": codecBoard, "old.iova.yaml": codecPlan };
  const now = { "new.dts": codecBoard.replace("0x25800000", "0x45800000"), "new.iova.yaml": codecPlan };
  const world = {
    ...old,
    ...now,
    "bad.dts": "/dts-v1/;\n/ {\n",
    "misfit.dts": codecBoard,
    "misfit.iova.yaml": codecPlan.replace("&codec", "&codek"),
    "groups/0/devices/codec": "",
    "iova-plan.config.yaml": "version: 1\nfail-on: note\n",
  };
  const reader = virtualFiles(world);
  const cli = async (...argv: string[]) => JSON.parse((await runCli([...argv, "--format", "json"], { reader })).out);
  const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

  it("of analyze", async () => {
    const inputs = ["old.dts", "bad.dts", "misfit.dts", "new.dts"];
    expect(plain(await analyze(inputs, { files: reader }))).toEqual(await cli("analyze", ...inputs));
  });

  it("of check, with a status", async () => {
    const { report, status, problems } = await check(["old.dts", "new.dts"], { files: reader });
    expect(plain(report)).toEqual(await cli("check", "old.dts", "new.dts"));
    expect([status, problems]).toEqual(["findings", []]);
    expect((await check("old.dts", { files: reader, failOn: "error" })).status).toBe("fine");
    expect((await check("old.dts", { files: reader, failOn: "error", maxWaste: 0n })).status).toBe("findings");
    expect((await check(["old.dts", "bad.dts"], { files: reader })).status).toBe("unusable");
  });

  it("of check under a baseline", async () => {
    const argv = ["check", "old.dts", "--baseline", "base.json", "--update-baseline"];
    const { written } = await runCli(argv, { reader });
    const baselined = virtualFiles({ ...world, "base.json": written["base.json"] ?? "" });
    const { value } = await loadBaseline("base.json", baselined);
    if (value === null) throw new Error("no baseline");
    const { report, status } = await check("old.dts", { files: baselined, baseline: value });
    expect([status, report.boards[0]?.findings]).toEqual(["fine", []]);
    expect(report.boards[0]?.baselined).toBeGreaterThan(0);
  });

  it("of diff", async () => {
    expect(plain(await diff("old.dts", "new.dts", { files: reader }))).toEqual(await cli("diff", "old.dts", "new.dts"));
    expect(plain(await diff("old.dts", "misfit.dts", { files: reader }))).toEqual(
      await cli("diff", "old.dts", "misfit.dts"),
    );
  });

  it("of why and verify", async () => {
    const { value, failures } = await why("old.dts", "a", 0n, { files: reader });
    expect([plain(value), failures]).toEqual([await cli("why", "old.dts", "a", "0"), []]);
    expect(await why("old.dts", "z", 0n, { files: reader })).toMatchObject({
      value: null,
      failures: [{ code: "device-not-found", boards: ["old.dts"] }],
    });
    expect(await why("misfit.dts", "a", 0n, { files: reader })).toMatchObject({ failures: [{ of: "plan" }] });
    const verified = await verify("old.dts", "groups", { files: reader });
    expect([plain(verified.value), verified.failures]).toEqual([await cli("verify", "old.dts", "groups"), []]);
    expect(await verify("old.dts", "gone", { files: reader })).toMatchObject({
      value: null,
      failures: [{ code: "capture-not-found" }],
    });
  });

  it("of a file that an editor has changed, once it says so", async () => {
    let text = codecBoard;
    const files = new SourceStore({
      ...reader,
      readFile: (path, most) => virtualFiles({ "a.dts": text }).readFile(path, most),
      kindOf: (path) => virtualFiles({ "a.dts": text }).kindOf(path),
    });
    const model = async () => (await analyze("a.dts", { files })).boards[0]?.model;
    expect(await model()).toBeNull();
    text = codecBoard.replace("/ {", '/ { model = "edited";');
    expect(await model()).toBeNull();
    files.forget("a.dts");
    expect(await model()).toBe("edited");
  });
});
