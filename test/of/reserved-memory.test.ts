import { describe, expect, test } from "vitest";
import { writeDtb } from "../../src/dtb/write.js";
import { cellsInBlob } from "../../src/of/blob-layout.js";
import { formatRequesterId, isHostBridge, parseRequesterId, requesterId } from "../../src/of/pci.js";
import { phandleList, phandles } from "../../src/of/phandle-list.js";
import { memoryRegions, memoryRegionsOf } from "../../src/of/reserved-memory.js";
import { type DeviceTree, type DtNode, nodeAt, type Property } from "../../src/tree/tree.js";
import { node, treeOf } from "./tree-of-source.js";

const property = (owner: DtNode, name: string): Property => {
  const found = owner.properties.get(name);
  if (found === undefined) throw new Error(`no ${name}`);
  return found;
};

describe("memory regions", () => {
  const tree = treeOf(`#address-cells = <2>; #size-cells = <2>;
    reserved-memory { #address-cells = <2>; #size-cells = <1>; ranges;
      two@40000000 { reg = <0x0 0x40000000 0x1000>, <0x0 0x50000000 0x2000>; no-map; };
      pool { size = <0x100000>; alignment = <0x0 0x2000>; alloc-ranges = <0x0 0x0 0x80000000>; reusable; };
      none: none { status = "disabled"; }; };
    away: away { };
    d { memory-region = <&none 0 0xdead &away>; };`);
  const regions = memoryRegions(tree, new Set(memoryRegionsOf(tree, node(tree, "/d"))));
  const named = (name: string) => regions.find((region) => region.node.name === name);

  test("are the children of /reserved-memory, then others that are referred to", () => {
    expect(regions.map((region) => region.node.name)).toEqual(["two@40000000", "pool", "none", "away"]);
  });
  test("with every pair of reg", () => {
    expect(named("two@40000000")).toMatchObject({
      reg: [
        { start: 0x40000000n, end: 0x40001000n },
        { start: 0x50000000n, end: 0x50002000n },
      ],
      dynamic: null,
      noMap: true,
      available: true,
    });
  });
  test("or a size that the kernel places", () => {
    expect(named("pool")).toMatchObject({
      reg: [],
      dynamic: { size: 0x100000n, alignment: 0x2000n, allocRanges: [{ start: 0n, end: 0x80000000n }] },
      reusable: true,
    });
    expect(named("none")).toMatchObject({ dynamic: null, available: false });
  });
});

describe("phandle lists", () => {
  const tree = treeOf(`a: a { #x-cells = <1>; phandle = <7>; }; b: b { phandle = <8>; };
    ok { list = <7 1 0 7 2>; }; dangling { list = <7 1 9 1>; }; nocells { list = <8 1>; }; short { list = <7 1 7>; };`);
  const read = (path: string) => {
    const { entries, problem } = phandleList(tree, property(node(tree, path), "list"), "#x-cells");
    return [entries.map((entry) => entry?.args ?? null), problem?.reason ?? null];
  };
  test.each([
    ["/ok", [[[1], null, [2]], null]],
    ["/dangling", [[[1]], "dangling"]],
    ["/nocells", [[], "no-cells-property"]],
    ["/short", [[[1]], "too-few-cells"]],
  ])("%s", (path, expected) => expect(read(path)).toEqual(expected));
  test("without arguments every cell is one", () => {
    expect(phandles(tree, property(node(tree, "/nocells"), "list")).map((r) => r.target?.name ?? null)).toEqual([
      "b",
      null,
    ]);
  });
});

describe("PCI", () => {
  const tree = treeOf(`pcie@1 { device_type = "pci"; bus-range = <0x10 0x1f>;
    port@1,0 { device_type = "pci"; reg = <0x800 0 0 0 0>; bus-range = <0x11 0x11>; f@0 { reg = <0x10000 0 0 0 0>; }; };
    g@2,1 { reg = <0x1100 0 0 0 0>; }; noreg { }; };
    x { };`);
  test("requester ids come from reg and the bridge's bus number", () => {
    const rid = (path: string) => requesterId(node(tree, path));
    expect([rid("/pcie@1/g@2,1"), rid("/pcie@1/port@1,0/f@0"), rid("/pcie@1/noreg")]).toEqual([0x1011, 0x1100, null]);
  });
  test("the host bridge is the topmost", () => {
    expect(["/pcie@1", "/pcie@1/port@1,0", "/x"].map((p) => isHostBridge(node(tree, p)))).toEqual([true, false, false]);
  });
  test("addresses are written as in sysfs", () => {
    expect(formatRequesterId(0x01fb)).toBe("01:1f.3");
    expect(parseRequesterId("01:1F.3")).toBe(0x01fb);
    expect(["1:0.0", "00:20.0", "00:00.8", "0000:00:00.0", ""].map(parseRequesterId)).toEqual([
      null,
      null,
      null,
      null,
      null,
    ]);
  });
});

describe("what lies behind a property", () => {
  const source = `#address-cells = <1>; compatible = "x", "yy";
    a { first = <1 2>; odd = [aa bb cc dd ee]; empty; child { cells = <5>; #cells = <1>; }; second { }; };
    b { prefix-cells = <9>; };`;
  /** The structure block of a blob that dtc wrote, as cells. */
  function structure(tree: DeviceTree): readonly number[] {
    const blob = writeDtb(tree);
    const view = new DataView(blob.buffer, blob.byteOffset, blob.byteLength);
    const start = view.getUint32(8);
    const size = view.getUint32(36);
    return Array.from({ length: size / 4 }, (_, i) => view.getUint32(start + i * 4));
  }
  test.each(["/a first", "/a odd", "/a empty", "/a/child #cells", "/b prefix-cells"])(
    "%s: what the blob has",
    (which) => {
      const tree = treeOf(source);
      const [path = "", name = ""] = which.split(" ");
      const owner = nodeAt(tree, path);
      if (owner === null) throw new Error("no node");
      const cells = cellsInBlob(tree, owner, property(owner, name), 0, 1000);
      const whole = structure(tree);
      expect(whole.slice(whole.length - cells.length)).toEqual(cells);
      expect(cells.length).toBeGreaterThan(1);
    },
  );
});
