/**
 * An overlay's own phandles, which begin at 1 like the base's: made distinct by adding the base's highest, then, for
 * a node that is merged into one that has a phandle, made equal to that one (libfdt since 1.7.1 keeps the base's).
 */
import type { DraftNode } from "../../tree/draft.js";
import { phandleOf } from "../../tree/phandles.js";
import { descendants } from "../../tree/tree.js";
import { cells } from "../../tree/value.js";
import type { BaseTree } from "./base-tree.js";
import type { IncomingOverlay } from "./incoming.js";

const PHANDLE_NAMES = ["phandle", "linux,phandle"];
/** 0 and all ones are no phandles. */
const HIGHEST_PHANDLE = 0xfffffffe;

/** A cell that holds a phandle of the overlay itself: an entry of `__local_fixups__`. */
interface LocalReference {
  readonly node: DraftNode;
  readonly name: string;
  readonly offset: number;
}

export function renumberPhandles(overlay: IncomingOverlay, by: number): readonly LocalReference[] {
  for (const node of descendants(overlay.tree.root)) {
    for (const name of PHANDLE_NAMES) addToPhandle(overlay, node, name, by);
  }
  const references = localReferences(overlay);
  for (const { node, name, offset } of references) {
    const cell = overlay.cellAt(node, name, offset) ?? 0;
    overlay.setCell(node, name, offset, (cell + by) >>> 0);
  }
  return references;
}

function addToPhandle(overlay: IncomingOverlay, node: DraftNode, name: string, by: number): void {
  const property = node.properties.get(name);
  if (property === undefined) return;
  const phandle = overlay.cellAt(node, name, 0);
  if (phandle === null || property.value.length !== 4) {
    overlay.refuse("overlay-bad-phandle", `'${name}' is not one cell`, overlay.atProperty(node, name));
  } else if (phandle + by > HIGHEST_PHANDLE) {
    const message = `phandle 0x${phandle.toString(16)} plus the base's highest, 0x${by.toString(16)}, is not a phandle`;
    overlay.refuse("overlay-bad-phandle", message, overlay.atProperty(node, name));
  } else {
    overlay.setCell(node, name, 0, phandle + by);
  }
}

/** `__local_fixups__` mirrors the overlay's nodes; its properties hold offsets in those of the same names. */
function localReferences(overlay: IncomingOverlay): readonly LocalReference[] {
  const references: LocalReference[] = [];
  const fixups = overlay.tree.root.child("__local_fixups__");
  const pairs = fixups === null ? [] : [{ mirror: fixups, node: overlay.tree.root }];
  for (let pair = pairs.pop(); pair !== undefined; pair = pairs.pop()) {
    const { mirror, node } = pair;
    for (const offsets of mirror.properties.values()) {
      const value = node.properties.get(offsets.name)?.value;
      const all = cells(offsets);
      if (value === undefined || offsets.value.length % 4 !== 0 || all.some((offset) => offset + 4 > value.length)) {
        const message = `'${offsets.name}' does not hold offsets of cells in the property of that name`;
        overlay.refuse("overlay-bad-fixup", message, overlay.atProperty(mirror, offsets.name));
      } else {
        for (const offset of all) references.push({ node, name: offsets.name, offset });
      }
    }
    for (const below of mirror.children) {
      const child = node.child(below.name);
      if (child !== null) pairs.push({ mirror: below, node: child });
      else overlay.refuse("overlay-bad-fixup", "the overlay has no node that this one mirrors", overlay.atNode(below));
    }
  }
  return references;
}

/**
 * @param targets the fragments' contents and the base's nodes that they will be merged into, as far as those exist yet
 */
export function keepBasePhandles(
  overlay: IncomingOverlay,
  base: BaseTree,
  targets: ReadonlyMap<DraftNode, DraftNode>,
  references: readonly LocalReference[],
): void {
  const kept = new Map<number, number>();
  const pairs = [...targets];
  for (let pair = pairs.pop(); pair !== undefined; pair = pairs.pop()) {
    const [node, target] = pair;
    const [own, its] = [phandleOf(node), phandleOf(target)];
    if (own !== null && its !== null) {
      kept.set(own, its);
      for (const name of PHANDLE_NAMES) if (node.properties.has(name)) overlay.setCell(node, name, 0, its);
    }
    for (const child of node.children) {
      const below = base.child(target, child.name);
      if (below !== null) pairs.push([child, below]);
    }
  }
  for (const { node, name, offset } of references) {
    const now = kept.get(overlay.cellAt(node, name, offset) ?? 0);
    if (now !== undefined) overlay.setCell(node, name, offset, now);
  }
}
