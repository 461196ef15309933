/** Faults against boards: whose IOMMU, who can have sent it, and what is made of the address. */
import { describe, expect, test } from "vitest";
import { type ExplainedFault, explainFault } from "../../src/fault/explain.js";
import { faultOf } from "../../src/fault/fault.js";
import { readFaults } from "../../src/fault/read.js";
import { pathOf } from "../../src/tree/tree.js";
import { systemOf } from "../system/boards.js";

const explained = (source: string, log: string): ExplainedFault => {
  const { faults } = readFaults(log);
  const [fault] = faults;
  if (fault === undefined || faults.length > 1) throw new Error(`${faults.length} faults`);
  return explainFault(systemOf(source), fault);
};

const verdicts = ({ suspects }: ExplainedFault) =>
  suspects.map(({ consumer, verdict, pciFunction }) => [
    consumer.id,
    verdict,
    ...(pciFunction === null ? [] : [pciFunction]),
  ]);

const iommus = ({ iommu }: ExplainedFault) => [iommu.by, ...iommu.nodes.map(pathOf)];

const board = (inside: string, around = ""): string => `/dts-v1/;
/ {
	#address-cells = <2>; #size-cells = <2>;
	chosen { #address-cells = <2>; #size-cells = <2>; ranges;
		framebuffer@9c000000 { compatible = "simple-framebuffer"; reg = <0 0x9c000000 0 0x2400000>; memory-region = <&splash>; };
	};
	memory@80000000 { device_type = "memory"; reg = <0 0x80000000 0 0x20000000>; };
	reserved-memory { #address-cells = <2>; #size-cells = <2>; ranges;
		splash: splash@9c000000 { reg = <0 0x9c000000 0 0x2400000>; no-map; };
		fw: fw@90000000 { reg = <0 0x90000000 0 0x1000000>; no-map; };
		${around}
	};
	soc@0 { compatible = "simple-bus"; #address-cells = <2>; #size-cells = <2>; ranges; ${inside} };
};
`;

const SMMU = `smmu: iommu@15000000 { compatible = "qcom,smmu-500", "arm,mmu-500"; reg = <0 0x15000000 0 0x80000>; #iommu-cells = <2>; };`;

const context = (sid: string, iova: string, name = "15000000.iommu", fsr = "0x402") =>
  `arm-smmu ${name}: Unhandled context fault: fsr=${fsr}, iova=${iova}, fsynr=0x540003, cbfrsynra=${sid}, cb=10`;

const qcom = board(
  `${SMMU}
	mdss: display@ae00000 { compatible = "test,mdss"; reg = <0 0xae00000 0 0x1000>; iommus = <&smmu 0x800 0x440>; memory-region = <&keep &one>; };
	cb: compute@1 { compatible = "test,cb"; reg = <0 0x1000 0 0x1000>; iommus = <&smmu 0x19c3 0x0>; };
	off: camera@2 { reg = <0 0x2000 0 0x1000>; iommus = <&smmu 0x820 0x4>; status = "disabled"; };
	pcie@1c00000 { compatible = "test,pcie"; device_type = "pci"; reg = <0 0x1c00000 0 0x1000>; #address-cells = <3>; #size-cells = <2>;
		iommu-map = <0x0 &smmu 0x1c00 0x1>, <0x100 &smmu 0x1c01 0x8>; ranges; status = "disabled"; };`,
  `keep: keep { iommu-addresses = <&mdss 0 0x10000000 0 0x100000>; };
	one: one@a0000000 { reg = <0 0xa0000000 0 0x100000>; iommu-addresses = <&mdss 0 0xa0000000 0 0x100000>; };`,
);

