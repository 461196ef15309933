import { describe, expect, test } from "vitest";
import { driverOf, isIdentityByDefault } from "../../src/iommu/drivers.js";
import type { GroupOutcome } from "../../src/iommu/grouping.js";
import { GroupAllocator } from "../../src/iommu/groups.js";
import { iommuDrivers } from "../../src/iommu/registry.js";
import { ownAttachment } from "../../src/iommu/streams.js";
import { kernelOf } from "../../src/kernel/kernel.js";
import { node, treeOf } from "../of/tree-of-source.js";

/** Group numbers, or `refused`, of the devices in the order given. */
function groups(iommu: string, devices: Readonly<Record<string, string>>, pciKeys: readonly (string | null)[] = []) {
  const tree = treeOf(
    `s: s { ${iommu} }; t: t { ${iommu} }; ${Object.entries(devices)
      .map(([name, iommus]) => `${name} { iommus = ${iommus}; };`)
      .join(" ")}`,
  );
  const allocator = new GroupAllocator(kernelOf("6.12"));
  const serials: unknown[] = [];
  return Object.keys(devices).map((name, i) => {
    const { iommu: instance, driver, streams } = ownAttachment(tree, node(tree, `/${name}`), kernelOf("6.12"));
    if (instance === null) throw new Error("no IOMMU");
    const outcome: GroupOutcome = allocator.add({
      id: `/${name}`,
      deviceName: name,
      node: node(tree, `/${name}`),
      iommu: instance,
      driver,
      streams,
      isAggregate: false,
      pciKey: pciKeys[i] ?? null,
      dmaWindow: null,
    });
    if (!outcome.ok) return "refused";
    if (!serials.includes(outcome.group)) serials.push(outcome.group);
    return serials.indexOf(outcome.group);
  });
}

const smmu2 = 'compatible = "arm,mmu-500"; #iommu-cells = <2>;';
const smmu3 = 'compatible = "arm,smmu-v3"; #iommu-cells = <1>;';
const cells = (compatible: string, count: number) => `compatible = "${compatible}"; #iommu-cells = <${count}>;`;

describe("SMMU v2", () => {
  test.each([
    ["E24: a wider entry after a narrower fails", { x: "<&s 0x10 0>", y: "<&s 0x10 0xf>" }, [0, "refused"]],
    ["E24: a narrower inside a wider shares", { y: "<&s 0x10 0xf>", x: "<&s 0x10 0>" }, [0, 0]],
    ["the same stream shares", { x: "<&s 1 0>", y: "<&s 1 0>" }, [0, 0]],
    ["other streams do not", { x: "<&s 1 0>", y: "<&s 2 0>" }, [0, 1]],
    ["the same stream of another instance does not", { x: "<&s 1 0>", y: "<&t 1 0>" }, [0, 1]],
    ["an overlap that is no inclusion fails", { x: "<&s 0xc2e 0>", y: "<&s 0xc0e 0x20>" }, [0, "refused"]],
    ["two groups' streams in one device", { x: "<&s 1 0>", y: "<&s 2 0>", z: "<&s 1 0>, <&s 2 0>" }, [0, 1, "refused"]],
    ["the last entry decides: a new one last", { x: "<&s 1 0>", y: "<&s 1 0>, <&s 2 0>" }, [0, 1]],
    ["the last entry decides: a known one last", { x: "<&s 1 0>", y: "<&s 2 0>, <&s 1 0>" }, [0, 0]],
  ])("%s", (_, devices, expected) => expect(groups(smmu2, devices)).toEqual(expected));

  test("a device that fails leaves no entries behind", () => {
    expect(groups(smmu2, { x: "<&s 0x20 0>", y: "<&s 0x30 0>, <&s 0x20 0x1>", z: "<&s 0x30 0xf>" })).toEqual([
      0,
      "refused",
      1,
    ]);
  });
  test("stream-match-mask is the mask of IOMMUs with one cell", () => {
    const masked = 'compatible = "arm,mmu-500"; #iommu-cells = <1>; stream-match-mask = <0xf>;';
    expect(groups(masked, { x: "<&s 0x10>", y: "<&s 0x11>" })).toEqual([0, 0]);
  });
});

describe("SMMU v3", () => {
  test.each([
    ["a stream belongs to one device", { x: "<&s 1>", y: "<&s 1>" }, [0, "refused"]],
    ["one of several is enough", { x: "<&s 1>, <&s 2>", y: "<&s 2>" }, [0, "refused"]],
    ["c09f: twice in one device is fine", { x: "<&s 1>, <&s 1>" }, [0]],
    ["the width of ids is a register's: none is too wide", { x: "<&s 0x10000>", y: "<&s 0xfffffff0>" }, [0, 1]],
    ["another instance", { x: "<&s 1>", y: "<&t 1>" }, [0, 1]],
  ])("%s", (_, devices, expected) => expect(groups(smmu3, devices)).toEqual(expected));
});

