/** PCI: windows and inbound ranges in the allocator, functions with and without a node, groups from a plan. */
import { describe, expect, test } from "vitest";
import { kernelOf } from "../../src/kernel/kernel.js";
import type { System } from "../../src/system/model.js";
import { consumer, systemOf } from "./boards.js";
import { board } from "./small-board.js";

/** The kernel that was booted. */
const MEASURED = { kernel: kernelOf("6.12") };

const WINDOW = "ranges = <0x02000000 0x0 0x10000000 0x0 0x10000000 0x0 0x1000000>;";

const bridge = (more: string, regions = "", before = ""): string =>
  board(
    `${before} pcie: pcie@40000000 { device_type = "pci"; reg = <0x0 0x40000000 0x0 0x10000000>; bus-range = <0 0xff>;
      #address-cells = <3>; #size-cells = <2>; iommu-map = <0x0 &smmu 0x0 0x10000>; ${more} };`,
    regions,
  );

const PCIE = "/pcie@40000000";
const all = `${PCIE}!*`;
const allocator = (system: System, id: string) =>
  consumer(system, id).domain.allocator.map((r) => `${r.start.toString(16)}-${(r.end - 1n).toString(16)}`);

describe("what the host bridge takes from every function", () => {
  test("memory windows, not I/O and not empty ones, contiguous ones as one", () => {
    const system = systemOf(
      bridge(`ranges = <0x01000000 0x0 0x0 0x0 0x3eff0000 0x0 0x10000>,
        <0x02000000 0x0 0x11000000 0x0 0x11000000 0x0 0x1000000>, <0x02000000 0x0 0x10000000 0x0 0x10000000 0x0 0x1000000>,
        <0x43000000 0x80 0x0 0x80 0x0 0x80 0x0>, <0x02000000 0x0 0x70000000 0x0 0x70000000 0x0 0x0>;`),
    );
    expect(allocator(system, all)).toEqual(["10000000-11ffffff", "8000000000-ffffffffff"]);
  });

  test("c16b: everything outside the inbound window", () => {
    const system = systemOf(bridge(`${WINDOW} dma-ranges = <0x02000000 0x0 0x0 0x0 0x0 0x1 0x0>;`));
    expect(allocator(system, all)).toEqual(["10000000-10ffffff", "100000000-ffffffffffffffff"]);
  });

  test("E19: one inbound window loses its first page", () => {
    const system = systemOf(bridge("dma-ranges = <0x02000000 0x0 0x80000000 0x0 0x80000000 0x0 0x80000000>;"));
    expect(allocator(system, all)).toEqual(["0-80000fff", "100000000-ffffffffffffffff"]);
    expect(consumer(system, all).usable.ranges).toEqual([{ start: 0x80001000n, end: 0x100000000n }]);
  });

  test("E20: windows whose bus order is not their CPU order end the initialisation", () => {
    const system = systemOf(
      bridge(`dma-ranges = <0x02000000 0x0 0x0 0x0 0x80000000 0x0 0x80000000>,
        <0x02000000 0x0 0x80000000 0x0 0x0 0x0 0x80000000>;`),
    );
    expect(allocator(system, all)).toEqual(["0-80000fff"]);
    expect(consumer(system, all).domainType).toBe("none");
    expect(system.messages.map((m) => m.text)).toEqual([
      expect.stringContaining("Failed to reserve IOVA [0x0000000100000000-0x0000000000000000]"),
      expect.stringMatching(/^Failed to set up IOMMU for device .*; retaining platform DMA ops$/),
    ]);
  });

  test("E20: regions come after the windows, and are not reserved where these fail", () => {
    const system = systemOf(
      bridge(
        `dma-ranges = <0x02000000 0x0 0x0 0x0 0x80000000 0x0 0x80000000>,
        <0x02000000 0x0 0x80000000 0x0 0x0 0x0 0x80000000>;
        f: f@1,0 { reg = <0x800 0 0 0 0>; memory-region = <&hole>; };`,
        "hole: hole { iommu-addresses = <&f 0x02000000 0x0 0x40000000 0x0 0x1000 &f 0x02000000 0x0 0xc0000000 0x0 0x1000>; };",
      ),
    );
    const [one] = system.consumers.filter(({ path }) => path.endsWith("f@1,0"));
    expect(one?.domainType).toBe("none");
    expect(one?.reservationsLost).toBe(true);
    expect(one?.domain.allocator).toEqual([{ start: 0n, end: 0x80001000n }]);
  });

  test("two contiguous inbound windows are one", () => {
    const system = systemOf(
      bridge(`dma-ranges = <0x02000000 0x0 0x0 0x0 0x0 0x0 0x40000000>,
        <0x02000000 0x0 0x40000000 0x0 0x40000000 0x0 0x40000000>;`),
    );
    expect(allocator(system, all)).toEqual(["80000000-ffffffffffffffff"]);
    expect(consumer(system, all).reach.end).toBe(0x80000000n);
  });
});

