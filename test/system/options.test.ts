/** Kernel versions, modes, limits and the drivers' own ways. */
import { describe, expect, test } from "vitest";
import { kernelOf } from "../../src/kernel/kernel.js";
import type { SystemOptions } from "../../src/system/model.js";
import { consumer, systemOf } from "./boards.js";
import { board, device, oneRegion } from "./small-board.js";

const D = "/d@c100000";
const direct = (address: string, more = ""): string =>
  board(
    device("d", `memory-region = <&r>${more === "" ? "" : ", <&good>"};`),
    `r: r@1 { reg = <${address} 0x0 0x1000>; iommu-addresses = <&d ${address} 0x0 0x1000>; }; ${more}`,
  );

const one = (source: string, options: Partial<SystemOptions> = {}, plan: string | null = null) =>
  consumer(systemOf(source, plan, options), D);

describe("a direct region that cannot be mapped costs the device its group", () => {
  test.each([
    ["c11d: above 48 bits", direct("0x10000 0x0"), "aperture"],
    ["c11f: above 44 bits of physical address", direct("0x1000 0x0"), "physical"],
    [
      "c11i: although another region is good",
      direct("0x1000 0x0", "good: g { iommu-addresses = <&d 0x0 0x1000 0x0 0x1000>; };"),
      "physical",
    ],
  ])("%s", (_, source, why) => {
    const system = systemOf(source, 'version: 1\niommus: [{ node: "&smmu", output-bits: 44 }]');
    expect(consumer(system, D)).toMatchObject({ group: null, domainType: "none" });
    expect(consumer(system, D).groupReason).toContain(why);
    expect(system.directMaps).toEqual([]);
    expect(system.messages.map((m) => m.text)).toEqual([
      "WARNING: at drivers/iommu/io-pgtable-arm.c arm_lpae_map_pages",
      "smmu3.0x0000000009050000: IOMMU driver was not able to establish FW requested direct mapping.",
    ]);
  });

  test("S5: with passthrough it stays, and nothing is mapped", () => {
    const system = systemOf(direct("0x1000 0x0"), null, { iommuMode: "passthrough" });
    expect(consumer(system, D)).toMatchObject({ group: "g0", domainType: "identity" });
    expect(system.groups[0]?.reservedRegions.at(-1)).toMatchObject({ start: 0x100000000000n, type: "direct" });
    expect(system.directMaps).toEqual([]);
  });
});

describe("E26: an unaligned direct region", () => {
  const source = board(
    device("d", "memory-region = <&r>;"),
    "r: r@90000800 { reg = <0x0 0x90000800 0x0 0x1000>; iommu-addresses = <&d 0x0 0x90000800 0x0 0x1000>; };",
  );
  test("is reserved outward and mapped from the next page", () => {
    const system = systemOf(source);
    expect(consumer(system, D).domain.allocator).toEqual([{ start: 0x90000000n, end: 0x90002000n }]);
    expect(system.directMaps).toEqual([{ consumer: D, range: { start: 0x90001000n, end: 0x90002000n } }]);
  });
  test("on 16 KiB pages nothing is mapped", () => {
    const system = systemOf(source.replaceAll("0x90000800", "0x90004800").replaceAll("90000800", "90004800"), null, {
      granule: 16384n,
    });
    expect(system.directMaps).toEqual([]);
    expect(consumer(system, D).domain.allocator).toEqual([{ start: 0x90004000n, end: 0x90008000n }]);
  });
});

describe("E23: a shifting dma-ranges", () => {
  const source = `/dts-v1/; / { #address-cells = <1>; #size-cells = <1>;
    smmu: smmu@9000000 { compatible = "arm,smmu-v3"; reg = <0x9000000 0x20000>; #iommu-cells = <1>; };
    bus@0 { compatible = "simple-bus"; #address-cells = <1>; #size-cells = <1>; ranges; dma-ranges = <0x0 0x80000000 0x40000000>;
      d: d@c100000 { reg = <0xc100000 0x100>; iommus = <&smmu 1>; memory-region = <&r>; }; };
    reserved-memory { #address-cells = <1>; #size-cells = <1>; ranges; r: r { iommu-addresses = <&d 0x10000000 0x1000>; }; }; };`;
  test("reserves where nothing is handed out", () => {
    const d = consumer(systemOf(source), "/bus@0/d@c100000");
    expect(d.reach).toEqual({ start: 0x1000n, end: 0x40000000n });
    expect(d.domain.allocator).toEqual([{ start: 0x90000000n, end: 0x90001000n }]);
    expect(d.usable.bytes).toBe(0x40000000n - 0x1000n);
    expect(d.reservations.at(-1)?.origin).toMatchObject({ translatedFrom: 0x10000000n });
    expect(d.need?.ranges.isEmpty).toBe(true);
    expect(d.spec?.map((r) => r.start)).toEqual([0x10000000n]);
  });
});

describe("dma-ranges that begin above 0", () => {
  const source = board(
    `bus@0 { compatible = "simple-bus"; #address-cells = <2>; #size-cells = <2>; ranges;
       dma-ranges = <0x0 0x40000000 0x0 0x40000000 0x0 0x7fffffff>;
       d: d@c100000 { reg = <0x0 0xc100000 0x0 0x1000>; iommus = <&smmu 1>; }; };`,
  );
  const reach = (kernelVersion: string) =>
    consumer(systemOf(source, null, { kernel: kernelOf(kernelVersion) }), "/bus@0/d@c100000").reach;

  test("are a floor up to 6.9, with odd sizes made even", () => {
    expect(reach("6.1")).toEqual({ start: 0x40000000n, end: 0xc0000000n });
    expect(reach("6.9")).toEqual({ start: 0x40000000n, end: 0xc0000000n });
  });
  test("are only a limit from 6.10; its page counts whole", () => {
    expect(reach("6.10")).toEqual({ start: 0x1000n, end: 0xc0000000n });
  });
});

