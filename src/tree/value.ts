/** Reading a property's bytes as the device-tree types (DT specification v0.4, section 2.2.4). All big-endian. */
import type { DtNode, Property } from "./tree.js";

export const cellCount = (property: Property): number => Math.floor(property.value.length / 4);

/** The 32-bit cell at a cell index; null past the end. */
export function cellAt(property: Property, index: number): number | null {
  const at = index * 4;
  const { value } = property;
  if (index < 0 || at + 4 > value.length) return null;
  return (
    (((value[at] ?? 0) << 24) | ((value[at + 1] ?? 0) << 16) | ((value[at + 2] ?? 0) << 8) | (value[at + 3] ?? 0)) >>> 0
  );
}

/** All whole cells; bytes after the last whole cell are left out. */
export function cells(property: Property): readonly number[] {
  const out: number[] = [];
  for (let i = 0; i < cellCount(property); i++) out.push(cellAt(property, i) ?? 0);
  return out;
}

/**
 * `count` cells from a cell index as one number, most significant first; null if the property ends before. As in the
 * kernel's of_read_number() (6.12), cells beyond the last two are shifted out: the result has 64 bits.
 */
export function cellsAsNumber(property: Property, index: number, count: number): bigint | null {
  let value = 0n;
  for (let i = index; i < index + count; i++) {
    const cell = cellAt(property, i);
    if (cell === null) return null;
    value = BigInt.asUintN(64, (value << 32n) | BigInt(cell));
  }
  return value;
}

/** The property as a single cell: null unless it is present and at least four bytes long. */
export function u32Of(node: DtNode, name: string): number | null {
  const property = node.properties.get(name);
  return property === undefined ? null : cellAt(property, 0);
}

const decoder = new TextDecoder("latin1");

/** A NUL-terminated string; without a NUL the whole value. */
export function textOf(node: DtNode, name: string): string | null {
  const property = node.properties.get(name);
  return property === undefined ? null : (strings(property)[0] ?? "");
}

/** The string list of `compatible` and the like; a missing final NUL is forgiven. */
export function strings(property: Property): readonly string[] {
  if (property.value.length === 0) return [];
  const text = decoder.decode(property.value);
  return (text.endsWith("\0") ? text.slice(0, -1) : text).split("\0");
}

export function textList(node: DtNode, name: string): readonly string[] {
  const property = node.properties.get(name);
  return property === undefined ? [] : strings(property);
}