describe("the first page", () => {
  const withMask = (bits: number, more = "") =>
    systemOf(
      bridge(`${more} f: f@1,0 { reg = <0x800 0 0 0 0>; };`),
      `version: 1\ndevices: [{ node: "&f", dma-mask: ${bits} }]`,
    );

  test("below 4 GiB first, whatever the mask", () => {
    expect(consumer(withMask(64), `${PCIE}/f@1,0`).firstPage).toBe(0xfffff000n);
  });

  test("above when nothing below is free", () => {
    const system = withMask(64, "ranges = <0x02000000 0x0 0x0 0x1 0x0 0x1 0x0>;");
    expect(consumer(system, `${PCIE}/f@1,0`).firstPage).toBe(0xfffffffff000n);
  });

  test("E27: a bus limit below 4 GiB leaves one try", () => {
    const system = withMask(64, "dma-ranges = <0x02000000 0x0 0x0 0x0 0x0 0x0 0xc0000000>;");
    expect(consumer(system, `${PCIE}/f@1,0`).reach.end).toBe(0xc0000000n);
    expect(consumer(system, `${PCIE}/f@1,0`).firstPage).toBe(0xbffff000n);
  });
});

describe("functions", () => {
  const nodes = `f0: f@4,0 { reg = <0x2000 0 0 0 0>; memory-region = <&r0>; };
    port: pcie@1,0 { device_type = "pci"; reg = <0x800 0 0 0 0>; bus-range = <1 1>; #address-cells = <3>; #size-cells = <2>;
      wifi@0 { reg = <0x10000 0 0 0 0>; }; };
    off@5,0 { reg = <0x2800 0 0 0 0>; status = "disabled"; };`;
  const regions = "r0: r0 { iommu-addresses = <&f0 0x02000000 0x0 0xffff0000 0x0 0x10000>; };";
  const source = bridge(nodes, regions);

  test("nodes in the order of their requester ids, then one for all others", () => {
    const system = systemOf(source);
    expect(system.consumers.map((c) => [c.id, c.streams[0]?.id])).toEqual([
      [`${PCIE}/pcie@1,0`, 0x8],
      [`${PCIE}/f@4,0`, 0x20],
      [`${PCIE}/pcie@1,0/wifi@0`, 0x100],
      [all, 0],
    ]);
    expect(consumer(system, all).node).toBeNull();
    expect(system.coverage.skipped).toEqual([{ path: `${PCIE}/off@5,0`, reason: "disabled" }]);
    expect(system.groups).toHaveLength(4);
  });

  test("a function's own region counts, one on the bridge reaches nobody", () => {
    const system = systemOf(
      bridge(
        `memory-region = <&hb>; ${nodes}`,
        `${regions} hb: hb { iommu-addresses = <&pcie 0x0 0x20000000 0x0 0x1000>; };`,
      ),
    );
    expect(allocator(system, `${PCIE}/f@4,0`)).toEqual(["ffff0000-ffffffff"]);
    expect(allocator(system, all)).toEqual([]);
  });

  test("S9: a bridge with iommus of its own is a consumer of its own", () => {
    const hb = "hb: hb { iommu-addresses = <&pcie 0x0 0x20000000 0x0 0x1000>; };";
    const system = systemOf(bridge("memory-region = <&hb>; iommus = <&smmu 0x4000>;", hb));
    expect(consumer(system, PCIE).kind).toBe("node");
    expect(allocator(system, PCIE)).toEqual(["20000000-20000fff"]);
    expect(consumer(system, PCIE).group).not.toBe(consumer(system, all).group);
  });

  test("c16e: a flags cell that is no memory, with inbound windows, crashes the kernel", () => {
    const inbound = "dma-ranges = <0x02000000 0x0 0x0 0x0 0x0 0x1 0x0>;";
    const system = systemOf(bridge(`${inbound} ${nodes}`, regions.replace("0x02000000", "0x0")), null, MEASURED);
    expect(system.messages.map((m) => m.severity)).toEqual(["warning", "error"]);
    expect(system.messages[1]?.text).toContain("Linux 6.12 dereferences NULL here and does not boot");
  });

  test("an id that the map does not have is no consumer, and said to be none", () => {
    const system = systemOf(source.replace("<0x0 &smmu 0x0 0x10000>", "<0x0 &smmu 0x0 0x20>"));
    expect(system.consumers.map((c) => c.id)).toEqual([`${PCIE}/pcie@1,0`, all]);
    expect(system.coverage.skipped.map((s) => s.path)).toEqual([
      `${PCIE}/off@5,0`,
      `${PCIE}/f@4,0`,
      `${PCIE}/pcie@1,0/wifi@0`,
    ]);
  });

  test("with mask 0 all functions send on one stream, and share a group behind an SMMU v2", () => {
    const masked = bridge("f0: f@4,0 { reg = <0x2000 0 0 0 0>; }; ")
      .replace("iommu-map =", "iommu-map-mask = <0>; iommu-map =")
      .replace('"arm,smmu-v3"', '"arm,mmu-500"');
    const system = systemOf(masked);
    expect(system.groups.map((g) => g.members)).toEqual([[`${PCIE}/f@4,0`, all]]);
    expect(consumer(system, all)).toMatchObject({ assumes: [], streams: [{ id: 0, count: 1 }] });
  });

  test("a map of length 0 waits for the boot loader", () => {
    const system = systemOf(bridge("").replace("<0x0 &smmu 0x0 0x10000>", "<0x0 &smmu 0x0 0x0>"));
    expect(system.consumers).toEqual([]);
    expect(system.coverage.skipped).toEqual([{ path: PCIE, reason: expect.stringContaining("boot loader") }]);
  });
});

