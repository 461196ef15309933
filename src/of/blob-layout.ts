/**
 * What lies behind a property in a flattened blob (DT specification v0.4, sections 5.4 and 5.5).
 *
 * Linux reads an `iommu-addresses` entry without looking where the property ends, and so takes what follows it in the
 * blob. Which bytes those are depends on who wrote the blob; here they are those that dtc writes for this tree.
 */
import { Facet } from "../base/facet.js";
import { type DeviceTree, type DtNode, nodesOf, type Property } from "../tree/tree.js";

const BEGIN_NODE = 1;
const END_NODE = 2;
const PROPERTY = 3;
const END = 9;

/** `count` cells from cell `index`, which is in the property's value or just after it, running over its end into the blob. */
export function cellsInBlob(
  tree: DeviceTree,
  node: DtNode,
  property: Property,
  index: number,
  count: number,
): readonly number[] {
  const cells: number[] = [];
  if (count === 0) return cells;
  for (const cell of blobFrom(tree, node, property, index)) {
    cells.push(cell);
    if (cells.length === count) break;
  }
  return cells;
}

/** The cells of the structure block from a cell of a property's value, or just after it, to the block's end. */
function* blobFrom(tree: DeviceTree, node: DtNode, property: Property, index: number): Generator<number> {
  yield* words(property.value.subarray(index * 4));
  const properties = [...node.properties.values()];
  for (const next of properties.slice(properties.indexOf(property) + 1)) yield* propertyCells(tree, next);
  for (const child of node.children) yield* nodeCells(tree, child);
  yield END_NODE;
  for (let at = node; at.parent !== null; at = at.parent) {
    const siblings = at.parent.children;
    for (const next of siblings.slice(siblings.indexOf(at) + 1)) yield* nodeCells(tree, next);
    yield END_NODE;
  }
  yield END;
}

/** A whole node. The stack holds nodes, and null where one ends. */
function* nodeCells(tree: DeviceTree, node: DtNode): Generator<number> {
  const stack: (DtNode | null)[] = [node];
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    if (next === null) {
      yield END_NODE;
      continue;
    }
    yield BEGIN_NODE;
    yield* words(new TextEncoder().encode(`${next.name}\0`));
    for (const property of next.properties.values()) yield* propertyCells(tree, property);
    stack.push(null, ...[...next.children].reverse());
  }
}

function* propertyCells(tree: DeviceTree, property: Property): Generator<number> {
  yield PROPERTY;
  yield property.value.length;
  yield nameOffset(tree, property.name);
  yield* words(property.value);
}

/** Big-endian cells; the last is filled up with zeros. */
function* words(bytes: Uint8Array): Generator<number> {
  for (let at = 0; at < bytes.length; at += 4) {
    const [a = 0, b = 0, c = 0, d = 0] = bytes.subarray(at, at + 4);
    yield ((a << 24) | (b << 16) | (c << 8) | d) >>> 0;
  }
}

/** Where dtc puts a name in the strings block: in order of first use, an end of an earlier name serving as a name too. */
const nameOffset = (tree: DeviceTree, name: string): number => stringsBlock.of(tree).get(name) ?? 0;

const stringsBlock = new Facet((tree: DeviceTree): ReadonlyMap<string, number> => {
  const offsets = new Map<string, number>();
  let end = 0;
  for (const node of nodesOf(tree)) {
    for (const name of node.properties.keys()) {
      if (offsets.has(name)) continue;
      for (let i = 0; i < name.length; i++) {
        const ending = name.slice(i);
        if (!offsets.has(ending)) offsets.set(ending, end + i);
      }
      end += name.length + 1;
    }
  }
  return offsets;
});
