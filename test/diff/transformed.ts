/** The same board written another way: nodes in another order, other phandles. */

import { withValue } from "../../src/tree/draft.js";
import type { DeviceTree, DtNode, Property } from "../../src/tree/tree.js";

interface OwnNode extends DtNode {
  readonly children: OwnNode[];
  readonly properties: Map<string, Property>;
}

/** A copy whose children stand in the order that `order` gives them. */
export function copied(
  tree: DeviceTree,
  order: (children: readonly DtNode[]) => readonly DtNode[],
  property: (property: Property) => Property = (same) => same,
): DeviceTree {
  const copies = new Map<DtNode, OwnNode>();
  const copy = (node: DtNode, parent: OwnNode | null): OwnNode => {
    const properties = new Map([...node.properties].map(([name, value]) => [name, property(value)] as const));
    const { name, labels, span } = node;
    const made: OwnNode = { name, labels, span, parent, properties, children: [] };
    made.children.push(...order(node.children).map((child) => copy(child, made)));
    copies.set(node, made);
    return made;
  };
  const root = copy(tree.root, null);
  const labels = new Map([...tree.labels].map(([label, node]) => [label, copies.get(node) ?? root] as const));
  const { memoryReservations, bootCpu, isOverlay, file } = tree;
  return { root, memoryReservations, bootCpu, isOverlay, file, labels };
}

/** Every phandle moved by `by`, in `phandle` and in the cells that the source wrote as references. */
export function renumbered(tree: DeviceTree, by: number): DeviceTree {
  return copied(
    tree,
    (children) => children,
    (property) => {
      const own = property.name === "phandle" || property.name === "linux,phandle";
      const cells = own ? [0] : property.markers.filter(({ kind }) => kind === "phandle").map(({ offset }) => offset);
      if (cells.length === 0) return property;
      const value = property.value.slice();
      const view = new DataView(value.buffer, value.byteOffset, value.byteLength);
      for (const offset of cells) view.setUint32(offset, view.getUint32(offset) + by);
      return withValue(property, value);
    },
  );
}

/** A shuffle that a number decides, the same on every machine. */
export function shuffledBy(seed: number): (children: readonly DtNode[]) => readonly DtNode[] {
  let state = seed >>> 0;
  const next = (below: number): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state % below;
  };
  return (children) => {
    const list = [...children];
    for (let i = list.length - 1; i > 0; i--) {
      const j = next(i + 1);
      const [a, b] = [list[i], list[j]];
      if (a !== undefined && b !== undefined) [list[i], list[j]] = [b, a];
    }
    return list;
  };
}
