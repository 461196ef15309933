/**
 * The nodes that `dtc -@` adds for overlays: `__symbols__` (labels to paths), `__fixups__` (references that another
 * tree must resolve) and `__local_fixups__` (phandles to renumber when this tree is merged into another). The formats
 * are those of the kernel's Documentation/devicetree/dynamic-resolution-notes.rst; order and merging with what the
 * source itself wrote are dtc 1.8.1's, observed.
 */
import { type DraftNode, type DraftTree, draftOf } from "./draft.js";
import { bytesOfCells, bytesOfStrings } from "./encode.js";
import { FreePhandles } from "./free-phandles.js";
import { phandleOf } from "./phandles.js";
import { nodeByReference } from "./reference.js";
import { type DeviceTree, type DtNode, descendants, type Marker, type Property, pathOf } from "./tree.js";

export interface SymbolOptions {
  /** `dtc -@`: `__symbols__` for every label, and a phandle for every labelled node. */
  readonly symbols: boolean;
  /** `dtc -L`: `__local_fixups__` for a base tree as well; an overlay always has them. */
  readonly localFixups: boolean;
}

/** The tree with those nodes. A tree from a blob comes back as it was: it has neither labels nor markers. */
export function withSymbolNodes(tree: DeviceTree, options: SymbolOptions): DeviceTree {
  const draft = draftOf(tree);
  if (options.symbols) addSymbols(draft);
  if (tree.isOverlay || options.localFixups) {
    const references = phandleReferences(draft);
    addFixups(draft, references);
    addLocalFixups(draft, references);
  }
  return draft;
}

function addSymbols(tree: DraftTree): void {
  const labelled = [...descendants(tree.root)].filter((node) => node.labels.length > 0);
  if (labelled.length === 0) return;
  const symbols = tree.root.childOrNew("__symbols__");
  const numbers = new FreePhandles(tree.root);
  for (const node of labelled) {
    for (const label of node.labels) {
      if (!symbols.properties.has(label)) symbols.set(label, bytesOfStrings([pathOf(node)]));
    }
    if (phandleOf(node) === null) node.set("phandle", bytesOfCells([numbers.next()]));
  }
}

interface Reference {
  readonly node: DraftNode;
  readonly property: Property;
  readonly marker: Marker;
  /** False when the label or path must come from another tree. */
  readonly isLocal: boolean;
}

function phandleReferences(tree: DraftTree): readonly Reference[] {
  const references: Reference[] = [];
  for (const node of descendants(tree.root)) {
    for (const property of node.properties.values()) {
      for (const marker of property.markers) {
        if (marker.kind !== "phandle") continue;
        references.push({ node, property, marker, isLocal: nodeByReference(tree, marker.text) !== null });
      }
    }
  }
  return references;
}

/** `label = "/path:property:offset", ...;` in the order in which the labels are first referred to. */
function addFixups(tree: DraftTree, references: readonly Reference[]): void {
  const foreign = references.filter((reference) => !reference.isLocal);
  if (foreign.length === 0) return;
  const fixups = tree.root.childOrNew("__fixups__");
  for (const [label, uses] of groups(foreign, ({ marker }) => marker.text)) {
    const places = uses.map(({ node, property, marker }) => `${pathOf(node)}:${property.name}:${marker.offset}`);
    appendTo(fixups, label, bytesOfStrings(places));
  }
}

/** The nodes on the way to each property with a local reference, and the offsets of its references as cells. */
function addLocalFixups(tree: DraftTree, references: readonly Reference[]): void {
  const local = references.filter((reference) => reference.isLocal);
  if (local.length === 0) return;
  const mirrors = new Map<DtNode, DraftNode>([[tree.root, tree.root.childOrNew("__local_fixups__")]]);
  for (const [property, uses] of groups(local, (reference) => reference.property)) {
    const node = uses[0]?.node;
    if (node === undefined) continue;
    const offsets = uses.map(({ marker }) => marker.offset);
    appendTo(mirrorOf(node, mirrors), property.name, bytesOfCells(offsets));
  }
}

function mirrorOf(node: DtNode, mirrors: Map<DtNode, DraftNode>): DraftNode {
  const missing: DtNode[] = [];
  let at = node;
  for (; at.parent !== null && !mirrors.has(at); at = at.parent) missing.push(at);
  let mirror = mirrors.get(at);
  if (mirror === undefined) throw new Error("every node is below the root");
  for (const original of missing.reverse()) {
    mirror = mirror.childOrNew(original.name);
    mirrors.set(original, mirror);
  }
  return mirror;
}

/** The source may have written entries of its own: dtc keeps them in front. */
function appendTo(node: DraftNode, name: string, value: Uint8Array): void {
  const known = node.properties.get(name)?.value ?? new Uint8Array();
  const all = new Uint8Array(known.length + value.length);
  all.set(known);
  all.set(value, known.length);
  node.set(name, all);
}

/** In the order in which the keys first appear. */
function groups<T, K>(list: readonly T[], keyOf: (item: T) => K): ReadonlyMap<K, readonly T[]> {
  const byKey = new Map<K, T[]>();
  for (const item of list) {
    const key = keyOf(item);
    const group = byKey.get(key);
    if (group === undefined) byKey.set(key, [item]);
    else group.push(item);
  }
  return byKey;
}
