import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { defaultDtbLimits, isDtb, readDtb } from "../../src/dtb/read.js";
import { nodeByPhandle } from "../../src/tree/phandles.js";
import { type DeviceTree, nodeAt, pathOf } from "../../src/tree/tree.js";
import { textList, u32Of } from "../../src/tree/value.js";
import { type BlobSpec, begin, blob, end, finish, NAME, nop, property, SMALL, word } from "./blob.js";

const fixture = (name: string): Uint8Array => readFileSync(join(import.meta.dirname, "fixtures", name));

function treeOf(bytes: Uint8Array): DeviceTree {
  const { value, diagnostics } = readDtb(bytes, "x.dtb");
  expect(diagnostics).toEqual([]);
  if (value === null) throw new Error("no tree");
  return value;
}

/** `code node message` of the only diagnostic of a blob that is refused. */
function refusal(bytes: Uint8Array, limits = defaultDtbLimits): string {
  const { value, diagnostics } = readDtb(bytes, "x.dtb", limits);
  expect(value).toBeNull();
  expect(diagnostics).toHaveLength(1);
  const [problem] = diagnostics;
  const node = problem?.location.kind === "node" ? problem.location.node : "-";
  return `${problem?.code} ${node} ${problem?.message}`;
}

describe("blobs that dtc wrote", () => {
  it.each(["board.dtb", "board-v16.dtb", "board-symbols.dtb"])("reads %s", (name) => {
    const tree = treeOf(fixture(name));
    expect(tree.root.children.map((child) => child.name).slice(0, 3)).toEqual([
      "serial@9000000",
      "clock-controller",
      "cpus",
    ]);
    expect([...tree.root.properties.keys()].slice(0, 3)).toEqual(["compatible", "#address-cells", "#size-cells"]);
    expect(textList(tree.root, "reg-names")).toEqual(["a", "b"]);
    const serial = nodeAt(tree, "/serial@9000000");
    const clock = nodeByPhandle(tree, serial === null ? 0 : (u32Of(serial, "clocks") ?? 0));
    expect(clock === null ? null : pathOf(clock)).toBe("/clock-controller");
    expect(tree.memoryReservations.map(({ address, size }) => [address, size])).toEqual([
      [0x1000n, 0x2000n],
      [0xffffffff00000000n, 0x20n],
    ]);
    expect(tree.bootCpu).toBe(3);
    expect(tree.isOverlay).toBe(false);
  });

  it("takes labels from __symbols__", () => {
    const { labels } = treeOf(fixture("board-symbols.dtb"));
    expect([...labels].map(([label, node]) => [label, pathOf(node)])).toEqual([
      ["serial0", "/serial@9000000"],
      ["uart", "/serial@9000000"],
      ["extra", "/clock-controller"],
      ["clk", "/clock-controller"],
    ]);
  });

  it("knows an overlay", () => {
    expect(treeOf(fixture("overlay.dtbo")).isOverlay).toBe(true);
  });
});

describe("blobs that are accepted", () => {
  it.each<[string, BlobSpec]>([
    ["bytes after the blob", { structure: SMALL, tail: [1, 2, 3] }],
    ["bytes after FDT_END", { structure: [...SMALL, 1, 2, 3, 4] }],
    [
      "a future version that version 17's readers can read",
      { structure: SMALL, header: { version: 18, lastCompatible: 17 } },
    ],
    [
      "FDT_NOP everywhere",
      {
        structure: [
          nop,
          begin(""),
          nop,
          property(NAME.a, [0x78, 0]),
          nop,
          begin("n"),
          nop,
          property(NAME.b),
          nop,
          end,
          nop,
          end,
          nop,
          finish,
        ].flat(),
      },
    ],
  ])("%s", (_what, spec) => {
    const { root } = treeOf(blob(spec));
    expect([root.name, [...root.properties.keys()], root.children.map((child) => child.name)]).toEqual([
      "",
      ["a"],
      ["n"],
    ]);
  });

  it("leaves out a name of the root, as Linux and libfdt do, and says so", () => {
    const { value, diagnostics } = readDtb(blob({ structure: [...begin("root"), ...SMALL.slice(8)] }), "x.dtb");
    expect(value?.root.name).toBe("");
    expect(value?.root.children.map(({ name }) => name)).toEqual(["n"]);
    expect(diagnostics.map(({ severity, code, location }) => [severity, code, location])).toEqual([
      ["warning", "dtb-root-name", { kind: "node", file: "x.dtb", node: "/", property: null }],
    ]);
  });

  it.each([
    ["__fixups__", false, true],
    ["__local_fixups__", true, true],
    // What `dtc -L` makes of a base.
    ["__local_fixups__", false, false],
    ["other", true, false],
  ])("takes a blob with %s, and with a fragment %s, for an overlay: %s", (name, hasFragment, isOverlay) => {
    const fragment = hasFragment ? [...begin("f"), ...begin("__overlay__"), ...end, ...end] : [];
    const structure = [...begin(""), ...begin(name), ...end, ...fragment, ...end, ...finish];
    expect(treeOf(blob({ structure })).isOverlay).toBe(isOverlay);
  });

  it("ends the reservations at the first of size 0, whatever its address", () => {
    const reservations = [
      [0, 0, 0, 5],
      [0, 7, 0, 0],
      [0, 1, 0, 1],
    ]
      .flat()
      .flatMap(word);
    const { memoryReservations } = treeOf(blob({ structure: SMALL, reservations }));
    expect(memoryReservations).toEqual([{ address: 0n, size: 5n, labels: [] }]);
  });

  it("a phandle twice, with a warning: references find the first", () => {
    const node = (name: string): number[] => [...begin(name), ...property(NAME.phandle, word(7)), ...end];
    const structure = [...begin(""), ...node("m"), ...node("n"), ...end, ...finish];
    const { value, diagnostics } = readDtb(blob({ structure }), "x.dtb");
    expect(value === null ? null : nodeByPhandle(value, 7)?.name).toBe("m");
    expect(diagnostics.map((d) => [d.severity, d.code, d.location])).toEqual([
      ["warning", "duplicate-phandle", { kind: "node", file: "x.dtb", node: "/n", property: "phandle" }],
    ]);
  });

  it("says no more than twenty of them", () => {
    const node = (i: number): number[] => [...begin(`n${i}`), ...property(NAME.phandle, word(7)), ...end];
    const structure = [...begin(""), ...Array.from({ length: 100 }, (_, i) => node(i)).flat(), ...end, ...finish];
    expect(readDtb(blob({ structure }), "x.dtb").diagnostics).toHaveLength(20);
  });
});

