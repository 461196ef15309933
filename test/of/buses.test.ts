import { describe, expect, test } from "vitest";
import { busKind, flagsAgree, pciSpace } from "../../src/of/bus.js";
import { busCells, hasOwnCells } from "../../src/of/cells.js";
import { dmaBuses, dmaParent } from "../../src/of/dma-parent.js";
import { isAvailable, unavailableAt } from "../../src/of/status.js";
import { pathOf } from "../../src/tree/tree.js";
import { node, treeOf } from "./tree-of-source.js";

describe("cells", () => {
  const tree = treeOf("a { #address-cells = <2>; b { #size-cells = <0>; c { }; }; };");
  const counts = (path: string) => {
    const { address, size } = busCells(node(tree, path));
    return [address.count, address.from?.name ?? null, size.count, size.from?.name ?? null];
  };
  test("come from the nearest node that says them", () => expect(counts("/a/b/c")).toEqual([2, "a", 0, "b"]));
  test("are 1 and 1 where not even the root says", () => expect(counts("/")).toEqual([1, null, 1, null]));
  test("are a bus's own only if it says both", () => {
    expect(["/a", "/a/b", "/a/b/c"].map((path) => hasOwnCells(node(tree, path)))).toEqual([false, false, false]);
  });
});

describe("bus kinds", () => {
  const tree = treeOf(`#address-cells = <1>; pcie@1 { }; isa { #address-cells = <3>; }; ht { device_type = "ht"; };
    three { #address-cells = <3>; }; pcie-phy@2 { }; plain { };`);
  test.each([
    ["/pcie@1", "pci"],
    ["/ht", "pci"],
    ["/isa", "isa"],
    ["/three", "flags"],
    ["/pcie-phy@2", "plain"],
    ["/plain", "plain"],
  ])("%s is %s", (path, kind) => expect(busKind(node(tree, path))).toBe(kind));

  test("windows take addresses of their own kind", () => {
    expect([0x0, 0x01000000, 0x02000000, 0x43000000].map(pciSpace)).toEqual([
      "configuration",
      "io",
      "memory",
      "memory",
    ]);
    expect(flagsAgree("pci", 0x02000000, 0x43000000)).toBe(true);
    expect(flagsAgree("pci", 0x0, 0x02000000)).toBe(false);
    expect(flagsAgree("isa", 1, 3)).toBe(true);
    expect(flagsAgree("flags", 1, 3)).toBe(false);
    expect(flagsAgree("plain", 1, 3)).toBe(true);
  });
});

describe("the DMA parent", () => {
  const tree = treeOf(`
    mc: mc { #interconnect-cells = <1>; };
    soc { d { interconnects = <&mc 1>, <&mc 2>; interconnect-names = "write", "dma-mem"; };
          e { interconnects = <&mc 1>; interconnect-names = "write"; };
          f { interconnects = <0 &mc 2>; interconnect-names = "none", "dma-mem"; };
          g { interconnects = <0xdead 1>; interconnect-names = "dma-mem"; }; };
    loop: loop { #interconnect-cells = <0>; interconnects = <&loop>; interconnect-names = "dma-mem"; };`);
  const parent = (path: string) => {
    const found = dmaParent(tree, node(tree, path));
    return found === null ? null : pathOf(found);
  };
  test.each([
    ["/soc/d", "/mc"],
    ["/soc/e", "/soc"],
    ["/soc/f", "/mc"],
    ["/soc/g", "/soc"],
    ["/", null],
  ])("of %s is %s", (path, expected) => expect(parent(path)).toBe(expected));
  test("a loop ends", () => expect(dmaBuses(tree, node(tree, "/loop")).length).toBeLessThan(100));
});

describe("status", () => {
  const tree =
    treeOf(`a { status = "ok"; b { status = "disabled"; c { }; }; }; d { status; }; e { status = "okay", "x"; };
    f { status = "okay-ish"; };`);
  const available = (path: string) => isAvailable(node(tree, path));
  test("only okay and ok make a device", () => {
    expect(["/", "/a", "/a/b", "/a/b/c", "/d", "/e", "/f"].map(available)).toEqual([
      true,
      true,
      false,
      true,
      false,
      true,
      false,
    ]);
  });
  test("nor is one made below a disabled node", () => {
    expect(unavailableAt(node(tree, "/a/b/c"))?.name).toBe("b");
    expect(unavailableAt(node(tree, "/a"))).toBeNull();
  });
});
