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
import { type DeviceTree, type DtNode, descendants, type Property, pathOf } from "./tree.js";
import { cells, strings } from "./value.js";
import { writtenFixups, writtenSymbols } from "./written-fixups.js";

export interface SymbolOptions {
  /** `dtc -@`: `__symbols__` for every label, and a phandle for every labelled node. */
  readonly symbols: boolean;
  /** `dtc -L`: `__local_fixups__` for a base tree as well; an overlay always has them. */
  readonly localFixups: boolean;
}

/** The tree with those nodes. A tree from a blob or a folder comes back as it was: it has what it needs, or never will. */
export function withSymbolNodes(tree: DeviceTree, options: SymbolOptions): DeviceTree {
  const draft = draftOf(tree);
  if (!isFromSource(tree)) return draft;
  const written = writtenSymbols(draft);
  if (options.symbols) addSymbols(draft, written);
  if (tree.isOverlay || options.localFixups) {
    const references = phandleReferences(draft, written);
    addFixups(draft, references);
    addLocalFixups(draft, references);
  }
  return draft;
}

const isFromSource = ({ root }: DeviceTree): boolean => root.span !== null;

function addSymbols(tree: DraftTree, written: ReadonlyMap<string, DraftNode>): void {
  const named = new Set<DtNode>(written.values());
  const isLabelled = (node: DraftNode): boolean =>
    node.labels.length > 0 || named.has(node) || tree.numbering?.unlabelled.has(node) === true;
  const labelled = [...descendants(tree.root)].filter(isLabelled);
  if (labelled.length === 0) return;
  const symbols = tree.root.childOrNew("__symbols__");
  const numbers = new FreePhandles(tree.root, tree.numbering?.last ?? 1);
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
  /** In bytes. */
  readonly offset: number;
  /** As written, without `&`. */
  readonly text: string;
  /** False when the label or path must come from another tree. */
  readonly isLocal: boolean;
}

/** In the order of the tree, and of their offsets. */
function phandleReferences(tree: DraftTree, written: ReadonlyMap<string, DraftNode>): readonly Reference[] {
  const references: Reference[] = [];
  const fixups = writtenFixups(tree);
  for (const node of descendants(tree.root)) {
    for (const property of node.properties.values()) {
      const own = property.markers.filter(({ kind }) => kind === "phandle");
      const also = fixups.get(property) ?? [];
      const all = also.length === 0 ? own : [...own, ...also].sort((a, b) => a.offset - b.offset);
      for (const { offset, text } of all) {
        const isLocal = written.has(text) || nodeByReference(tree, text) !== null;
        references.push({ node, property, offset, text, isLocal });
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
  for (const [label, uses] of groups(foreign, ({ text }) => text)) {
    const places = uses.map(({ node, property, offset }) => `${pathOf(node)}:${property.name}:${offset}`);
    addStrings(fixups, label, places);
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
    const offsets = uses.map(({ offset }) => offset);
    addCells(mirrorOf(node, mirrors), property.name, offsets);
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

/**
 * The source may have written entries of its own, as one that `dtc -O dts` made of a blob has: they stay in front, and
 * what is among them is not entered twice. What is no list of strings is left as it is.
 */
function addStrings(node: DraftNode, name: string, added: readonly string[]): void {
  const property = node.properties.get(name);
  if (property !== undefined && property.value.length > 0 && property.value.at(-1) !== 0) return;
  const known = property === undefined ? [] : strings(property);
  const present = new Set(known);
  node.set(name, bytesOfStrings([...known, ...added.filter((text) => !present.has(text))]));
}

/** The same of offsets; what is no list of cells is left as it is. */
function addCells(node: DraftNode, name: string, added: readonly number[]): void {
  const property = node.properties.get(name);
  if (property !== undefined && property.value.length % 4 !== 0) return;
  const known = property === undefined ? [] : cells(property);
  const present = new Set(known);
  node.set(name, bytesOfCells([...known, ...added.filter((offset) => !present.has(offset))]));
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
