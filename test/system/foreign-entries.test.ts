/** Lists for several devices: Linux tries the cells of other devices' entries as phandles one by one. */
import { describe, expect, test } from "vitest";
import { kernelOf } from "../../src/kernel/kernel.js";
import { lastOf, type Reservation, type System } from "../../src/system/model.js";
import { built, consumer, treeOf, treesOf } from "./boards.js";
import { board } from "./small-board.js";

/** Two devices with given phandles on a 2+2 bus, and one list for both. */
const two = (phandleA: number, phandleB: number, list: string, more = ""): string =>
  board(
    `a: a@c100000 { reg = <0x0 0xc100000 0x0 0x1000>; iommus = <&smmu 1>; memory-region = <&r>; phandle = <${phandleA}>; };
     b: b@c200000 { reg = <0x0 0xc200000 0x0 0x1000>; iommus = <&smmu 2>; memory-region = <&r>; phandle = <${phandleB}>; };`,
    `r: r { iommu-addresses = ${list}; ${more} };`,
  );

const regions = (list: readonly Reservation[]): readonly string[] =>
  list
    .filter((r) => r.origin.kind === "iommu-addresses")
    .map((r) => `${r.start.toString(16)}-${lastOf(r).toString(16)}`);

const ofTree = (system: System, id: string) => regions(consumer(system, id).reservations);
const A = "/a@c100000";
const B = "/b@c200000";

describe.each([
  {
    row: "c04a: no cell is anybody's phandle but where it should be",
    source: two(0x30000, 0x30001, "<&a 0x0 0x10000000 0x0 0x1000>, <&b 0x0 0x20000000 0x0 0x1000>"),
    a: ["10000000-10000fff"],
    b: ["20000000-20000fff"],
    firstPageOfB: 0xfffff000n,
  },
  {
    row: "c04c, d: a foreign low address cell is b's phandle: its own entry is swallowed, and the range made of it covers the space",
    source: two(0x20000, 0x30000, "<&a 0x0 0x30000 0x0 0x1000>, <&b 0x0 0x40000000 0x0 0x1000>"),
    a: ["30000-30fff"],
    b: ["1000-3000000000fff"],
    firstPageOfB: null,
  },
  {
    row: "c04e, f: the last cell is b's phandle: read past the property",
    source: two(0x20000, 0x30001, "<&a 0x0 0x33000000 0x0 0x30001>", "phandle = <0x3c>;"),
    a: ["33000000-33030000"],
    b: ["300000004-570000003f"],
    firstPageOfB: 0xfffff000n,
  },
  {
    row: "c04g: own entry, then a collision that contains it, then another own entry that is lost",
    source: two(
      0x20000,
      0x30002,
      "<&b 0x0 0x30000000 0x0 0x1000>, <&a 0x0 0x30002 0x0 0x3000>, <&b 0x0 0x50000000 0x0 0x1000>",
    ),
    a: ["30002-33001"],
    b: ["30000000-30000fff", "3000-3000200002fff"],
    firstPageOfB: 0x2000n,
  },
  {
    row: "c21: phandle 1 and a high address cell of 1",
    source: two(0x20000, 1, "<&a 0x1 0x0 0x0 0x10000000>, <&b 0x0 0x20000000 0x0 0x1000>"),
    a: ["100000000-10fffffff"],
    b: ["0-1000000000000000"],
    firstPageOfB: null,
  },
])("$row", ({ source, a, b, firstPageOfB }) => {
  test.each(treesOf(source))("from $from", ({ tree }) => {
    const { system } = built(tree);
    expect(ofTree(system, A)).toEqual(a);
    expect(ofTree(system, B)).toEqual(b);
    expect(consumer(system, B).firstPage).toBe(firstPageOfB);
  });
});

test("the binding's text sees entries where Linux sees cells", () => {
  const source = two(0x20000, 1, "<&a 0x1 0x0 0x0 0x10000000>, <&b 0x0 0x20000000 0x0 0x1000>");
  const { system } = built(treeOf(source));
  expect(consumer(system, A).spec).toBeNull();
  expect(regions(consumer(system, B).spec ?? [])).toEqual(["20000000-20000fff"]);
});

