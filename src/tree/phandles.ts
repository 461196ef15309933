/** Nodes by phandle, as Linux finds them. */
import { Facet } from "../base/facet.js";
import { type DeviceTree, type DtNode, nodesOf } from "./tree.js";
import { cellAt } from "./value.js";

/** The first node in document order with each phandle. */
const index = new Facet((tree: DeviceTree): ReadonlyMap<number, DtNode> => {
  const built = new Map<number, DtNode>();
  for (const node of nodesOf(tree)) {
    const own = phandleOf(node);
    if (own !== null && !built.has(own)) built.set(own, node);
  }
  return built;
});

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
export const nodeByPhandle = (tree: DeviceTree, phandle: number): DtNode | null => index.of(tree).get(phandle) ?? null;
