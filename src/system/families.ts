/** Devices and the consumers made from them. */
import { type DtNode, pathOf } from "../tree/tree.js";
import { isBus } from "./buses.js";
import type { Master } from "./master.js";
import type { Consumer, Family } from "./model.js";

/** The device that a family is of. */
export interface FamilyHead {
  /** Its path; of a PCI function without a node its own id. */
  readonly id: string;
  /** Its node; of a function without one, the bridge below which its node would be. */
  readonly node: DtNode;
}

/**
 * The device that each master belongs to. A runtime child belongs to its parent's node; a node below a device to that
 * device, unless it has runtime children and so heads a family of its own; a PCI function without a node to itself if
 * a plan speaks of it, else to none.
 */
export function familyHeads(masters: readonly Master[]): ReadonlyMap<Master, FamilyHead | null> {
  const haveChildren = new Set(masters.filter((m) => m.kind === "runtime-child").map((m) => m.configNode));
  return new Map(masters.map((master) => [master, headOf(master, haveChildren)]));
}

function headOf(master: Master, haveChildren: ReadonlySet<DtNode>): FamilyHead | null {
  const { node, configNode } = master;
  if (master.kind === "runtime-child") return { id: pathOf(configNode), node: configNode };
  if (node === null) return master.planned === null ? null : { id: master.id, node: configNode };
  const { parent } = node;
  const isPart = master.kind === "child-node" && parent !== null && !isBus(parent) && !haveChildren.has(node);
  const device = isPart ? parent : node;
  return { id: pathOf(device), node: device };
}

/** The id of the family's device; null for its head and for a consumer without a family. */
export const parentId = (master: Master, head: FamilyHead | null): string | null =>
  head === null || head.id === master.id ? null : head.id;

/** In document order of the first member. */
export function families(
  consumers: readonly Consumer[],
  headOf: (consumer: Consumer) => FamilyHead | null,
): readonly Family[] {
  const found = new Map<string, { readonly head: FamilyHead; readonly members: Consumer[] }>();
  for (const consumer of consumers) {
    const head = headOf(consumer);
    if (head === null) continue;
    const family = found.get(head.id);
    if (family === undefined) found.set(head.id, { head, members: [consumer] });
    else family.members.push(consumer);
  }
  return [...found.values()].map(({ head, members }) => ({ parent: head.id, node: head.node, members }));
}
