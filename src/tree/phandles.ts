/** Nodes by phandle, as Linux finds them. */
import { type DeviceTree, type DtNode, descendants } from "./tree.js";
import { cellAt } from "./value.js";

const indexes = new WeakMap<DeviceTree, ReadonlyMap<number, DtNode>>();

/**
 * The node's own phandle: `phandle`, else the older `linux,phandle`. Null if there is none, or it is 0 or 0xffffffff
 * (DT specification v0.4, section 2.3.3).
 */
export function phandleOf(node: DtNode): number | null {
  for (const name of ["phandle", "linux,phandle"]) {
    const property = node.properties.get(name);
    const value = property === undefined ? null : cellAt(property, 0);
    if (value !== null && value !== 0 && value !== 0xffffffff) return value;
  }
  return null;
}

/** The first node in document order with that phandle, or null. The tree is indexed once. */
export function nodeByPhandle(tree: DeviceTree, phandle: number): DtNode | null {
  let index = indexes.get(tree);
  if (index === undefined) {
    const built = new Map<number, DtNode>();
    for (const node of descendants(tree.root)) {
      const own = phandleOf(node);
      if (own !== null && !built.has(own)) built.set(own, node);
    }
    index = built;
    indexes.set(tree, index);
  }
  return index.get(phandle) ?? null;
}