describe("headers that are refused", () => {
  it.each<[string, BlobSpec, string]>([
    ["another magic", { structure: SMALL, header: { magic: 0xd00dfeee } }, "dtb-no-magic"],
    ["version 15", { structure: SMALL, header: { version: 15 } }, "dtb-version - blob version 15: only"],
    [
      "a version that 17's readers cannot read",
      { structure: SMALL, header: { version: 18, lastCompatible: 18 } },
      "dtb-version",
    ],
    [
      "a size above the file's",
      { structure: SMALL, header: { totalSize: 5000 } },
      "dtb-truncated - the header says 5000 bytes",
    ],
    ["a size below the header's", { structure: SMALL, header: { totalSize: 39 } }, "dtb-bad-size"],
    [
      "a structure block past the end",
      { structure: SMALL, header: { structSize: 0xfffffff0 } },
      "dtb-bad-block - the structure block",
    ],
    ["a structure block far away", { structure: SMALL, header: { structOffset: 0xfffffffc } }, "dtb-bad-block"],
    [
      "a strings block past the end",
      { structure: SMALL, header: { stringsSize: 2000 } },
      "dtb-bad-block - the strings block",
    ],
    [
      "a structure block at an odd place",
      { structure: SMALL, header: { structOffset: 58 } },
      "dtb-bad-block - the structure block is at 0x3a, not on a multiple of 4",
    ],
    [
      "reservations at an odd place",
      { structure: SMALL, header: { reservationsOffset: 44 } },
      "dtb-bad-block - the memory reservation block is at 0x2c, not on a multiple of 8",
    ],
    [
      "reservations without an end",
      { structure: SMALL, reservations: Array(16).fill(1), strings: [] },
      "dtb-bad-block - the memory reservation block at 0x28 has no terminating entry",
    ],
    [
      "strings inside the structure",
      { structure: SMALL, header: { stringsOffset: 60 } },
      "dtb-bad-block - the structure block at 0x38 and the strings block at 0x3c overlap",
    ],
    [
      "a block inside the header",
      { structure: SMALL, header: { structOffset: 4, structSize: 8 } },
      "dtb-bad-block - the structure block at 0x4 begins inside the header",
    ],
    [
      "structure and reservations in one place",
      { structure: SMALL, header: { structOffset: 40, structSize: 16 } },
      "overlap",
    ],
  ])("%s", (_what, spec, message) => {
    expect(refusal(blob(spec))).toContain(message);
  });

  it.each([0, 3, 4, 35])("%i bytes", (length) => {
    expect(refusal(blob({ structure: SMALL }).subarray(0, length))).toMatch(/dtb-(no-magic|truncated)/);
  });

  it("needs the whole version 17 header", () => {
    expect(refusal(blob({ structure: SMALL, header: { totalSize: 36 } }).subarray(0, 36))).toContain("dtb-bad-size");
  });

  it("more bytes than the limit", () => {
    expect(refusal(blob({ structure: SMALL }), { ...defaultDtbLimits, bytes: 100 })).toContain("too-large");
  });
});

