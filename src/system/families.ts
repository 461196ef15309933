/** Devices and the consumers made from them. */
import { type DtNode, pathOf } from "../tree/tree.js";
import { isBus } from "./buses.js";
import type { Master } from "./master.js";
import type { Consumer, Family } from "./model.js";

/**
 * The node of the device that each master belongs to. A runtime child belongs to its parent's node; a node below a
 * device to that device, unless it has runtime children and so heads a family of its own; a PCI function without a
 * node to none.
 */
export function familyHeads(masters: readonly Master[]): ReadonlyMap<Master, DtNode | null> {
  const haveChildren = new Set(masters.filter((m) => m.kind === "runtime-child").map((m) => m.configNode));
  return new Map(
    masters.map((master): [Master, DtNode | null] => {
      const { node } = master;
      if (master.kind === "runtime-child") return [master, master.configNode];
      if (node === null) return [master, null];
      const { parent } = node;
      const isPart = master.kind === "child-node" && parent !== null && !isBus(parent) && !haveChildren.has(node);
      return [master, isPart ? parent : node];
    }),
  );
}

/** The id of the family's device; null for its head and for a consumer without a family. */
export function parentId(master: Master, head: DtNode | null): string | null {
  if (head === null) return null;
  const path = pathOf(head);
  return path === master.id ? null : path;
}

/** In document order of the first member. */
export function families(
  consumers: readonly Consumer[],
  headOf: (consumer: Consumer) => DtNode | null,
): readonly Family[] {
  const members = new Map<DtNode, Consumer[]>();
  for (const consumer of consumers) {
    const head = headOf(consumer);
    if (head === null) continue;
    const list = members.get(head);
    if (list === undefined) members.set(head, [consumer]);
    else list.push(consumer);
  }
  return [...members].map(([node, list]) => ({ parent: pathOf(node), node, members: list }));
}
