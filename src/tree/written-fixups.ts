/**
 * `__symbols__` and `__fixups__` as a source itself may have written them, by hand or because `dtc -O dts` made it from
 * a blob. dtc 1.8.1 reads both back before it adds its own (observed): a node that a symbol leads to has that label,
 * and a place that a fixup names refers to its label.
 */
import type { DraftNode, DraftTree } from "./draft.js";
import type { Property } from "./tree.js";
import { strings, textOf } from "./value.js";

/** Where a reference stands. Nothing says that the property is that long. */
export interface FixupPlace {
  readonly node: DraftNode;
  readonly name: string;
  /** In bytes. */
  readonly offset: number;
}

/** An entry of `__fixups__`, "/path:property:offset"; null if it is none, or names a node that there is not. */
export const fixupPlace = (root: DraftNode, entry: string): FixupPlace | null =>
  entry.startsWith("/") ? placeOf(root, entry, nodeBelow) : null;

function placeOf(root: DraftNode, entry: string, find: typeof nodeBelow): FixupPlace | null {
  const match = /^([^:]*):([^:]+):([0-9]+)$/.exec(entry);
  const [, path = "", name = "", digits = ""] = match ?? [];
  const node = match === null ? null : find(root, path);
  return node === null ? null : { node, name, offset: Number(digits) };
}

function nodeBelow(root: DraftNode, path: string): DraftNode | null {
  let node: DraftNode | null = root;
  for (const name of path.split("/")) {
    if (node !== null && name !== "") node = node.child(name);
  }
  return node;
}

/** As dtc: slashes in front do not matter, an empty path is the root, but `/` alone is nothing. */
const nodeOfDtc = (root: DraftNode, path: string): DraftNode | null =>
  /^\/+$/.test(path) || path.endsWith("//") ? null : nodeBelow(root, path);

/** The labels that the tree's own `__symbols__` gives, with their nodes. */
export function writtenSymbols({ root }: DraftTree): ReadonlyMap<string, DraftNode> {
  const labels = new Map<string, DraftNode>();
  const symbols = root.child("__symbols__");
  for (const label of symbols?.properties.keys() ?? []) {
    const path = symbols === null ? null : textOf(symbols, label);
    const node = path === null ? null : nodeOfDtc(root, path);
    if (node !== null) labels.set(label, node);
  }
  return labels;
}

/** A reference in a value: the offset of its four bytes, and the label or path. */
interface PlacedReference {
  readonly offset: number;
  readonly text: string;
}

/**
 * What the tree's own `__fixups__` says of each property, in order of offset. A phandle that the source has there
 * decides; of two entries for one place the first.
 */
export function writtenFixups({ root }: DraftTree): ReadonlyMap<Property, readonly PlacedReference[]> {
  const byProperty = new Map<Property, Map<number, PlacedReference>>();
  for (const entries of root.child("__fixups__")?.properties.values() ?? []) {
    for (const entry of strings(entries)) {
      const place = placeOf(root, entry, nodeOfDtc);
      const property = place?.node.properties.get(place.name);
      if (place === null || property === undefined || place.offset + 4 > property.value.length) continue;
      const places = byProperty.get(property) ?? new Map<number, PlacedReference>();
      byProperty.set(property, places);
      if (!places.has(place.offset)) places.set(place.offset, { offset: place.offset, text: entries.name });
    }
  }
  return new Map([...byProperty].map(([property, places]) => [property, free(property, [...places.values()])]));
}

const free = ({ markers }: Property, places: readonly PlacedReference[]): readonly PlacedReference[] => {
  const taken = new Set(markers.filter(({ kind }) => kind === "phandle").map(({ offset }) => offset));
  return places.filter(({ offset }) => !taken.has(offset)).sort((a, b) => a.offset - b.offset);
};
