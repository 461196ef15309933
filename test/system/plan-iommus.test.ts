/** Facts of IOMMUs that a plan states: what each changes, what is taken for granted without it, and what it cannot say. */
import { describe, expect, test } from "vitest";
import { kernelOf } from "../../src/kernel/kernel.js";
import { built, consumer, systemOf, treeOf } from "./boards.js";
import { board, device } from "./small-board.js";

const D = "/d@c100000";
const plan = (facts: string, node = "&smmu") => `version: 1\niommus: [{ node: "${node}", ${facts} }]`;
const of = (compatible: string, cells = 1) =>
  board(
    `x: x@a000000 { compatible = ${compatible}; #iommu-cells = <${cells}>; };
     d: d@c100000 { reg = <0x0 0xc100000 0x0 0x1000>; iommus = <&x ${"0x10 ".repeat(cells)}>; };`,
  );

describe("stream-id-bits", () => {
  const wide = board(device("d", "").replace(/iommus = [^;]*;/, "iommus = <&smmu 0x10000>;"));

  test("an id is too wide only where the width was stated, and the assumption is listed", () => {
    const system = systemOf(wide);
    expect(consumer(system, D).group).toBe("g0");
    expect(system.assumptions).toContain(
      "stream ids and physical addresses are assumed to fit their IOMMU (a plan can state its limits under iommus) [iommu-widths]",
    );
  });

  test("stated, it costs a device its group", () => {
    const system = systemOf(wide, plan("stream-id-bits: 16"));
    expect(consumer(system, D)).toMatchObject({
      group: null,
      groupReason: "its stream id 0x10000 has more than the 16 bits of its IOMMU's",
    });
    expect(system.assumptions).toContain(
      "physical addresses are assumed to fit their IOMMU (a plan can state its limits under iommus) [iommu-widths]",
    );
  });

  test("an SMMU v2 says which it refuses", () => {
    const system = systemOf(of('"arm,mmu-500"'), plan("stream-id-bits: 4", "&x"));
    expect(consumer(system, D).group).toBeNull();
    expect(system.messages.map((m) => m.text)).toEqual(["c100000.d: stream ID 0x10 out of range for SMMU (0xf)"]);
  });

  test("what is stated of one IOMMU is not so of another", () => {
    const two = board(
      `t: t@a000000 { compatible = "arm,smmu-v3"; #iommu-cells = <1>; };
       a@1 { iommus = <&smmu 0x10000>; }; b@2 { iommus = <&t 0x10000>; };`,
    );
    const system = systemOf(two, plan("stream-id-bits: 16"));
    expect([consumer(system, "/a@1").group, consumer(system, "/b@2").group]).toEqual([null, "g0"]);
  });
});

describe("input-bits, output-bits and page-sizes", () => {
  test.each([
    ["36 bits", '"arm,smmu-v3"', "input-bits: 36", 1n << 36n],
    ["an SMMU uses 48 bits at most with small pages", '"arm,smmu-v3"', "input-bits: 52", 1n << 48n],
    ["and 52 with 64K", '"arm,smmu-v3"', "input-bits: 52, page-sizes: [64K]", 1n << 52n],
    ["RISC-V's tables are halved: half of Sv39 is 38 bits", '"riscv,iommu"', "input-bits: 39", 1n << 38n],
  ])("%s", (_, compatible, facts, end) => {
    const system = systemOf(of(compatible), plan(facts, "&x"), { kernel: kernelOf("6.13"), dmaMaskBits: 64 });
    expect(consumer(system, D).reach.end).toBe(end);
    expect(system.assumptions.join()).not.toContain("aperture");
  });

  test("the smallest page is the granule, before that of the whole plan and after the option", () => {
    const text = `${plan("page-sizes: [64K, 16K]")}\ngranule: 4K`;
    const source = board(device("d", ""));
    const system = systemOf(source, text);
    expect(consumer(system, D).granule).toBe(16384n);
    expect(system.assumptions).toContain(
      "Arm SMMUs are assumed to have a 48-bit aperture, and the CPU 16 KiB pages [iommu-aperture]",
    );
    expect(consumer(systemOf(source, text, { granule: 65536n }), D).granule).toBe(65536n);
  });
});

describe("stream-map-entries", () => {
  const three = board(
    `x: x@a000000 { compatible = "arm,mmu-500"; #iommu-cells = <2>; };
     a@1 { iommus = <&x 1 0>; }; b@2 { iommus = <&x 2 0xff00>; }; c@3 { iommus = <&x 2 0>; }; e@4 { iommus = <&x 4 0>; };`,
  );
  const groups = (facts: string) => systemOf(three, plan(facts, "&x")).consumers.map((c) => c.group ?? c.groupReason);

  test("a device without a free entry is refused; one inside another's needs none", () => {
    const reason = "all 2 stream-map entries are taken before its stream 0x4 mask 0x0: arm-smmu refuses with -ENOSPC";
    expect(groups("stream-map-entries: 2")).toEqual(["g0", "g1", "g1", reason]);
    expect(groups("stream-map-entries: 3")).toEqual(["g0", "g1", "g1", "g2"]);
  });

  test("0: the id alone counts", () => {
    const overlap = board(
      `x: x@a000000 { compatible = "arm,mmu-500"; #iommu-cells = <2>; };
       a@1 { iommus = <&x 1 0>; }; b@2 { iommus = <&x 1 0xff>; }; c@3 { iommus = <&x 2 0xff>; };`,
    );
    const system = systemOf(overlap, plan("stream-map-entries: 0", "&x"));
    expect(system.consumers.map((c) => c.group)).toEqual(["g0", "g0", "g1"]);
  });
});

