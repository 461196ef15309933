import { describe, expect, it } from "vitest";
import { SourceFile } from "../../src/base/source.js";
import { bytesOfCells, bytesOfStrings } from "../../src/tree/encode.js";
import { printDts } from "../../src/tree/print.js";
import type { DeviceTree, DtNode, Marker, MarkerKind, Property } from "../../src/tree/tree.js";
import { treeOf } from "./fixture.js";

const span = { source: new SourceFile("test.dts", ""), start: 0, end: 0, via: null };

const marker = (kind: MarkerKind, offset: number, length: number, text = ""): Marker => ({
  kind,
  offset,
  length,
  text,
  span,
});

interface Parts {
  readonly value: readonly number[] | Uint8Array;
  readonly markers?: readonly Marker[];
  readonly labels?: readonly string[];
}

/** `/ { p = ...; l: n { phandle = <7>; }; };` with one property of markers, its line in the print. */
function printed({ value, markers = [], labels = [] }: Parts, overlay = false): string {
  const properties = new Map<string, Property>();
  const children: DtNode[] = [];
  const root: DtNode = { name: "", parent: null, children, properties, labels: [], span: null };
  const phandle = { name: "phandle", value: bytesOfCells([7]), markers: [], labels: [], span: null, nameSpan: null };
  const target: DtNode = {
    name: "n",
    parent: root,
    children: [],
    properties: new Map([["phandle", phandle]]),
    labels: ["l"],
    span: null,
  };
  children.push(target);
  properties.set("p", { name: "p", value: Uint8Array.from(value), markers, labels, span: null, nameSpan: null });
  const tree: DeviceTree = {
    root,
    memoryReservations: [],
    bootCpu: 0,
    isOverlay: overlay,
    file: "test.dts",
    labels: new Map([["l", target]]),
  };
  return /^\t(.*p;|.*p = .*)$/m.exec(printDts(tree))?.[1] ?? "";
}

describe("values with markers", () => {
  it.each<[string, Parts, string]>([
    ["no value", { value: [] }, "p;"],
    [
      "cells",
      { value: bytesOfCells([1, 0xffffffff]), markers: [marker("u32", 0, 4), marker("u32", 4, 4)] },
      "p = <0x1 0xffffffff>;",
    ],
    [
      "cells of all sizes",
      {
        value: [1, 0, 2, 0, 0, 0, 0, 0, 0, 0, 3],
        markers: [marker("u8", 0, 1), marker("u16", 1, 2), marker("u64", 3, 8)],
      },
      "p = /bits/ 8 <0x1>, /bits/ 16 <0x2>, /bits/ 64 <0x3>;",
    ],
    [
      "a reference among cells",
      { value: bytesOfCells([7, 1]), markers: [marker("phandle", 0, 4, "l"), marker("u32", 4, 4)] },
      "p = <&l 0x1>;",
    ],
    ["a reference by path", { value: bytesOfCells([7]), markers: [marker("phandle", 0, 4, "{/n}")] }, "p = <&{/n}>;"],
    [
      "a reference whose bytes say otherwise",
      { value: bytesOfCells([8]), markers: [marker("phandle", 0, 4, "l")] },
      "p = <0x8>;",
    ],
    ["a path", { value: bytesOfStrings(["/n"]), markers: [marker("path", 0, 3, "l")] }, "p = &l;"],
    [
      "a path whose bytes say otherwise",
      { value: bytesOfStrings(["/m"]), markers: [marker("path", 0, 3, "l")] },
      'p = "/m";',
    ],
    [
      "strings",
      { value: bytesOfStrings(["a", ""]), markers: [marker("string", 0, 2), marker("string", 2, 1)] },
      'p = "a", "";',
    ],
    ["a string with a NUL inside", { value: [0x61, 0, 0x31, 0], markers: [marker("string", 0, 4)] }, 'p = "a\\x001";'],
    [
      "bytes and cells",
      { value: [0xff, 0, 0, 0, 1], markers: [marker("bytes", 0, 1), marker("u32", 1, 4)] },
      "p = [ff], <0x1>;",
    ],
    ["a file", { value: [0x61, 0x62, 0x63, 0], markers: [marker("incbin", 0, 4)] }, "p = [61 62 63 00];"],
    [
      "labels",
      {
        value: bytesOfCells([1, 2]),
        markers: [
          marker("label", 0, 0, "a"),
          marker("u32", 0, 4),
          marker("label", 4, 0, "b"),
          marker("u32", 4, 4),
          marker("label", 8, 0, "c"),
        ],
        labels: ["own"],
      },
      "own: p = <a: 0x1 b: 0x2 c:>;",
    ],
    [
      "markers that leave bytes out",
      { value: [1, 2, 0, 0, 0, 3], markers: [marker("u32", 2, 4)] },
      "p = [01 02], <0x3>;",
    ],
    ["markers past the end", { value: bytesOfCells([1]), markers: [marker("u32", 4, 4)] }, "p = <0x1>;"],
    ["a cell marker of three bytes", { value: [1, 2, 3], markers: [marker("u32", 0, 3)] }, "p = [01 02 03];"],
  ])("%s", (_what, parts, line) => {
    expect(printed(parts)).toBe(line);
  });

  it("keeps an overlay's reference to its base", () => {
    const parts = { value: bytesOfCells([0xffffffff]), markers: [marker("phandle", 0, 4, "base")] };
    expect(printed(parts, true)).toBe("p = <&base>;");
    expect(printed(parts, false)).toBe("p = <0xffffffff>;");
  });
});

