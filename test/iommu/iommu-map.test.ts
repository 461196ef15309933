import { describe, expect, test } from "vitest";
import { idsMapped, iommuMap, mapId } from "../../src/iommu/iommu-map.js";
import { kernelOf } from "../../src/kernel/kernel.js";
import { node, treeOf } from "../of/tree-of-source.js";

const board = (own: string, cells = 1) =>
  treeOf(`s: s { #iommu-cells = <${cells}>; }; t: t { #iommu-cells = <1>; }; u: u { };
    z: z { #iommu-cells = <0>; }; d { ${own} };`);

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
  const both = (own: string, id: number, cells = 2) =>
    ["6.12", "7.2"].map((version) => lookUp(own, id, cells, version));

  test.each([
    ["four-cell entries of one id each are tolerated", legacy, 0x100, ["s", 0x401], ["s", 0x401]],
    ["five-cell entries are no multiple of 16 bytes before 7.2", modern, 1, "error", ["s", 0x480, 0]],
    [
      "five cells before, where four entries make a multiple: read by fours",
      `${modern.replace(";", ", ")}${modern.slice(12)}`,
      0,
      ["s", 0x400],
      ["s", 0x400, 0x7f],
    ],
    [
      "longer four-cell entries are read on into the next from 7.2",
      "iommu-map = <0 &s 0x400 0x10>, <0x100 &s 0x500 0x10>;",
      3,
      ["s", 0x403],
      "error",
    ],
    ["one longer four-cell entry ends early from 7.2", "iommu-map = <0 &s 0x400 0x10000>;", 3, ["s", 0x403], "error"],
    ["several ids cannot have one specifier of two cells", "iommu-map = <0 &s 0x400 0 4>;", 0, "error", "error"],
    [
      "though an id before them can have its own",
      "iommu-map = <0 &s 0x400 0 1>, <8 &s 0x500 0 4>;",
      0,
      "error",
      ["s", 0x400, 0],
    ],
    ["and one that is in none has none", "iommu-map = <0 &s 0x400 0 1>, <8 &s 0x500 0 4>;", 4, "error", "no-match"],
    ["legacy entries name one IOMMU", "iommu-map = <0 &s 0x400 1>, <0x100 &t 0x401 1>;", 0x100, ["t", 0x401], "error"],
  ])("%s", (_, own, id, before, since) => expect(both(own, id)).toEqual([before, since]));

  test.each([
    ["an IOMMU without #iommu-cells has one", "iommu-map = <0 &u 0x400 4>;", 2, ["u", 0x402], ["u", 0x402]],
    ["an entry that names no node ends the map", "iommu-map = <0 0xdead 0 1>, <1 &s 0 1>;", 1, ["s", 0], "error"],
    [
      "an entry that wraps holds its ids from 7.2",
      "iommu-map = <0xfffffff0 &s 0 0x20>;",
      0xfffffff8,
      "no-match",
      ["s", 8],
    ],
    ["an IOMMU without cells in the specifier", "iommu-map = <0 &z 4>;", 2, "error", ["z"]],
  ])("%s", (_, own, id, before, since) => expect(both(own, id, 1)).toEqual([before, since]));
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
