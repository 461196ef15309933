import { describe, expect, it } from "vitest";
import { nodeByPhandle, phandleOf } from "../../src/tree/phandles.js";
import { baseName, descendants, nodeAt, pathOf, unitAddress } from "../../src/tree/tree.js";
import { cellAt, cells, cellsAsNumber, strings, textOf, u32Of } from "../../src/tree/value.js";
import { treeOf } from "./fixture.js";

const tree = treeOf({
  soc: {
    "uart@1000": { phandle: [7], reg: [0, 0x1000] },
    "uart@2000": { "linux,phandle": [8] },
    "clock@3": { phandle: [7] },
  },
  broken: { phandle: [0], "linux,phandle": [0xffffffff] },
});

describe("paths", () => {
  it("walks in document order, parents first", () => {
    expect([...descendants(tree.root)].map(pathOf)).toEqual([
      "/",
      "/soc",
      "/soc/uart@1000",
      "/soc/uart@2000",
      "/soc/clock@3",
      "/broken",
    ]);
  });

  it("finds nodes by path, without a unit address only where that is unique", () => {
    const clock = nodeAt(tree, "/soc/clock@3");
    expect(nodeAt(tree, "/soc/clock")).toBe(clock);
    expect(nodeAt(tree, "/soc/uart")).toBeNull();
    expect(nodeAt(tree, "soc")).toBeNull();
    expect(nodeAt(tree, "/")).toBe(tree.root);
    expect(clock && [baseName(clock), unitAddress(clock)]).toEqual(["clock", "3"]);
  });
});

describe("phandles", () => {
  it("takes the first of two equal ones, reads linux,phandle, and refuses 0 and -1", () => {
    expect(nodeByPhandle(tree, 7)?.name).toBe("uart@1000");
    expect(nodeByPhandle(tree, 8)?.name).toBe("uart@2000");
    expect(nodeByPhandle(tree, 9)).toBeNull();
    const broken = nodeAt(tree, "/broken");
    expect(broken && phandleOf(broken)).toBeNull();
  });
});

describe("values", () => {
  const values = treeOf({
    cells: [1, 0xffffffff, 3],
    short: Uint8Array.of(0, 0, 1),
    list: Uint8Array.from([0x61, 0, 0x62, 0]),
    open: Uint8Array.from([0x61, 0, 0x62]),
    empty: Uint8Array.of(),
    text: "okay",
  }).root;
  const property = (name: string) => {
    const found = values.properties.get(name);
    if (found === undefined) throw new Error(name);
    return found;
  };

  it("reads unsigned cells, and nothing past the end", () => {
    expect(cells(property("cells"))).toEqual([1, 0xffffffff, 3]);
    expect(cellAt(property("cells"), 3)).toBeNull();
    expect(cellAt(property("cells"), -1)).toBeNull();
    expect(cells(property("short"))).toEqual([]);
    expect(u32Of(values, "short")).toBeNull();
    expect(u32Of(values, "absent")).toBeNull();
  });

  it("joins cells to a 64-bit number, dropping the highest beyond two as the kernel does", () => {
    expect(cellsAsNumber(property("cells"), 0, 2)).toBe(0x1_ffff_ffffn);
    expect(cellsAsNumber(property("cells"), 0, 3)).toBe(0xffff_ffff_0000_0003n);
    expect(cellsAsNumber(property("cells"), 0, 0)).toBe(0n);
    expect(cellsAsNumber(property("cells"), 2, 2)).toBeNull();
  });

  it("reads string lists with and without their final NUL", () => {
    expect(strings(property("list"))).toEqual(["a", "b"]);
    expect(strings(property("open"))).toEqual(["a", "b"]);
    expect(strings(property("empty"))).toEqual([]);
    expect(textOf(values, "text")).toBe("okay");
    expect(textOf(values, "absent")).toBeNull();
  });
});