describe("a DMA range that the IOMMU cannot serve", () => {
  const source = (bus: string, second = "") =>
    board(
      `rk: rk { compatible = "rockchip,iommu"; #iommu-cells = <0>; };
       bus@0 { compatible = "simple-bus"; #address-cells = <2>; #size-cells = <2>; ranges; ${bus}
         d: d@c100000 { reg = <0x0 0xc100000 0x0 0x1000>; iommus = <&rk>; }; };
       ${second}`,
    );
  test("is outside a 32-bit aperture", () => {
    const system = systemOf(source("dma-ranges = <0x1 0x0 0x1 0x0 0x0 0x10000000>;"));
    expect(consumer(system, "/bus@0/d@c100000").domainType).toBe("none");
    expect(system.messages.map((m) => m.text)).toEqual([
      "specified DMA range outside IOMMU capability",
      "Failed to set up IOMMU for device c100000.d; retaining platform DMA ops",
    ]);
  });
  test("differs in its base from that of the group's first, up to 6.9", () => {
    const other = "e: e@c200000 { reg = <0x0 0xc200000 0x0 0x1000>; iommus = <&rk>; };";
    const text = source("dma-ranges = <0x0 0x40000000 0x0 0x40000000 0x0 0x40000000>;", other);
    const said = (kernelVersion: string) =>
      systemOf(text, null, { kernel: kernelOf(kernelVersion) }).messages.map((m) => m.text);
    expect(said("6.1")[0]).toBe("Incompatible range for DMA domain");
    expect(said("6.12")).toEqual([]);
  });
});

describe("iommu-addresses count", () => {
  const source = oneRegion("iommu-addresses = <&d 0x0 0x10000000 0x0 0x1000>;");
  test.each([
    ["6.1", false],
    ["6.2", false],
    ["6.3", true],
    ["6.12.107", true],
    ["7.0", true],
  ])("with SMMUv3 in Linux %s: %s", (kernelVersion, honoured) => {
    const d = one(source, { kernel: kernelOf(kernelVersion) });
    expect(d.honoursIommuAddresses).toBe(honoured);
    expect(d.domain.allocator).toHaveLength(honoured ? 1 : 0);
    // The wish is there all the same.
    expect(d.need?.ranges.size).toBe(0x1000n);
    expect(d.spec === null).toBe(honoured);
  });

  test.each([
    ["samsung,exynos-sysmmu", "6.12", false],
    ["samsung,exynos-sysmmu", "6.17", true],
    ["rockchip,iommu", "6.12", false],
    ["vendor,unknown", "6.12", true],
    ["vendor,unknown", "6.1", false],
    ["riscv,iommu", "6.13", false],
  ])("with %s in Linux %s: %s", (compatible, kernelVersion, honoured) => {
    const d = one(source.replace("arm,smmu-v3", compatible), { kernel: kernelOf(kernelVersion) });
    expect(d.domain.allocator).toHaveLength(honoured ? 1 : 0);
  });
});

describe("an unknown IOMMU", () => {
  const system = systemOf(
    oneRegion("iommu-addresses = <&d 0x0 0x10000000 0x0 0x1000>;").replace("arm,smmu-v3", "vendor,unknown"),
  );
  test("gives no group, as Linux would, and the figures of one that works", () => {
    expect(consumer(system, D)).toMatchObject({ group: null, domainType: "dma", assumes: ["unknown-iommu"] });
    expect(consumer(system, D).usable.bytes).toBe(4_294_963_200n - 4096n);
    expect(system.assumptions.join()).toContain("vendor,unknown");
  });
});

describe("what limits reach", () => {
  test.each([
    ["the mask of a plan", {}, `version: 1\ndevices: [{ node: "&d", dma-mask: 36 }]`, 1n << 36n],
    ["the mask of an option", { dmaMaskBits: 40 }, null, 1n << 40n],
    ["a mask beyond the aperture", { dmaMaskBits: 64 }, null, 1n << 48n],
    ["a limit, its page whole", { dmaLimit: 0xbffff7ffn }, null, 0xc0000000n],
  ])("%s", (_, options, plan, end) => {
    expect(one(board(device("d", "")), options, plan).reach).toEqual({ start: 0x1000n, end });
  });

  test("an unknown IOMMU reaches to 2^64", () => {
    const source = board(device("d", "")).replace("arm,smmu-v3", "vendor,unknown");
    expect(one(source, { dmaMaskBits: 64 }).reach.end).toBe(1n << 64n);
  });

  test("a granule of 64 KiB", () => {
    const d = one(oneRegion("iommu-addresses = <&d 0x0 0x10000000 0x0 0x1000>;"), { granule: 65536n });
    expect(d.reach.start).toBe(0x10000n);
    expect(d.domain.allocator).toEqual([{ start: 0x10000000n, end: 0x10010000n }]);
  });

  test("the granule of a plan, unless an option says another", () => {
    const plan = "version: 1\ngranule: 16K\n";
    expect(one(board(device("d", "")), {}, plan).granule).toBe(16384n);
    expect(one(board(device("d", "")), { granule: 4096n }, plan).granule).toBe(4096n);
  });
});