describe("structure blocks that are refused", () => {
  const inRoot = (...parts: readonly (readonly number[])[]): readonly number[] => [
    ...begin(""),
    ...parts.flat(),
    ...end,
    ...finish,
  ];
  it.each<[string, readonly number[], string]>([
    ["an unknown token", inRoot(word(7)), "dtb-bad-token / 0x7"],
    ["no FDT_END", SMALL.slice(0, -4), "dtb-truncated / the structure block ends without FDT_END"],
    ["nothing at all", [], "dtb-truncated"],
    ["no root", finish, "dtb-bad-structure / the blob has no root node"],
    ["two roots", [...begin(""), ...end, ...begin(""), ...end, ...finish], "a second root"],
    ["an end too many", [...begin(""), ...end, ...end, ...finish], "FDT_END_NODE without a node"],
    ["FDT_END inside a node", [...begin(""), ...begin("n"), ...finish], "dtb-bad-structure /n FDT_END comes before"],
    ["a property outside", [...property(NAME.a), ...begin(""), ...end, ...finish], "is outside"],
    ["a property after a subnode", inRoot(begin("n"), end, property(NAME.a)), "follows a subnode"],
    [
      "a value past the end",
      inRoot([...word(3), ...word(0xfffffff0), ...word(0)]),
      "dtb-truncated / a property's value",
    ],
    ["a property cut off", [...begin(""), ...word(3), ...word(0)], "dtb-truncated"],
    ["a name outside the strings", inRoot(property(1000)), "0x3e8 is outside of the strings block"],
    ["a name at offset -1", inRoot(property(0xffffffff)), "0xffffffff is outside"],
    ["a property without a name", inRoot(property(NAME.empty)), "'' is not a valid property name"],
    ["a node without a name", inRoot(begin(""), end), "dtb-bad-name / '' is not a valid name of a sub-node"],
    ["a slash in a node's name", inRoot(begin("a/b"), end), "'a/b' is not a valid name"],
    ["two @ in a node's name", inRoot(begin("a@1@2"), end), "'a@1@2' is not a valid name"],
    ["a node that is a unit address only", inRoot(begin("@1"), end), "'@1' is not a valid name"],
    [
      "an escape sequence in a node's name",
      inRoot(begin([0x61, 0x1b, 0x5b, 0x33]), end),
      "'a\x1b[3' is not a valid name",
    ],
    ["bytes above ASCII in a node's name", inRoot(begin([0xe9, 0x80]), end), "'\xe9\x80' is not a valid name"],
    ["a node's name without an end", [...begin(""), ...word(1), 0x61, 0x61, 0x61, 0x61], "not terminated"],
    [
      "two nodes of one name",
      inRoot(begin("m"), begin("n"), end, begin("n"), end, end),
      "duplicate-node /m two nodes here are named 'n'",
    ],
    ["two properties of one name", inRoot(property(NAME.a), property(NAME.a)), "duplicate-property / two properties"],
  ])("%s", (_what, structure, message) => {
    expect(refusal(blob({ structure }))).toContain(message);
  });

  it("a property's name without an end", () => {
    expect(refusal(blob({ structure: SMALL, strings: [0x61, 0x62, 0x63] }))).toContain("not terminated");
  });

  it("a property's name that DTS could not spell", () => {
    expect(refusal(blob({ structure: SMALL, strings: [0x61, 0x40, 0] }))).toContain(
      "'a@' is not a valid property name",
    );
  });

  it("what passes a limit", () => {
    const bytes = blob({ structure: SMALL });
    expect(refusal(bytes, { ...defaultDtbLimits, nodes: 1 })).toContain("too-many-nodes");
    expect(refusal(bytes, { ...defaultDtbLimits, properties: 1 })).toContain("too-many-properties /n");
    expect(refusal(bytes, { ...defaultDtbLimits, nodeDepth: 1 })).toContain("too-deep");
    const long = blob({ structure: [...begin(""), ...begin("x".repeat(1025)), ...end, ...end, ...finish] });
    expect(refusal(long)).toContain("name-too-long");
    expect(refusal(blob({ structure: SMALL, strings: [...Array(1025).fill(0x61), 0] }))).toContain("name-too-long");
  });

  it("100,000 nodes deep", () => {
    const depth = 100_000;
    const structure = new Array<number>(depth * 8).fill(0);
    for (let i = 0; i < depth; i++) structure.splice(i * 8, 8, 0, 0, 0, 1, i === 0 ? 0 : 0x61, 0, 0, 0);
    expect(refusal(blob({ structure }))).toContain("too-deep");
  });
});

it("tells a blob by its magic", () => {
  expect(isDtb(blob({ structure: SMALL }))).toBe(true);
  expect(isDtb(Uint8Array.of(0xd0, 0x0d, 0xfe))).toBe(false);
  expect(isDtb(new TextEncoder().encode("/dts-v1/;"))).toBe(false);
});

it("reads a blob that lies inside a larger buffer", () => {
  const bytes = blob({ structure: SMALL });
  const larger = new Uint8Array(bytes.length + 7);
  larger.set(bytes, 3);
  expect(treeOf(larger.subarray(3)).root.children).toHaveLength(1);
});