describe("stream ids", () => {
  test.each(["0x800", "0x840", "0xc00", "0xc40"])("%s is <0x800 0x440>", (sid) => {
    const fault = explained(qcom, context(sid, "0x20000000"));
    expect(iommus(fault)).toEqual(["name", "/soc@0/iommu@15000000"]);
    expect(verdicts(fault)).toEqual([["/soc@0/display@ae00000", "allocatable"]]);
    expect(fault.suspects[0]?.stream?.cells).toEqual([0x800, 0x440]);
  });

  test.each(["0x801", "0x880", "0x1800", "0xc41"])("%s is not", (sid) => {
    expect(verdicts(explained(qcom, context(sid, "0x20000000")))).toEqual([]);
  });

  test("an unknown one names the nearest", () => {
    const { suspects, absent, nearest } = explained(qcom, context("0x19c4", "0x20000000"));
    expect([suspects, absent]).toEqual([[], []]);
    expect(nearest.map(({ owner }) => owner)).toEqual(["/soc@0/compute@1", expect.anything(), expect.anything()]);
  });

  test("one of a disabled node names the node", () => {
    const { suspects, absent } = explained(qcom, context("0x824", "0x20000000"));
    expect(suspects).toEqual([]);
    expect(absent.map(({ path, reason }) => [path, reason])).toEqual([["/soc@0/camera@2", "disabled"]]);
  });

  test("one behind a disabled bridge's iommu-map names the bridge", () => {
    const { absent } = explained(qcom, context("0x1c03", "0x20000000"));
    expect(absent.map(({ path }) => path)).toEqual(["/soc@0/pcie@1c00000"]);
  });

  test("a number of more than 16 bits is the stream's lower half", () => {
    expect(verdicts(explained(qcom, context("0x400019c3", "0x20000000")))).toEqual([
      ["/soc@0/compute@1", "allocatable"],
    ]);
  });
});

describe("the address", () => {
  test.each([
    ["0x20000000", "allocatable", ["not-mapped"]],
    ["0x10000000", "reserved", ["reserved-on-purpose"]],
    ["0xa0000800", "direct", ["before-attach"]],
    ["0x0", "out-of-reach", ["null-address"]],
    ["0x40", "out-of-reach", ["null-address"]],
    ["0x2000", "allocatable", ["null-address", "not-mapped"]],
    ["0x100000000", "out-of-reach", ["wider-mask"]],
    ["0x1000000000000", "out-of-reach", ["beyond-aperture"]],
    ["0x9c000000", "allocatable", ["boot-framebuffer", "not-mapped"]],
    ["0x90800000", "allocatable", ["carveout-address", "not-mapped"]],
    ["0xae00010", "allocatable", ["register-address", "not-mapped"]],
  ] as const)("%s is %s", (iova, verdict, causes) => {
    const { suspects } = explained(qcom, context("0xc40", iova));
    expect(suspects.map((one) => [one.verdict, one.causes])).toEqual([[verdict, causes]]);
  });

  test("mapped for another direction", () => {
    const { suspects } = explained(qcom, context("0xc40", "0x20000000", "15000000.iommu", "0x8"));
    expect(suspects.map(({ causes }) => causes)).toEqual([["wrong-direction"]]);
  });

  test("RAM is said of what the allocator cannot have handed out", () => {
    const { suspects } = explained(
      qcom.replace("0x80000000 0 0x20000000", "0x80000000 4 0"),
      context("0xc40", "0x180000000"),
    );
    expect(suspects.map(({ causes }) => causes)).toEqual([["wider-mask", "memory-address"]]);
  });

  test("a disabled IOMMU leaves no domain", () => {
    const off = qcom.replace("#iommu-cells = <2>;", '#iommu-cells = <2>; status = "disabled";');
    expect(verdicts(explained(off, context("0xc40", "0x20000000")))).toEqual([["/soc@0/display@ae00000", "no-domain"]]);
  });

  test("a fault without an address has no verdict", () => {
    const fault = explained(qcom, 'arm-smmu 15000000.iommu: Blocked unknown Stream ID 0xc40; boot with "x"');
    expect(fault.suspects.map(({ verdict, causes }) => [verdict, causes])).toEqual([[null, ["no-table"]]]);
  });

  test("what only another first member would reserve is lost", () => {
    const shared = board(
      `${SMMU}
	a: a@1 { reg = <0 0x1000 0 0x1000>; iommus = <&smmu 0x10 0>; };
	b: b@2 { reg = <0 0x2000 0 0x1000>; iommus = <&smmu 0x10 0>; memory-region = <&hole>; };`,
      "hole: hole { iommu-addresses = <&b 0 0x10000000 0 0x100000>; };",
    );
    const { suspects } = explained(shared, context("0x10", "0x10000000"));
    expect(suspects.map(({ consumer, verdict, causes }) => [consumer.id, verdict, causes])).toEqual([
      ["/soc@0/a@1", "allocatable", ["reservation-lost", "not-mapped"]],
      ["/soc@0/b@2", "allocatable", ["reservation-lost", "not-mapped"]],
    ]);
  });
});

