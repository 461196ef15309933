import { describe, expect, it } from "vitest";
import { BoardFiles } from "../../../src/base/board-files.js";
import { SourceFile, type Span, type Via } from "../../../src/base/source.js";
import { defaultDtsOptions } from "../../../src/dts/options.js";
import { parseDts } from "../../../src/dts/parse.js";
import { withSymbolNodes } from "../../../src/tree/symbols.js";
import { pathOf } from "../../../src/tree/tree.js";
import { MemoryFiles } from "../preprocess/memory-files.js";
import { nodeOf, propertyOf, treeOf } from "./parsed.js";

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");
const written = ({ source, start, end }: Span): string => source.text.slice(start, end);
const chain = (via: Via | null): readonly string[] =>
  via === null ? [] : [`${via.kind} ${via.name}`, ...chain(via.at.via)];

describe("markers", () => {
  const source = `/dts-v1/;
/ {
  p = a: <1 b: &n (2 + 3)> c:, "text" d:, [00 e: 11 22], &n, /bits/ 16 <4 'x'>, &{/n};
  n: n { };
};`;
  const property = propertyOf(treeOf(source), "/", "p");

  it("cover the whole value, in order", () => {
    expect(hex(property.value)).toBe(
      ["00000001", "00000001", "00000005", "7465787400", "00", "1122", "2f6e00", "0004", "0078", "2f6e00"].join(""),
    );
    const plain = property.markers.filter(({ kind }) => kind !== "label");
    let end = 0;
    for (const { offset, length } of plain) {
      expect(offset).toBe(end);
      end = offset + length;
    }
    expect(end).toBe(property.value.length);
  });

  it("say what each piece was written as, and where", () => {
    expect(property.markers.map(({ kind, text, span }) => [kind, text, written(span)])).toEqual([
      ["label", "a", "a:"],
      ["u32", "", "1"],
      ["label", "b", "b:"],
      ["phandle", "n", "&n"],
      ["u32", "", "(2 + 3)"],
      ["label", "c", "c:"],
      ["string", "", '"text"'],
      ["label", "d", "d:"],
      ["bytes", "", "00"],
      ["label", "e", "e:"],
      ["bytes", "", "11 22"],
      ["path", "n", "&n"],
      ["u16", "", "4"],
      ["u16", "", "'x'"],
      ["path", "{/n}", "&{/n}"],
    ]);
  });

  it("stay with a value that is set again, and not with the one before", () => {
    const tree = treeOf("/dts-v1/; / { p = <1 2>; q; };\n/ { p = <3>; };");
    const again = propertyOf(tree, "/", "p");
    expect(again.markers.map(({ span }) => written(span))).toEqual(["3"]);
    expect([...nodeOf(tree, "/").properties.keys()]).toEqual(["p", "q"]);
  });
});

describe("places", () => {
  const files = new MemoryFiles({
    "/soc.dtsi": "/ { soc: soc { reg = <BASE 0x10>; }; };\n",
    "/raw.dtsi": "raw = <0x20>;",
  });
  const tree = treeOf(
    `/dts-v1/;
#define BASE (0x1000 + 1)
#include "/soc.dtsi"
&soc { l: status = "okay"; /include/ "/raw.dtsi" };`,
    files,
    { allowOutside: true },
  );

  it("of nodes and properties are where they were written", () => {
    const soc = nodeOf(tree, "/soc");
    expect(soc.span === null ? null : written(soc.span)).toBe("soc");
    const status = propertyOf(tree, "/soc", "status");
    expect(status.span === null ? null : written(status.span)).toBe('status = "okay";');
    expect(status.nameSpan === null ? null : written(status.nameSpan)).toBe("status");
    expect(status.labels).toEqual(["l"]);
  });

  it("know the includes and macros that led there", () => {
    const [base, size] = propertyOf(tree, "/soc", "reg").markers;
    expect(base === undefined ? [] : [written(base.span), ...chain(base.span.via)]).toEqual([
      "BASE",
      "macro BASE",
      "include /soc.dtsi",
    ]);
    expect(size === undefined ? [] : [written(size.span), ...chain(size.span.via)]).toEqual([
      "0x10",
      "include /soc.dtsi",
    ]);
    const [raw] = propertyOf(tree, "/soc", "raw").markers;
    expect(raw === undefined ? [] : [written(raw.span), ...chain(raw.span.via)]).toEqual(["0x20", "include /raw.dtsi"]);
  });
});

