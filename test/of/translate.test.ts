import { describe, expect, test } from "vitest";
import { kernelOf } from "../../src/kernel/kernel.js";
import { platformDeviceName } from "../../src/of/device-name.js";
import { dmaRangeOf, dmaWindows } from "../../src/of/dma-ranges.js";
import { memoryWindows } from "../../src/of/pci-windows.js";
import { firstResource } from "../../src/of/reg.js";
import { translateDma, translateRegister } from "../../src/of/translate.js";
import type { DeviceTree } from "../../src/tree/tree.js";
import { node, treeOf } from "./tree-of-source.js";

const linux6_12 = kernelOf("6.12");
const linux7_3 = kernelOf("7.3");

const dma = (tree: DeviceTree, path: string, value: bigint, flags = 0, kernel = linux6_12) => {
  const result = translateDma(tree, node(tree, path), { flags, value }, kernel);
  return result.ok ? result.address : result.failure.reason;
};

describe("DMA addresses go up", () => {
  const tree = treeOf(`#address-cells = <2>; #size-cells = <2>;
    a { #address-cells = <1>; #size-cells = <1>; dma-ranges = <0x0 0x1 0x0 0x10000000>, <0x10000000 0x5 0x0 0x10000000>; d { }; };
    none { #address-cells = <1>; #size-cells = <1>; d { }; };
    cells5 { #address-cells = <5>; #size-cells = <1>; d { }; };
    cells0 { #address-cells = <1>; #size-cells = <0>; d { }; };
    pcie@0 { #address-cells = <3>; #size-cells = <2>; dma-ranges = <0x02000000 0x0 0x0 0x8 0x0 0x1 0x0>; d { }; };
    short { #address-cells = <1>; #size-cells = <1>; dma-ranges = <0x0 0x1>; d { }; };`);
  test.each([
    ["/a/d", 0x10n, 0x100000010n],
    ["/a/d", 0x1fffffffn, 0x50fffffffn],
    ["/a/d", 0x20000000n, "outside-windows"],
    ["/none/d", 0x20000000n, 0x20000000n],
    ["/cells5/d", 0n, "bad-cells"],
    ["/cells0/d", 0n, "bad-cells"],
    ["/short/d", 0n, "outside-windows"],
    ["/", 0n, "no-bus"],
  ])("%s %s", (path, value, expected) => expect(dma(tree, path, value)).toBe(expected));
  test("PCI flags must agree once there are windows", () => {
    expect(dma(tree, "/pcie@0/d", 0x1000n, 0x43000000)).toBe(0x800001000n);
    expect(dma(tree, "/pcie@0/d", 0x1000n, 0)).toBe("outside-windows");
  });
  test("registers need ranges on every bus", () => {
    const result = translateRegister(node(tree, "/none/d"), { flags: 0, value: 1n }, linux6_12);
    expect(result).toMatchObject({ ok: false, failure: { reason: "no-ranges" } });
  });
});

describe("each bus keeps what its address cells hold", () => {
  const tree = treeOf(`#address-cells = <2>; #size-cells = <2>;
    narrow { #address-cells = <1>; #size-cells = <1>;
      wide { #address-cells = <2>; #size-cells = <2>; d { }; };
      moved { #address-cells = <2>; #size-cells = <2>; dma-ranges = <0x0 0x0 0xf0000000 0x0 0x20000000>; d { }; };
      isa { #address-cells = <2>; #size-cells = <1>; d { }; }; };
    window { #address-cells = <1>; #size-cells = <1>; dma-ranges = <0x0 0x0 0x80000000 0x40000000>;
      wide { #address-cells = <2>; #size-cells = <2>; d { }; }; };
    isa { #address-cells = <2>; #size-cells = <1>; d { }; };
    d { };`);
  test.each([
    ["/narrow/wide/d", 0x120000000n, 0x20000000n],
    ["/narrow/wide/d", 0xffffffffffffffffn, 0xffffffffn],
    ["/narrow/moved/d", 0x18000000n, 0x8000000n],
    ["/window/wide/d", 0x120000000n, 0xa0000000n],
    ["/window/wide/d", 0x160000000n, "outside-windows"],
    ["/d", 0x120000000n, 0x120000000n],
    ["/d", 0xffffffffffffffffn, "all-ones"],
    ["/d", 0xfffffffffffffffen, 0xfffffffffffffffen],
  ])("%s %s", (path, value, expected) => expect(dma(tree, path, value)).toBe(expected));
  test("what an ISA bus passes on unchanged has its flags in front", () => {
    expect(dma(tree, "/isa/d", 0x1000n, 1)).toBe(0x100001000n);
    expect(dma(tree, "/narrow/isa/d", 0x1000n, 1)).toBe(0x1000n);
  });
});

