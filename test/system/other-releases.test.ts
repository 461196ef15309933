/** Where releases differ in a device's IOMMU: the answer is that of the release asked for, the other stands beside it. */
import { describe, expect, test } from "vitest";
import { kernelOf } from "../../src/kernel/kernel.js";
import { built, consumer, systemOf, treeOf } from "./boards.js";

const streams = (list: readonly { readonly cells: readonly number[] }[]) => list.map(({ cells }) => cells);

/** Whether and where it has an IOMMU, and what the other release says, of the only consumer named. */
function seen(source: string, id: string, version: string) {
  const c = consumer(systemOf(source, null, { kernel: kernelOf(version) }), id);
  return {
    here: c.group === null ? c.groupReason : streams(c.streams),
    elsewhere: c.otherReleases.map((o) => [o.kernel, o.problem ?? streams(o.streams)]),
  };
}

const bridge = (map: string) => `/dts-v1/;
/ { #address-cells = <1>; #size-cells = <1>;
  smmu: iommu@1000 { compatible = "arm,mmu-500"; reg = <0x1000 0x1000>; #iommu-cells = <2>; };
  pcie@2000 { device_type = "pci"; reg = <0x2000 0x1000>; #address-cells = <3>; #size-cells = <2>; iommu-map = ${map}; }; };`;
const ALL = "/pcie@2000!*";

describe("iommu-map with as many output cells as the IOMMU counts", () => {
  const source = bridge("<0 &smmu 0x10 0 1>, <0x100 &smmu 0x11 0 1>");
  const both = [
    [0x10, 0],
    [0x11, 0],
  ];
  const problem = "its iommu-map has 40 bytes, not a multiple of 16";

  test.each(["6.1", "6.12", "7.1"])("leaves every function without an IOMMU in %s", (version) => {
    expect(seen(source, ALL, version)).toEqual({ here: problem, elsewhere: [["7.2", both]] });
  });
  test.each(["7.2", "7.3"])("gives them their streams in %s", (version) => {
    expect(seen(source, ALL, version)).toEqual({ here: both, elsewhere: [["7.1", problem]] });
  });

  test("children of a device that is none of PCI likewise, and the plan that names them fits", () => {
    const codec = source.replace('pcie@2000 { device_type = "pci";', "codec: codec@2000 {");
    expect(seen(codec, "/codec@2000#0x100", "6.12")).toEqual({
      here: problem,
      elsewhere: [["7.2", [[0x11, 0]]]],
    });
    const plan = 'version: 1\ndevices: [{ node: "&codec", children: [{ name: a, function-id: 0x100 }] }]';
    const { system, diagnostics } = built(treeOf(codec), plan, { kernel: kernelOf("6.12") });
    expect(diagnostics).toEqual([]);
    expect(consumer(system, "/codec@2000#a")).toMatchObject({
      groupReason: problem,
      otherReleases: [{ kernel: "7.2" }],
    });
    const missing = plan.replace("0x100", "0x200");
    expect(built(treeOf(codec), missing, { kernel: kernelOf("7.2") }).diagnostics.map((d) => d.message)).toEqual([
      "no iommu-map entry has function id 512",
    ]);
  });
});

describe("longer four-cell entries for an IOMMU of two cells", () => {
  const source = bridge("<0 &smmu 0x10 1>, <0x100 &smmu 0x11 0xff>");
  test("are streams up to 7.1", () => {
    const { here, elsewhere } = seen(source, ALL, "6.12");
    expect(here).toEqual([[0x10], [0x11]]);
    expect(elsewhere).toEqual([["7.2", expect.stringContaining("maps 256 ids to a specifier of 2 cells")]]);
  });
  test("are an error from 7.2", () => {
    const { here, elsewhere } = seen(source, ALL, "7.2");
    expect(here).toContain("maps 256 ids to a specifier of 2 cells");
    expect(elsewhere).toEqual([["7.1", [[0x10], [0x11]]]]);
  });
  test("with one id each they are the old form in every release", () => {
    const legacy = bridge("<0 &smmu 0x10 1>, <0x100 &smmu 0x11 1>");
    for (const version of ["6.12", "7.3"]) {
      expect(seen(legacy, ALL, version)).toEqual({ here: [[0x10], [0x11]], elsewhere: [] });
    }
  });
});

test("three DARTs: from 7.0, two before", () => {
  const dart = (name: string, unit: string) =>
    `${name}: iommu@${unit} { compatible = "apple,t8103-dart"; reg = <0 0x${unit} 0 0x4000>; #iommu-cells = <1>; };`;
  const source = `/dts-v1/; / { #address-cells = <2>; #size-cells = <2>;
    ${dart("d0", "100000")} ${dart("d1", "110000")} ${dart("d2", "120000")}
    npu@200000 { reg = <0 0x200000 0 0x4000>; iommus = <&d0 0>, <&d1 0>, <&d2 0>; };
    isp@210000 { reg = <0 0x210000 0 0x4000>; iommus = <&d0 1>, <&d1 1>, <&d1 2>; }; };`;
  const refused = "/iommu@120000 is one IOMMU too many: apple-dart in Linux 6.12 allows 2 per device";
  expect(seen(source, "/npu@200000", "6.12")).toEqual({ here: refused, elsewhere: [["7.0", [[0], [0], [0]]]] });
  expect(seen(source, "/npu@200000", "7.0")).toEqual({ here: [[0], [0], [0]], elsewhere: [["6.12", refused]] });
  expect(seen(source, "/isp@210000", "6.12")).toEqual({ here: [[1], [1], [2]], elsewhere: [] });
});

test("an SMMUv3 that counts anything but one cell is refused in every release", () => {
  const source = bridge("<0 &smmu 0x10 0 1>").replace("arm,mmu-500", "arm,smmu-v3");
  const system = systemOf(source, null, { kernel: kernelOf("7.3") });
  expect(consumer(system, ALL).groupReason).toBe(
    "its IOMMU /iommu@1000 does not work: arm-smmu-v3 takes #iommu-cells = <1>, not 2",
  );
  expect(system.messages.map((m) => m.text)).toEqual(["invalid #iommu-cells value (2)"]);
});