describe("labels", () => {
  it("lead to the one node that is left", () => {
    const tree = treeOf(`/dts-v1/; / { l: a { }; b { }; };
/ { l: b { }; /delete-node/ a; };
&l { found; };`);
    expect(tree.labels.get("l")?.name).toBe("b");
    expect([...nodeOf(tree, "/b").properties.keys()]).toEqual(["found"]);
  });

  it("stay through a merge, and go with what is deleted", () => {
    const tree = treeOf("/dts-v1/; / { l: a { m: b { }; }; };\n/ { n: a { /delete-node/ b; }; };");
    expect([...tree.labels.keys()].sort()).toEqual(["l", "n"]);
    expect(nodeOf(tree, "/a").labels).toEqual(["n", "l"]);
  });
});

describe("/omit-if-no-ref/", () => {
  const source = "/dts-v1/; / { p = <&used>; /omit-if-no-ref/ used: a { }; /omit-if-no-ref/ unused: b { }; };";

  it("leaves out what nothing refers to", () => {
    expect(nodeOf(treeOf(source), "/").children.map(pathOf)).toEqual(["/a"]);
  });

  it("keeps what has a label where overlays may come, as dtc -@ does", () => {
    const tree = treeOf(source, undefined, { keepsLabelled: true });
    expect(nodeOf(tree, "/").children.map(pathOf)).toEqual(["/a", "/b"]);
    const symbols = withSymbolNodes(tree, { symbols: true, localFixups: false });
    expect([...nodeOf(symbols, "/__symbols__").properties.keys()]).toEqual(["used", "unused"]);
  });
});

it("drops a name that the node has anyway", () => {
  expect([...nodeOf(treeOf('/dts-v1/; / { a@1 { name = "a"; x; }; };'), "/a@1").properties.keys()]).toEqual(["x"]);
});

it("makes fragments of an overlay's references", () => {
  const tree = treeOf("/dts-v1/; /plugin/;\n&uart0 { x; };\n&{/soc} { y; };");
  expect(tree.isOverlay).toBe(true);
  expect(propertyOf(tree, "/fragment@0", "target").markers).toMatchObject([{ kind: "phandle", text: "uart0" }]);
  expect(Buffer.from(propertyOf(tree, "/fragment@1", "target-path").value).toString()).toBe("/soc\0");
  expect([...nodeOf(tree, "/fragment@1/__overlay__").properties.keys()]).toEqual(["y"]);
});

it("takes a source for an overlay by /plugin/ alone", () => {
  const tree = treeOf("/dts-v1/; / { a: a { }; b { p = <&a>; }; fragment@0 { __overlay__ { }; }; };");
  expect(tree.isOverlay).toBe(false);
  const complete = withSymbolNodes(tree, { symbols: true, localFixups: false });
  expect(nodeOf(complete, "/").children.map(({ name }) => name)).toEqual(["a", "b", "fragment@0", "__symbols__"]);
});

it("keeps a source's bytes in strings, whatever they are", () => {
  const text = '/dts-v1/; / { p = "\u00e9\udcff\\xff\\0"; };';
  expect(hex(propertyOf(treeOf(text), "/", "p").value)).toBe("c3a9ffff0000");
});

it("guesses the boot CPU as dtc does", () => {
  expect(treeOf("/dts-v1/; / { cpus { cpu@5 { reg = <5>; }; cpu@6 { reg = <6>; }; }; };").bootCpu).toBe(5);
});

it("reads /memreserve/ with 64 bits and labels", () => {
  const { memoryReservations } = treeOf("/dts-v1/; l: /memreserve/ 0xffffffffffffffff (1 + 1); / { };");
  expect(memoryReservations).toEqual([{ address: (1n << 64n) - 1n, size: 2n, labels: ["l"] }]);
});

it("finds /include/ and /incbin/ beside the file, beside the input, then in the include folders", () => {
  const files = new MemoryFiles({
    "/b/sub/outer.dtsi": '/ { /include/ "beside.dtsi" /include/ "input.dtsi" /include/ "far.dtsi" };',
    "/b/sub/beside.dtsi": "a;",
    "/b/input.dtsi": "b;",
    "/inc/far.dtsi": 'c = /incbin/("blob", 1, 2);',
    "/inc/blob": new Uint8Array([1, 2, 3, 4]),
  });
  const source = new SourceFile("/b/board.dts", '/dts-v1/; /include/ "sub/outer.dtsi"');
  const { value } = parseDts(source, { ...defaultDtsOptions, includeFolders: ["/inc"] }, BoardFiles.over(files));
  expect(
    [...(value?.root.properties.entries() ?? [])].map(([name, { value: bytes }]) => `${name} ${hex(bytes)}`),
  ).toEqual(["a ", "b ", "c 0203"]);
});
