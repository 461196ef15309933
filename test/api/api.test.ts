/** The public API as another program would use it. */
import { describe, expect, it } from "vitest";
import {
  analyze,
  analyzeInput,
  boardView,
  defaultPlanPath,
  defaultSystemOptions,
  formatNames,
  formats,
  IovaDomain,
  loadDeviceTree,
  loadPlan,
  plainPalette,
  printDts,
  renderDiagnostics,
  reportView,
  select,
  version,
} from "../../src/index.js";
import { boardSource, codecBoard, codecPlan } from "../cli/boards.js";
import { virtualFiles } from "../cli/virtual-host.js";

const files = virtualFiles({ "codec.dts": codecBoard, "codec.iova.yaml": codecPlan, "bad.dts": "/dts-v1/;\n/ {\n" });

describe("the API", () => {
  it("loads a tree and a plan, and analyses them", async () => {
    const tree = await loadDeviceTree("codec.dts", { files });
    const plan = await loadPlan("codec.iova.yaml", files);
    expect([...tree.diagnostics, ...plan.diagnostics]).toEqual([]);
    if (tree.value === null) throw new Error("no tree");
    const { analysis, diagnostics } = analyze(tree.value, { plan: plan.value });
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
    expect((await analyzeInput("bad.dts", { files })).analysis).toBeNull();
  });

  it("prints a result in every format", async () => {
    const board = boardView(await analyzeInput("codec.dts", { files }));
    const options = { ...defaultSystemOptions, layouts: null, device: null };
    const report = reportView(version, options, [board]);
    const look = { columns: 80, palette: plainPalette, verbose: false };
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
    expect((await analyzeInput("codec.dts", { files })).plan).toBe("codec.iova.yaml");
    expect((await analyzeInput("codec.dts", { files, plan: null })).plan).toBeNull();
  });

  it("hashes every file that a result rests on, and nothing else", async () => {
    const included = virtualFiles({ "a.dts": '#include "b.dtsi"\n', "b.dtsi": boardSource("x"), "c.dtsi": "" });
    const { sources } = await analyzeInput("a.dts", { files: included });
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
    const { analysis } = await analyzeInput("codec.dts", { files });
    if (analysis === null) throw new Error("no analysis");
    for (const device of ["/soc/codec@1000", "/soc/codec@1000/", "/soc/codec@1000#b", "&codec"]) {
      expect(select(analysis, { layouts: null, device }).value?.families).toHaveLength(1);
    }
    const { value, diagnostics } = select(analysis, { layouts: null, device: "/soc/codec@1001" });
    expect(value).toBeNull();
    expect(diagnostics[0]).toMatchObject({ code: "device-not-found", hint: "did you mean '/soc/codec@1000'?" });
  });
});
