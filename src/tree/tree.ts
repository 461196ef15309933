/**
 * The device tree: nodes in order, properties as bytes. Bytes are the truth; markers only say where they came from
 * and what the source called them. Whatever reads a property works from the bytes, for a blob has no markers.
 */
import { Facet } from "../base/facet.js";
import { pathFromRoot } from "../base/path.js";
import type { Location, Span } from "../base/source.js";

/** What a piece of a property's value was written as (DTS only). */
export type MarkerKind =
  | "u8"
  | "u16"
  | "u32"
  | "u64"
  | "string"
  | "bytes"
  | "incbin"
  /** A `&label` or `&{/path}` inside `< >`: four bytes of phandle. */
  | "phandle"
  /** A `&label` or `&{/path}` outside `< >`: the target's path as a string. */
  | "path"
  /** A `label:` inside the value; length 0. */
  | "label";

export interface Marker {
  readonly kind: MarkerKind;
  /** Byte offset in the value. */
  readonly offset: number;
  /** Bytes that this piece covers. */
  readonly length: number;
  /** The label, or the reference as written without `&`; empty for plain values. */
  readonly text: string;
  readonly span: Span;
}

/** The parser's properties make their parts when asked: copy them member by member, for a spread has only some. */
export interface Property {
  readonly name: string;
  readonly value: Uint8Array;
  /** In order of offset; empty for a property from a blob. */
  readonly markers: readonly Marker[];
  readonly labels: readonly string[];
  /** The whole assignment (`name = ...;`), null from a blob. */
  readonly span: Span | null;
  /** The name alone, null from a blob. */
  readonly nameSpan: Span | null;
}

/** A node as everything after the parsers sees it. */
export interface DtNode {
  /** With its unit address (`serial@9000000`); empty for the root. */
  readonly name: string;
  readonly parent: DtNode | null;
  /** In document order, as dtc writes them. */
  readonly children: readonly DtNode[];
  readonly properties: ReadonlyMap<string, Property>;
  readonly labels: readonly string[];
  /** The name in the definition that created the node, null from a blob. */
  readonly span: Span | null;
}

export interface MemoryReservation {
  readonly address: bigint;
  readonly size: bigint;
  readonly labels: readonly string[];
}

export interface DeviceTree {
  readonly root: DtNode;
  readonly memoryReservations: readonly MemoryReservation[];
  /** `boot_cpuid_phys` of the blob's header; for source what dtc would put there. */
  readonly bootCpu: number;
  /** To be merged into another tree: a source with `/plugin/`, or a blob with what `dtc` makes of references to that tree. */
  readonly isOverlay: boolean;
  /** The input as the user named it, for locations of nodes that have no span. */
  readonly file: string;
  readonly labels: ReadonlyMap<string, DtNode>;
  /** Of a tree from source: what `dtc -@` would go on from. */
  readonly numbering?: Numbering;
}

/** How nodes get a phandle that no reference gave one. */
interface Numbering {
  /** The last number that was made up, or 1: it is free again if its node is not in the tree any more. */
  readonly last: number;
  /** Nodes that were deleted with all their labels and made again: they are numbered like labelled ones. */
  readonly unlabelled: ReadonlySet<DtNode>;
}

/** Full path; `/` for the root. */
export const pathOf = (node: DtNode): string => pathFromRoot(node);

/** `serial` of `serial@9000000`. */
export function baseName({ name }: DtNode): string {
  const at = name.indexOf("@");
  return at < 0 ? name : name.slice(0, at);
}

/** What follows the first `@`, or null. */
export function unitAddress(node: DtNode): string | null {
  const at = node.name.indexOf("@");
  return at < 0 ? null : node.name.slice(at + 1);
}

/** The node and all below it, parents before children, in document order. */
export function* descendants<N extends { readonly children: readonly N[] }>(node: N): Generator<N> {
  const stack = [node];
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    yield next;
    for (let i = next.children.length - 1; i >= 0; i--) {
      const child = next.children[i];
      if (child !== undefined) stack.push(child);
    }
  }
}

const inOrder = new Facet(({ root }: DeviceTree): readonly DtNode[] => [...descendants(root)]);

/** All nodes of a complete tree, parents before children, in document order. */
export const nodesOf = (tree: DeviceTree): readonly DtNode[] => inOrder.of(tree);

export function childNamed(node: DtNode, name: string): DtNode | null {
  return node.children.find((child) => child.name === name) ?? null;
}

/** The node at an absolute path. A component without `@` also finds the only child of that base name. */
export function nodeAt(tree: DeviceTree, path: string): DtNode | null {
  if (!path.startsWith("/")) return null;
  let node: DtNode = tree.root;
  for (const part of path.split("/").filter((p) => p !== "")) {
    const next = childNamed(node, part) ?? onlyChildWithBaseName(node, part);
    if (next === null) return null;
    node = next;
  }
  return node;
}

function onlyChildWithBaseName(node: DtNode, name: string): DtNode | null {
  if (name.includes("@")) return null;
  const matches = node.children.filter((child) => baseName(child) === name);
  return matches.length === 1 ? (matches[0] ?? null) : null;
}

/** The best place to point at for a node: its name in the source, or its path in a blob. */
export const locationOfNode = (tree: DeviceTree, node: DtNode): Location =>
  node.span !== null
    ? { kind: "source", span: node.span }
    : { kind: "node", file: tree.file, node: pathOf(node), property: null };

export const locationOfProperty = (tree: DeviceTree, node: DtNode, property: Property): Location =>
  property.nameSpan !== null
    ? { kind: "source", span: property.nameSpan }
    : { kind: "node", file: tree.file, node: pathOf(node), property: property.name };

/** Where the byte at `offset` of a value was written; the property itself if no marker covers it. */
export function locationOfByte(tree: DeviceTree, node: DtNode, property: Property, offset: number): Location {
  const marker = markerAt(property.markers, offset);
  return marker !== null ? { kind: "source", span: marker.span } : locationOfProperty(tree, node, property);
}

/** The marker that covers a byte: markers are in order and apart, save labels, which cover nothing. */
export function markerAt(markers: readonly Marker[], offset: number): Marker | null {
  let low = 0;
  let high = markers.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((markers[middle]?.offset ?? 0) <= offset) low = middle + 1;
    else high = middle;
  }
  for (let at = low - 1; at >= 0; at--) {
    const marker = markers[at];
    if (marker === undefined || marker.length > 0) {
      return marker !== undefined && offset < marker.offset + marker.length ? marker : null;
    }
  }
  return null;
}
