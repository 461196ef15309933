/** What one device that cannot be attached costs others, by release, and whose regions Linux reads at all. */
import { describe, expect, test } from "vitest";
import { kernelOf } from "../../src/kernel/kernel.js";
import { consumer, systemOf } from "./boards.js";
import { board } from "./small-board.js";

const FACTS = 'version: 1\niommus: [{ node: "&smmu", stream-id-bits: 16, output-bits: 44 }]';
const device = (name: string, unit: string, stream: string, more = "") =>
  `${name}: ${name}@${unit} { reg = <0x0 0x${unit} 0x0 0x1000>; iommus = <&smmu ${stream}>; ${more} };`;
const region = (name: string, of: string, address: string, more = "") =>
  `${name}: ${name} { ${more} iommu-addresses = <&${of} ${address} 0x0 0x1000>; };`;
const beyond = "0x1000 0x0";

const texts = (source: string, version: string) =>
  systemOf(source, FACTS, { kernel: kernelOf(version) }).messages.map((m) => m.text);
const groups = (source: string, version: string, plan = FACTS) =>
  systemOf(source, plan, { kernel: kernelOf(version) }).consumers.map((c) => c.group ?? c.groupReason);

describe("a stream id that is too wide", () => {
  const source = board(
    device("good", "a000000", "1", "memory-region = <&r>;") + device("wide", "b000000", "0x10000"),
    "r: r { reg = <0x0 0x70000000 0x0 0x10000>; iommu-addresses = <&good 0x0 0x70000000 0x0 0x1000>; };",
  );
  const wide = "its stream id 0x10000 has more than the 16 bits of its IOMMU's";

  test("costs that device its group up to 6.15", () => {
    expect(groups(source, "6.12")).toEqual(["g0", wide]);
    expect(texts(source, "6.12")).toEqual([expect.stringContaining("treating non-direct mapping")]);
  });

  test("costs all of its IOMMU theirs from 6.16 on, and nobody's regions are read", () => {
    expect(groups(source, "6.16")).toEqual([
      `its IOMMU /smmuv3@9050000 fails to register because /wide@b000000 is refused: ${wide}`,
      wide,
    ]);
    expect(texts(source, "6.16")).toEqual([]);
  });

  test("not that of another IOMMU", () => {
    const other = `t: t@c000000 { compatible = "arm,smmu-v3"; #iommu-cells = <1>; }; e@d000000 { iommus = <&t 1>; };`;
    const two = source.replace("smmu: smmuv3", `${other} smmu: smmuv3`);
    expect(groups(two, "7.3").filter((group) => group === "g0")).toHaveLength(1);
  });
});

describe("a direct region that cannot be mapped", () => {
  const nonDirect = (name: string, of: string) =>
    region(name, of, "0x0 0x20000000", "reg = <0x0 0x70000000 0x0 0x1000>;");
  const source = board(
    device("first", "a000000", "1", "memory-region = <&r1>;") +
      device("bad", "b000000", "2", "memory-region = <&r2>;") +
      device("last", "c000000", "3", "memory-region = <&r3>;"),
    nonDirect("r1", "first") + region("r2", "bad", beyond, `reg = <${beyond} 0x0 0x1000>;`) + nonDirect("r3", "last"),
  );
  const warning = (name: string) => expect.stringContaining(`${name}: treating non-direct mapping`);
  const failed = [
    "WARNING: at drivers/iommu/io-pgtable-arm.c arm_lpae_map_pages",
    "smmu3.0x0000000009050000: IOMMU driver was not able to establish FW requested direct mapping.",
  ];

  test("costs that device its group up to 6.15; all others are read", () => {
    expect(groups(source, "6.12").map((group) => group?.startsWith("g"))).toEqual([true, false, true]);
    expect(texts(source, "6.12")).toEqual([warning("a000000.first"), warning("c000000.last"), ...failed]);
  });

  test("from 6.16 on those behind it are never read", () => {
    expect(groups(source, "6.18").map((group) => group?.startsWith("g"))).toEqual([false, false, false]);
    expect(texts(source, "6.18")).toEqual([warning("a000000.first"), ...failed]);
  });

  test("costs nothing where nothing is mapped", () => {
    const system = systemOf(source, FACTS, { kernel: kernelOf("7.3"), iommuMode: "passthrough" });
    expect(system.consumers.map((c) => c.group)).toEqual(["g0", "g1", "g2"]);
  });
});

describe("a device without a group", () => {
  const untranslatable = `bus@0 { compatible = "simple-bus"; #address-cells = <2>; #size-cells = <2>; ranges;
    dma-ranges = <0x0 0x0 0x0 0x0 0x0 0x40000000>; ${device("d", "b000000", "1", "memory-region = <&r>;")} };`;
  const r = region("r", "d", "0x0 0x70000000");

  test("whose stream is taken never has its regions read: Linux boots", () => {
    const source = board(device("a", "a000000", "1") + untranslatable, r);
    expect(texts(source, "6.12")).toEqual(["b000000.d: stream 1 already in tree from dev a000000.a"]);
    expect(texts(source, "6.16")).toEqual([]);
    expect(systemOf(board(untranslatable, r), FACTS, { kernel: kernelOf("6.12") }).messages.at(-1)?.kind).toBe("crash");
  });

  test("whose IOMMU is disabled neither", () => {
    const source = board(untranslatable, r).replace(
      "smmu: smmuv3@9050000 {",
      'smmu: smmuv3@9050000 { status = "disabled";',
    );
    expect(systemOf(source).messages).toEqual([]);
  });
});

describe("a direct region behind a virtio-iommu", () => {
  const source = board(
    `x: x@c000000 { compatible = "virtio,pci-iommu"; #iommu-cells = <1>; };
     d: d@b000000 { iommus = <&x 1>; memory-region = <&r>; };`,
    region("r", "d", "0x0 0x50000000", "reg = <0x0 0x50000000 0x0 0x1000>;"),
  );
  const kinds = (version: string, more = {}) =>
    systemOf(source, null, { kernel: kernelOf(version), ...more }).messages.map((m) => m.kind);

  test("crashes Linux before 6.18", () => {
    expect([kinds("6.12"), kinds("6.16"), kinds("6.18")]).toEqual([["crash"], ["crash"], []]);
    expect(consumer(systemOf(source), "/d@b000000").group).toBe("g0");
  });
  test("but not where it is not mapped", () => {
    expect(kinds("6.12", { iommuMode: "passthrough" })).toEqual([]);
  });
});

test("what an SMMU v2's refusal costs others was not measured: that device alone, said as an assumption", () => {
  const source = board(
    `x: x@c000000 { compatible = "arm,mmu-500"; #iommu-cells = <2>; };
     a@1 { iommus = <&x 0x10 0>; }; b@2 { iommus = <&x 0x10 0xf>; };`,
  );
  const assumed = (version: string) =>
    systemOf(source, null, { kernel: kernelOf(version) }).assumptions.filter((text) => text.includes("refused-device"));
  expect(groups(source, "7.3", "version: 1").map((group) => group === "g0")).toEqual([true, false]);
  expect(assumed("6.12")).toEqual([]);
  expect(assumed("7.3")).toEqual([
    "a device that is refused for its streams is assumed to be the only one that loses its group (not measured from 6.16 on) [refused-device]",
  ]);
});