describe("msi-window", () => {
  const msi = (source: string, text: string) => {
    const system = systemOf(source, text, { kernel: kernelOf("6.12") });
    const sysfs = system.groups[0]?.reservedRegions.map((r) => `${r.start.toString(16)} ${r.type}`);
    return { sysfs, allocator: consumer(system, D).domain.allocator.map((r) => r.start.toString(16)) };
  };

  test("virtio's is the machine's own: in sysfs and in the allocator", () => {
    const virtio = of('"virtio,pci-iommu"');
    expect(msi(virtio, plan("msi-window: { start: 0x8090000, size: 64K }", "&x"))).toEqual({
      sysfs: ["8090000 msi"],
      allocator: ["8090000"],
    });
    expect(msi(virtio, "version: 1")).toEqual({ sysfs: ["8000000 msi"], allocator: [] });
  });

  test("an SMMU's is Linux's own: in sysfs alone", () => {
    expect(msi(board(device("d", "")), plan("msi-window: [0xa0000000, 0xa0100000]"))).toEqual({
      sysfs: ["a0000000 msi"],
      allocator: [],
    });
  });
});

describe("what a plan cannot say", () => {
  const said = (text: string, source = board(device("d", ""))) =>
    built(treeOf(source), text).diagnostics.map((d) => `${d.severity} ${d.code}: ${d.message}`);

  test.each([
    [
      "of a node that is not there",
      plan("input-bits: 40", "&smu"),
      "error plan-unknown-node: the board has no label 'smu'",
    ],
    ["of a device", plan("input-bits: 40", D), `error plan-no-iommu: '${D}' is not an IOMMU: it has no #iommu-cells`],
    [
      "of one IOMMU by two names",
      `version: 1\niommus: [{ node: "&smmu", input-bits: 40 }, { node: /smmuv3@9050000, input-bits: 36 }]`,
      "error plan-duplicate: '/smmuv3@9050000' is the same IOMMU as an earlier entry",
    ],
  ])("%s", (_, text, expected) => expect(said(text)).toEqual([expected]));

  test("a fact that the driver has fixed is said to change nothing", () => {
    const rockchip = of('"rockchip,iommu"', 0);
    expect(said(plan("input-bits: 40", "&x"), rockchip)).toEqual([
      "warning plan-fact-unused: 'input-bits' has no effect: rockchip-iommu does not read it from its hardware",
    ]);
    expect(consumer(systemOf(rockchip, plan("input-bits: 40", "&x")), D).reach.end).toBe(1n << 32n);
  });
});

test("an IOMMU without a driver in the release at hand: the text says what the figures are", () => {
  const source = of('"riscv,iommu"');
  const assumed = (version: string) =>
    systemOf(source, null, { kernel: kernelOf(version) }).assumptions.filter((text) => text.includes("riscv"));
  expect(assumed("6.12")).toEqual([
    "/x@a000000 (riscv,iommu): Linux 6.12 has no riscv-iommu; the figures assume a driver that does not read iommu-addresses, a granule of 4 KiB, a 47-bit aperture and one domain per distinct set of streams [unknown-iommu]",
  ]);
  expect(assumed("6.13")).toEqual(["riscv-iommu is assumed to have a 47-bit aperture [iommu-aperture]"]);
  expect(consumer(systemOf(source, null, { kernel: kernelOf("6.12"), dmaMaskBits: 64 }), "/d@c100000").reach.end).toBe(
    1n << 47n,
  );
});

describe("window", () => {
  const bounded = (property: string) => of('"arm,mmu-500"').replace("x: x@a000000 {", `x: x@a000000 { ${property}`);
  const reach = { start: 0x10000000n, end: 0x50000000n };

  test("stated, it bounds what is behind the IOMMU", () => {
    const system = systemOf(of('"arm,mmu-500"'), plan("window: [0x10000000, 0x50000000]", "&x"));
    expect(consumer(system, D).reach).toEqual(reach);
  });

  test.each(["apple,dma-range", "brcm,iova-window"])("as %s says it, with a word on who reads that", (name) => {
    const system = systemOf(bounded(`${name} = <0x0 0x10000000 0x0 0x40000000>;`));
    expect(consumer(system, D).reach).toEqual(reach);
    expect(system.assumptions.filter((text) => text.includes(name))).toEqual([
      expect.stringMatching(
        /^\/x@a000000 is assumed to translate only 0x10000000-0x4fffffff, .* reads it, Linux 7.3 does not/,
      ),
    ]);
  });

  test("the plan's word wins over the property's", () => {
    const system = systemOf(
      bounded("apple,dma-range = <0x0 0x0 0x0 0x1000000>;"),
      plan("window: [0x10000000, 0x50000000]", "&x"),
    );
    expect(consumer(system, D).reach).toEqual(reach);
  });

  test("a property of another format bounds nothing", () => {
    const system = systemOf(bounded("apple,dma-range = <0x10000000 0x40000000>;"));
    expect(consumer(system, D).reach.end).toBe(1n << 32n);
  });
});
