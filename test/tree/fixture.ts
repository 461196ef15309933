/** Trees built by hand, for tests that must not depend on a parser. */
import type { DeviceTree, DtNode, Property } from "../../src/tree/tree.js";

export interface NodeSpec {
  readonly [name: string]: NodeSpec | Uint8Array | readonly number[] | string;
}

/** Numbers are cells, a string is a NUL-terminated string, a nested object a child node. */
export function treeOf(spec: NodeSpec): DeviceTree {
  return {
    root: nodeOf("", spec, null),
    memoryReservations: [],
    bootCpu: 0,
    isOverlay: false,
    file: "test.dtb",
    labels: new Map(),
  };
}

function nodeOf(name: string, spec: NodeSpec, parent: DtNode | null): DtNode {
  const children: DtNode[] = [];
  const properties = new Map<string, Property>();
  const node: DtNode = { name, parent, children, properties, labels: [], span: null };
  for (const [key, value] of Object.entries(spec)) {
    if (isNodeSpec(value)) children.push(nodeOf(key, value, node));
    else properties.set(key, { name: key, value: bytesOf(value), markers: [], labels: [], span: null, nameSpan: null });
  }
  return node;
}

const isNodeSpec = (value: NodeSpec[string]): value is NodeSpec =>
  typeof value === "object" && !Array.isArray(value) && !(value instanceof Uint8Array);

function bytesOf(value: Uint8Array | readonly number[] | string): Uint8Array {
  if (value instanceof Uint8Array) return value;
  if (typeof value === "string") return new TextEncoder().encode(`${value}\0`);
  const bytes = new Uint8Array(value.length * 4);
  const view = new DataView(bytes.buffer);
  for (const [i, cell] of value.entries()) view.setUint32(i * 4, cell);
  return bytes;
}
