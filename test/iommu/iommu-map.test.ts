import { describe, expect, test } from "vitest";
import { idsMapped, iommuMap, mapId } from "../../src/iommu/iommu-map.js";
import { kernelOf } from "../../src/kernel/kernel.js";
import { node, treeOf } from "../of/tree-of-source.js";

const board = (own: string, cells = 1) =>
  treeOf(`s: s { #iommu-cells = <${cells}>; }; t: t { #iommu-cells = <1>; }; d { ${own} };`);

/** The output cells, or what became of the id. */
function lookUp(own: string, id: number, cells = 1, kernelVersion = "6.12") {
  const tree = board(own, cells);
  const map = iommuMap(tree, node(tree, "/d"), kernelOf(kernelVersion));
  if (map === null) return null;
  const result = mapId(tree, map, id);
  return result.kind === "match" ? [result.specifier.iommu.name, ...result.specifier.args] : result.kind;
}

describe("four-cell entries", () => {
  const two = "iommu-map = <0 &s 0x400 0x10>, <0x8 &t 0x900 0x10>;";
  test.each([
    ["the first that holds the id", two, 0x8, ["s", 0x408]],
    ["the next", two, 0x10, ["t", 0x908]],
    ["none", two, 0x18, "no-match"],
    ["E25: the mask is applied", "iommu-map = <0 &s 0x400 0x10>; iommu-map-mask = <0xff>;", 0x105, ["s", 0x405]],
    ["E25: no entry after masking", "iommu-map = <0 &s 0x400 0x10>; iommu-map-mask = <0xff>;", 0x20, "no-match"],
    ["E25: a base outside the mask", "iommu-map = <0x100 &s 0x400 0x10>; iommu-map-mask = <0xff>;", 0x20, "error"],
    [
      "a base outside the mask after the match",
      "iommu-map = <0 &s 0 1>, <0x100 &s 0 1>; iommu-map-mask = <0xff>;",
      0,
      ["s", 0],
    ],
    ["a dangling phandle", "iommu-map = <0 0xdead 0 0x10>;", 0, "error"],
    ["length 0", "iommu-map = <0 &s 0 0>;", 0, "no-match"],
    ["an entry that wraps", "iommu-map = <0xfffffff0 &s 0 0x20>;", 0xfffffff8, "no-match"],
    ["bytes that are no entries", "iommu-map = <0 &s 0>;", 0, "error"],
    ["an empty property", "iommu-map;", 0, "error"],
    ["no property", "", 0, null],
  ])("%s", (_, own, id, expected) => expect(lookUp(own, id)).toEqual(expected));
});

describe("an IOMMU that counts two cells", () => {
  const legacy = "iommu-map = <0 &s 0x400 1>, <0x100 &s 0x401 1>;";
  const modern = "iommu-map = <0 &s 0x400 0x7f 1>, <1 &s 0x480 0x0 1>;";
  test.each(["6.12", "7.2"])("four-cell entries of one id each are tolerated by Linux %s", (version) => {
    expect(lookUp(legacy, 0x100, 2, version)).toEqual(["s", 0x401]);
  });
  test("five-cell entries give both cells", () => expect(lookUp(modern, 1, 2)).toEqual(["s", 0x480, 0]));
  test("which kernels before 7.2 misread", () => {
    const tree = board(modern, 2);
    const misread = ["6.12", "7.2"].map((version) => iommuMap(tree, node(tree, "/d"), kernelOf(version))?.misread);
    expect(misread).toEqual([true, false]);
  });
  test("several ids cannot have one specifier of two cells", () => {
    expect(lookUp("iommu-map = <0 &s 0x400 0 4>;", 0, 2)).toBe("error");
  });
  test("longer four-cell entries are read as Linux reads them", () => {
    expect(lookUp("iommu-map = <0 &s 0x400 0x10>;", 3, 2)).toEqual(["s", 0x403]);
  });
});

test.each([
  ["0xffffffff", [4, 0x10]],
  ["0x7", [4, 0]],
  ["0", [1, 0]],
])("with mask %s the entries map so many ids", (mask, expected) => {
  const tree = board(`iommu-map = <0 &s 0 4>, <0x100 &s 0 0x10>; iommu-map-mask = <${mask}>;`);
  const map = iommuMap(tree, node(tree, "/d"), kernelOf("6.12"));
  expect(map?.entries.map((entry) => idsMapped(map, entry))).toEqual(expected);
});