describe("a bus that does not say its address cells", () => {
  const tree = treeOf(`#address-cells = <2>; #size-cells = <2>;
    bus { ranges; d@c100000 { reg = <0x0 0xc100000 0x0 0x1000>; }; full { #address-cells = <2>; #size-cells = <2>; ranges; d { }; }; };
    sizeless { #address-cells = <1>; d { }; };
    pcie@0 { d { }; };`);
  test.each([
    ["/bus/d@c100000", 0x10n, 0x10n, "unknown-bus"],
    ["/bus/full/d", 0x10n, 0x10n, "unknown-bus"],
    ["/sizeless/d", 0x10n, 0x10n, 0x10n],
    ["/pcie@0/d", 0x10n, 0x10n, 0x10n],
  ])("%s", (path, value, old, now) => {
    expect(dma(tree, path, value)).toBe(old);
    expect(dma(tree, path, value, 0, linux7_3)).toBe(now);
  });
  test("has devices of another name", () => {
    const d = node(tree, "/bus/d@c100000");
    expect(platformDeviceName(d, linux6_12)).toBe("c100000.d");
    expect(platformDeviceName(d, linux7_3)).toBe("bus:d@c100000");
    expect(firstResource(d, linux7_3).ok).toBe(false);
  });
});

describe("the DMA range of a device", () => {
  const tree = treeOf(`#address-cells = <1>; #size-cells = <1>;
    outer { #address-cells = <1>; #size-cells = <1>; dma-ranges = <0x0 0x80000000 0x40000000>, <0x40000000 0xc0000000 0x10000000>;
      missing { d { }; };
      empty { dma-ranges; missing { d { }; }; };
      window { dma-ranges = <0x1000 0x2000 0x1000>; };
      dropped { dma-ranges = <0x0 0x70000000 0x1000>; }; };
    twice { missing { d { }; }; };`);
  const range = (bus: string, version = "6.12") => {
    const found = dmaRangeOf(tree, node(tree, bus), kernelOf(version));
    return found === null ? null : [found.bus.name, found.base, found.limit];
  };
  test("is the nearest that says something; the first bus may say nothing", () => {
    expect(range("/outer/missing")).toEqual(["outer", 0n, 0x4fffffffn]);
    expect(range("/outer/window")).toEqual(["window", 0x1000n, 0x1fffn]);
    expect(range("/outer/empty")).toEqual(["outer", 0n, 0x4fffffffn]);
  });
  test("a second bus that says nothing ends the search", () => {
    expect(range("/outer/empty/missing")).toEqual(["outer", 0n, 0x4fffffffn]);
    expect(range("/twice/missing")).toBeNull();
  });
  test("windows that no bus above passes on do not count", () => expect(range("/outer/dropped")).toBeNull());
  test("a window of size 0 ends the list", () => {
    const zero = treeOf(`#address-cells = <1>; #size-cells = <1>;
      first { #address-cells = <1>; #size-cells = <1>; dma-ranges = <0x1000 0x2000 0x0>, <0x0 0x0 0x10000000>; };
      second { #address-cells = <1>; #size-cells = <1>; dma-ranges = <0x0 0x0 0x1000>, <0x8000 0x9000 0x0>, <0x4000 0x5000 0x1000>; };
      only { #address-cells = <1>; #size-cells = <1>; dma-ranges = <0x0 0x0 0x0>; };`);
    const rangeIn = (bus: string, version: string) => {
      const found = dmaRangeOf(zero, node(zero, bus), kernelOf(version));
      return found === null ? null : [found.base, found.limit];
    };
    expect(["/first", "/second", "/only"].map((bus) => rangeIn(bus, "6.12"))).toEqual([
      [2n ** 64n - 1n, 0n],
      [0n, 0xfffn],
      [2n ** 64n - 1n, 0n],
    ]);
    expect(["/first", "/second"].map((bus) => rangeIn(bus, "6.9"))).toEqual([
      [2n ** 64n - 1n, 0n],
      [0n, 0xfffn],
    ]);
  });
  test("a window that wraps has a low end", () => {
    const wrap = treeOf(`#address-cells = <2>; #size-cells = <2>;
      bus { #address-cells = <2>; #size-cells = <2>; dma-ranges = <0xffffffff 0x80000000 0x0 0x0 0x1 0x0>; };`);
    expect(dmaRangeOf(wrap, node(wrap, "/bus"), linux7_3)).toMatchObject({
      base: 0xffffffff80000000n,
      limit: 0x7fffffffn,
    });
  });
  test("the limit was one of whole bits once", () => {
    expect(range("/outer/missing", "5.4")).toEqual(["outer", 0n, 0x7fffffffn]);
    expect(range("/outer/missing", "5.5")).toEqual(["outer", 0n, 0x4fffffffn]);
  });
  test("contiguous windows are one", () => {
    expect(dmaWindows(tree, node(tree, "/outer"), linux6_12)).toEqual([
      { bus: 0n, cpu: 0x80000000n, size: 0x50000000n, flags: 0 },
    ]);
  });
});