describe("whose IOMMU it is", () => {
  const two = board(`${SMMU}
	gpu_smmu: iommu@3da0000 { compatible = "qcom,adreno-smmu", "qcom,smmu-v2"; reg = <0 0x3da0000 0 0x20000>; #iommu-cells = <1>; };
	a: a@1 { reg = <0 0x1000 0 0x1000>; iommus = <&smmu 0x10 0>; };
	g: gpu@2 { reg = <0 0x2000 0 0x1000>; iommus = <&gpu_smmu 0x10>; };`);

  test("by Linux's name", () => {
    expect(verdicts(explained(two, context("0x10", "0x20000000")))).toEqual([["/soc@0/a@1", "allocatable"]]);
    expect(verdicts(explained(two, context("0x10", "0x20000000", "3da0000.iommu")))).toEqual([
      ["/soc@0/gpu@2", "allocatable"],
    ]);
  });

  test("by its address, where a vendor's kernel names it otherwise", () => {
    const fault = explained(two, context("0x10", "0x20000000", "15000000.apps-smmu"));
    expect(iommus(fault)).toEqual(["address", "/soc@0/iommu@15000000"]);
  });

  test("by its driver, where it is the only one", () => {
    expect(iommus(explained(qcom, context("0xc40", "0x20000000", "soc:smmu")))).toEqual([
      "only",
      "/soc@0/iommu@15000000",
    ]);
    const fault = explained(two, context("0x10", "0x20000000", "soc:smmu"));
    expect(iommus(fault)[0]).toBe("nothing");
    expect(verdicts(fault).map(([id]) => id)).toEqual(["/soc@0/a@1", "/soc@0/gpu@2"]);
  });

  test("none of the board's", () => {
    const fault = explained(
      two,
      "apple-dart 231304000.iommu: translation fault: status:0x80000004 stream:4 code:0x4 (NO PTE FOR IOVA) at 0x4000",
    );
    expect([iommus(fault), verdicts(fault)]).toEqual([["nothing"], []]);
  });

  test.each(["/soc@0/iommu@15000000", "&smmu", "smmu", "iommu@15000000", "15000000.iommu"])("by option: %s", (name) => {
    const fault = explainFault(systemOf(two), faultOf({ iommu: name, stream: 0x10, address: 0x20000000n }));
    expect(verdicts(fault)).toEqual([["/soc@0/a@1", "allocatable"]]);
  });
});