describe("values without markers", () => {
  it.each<[string, readonly number[] | Uint8Array, string]>([
    ["printable strings", bytesOfStrings(["a", 'b"\\']), 'p = "a", "b\\"\\\\";'],
    ["an empty string in the list", bytesOfStrings(["a", "", "bc"]), "p = [61 00 00 62 63 00];"],
    ["an escape character", [0x1b, 0x5b, 0x41, 0], "p = <0x1b5b4100>;"],
    ["cells", bytesOfCells([1, 2]), "p = <0x1 0x2>;"],
    ["one zero byte", [0], "p = [00];"],
    ["an odd number of bytes", [1, 2, 3], "p = [01 02 03];"],
  ])("%s", (_what, value, line) => {
    expect(printed({ value })).toBe(line);
  });
});

it("spells out names that DTS cannot spell, in printable characters", () => {
  const dts = printDts(treeOf({ "a\x1b[31m*/": { "p\n": [1], "ok,name#*?": "x" }, "b@1@2": {} }));
  expect(dts).toBe(`/dts-v1/;

/ {

	/* DTS cannot spell this name: "a\\u001b[31m*\\/" */
	a+1b+5b31m+2a+2f {
		/* DTS cannot spell this name: "p\\n" */
		p+a = <0x1>;
		ok,name#*? = "x";
	};

	/* DTS cannot spell this name: "b@1@2" */
	b+401+402 {
	};
};
`);
});

it("prints memory reservations and their labels, and marks an overlay", () => {
  const tree = treeOf({ "fragment@0": { "target-path": "/", __overlay__: {} } });
  const memoryReservations = [{ address: 0xffffffff00000000n, size: 1n, labels: ["r"] }];
  const dts = printDts({ ...tree, memoryReservations, isOverlay: true });
  expect(dts).toMatch(/^\/dts-v1\/;\n\/plugin\/;\n\nr: \/memreserve\/ 0xffffffff00000000 0x1;\n\/ \{/);
});

it("indents no deeper than 40 levels", () => {
  let spec = {};
  for (let i = 0; i < 100; i++) spec = { n: spec };
  expect(/\t{41}/.test(printDts(treeOf(spec)))).toBe(false);
});

it("gives a blob's nodes the labels of its __symbols__", () => {
  const tree = treeOf({ n: {}, __symbols__: { l: "/n", "not a label": "/n" } });
  const [node] = tree.root.children;
  if (node === undefined) throw new Error("no node");
  const labels = new Map([
    ["l", node],
    ["not a label", node],
  ]);
  expect(printDts({ ...tree, labels })).toContain("\n\tl: n {");
});