describe("resources and names", () => {
  const tree = treeOf(`#address-cells = <2>; #size-cells = <2>;
    soc@0 { #address-cells = <1>; #size-cells = <1>; ranges = <0x0 0x1 0x0 0x10000000>;
      usb@a600000 { reg = <0xa600000 0x1000>; }; sound { dai@1 { reg = <1 0>; }; }; };
    cpus { #address-cells = <1>; #size-cells = <0>; cpu@0 { reg = <0>; }; };
    pci@40000000 { device_type = "pci"; #address-cells = <3>; #size-cells = <2>; reg = <0x0 0x40000000 0x0 0x1000>;
      ranges = <0x02000000 0x0 0x0 0x0 0x50000000 0x0 0x1000>, <0x01000000 0x0 0x0 0x0 0x60000000 0x0 0x1000>; };`);
  test("a reg is translated, or is none", () => {
    expect(firstResource(node(tree, "/soc@0/usb@a600000"), linux6_12)).toEqual({
      ok: true,
      range: { start: 0x10a600000n, end: 0x10a601000n },
    });
    expect(firstResource(node(tree, "/cpus/cpu@0"), linux6_12).ok).toBe(false);
    expect(firstResource(node(tree, "/soc@0"), linux6_12).ok).toBe(false);
  });
  test.each([
    ["/soc@0/usb@a600000", "10a600000.usb"],
    ["/soc@0/sound", "soc@0:sound"],
    ["/cpus/cpu@0", "cpus:cpu@0"],
  ])("%s is %s in the log", (path, name) => expect(platformDeviceName(node(tree, path), linux6_12)).toBe(name));
  test("memory windows are in bus addresses", () => {
    expect(memoryWindows(node(tree, "/pci@40000000"), linux6_12)).toMatchObject([{ start: 0n, size: 0x1000n }]);
  });
});