describe("other drivers", () => {
  test("MediaTek: larb and port are the id's two halves", () => {
    const source =
      board(`m4u: iommu@14016000 { compatible = "mediatek,mt8183-m4u"; reg = <0 0x14016000 0 0x1000>; #iommu-cells = <1>; };
	v: video@1 { reg = <0 0x1000 0 0x1000>; iommus = <&m4u 0x86>, <&m4u 0x87>; };
	o: other@2 { reg = <0 0x2000 0 0x1000>; iommus = <&m4u 0x66>; };`);
    const at = (larb: number, port: number) =>
      verdicts(
        explained(
          source,
          `mtk-iommu 14016000.iommu: fault type=0x280 iova=0x20000000 pa=0x0 master=0x5000618(larb=${larb} port=${port}) layer=1 read`,
        ),
      );
    expect(at(4, 6)).toEqual([["/soc@0/video@1", "allocatable"]]);
    expect(at(3, 6)).toEqual([["/soc@0/other@2", "allocatable"]]);
    expect(at(4, 8)).toEqual([]);
    // What mtk_iommu prints where its table has no arbiter.
    expect(at(32, 0).map(([id]) => id)).toEqual(["/soc@0/video@1", "/soc@0/other@2"]);
  });

  test("MediaTek's first generation counts ports on", () => {
    const source =
      board(`m4u: mmsys_iommu@10205000 { compatible = "mediatek,mt2701-m4u"; reg = <0 0x10205000 0 0x1000>; #iommu-cells = <1>; };
	v: video@1 { reg = <0 0x1000 0 0x1000>; iommus = <&m4u 30>; };`);
    const fault = explained(
      source,
      "mtk-iommu-v1 10205000.mmsys_iommu: fault type=0x8 iova=0xfe000000 pa=0x0 larb=2 port=9",
    );
    expect(verdicts(fault).map(([id]) => id)).toEqual(["/soc@0/video@1"]);
  });

  test("virtio-iommu: an endpoint, and a PCI function by the bridge's map", () => {
    const source = board(`
	viommu: iommu@9050000 { compatible = "virtio,mmio"; reg = <0 0x9050000 0 0x200>; #iommu-cells = <1>; };
	d: d@1 { reg = <0 0x1000 0 0x1000>; iommus = <&viommu 0x10000>; };
	pcie@40000000 { compatible = "pci-host-ecam-generic"; device_type = "pci"; reg = <0 0x40000000 0 0x1000000>; #address-cells = <3>; #size-cells = <2>;
		ranges = <0x2000000 0 0x10000000 0 0x10000000 0 0x1000000>; iommu-map = <0x0 &viommu 0x0 0x8>, <0x9 &viommu 0x9 0xfff7>;
		f@2,0 { reg = <0x1000 0 0 0 0>; }; };`);
    const at = (endpoint: number) =>
      verdicts(explained(source, `virtio_iommu virtio0: page fault from EP ${endpoint} at 0x20000000 [R]`));
    expect(at(0x10000)).toEqual([["/soc@0/d@1", "allocatable"]]);
    expect(at(0x100)).toEqual([["/soc@0/pcie@40000000!*", "allocatable", "01:00.0"]]);
  });

  test("a trace event names the device, or the IOMMU", () => {
    const event = (name: string) => `io_page_fault: IOMMU:driver ${name} iova=0x0000000020000000 flags=0x0000`;
    expect(verdicts(explained(qcom, event("1000.compute")))).toEqual([["/soc@0/compute@1", "allocatable"]]);
    const whole = explained(qcom, event("15000000.iommu"));
    expect([iommus(whole), verdicts(whole).length]).toEqual([["name", "/soc@0/iommu@15000000"], 2]);
    expect(verdicts(explained(qcom, event("nobody.knows")))).toEqual([]);
  });

  test("an IOMMU that tells nobody has all behind it", () => {
    const source =
      board(`mmu: iommu@ff900800 { compatible = "rockchip,iommu"; reg = <0 0xff900800 0 0x100>; #iommu-cells = <0>; };
	v: vop@1 { reg = <0 0x1000 0 0x1000>; iommus = <&mmu>; };`);
    const fault = explained(source, "rk_iommu ff900800.iommu: Page fault at 0x00000000f7f00000 of type read");
    expect(verdicts(fault)).toEqual([["/soc@0/vop@1", "allocatable"]]);
  });

  test("qcom_iommu: the bank is the stream", () => {
    const source =
      board(`apps_iommu: iommu@1ef0000 { compatible = "test,msm8916-iommu", "qcom,msm-iommu-v1"; reg = <0 0x1ef0000 0 0x3000>; #iommu-cells = <1>;
		#address-cells = <1>; #size-cells = <1>; ranges = <0 0 0x1e20000 0x40000>;
		iommu-ctx@4000 { compatible = "qcom,msm-iommu-v1-ns"; reg = <0x4000 0x1000>; }; };
	m: mdp@1 { reg = <0 0x1000 0 0x1000>; iommus = <&apps_iommu 4>; };
	v: venus@2 { reg = <0 0x2000 0 0x1000>; iommus = <&apps_iommu 5>; };`);
    const fault = explained(
      source,
      "qcom-iommu-ctx 1e24000.iommu-ctx: Unhandled context fault: fsr=0x2, iova=0x00000000dea00000, fsynr=0x13, cb=4",
    );
    expect(verdicts(fault).map(([id]) => id)).toEqual(["/soc@0/mdp@1"]);
  });
});
