/** Device trees at random: legal ones, with names and values that printers and readers trip over. */
import fc from "fast-check";
import { bytesOfCells } from "../../src/tree/encode.js";
import type { DeviceTree, DtNode, MemoryReservation, Property } from "../../src/tree/tree.js";

interface NodeSpec {
  readonly name: string;
  readonly properties: readonly (readonly [string, Uint8Array])[];
  readonly children: readonly NodeSpec[];
}

const characters = (text: string, minLength: number): fc.Arbitrary<string> =>
  fc.string({ unit: fc.constantFrom(...text), minLength, maxLength: 12 });

const LETTERS = "abcxyzABZ0189";

/** What dtc takes. A phandle or a name is no name like any other: dtc checks their values. */
const propertyName = fc
  .oneof(characters(`${LETTERS},._+*#?-`, 1), fc.constantFrom("#address-cells", "reg", "delete-node", "0", "--"))
  .filter((name) => !["name", "phandle", "linux,phandle"].includes(name));

const nodeName = fc.oneof(
  characters(`${LETTERS},._+-`, 1),
  fc.tuple(characters(LETTERS, 1), characters(`${LETTERS},`, 1)).map(([base, unit]) => `${base}@${unit}`),
);

const text = fc.oneof(
  characters(`${LETTERS} "\\;{}</*'%`, 0),
  fc.string({ unit: "binary-ascii", maxLength: 12 }),
  fc.constantFrom("/*", "//", "\x1b[31m", "\\x41", "a\nb"),
);

const value = fc.oneof(
  fc.uint8Array({ maxLength: 24 }),
  fc.array(text, { maxLength: 4 }).map((list) => new TextEncoder().encode(list.map((t) => `${t}\0`).join(""))),
  fc.array(fc.nat(0xffff_ffff), { maxLength: 6 }).map(bytesOfCells),
);

const { node } = fc.letrec<{ node: NodeSpec }>((tie) => ({
  node: fc.record({
    name: nodeName,
    properties: fc.uniqueArray(fc.tuple(propertyName, value), { selector: ([name]) => name, maxLength: 5 }),
    children: fc.oneof(
      { maxDepth: 4 },
      fc.constant([]),
      fc.uniqueArray(tie("node"), { selector: (child) => child.name, maxLength: 4 }),
    ),
  }),
}));

const reservation: fc.Arbitrary<MemoryReservation> = fc.record({
  address: fc.bigInt(0n, (1n << 64n) - 1n),
  // Size 0 ends the list in a blob.
  size: fc.bigInt(1n, (1n << 64n) - 1n),
  labels: fc.constant([]),
});

export const deviceTree: fc.Arbitrary<DeviceTree> = fc
  .tuple(node, fc.array(reservation, { maxLength: 3 }))
  .map(([root, memoryReservations]) => ({
    root: build({ ...root, name: "" }, null),
    memoryReservations,
    bootCpu: 0,
    isOverlay: false,
    file: "random",
    labels: new Map(),
  }));

function build(spec: NodeSpec, parent: DtNode | null): DtNode {
  const children: DtNode[] = [];
  const properties = new Map<string, Property>();
  for (const [name, bytes] of spec.properties) {
    properties.set(name, { name, value: bytes, markers: [], labels: [], span: null, nameSpan: null });
  }
  const made: DtNode = { name: spec.name, parent, children, properties, labels: [], span: null };
  for (const child of spec.children) children.push(build(child, made));
  return made;
}
