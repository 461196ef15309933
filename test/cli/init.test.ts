/** `init`: a plan for every board that parses, names what is there, and changes no figure. */
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { SourceFile } from "../../src/base/source.js";
import { type Analysis, examine } from "../../src/index.js";
import { parsePlan } from "../../src/plan/parse.js";
import type { Board } from "../../src/report/schema.js";
import { boardFigures } from "../../src/report/view.js";
import { settle } from "../../src/rule/engine/settle.js";
import { boards, treeOf } from "../diff/boards.js";
import { codecBoard } from "./boards.js";
import { runCli, runOnFiles } from "./virtual-host.js";

/** What a plan may change: what was assumed is said now, and children come from the plan. */
const figures = (analysis: Analysis): Partial<Board> => {
  const { consumers, groups, families, directMaps, messages, reservedMemory, coverage } = boardFigures(analysis);
  const bare = consumers.map(({ assumes, location, ...rest }) => rest);
  return {
    consumers: bare as unknown as Board["consumers"],
    groups,
    families,
    directMaps,
    messages,
    reservedMemory,
    coverage,
  };
};

describe.each(boards)("the plan for %s", (path) => {
  it("is valid, and leaves every figure and finding as it was", async () => {
    const { status, out, err } = await runOnFiles(["init", "-q", path]);
    expect([status, err]).toEqual([0, ""]);
    const plan = parsePlan(new SourceFile("starter.iova.yaml", out));
    expect(plan.diagnostics).toEqual([]);
    const tree = await treeOf(path);
    const without = examine(tree);
    const within = examine(tree, { plan: plan.value });
    expect(within.diagnostics).toEqual([]);
    if (within.analysis === null || without.analysis === null) throw new Error("not analysed");
    expect(figures(within.analysis)).toEqual(figures(without.analysis));
    const printsOf = ({ candidates }: Analysis) => settle(candidates).findings.map(({ fingerprint }) => fingerprint);
    expect(printsOf(within.analysis)).toEqual(printsOf(without.analysis));
  });
});

describe("init", () => {
  it("lists the children of an iommu-map, and leaves their needs open", async () => {
    const { out } = await runCli(["init", "codec.dts"], { files: { "codec.dts": codecBoard } });
    expect(out).toBe(`# A plan for codec.dts: what its device tree does not say.
# Only what is not behind a '#' counts. Where 'usable' and 'reserve' are comments, the need is what the device
# tree reserves, or, for a device that a driver creates, unknown. Give one of the two:
#   usable: [[600M, 3584M]]    it may be handed nothing else; the end is exclusive
#   reserve: [[0, 600M]]       it must never be handed these; [] for nothing at all
version: 1
devices:
  - node: /soc/codec@1000 # or "&codec"
    # What its driver creates, from its iommu-map: give them their names.
    children:
      - name: "0x0"
        function-id: 0 # stream 0x10 of /soc/iommu@8000
        inherits: node # assumed; 'streams' for one that gets its DMA from the node, but not the node
        # usable: [[START, END]]
      - name: "0x1"
        function-id: 1 # stream 0x11 of /soc/iommu@8000
        inherits: node # assumed; 'streams' for one that gets its DMA from the node, but not the node
        # usable: [[START, END]]
      - name: "0x2"
        function-id: 2 # stream 0x12 of /soc/iommu@8000
        inherits: node # assumed; 'streams' for one that gets its DMA from the node, but not the node
        # usable: [[START, END]]
`);
  });

  it("names no child of an entry that stands for more ids than anyone lists", async () => {
    const many = codecBoard.replace("<0 &smmu 0x10 1>, <1 &smmu 0x11 1>, <2 &smmu 0x12 1>", "<0 &smmu 0x10 100>");
    const { out } = await runCli(["init", "codec.dts"], { files: { "codec.dts": many } });
    expect(out).toContain("    # children:\n");
    expect(parsePlan(new SourceFile("plan", out)).value?.devices[0]?.children).toEqual([]);
  });

  it("writes nothing that a model name could slip into the plan", async () => {
    const model = codecBoard.replace(
      "#address-cells = <1>;",
      'model = "x\\ndevices: []\\n\\x1b[31m"; #address-cells = <1>;',
    );
    const { out } = await runCli(["init", "codec.dts"], { files: { "codec.dts": model } });
    expect(out).toContain("(x\\ndevices: []\\n\\x1b[31m)");
    expect(parsePlan(new SourceFile("plan", out)).diagnostics).toEqual([]);
  });

  it("goes to a file with -o, and never over one that exists", async () => {
    const files = { "codec.dts": codecBoard, "codec.iova.yaml": "mine" };
    const { status, written } = await runCli(["init", "codec.dts", "-o", "new.iova.yaml"], { files });
    expect([status, Object.keys(written)]).toEqual([0, ["new.iova.yaml"]]);
    const refused = await runCli(["init", "codec.dts", "-o", "codec.iova.yaml"], { files });
    expect(refused).toMatchObject({
      status: 2,
      written: {},
      err: "codec.iova.yaml: error: cannot be written: exists\n",
    });
  });

  it("is the plan that analyze then finds beside the board", async () => {
    const folder = mkdtempSync(join(tmpdir(), "iova-plan-init-"));
    writeFileSync(join(folder, "codec.dts"), codecBoard);
    const { out } = await runOnFiles(["init", join(folder, "codec.dts")]);
    writeFileSync(join(folder, "codec.iova.yaml"), out);
    const { status, out: report } = await runOnFiles(["analyze", "--format", "json", join(folder, "codec.dts")]);
    expect(status).toBe(0);
    expect(JSON.parse(report).boards[0].plan).toBe(join(folder, "codec.iova.yaml"));
  });

  it("refuses what cannot be read", async () => {
    const { status, err } = await runCli(["init", "gone.dts"]);
    expect([status, err]).toEqual([2, "gone.dts: error: no such file or directory [input-not-found]\n"]);
  });
});