describe("others", () => {
  const three = (iommus: readonly string[]) => Object.fromEntries(iommus.map((text, i) => [`d${i}`, text]));
  test.each([
    ["rockchip: one group an instance", cells("rockchip,iommu", 0), ["<&s>", "<&s>", "<&t>"], [0, 0, 1]],
    ["ipmmu: one group an instance", cells("renesas,ipmmu-r8a7795", 1), ["<&s 1>", "<&s 2>", "<&t 1>"], [0, 0, 1]],
    ["exynos: each its own", cells("samsung,exynos-sysmmu", 0), ["<&s>", "<&s>"], [0, 1]],
    ["dart: by stream", cells("apple,t8103-dart", 1), ["<&s 1>", "<&s 1>", "<&s 2>"], [0, 0, 1]],
    ["dart: all streams or none", cells("apple,t8103-dart", 1), ["<&s 1>", "<&s 1>, <&s 2>"], [0, "refused"]],
    [
      "tegra: clients, and a set that shares",
      cells("nvidia,tegra124-mc", 1),
      ["<&s 1>", "<&s 24>", "<&s 6>", "<&s 6>"],
      [0, 0, 1, 1],
    ],
    ["unknown: each its own", cells("vendor,x", 1), ["<&s 1>", "<&s 1>"], [0, 1]],
    [
      "mt8195: by region of the port",
      cells("mediatek,mt8195-iommu-vdo", 1),
      ["<&s 0x40>", "<&t 0x60>", "<&s 0x260>"],
      [0, 0, 1],
    ],
    [
      "mt8195: ports of two regions fit none",
      cells("mediatek,mt8195-iommu-vdo", 1),
      ["<&s 0x240>, <&s 0x242>"],
      ["refused"],
    ],
    ["mt8195-infra: by bank", cells("mediatek,mt8195-iommu-infra", 1), ["<&s 16>", "<&s 17>", "<&s 20>"], [0, 0, 1]],
    ["mt8173: an instance", cells("mediatek,mt8173-m4u", 1), ["<&s 1>", "<&s 99>", "<&t 1>"], [0, 0, 1]],
  ] as const)("%s", (_, iommu, iommus, expected) => expect(groups(iommu, three(iommus))).toEqual(expected));

  test("PCI functions with one key share, also behind an SMMU v3", () => {
    expect(groups(smmu3, { x: "<&s 1>", y: "<&s 2>", z: "<&s 3>" }, ["a", "b", "a"])).toEqual([0, 1, 0]);
  });
});

describe("samsung,sysmmu-v9", () => {
  test("the masters that name the same node; who names none has no group", () => {
    const group = (name: string) => `<&s>; samsung,iommu-group = <&${name}>`;
    const devices = { x: group("s"), y: group("t"), z: group("s"), w: "<&t>" };
    expect(groups(cells("samsung,sysmmu-v9", 0), devices)).toEqual([0, 1, 0, "refused"]);
  });
});

describe("what attaches", () => {
  const attach = (iommus: string, smmu = "") => {
    const tree = treeOf(
      `s: s { ${smmu3} ${smmu} }; v: v { ${cells("virtio,pci-iommu", 1)} }; u: u { ${cells("x,unknown", 1)} }; d { ${iommus} };`,
    );
    const { streams, problem } = ownAttachment(tree, node(tree, "/d"), kernelOf("6.12"));
    return [streams.map((s) => s.id), problem?.kind ?? null];
  };
  test.each([
    ["in order", "iommus = <&s 1>, <&s 2>;", "", [[1, 2], null]],
    ["up to an entry that cannot be read", "iommus = <&s 1>, <0xdead 2>;", "", [[1], null]],
    ["up to an empty one", "iommus = <&s 1 0 &s 2>;", "", [[1], null]],
    ["not at all when the first cannot be read", "iommus = <0xdead 2>;", "", [[], "bad-specifier"]],
    ["not to a disabled IOMMU", "iommus = <&s 1>;", 'status = "disabled";', [[1], "iommu-disabled"]],
    ["not to two drivers", "iommus = <&s 1>, <&v 2>;", "", [[1, 2], "two-drivers"]],
    ["not where one has no driver", "iommus = <&s 1>, <&u 2>;", "", [[1, 2], "no-driver"]],
    ["not without iommus", "", "", [[], "no-iommus"]],
  ])("%s", (_, iommus, smmu, expected) => expect(attach(iommus, smmu)).toEqual(expected));
});

describe("the registry", () => {
  test("ids are unique, and every row says where it comes from", () => {
    const ids = iommuDrivers.map((row) => row.id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const row of iommuDrivers)
      expect(row.source).toMatch(/^drivers\/iommu\/.*\.c.*\((?:.*6\.1[23]|Samsung's and Google's trees)/);
  });
  test.each([
    ['"qcom,sm8450-smmu-500", "qcom,smmu-500", "arm,mmu-500"', "arm-smmu-qcom", true],
    ['"qcom,sdm845-smmu-v2", "qcom,smmu-v2"', "arm-smmu-qcom", true],
    ['"nvidia,tegra194-smmu", "nvidia,smmu-500"', "arm-smmu-nvidia", true],
    ['"arm,mmu-401"', "arm-smmu", true],
    ['"riscv,iommu"', "riscv-iommu", false],
    ['"x,y"', "unknown", false],
  ])("%s is driven by %s", (compatible, id, inKernel) => {
    const tree = treeOf(`s { compatible = ${compatible}; };`);
    const choice = driverOf(node(tree, "/s"), kernelOf("6.12"));
    expect([choice.driver.id, choice.inKernel]).toEqual([id, inKernel]);
  });
  test("the display gets an identity domain from Qualcomm's SMMU, a list that grew", () => {
    const tree = treeOf('s { compatible = "qcom,smmu-500", "arm,mmu-500"; }; d { compatible = "qcom,sm8150-mdss"; };');
    const { driver } = driverOf(node(tree, "/s"), kernelOf("6.12"));
    const d = node(tree, "/d");
    expect(["6.1", "6.12"].map((version) => isIdentityByDefault(driver, d, kernelOf(version)))).toEqual([false, true]);
    expect(isIdentityByDefault(driver, null, kernelOf("6.12"))).toBe(false);
  });
});
