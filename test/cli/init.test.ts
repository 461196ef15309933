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

/** With what is proposed as comments, ready to be used, in force. */
const taken = (plan: string): string =>
  plan
    .split("\n")
    .map((line) => (/^# (pci:|devices:| {2,4}(- bridge|functions|- node|first):)/.test(line) ? line.slice(2) : line))
    .join("\n");

describe.each(boards)("the plan for %s", (path) => {
  it("fits the board with all that it proposes, too", async () => {
    const { out } = await runOnFiles(["init", "-q", path]);
    const plan = parsePlan(new SourceFile("starter.iova.yaml", taken(out)));
    expect(plan.diagnostics).toEqual([]);
    expect(examine(await treeOf(path), { plan: plan.value }).diagnostics).toEqual([]);
  });

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

/** Two functions with nodes behind ports of one host bridge, a third port without. */
const pcieBoard = `/dts-v1/;
/ {
	#address-cells = <1>;
	#size-cells = <1>;
	dart: iommu@8000 { compatible = "arm,mmu-500"; reg = <0x8000 0x1000>; #iommu-cells = <1>; };
	host: pcie@40000000 {
		compatible = "pci-host-ecam-generic";
		device_type = "pci";
		#address-cells = <3>;
		#size-cells = <2>;
		reg = <0x40000000 0x1000000>;
		ranges = <0x02000000 0 0x50000000 0x50000000 0 0x1000000>;
		iommu-map = <0x100 &dart 1 1>, <0x200 &dart 2 1>, <0x300 &dart 3 1>;
		pci@0,0 { device_type = "pci"; reg = <0 0 0 0 0>; bus-range = <1 1>; #address-cells = <3>; #size-cells = <2>; ranges;
			wifi: wifi@0,0 { reg = <0x10000 0 0 0 0>; }; };
		pci@1,0 { device_type = "pci"; reg = <0x800 0 0 0 0>; bus-range = <2 2>; #address-cells = <3>; #size-cells = <2>; ranges;
			eth: ethernet@0,0 { reg = <0x20000 0 0 0 0>; }; };
	};
	dev: device@1000 { reg = <0x1000 0x1000>; iommus = <&dart 9>; };
};
`;

describe("init of PCI functions", () => {
  const init = (...argv: string[]) => runCli(["init", "b.dts", ...argv], { files: { "b.dts": pcieBoard } });

  it("plans for those that have nodes, and proposes their host bridge, with what is known below it", async () => {
    const { out } = await init();
    const nodes = out.split("\n").flatMap((line) => /^ {2}- node: (\S+)/.exec(line)?.[1] ?? []);
    expect(nodes).toEqual(["/pcie@40000000/pci@0,0/wifi@0,0", "/pcie@40000000/pci@1,0/ethernet@0,0", "/device@1000"]);
    expect(out).toContain(`# pci:\n#   - bridge: /pcie@40000000\n#     functions: ["01:00.0", "02:00.0"]\n`);
    for (const plan of [out, taken(out)]) {
      const files = { "b.dts": pcieBoard, "b.iova.yaml": plan };
      const run = await runCli(["analyze", "--format", "json", "b.dts"], { files });
      expect([run.status, run.err]).toEqual([0, ""]);
    }
  });

  it("proposes a function that the map has where no node is one", async () => {
    const bare = pcieBoard.replace(/\t\tpci@[01],0[\s\S]*?\}; \};\n/g, "");
    const { out } = await runCli(["init", "b.dts"], { files: { "b.dts": bare } });
    expect(out).toContain(`functions: ["01:00.0"]`);
  });

  it.each([
    ["wifi", ["/pcie@40000000/pci@0,0/wifi@0,0"], false],
    ["&host!02:00.0", ["/pcie@40000000/pci@1,0/ethernet@0,0"], false],
    ["1000.device", ["/device@1000"], false],
    ["/pcie@40000000!*", [], true],
  ])("for %s alone", async (device, nodes, hasBridge) => {
    const { out, status } = await init("--device", device);
    expect(status).toBe(0);
    expect(out.split("\n").flatMap((line) => /^ {2}- node: (\S+)/.exec(line)?.[1] ?? [])).toEqual(nodes);
    expect(out.includes("bridge:")).toBe(hasBridge);
    expect(parsePlan(new SourceFile("p", out)).diagnostics).toEqual([]);
  });

  it("for one of a driver's children has them all: a plan's children are all there are", async () => {
    const { out } = await runCli(["init", "codec.dts", "--device", "&codec#0x1"], {
      files: { "codec.dts": codecBoard },
    });
    expect(out.match(/- name:/g)).toHaveLength(3);
  });

  it("for a device that the board lacks is a usage error", async () => {
    const { status, out, err } = await init("--device", "wify");
    expect([status, out]).toEqual([2, ""]);
    expect(err).toContain("did you mean 'wifi'?");
  });
});

describe("init", () => {
  it("lists the children of an iommu-map, and leaves their needs open", async () => {
    const { out } = await runCli(["init", "codec.dts"], { files: { "codec.dts": codecBoard } });
    expect(out).toBe(`# A plan for codec.dts: what the device tree does not say.
# Lines behind a '#' are comments. Where neither 'usable' nor 'reserve' is given, the need is what the device
# tree reserves; for a device that a driver creates it is unknown. Give one of the two:
#   usable: [[600M, 3584M]]    the only addresses that it may get; the end is exclusive
#   reserve: [[0, 600M]]       the addresses that it must never get; [] for none
version: 1
devices:
  - node: /soc/codec@1000 # or "&codec"
    # Devices that its driver creates, from its iommu-map: give each a name.
    children:
      - name: "0x0"
        function-id: 0 # stream 0x10 of /soc/iommu@8000
        inherits: node # assumed; write 'streams' for a child without the node, whose DMA is only configured from it
        # usable: [[START, END]]
      - name: "0x1"
        function-id: 1 # stream 0x11 of /soc/iommu@8000
        inherits: node # assumed; write 'streams' for a child without the node, whose DMA is only configured from it
        # usable: [[START, END]]
      - name: "0x2"
        function-id: 2 # stream 0x12 of /soc/iommu@8000
        inherits: node # assumed; write 'streams' for a child without the node, whose DMA is only configured from it
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