describe("groups from a plan", () => {
  const source = bridge(
    `f0: f@4,0 { reg = <0x2000 0 0 0 0>; memory-region = <&r0>; };
     f1: f@4,1 { reg = <0x2100 0 0 0 0>; memory-region = <&r1>; };`,
    `r0: r0 { iommu-addresses = <&f0 0x02000000 0x0 0xffff0000 0x0 0x10000>; };
     r1: r1@50000000 { reg = <0x0 0x50000000 0x0 0x10000>; iommu-addresses = <&f1 0x02000000 0x0 0x50000000 0x0 0x10000>; };`,
  );
  const plan = `
version: 1
pci: [{ bridge: ${PCIE}, functions: ["00:04.0", "00:04.1"], groups: [["00:04.0", "00:04.1"]] }]`;
  const [F0, F1] = [`${PCIE}/f@4,0`, `${PCIE}/f@4,1`];

  test("S1, c16d: sysfs lists both, the allocator has the first's, the second's direct range is mapped all the same", () => {
    const system = systemOf(source, plan);
    expect(system.groups.map((g) => g.members)).toEqual([[F0, F1]]);
    expect(system.groups[0]?.reservedRegions.map((r) => [r.start, r.type])).toEqual([
      [0x8000000n, "msi"],
      [0x50000000n, "direct"],
      [0xffff0000n, "reserved"],
    ]);
    expect(allocator(system, F1)).toEqual(["ffff0000-ffffffff"]);
    expect([consumer(system, F0).reservationsLost, consumer(system, F1).reservationsLost]).toEqual([false, true]);
    expect(system.directMaps).toEqual([{ consumer: F1, range: { start: 0x50000000n, end: 0x50010000n } }]);
    expect(system.groups[0]?.domain.ifFirst.map((o) => o.member)).toEqual([F1]);
  });

  test("the plan says who comes first", () => {
    const system = systemOf(source, `${plan}\ndevices: [{ node: "&smmu", first: ["${F1}"] }]`);
    expect(system.groups[0]?.domain.first).toBe(F1);
    expect(allocator(system, F0)).toEqual(["50000000-5000ffff"]);
  });

  test("a second function with the first's alias is refused by SMMUv3", () => {
    const aliases = `
version: 1
pci: [{ bridge: ${PCIE}, functions: ["02:01.0", "02:02.0"], aliases: { "02:01.0": "02:00.0", "02:02.0": "02:00.0" } }]`;
    const system = systemOf(bridge(""), aliases, MEASURED);
    expect(consumer(system, `${PCIE}!02:01.0`).group).toBe("g0");
    expect(consumer(system, `${PCIE}!02:02.0`).group).toBeNull();
    expect(system.messages.map((m) => m.text)).toEqual([
      "0000:02:02.0: stream 512 already in tree from dev 0000:02:01.0",
    ]);
  });
});