describe("c20: entries of a 1+1 device and of a 2+2 device in one list", () => {
  const source = board(
    `bus@c000000 { compatible = "simple-bus"; #address-cells = <1>; #size-cells = <1>; ranges;
       a: a@c100000 { reg = <0xc100000 0x1000>; iommus = <&smmu 1>; memory-region = <&r>; }; };
     b: b@c200000 { reg = <0x0 0xc200000 0x0 0x1000>; iommus = <&smmu 2>; memory-region = <&r>; };`,
    "r: r { iommu-addresses = <&a 0x10000000 0x1000>, <&b 0x0 0x20000000 0x0 0x1000>; };",
  );
  test.each(treesOf(source))("each gets its own, from $from", ({ tree }) => {
    const { system } = built(tree);
    expect(ofTree(system, "/bus@c000000/a@c100000")).toEqual(["10000000-10000fff"]);
    expect(ofTree(system, B)).toEqual(["20000000-20000fff"]);
    expect(system.reservedMemory[0]?.iommuAddresses.map((entry) => entry.consumer)).toEqual([
      "/bus@c000000/a@c100000",
      B,
    ]);
  });
});

describe("E21: 1+1 cells, phandles 1 and 2", () => {
  const source = `/dts-v1/; / { #address-cells = <1>; #size-cells = <1>;
    smmu: smmu@9000000 { compatible = "arm,smmu-v3"; reg = <0x9000000 0x20000>; #iommu-cells = <1>; };
    a: a@1000 { reg = <0x1000 0x100>; iommus = <&smmu 1>; memory-region = <&r>; phandle = <1>; };
    b: b@2000 { reg = <0x2000 0x100>; iommus = <&smmu 2>; memory-region = <&r>; phandle = <2>; };
    reserved-memory { #address-cells = <1>; #size-cells = <1>; ranges;
      r: r { iommu-addresses = <&a 0x2 0x1000>, <&b 0x5000 0x1000>; }; }; };`;
  test.each(treesOf(source))("from $from", ({ tree }) => {
    const { system } = built(tree);
    expect(ofTree(system, "/b@2000")).toEqual(["1000-1001"]);
    expect(consumer(system, "/b@2000").domain.allocator).toEqual([{ start: 0x1000n, end: 0x2000n }]);
    expect(ofTree(system, "/a@1000")).toEqual(["2-1001"]);
    expect(consumer(system, "/a@1000").domain.allocator).toEqual([{ start: 0n, end: 0x2000n }]);
  });
});

describe("E22: the binding's own example", () => {
  const source = `/dts-v1/; / { #address-cells = <2>; #size-cells = <2>;
    smmu: smmu@9000000 { compatible = "arm,smmu-v3"; reg = <0x0 0x9000000 0x0 0x20000>; #iommu-cells = <1>; };
    reserved-memory { #address-cells = <2>; #size-cells = <2>; ranges;
      r: r { iommu-addresses = <&adsp 0x0 0x0 0x0 0x40000000>, <&adsp 0x0 0x60000000 0xff 0xa0000000>; }; };
    bus@0 { compatible = "simple-bus"; #address-cells = <1>; #size-cells = <1>; ranges = <0x0 0x0 0x0 0x80000000>;
      adsp: adsp@2990000 { reg = <0x2990000 0x2000>; iommus = <&smmu 1>; memory-region = <&r>; }; }; };`;
  test.each(treesOf(source))("Linux keeps free what was meant to be used, from $from", ({ tree }) => {
    const { system } = built(tree);
    const adsp = consumer(system, "/bus@0/adsp@2990000");
    expect(regions(adsp.reservations)).toEqual(["0-5fffffff"]);
    expect(system.messages.map((m) => m.text)).toEqual(["2990000.adsp: Cannot reserve IOVA region of 0 size"]);
    expect(regions(adsp.spec ?? [])).toEqual(["0-3fffffff", "60000000-ffffffffff"]);
  });
});

test("a reg of no bytes at 0 ends at the last byte of all, as an entry of no bytes there does", () => {
  const board = `/dts-v1/; / { #address-cells = <2>; #size-cells = <2>;
    smmu: iommu@9050000 { compatible = "arm,smmu-v3"; reg = <0x0 0x9050000 0x0 0x20000>; #iommu-cells = <1>; };
    reserved-memory { #address-cells = <2>; #size-cells = <2>; ranges;
      r: r { reg = <0x0 0x0 0x0 0x0>; iommu-addresses = <&d 0x0 0x0 0x0 0x0>; }; };
    d: d@1000 { reg = <0x0 0x1000 0x0 0x1000>; iommus = <&smmu 1>; memory-region = <&r>; }; };`;
  const { system } = built(treeOf(board), "version: 1", { kernel: kernelOf("6.6") });
  expect(system.groups[0]?.reservedRegions).toContainEqual(
    expect.objectContaining({ start: 0n, last: (1n << 64n) - 1n, type: "direct" }),
  );
});
