/** The consumers of a board as a reader meets them: families together, the others on their own. */
import type { Board, Consumer } from "./schema.js";

export interface Cluster {
  /** The family's device, or the id of a consumer that belongs to none, such as a PCI function. */
  readonly parent: string;
  /** The device itself, if it masters DMA. */
  readonly head: Consumer | null;
  readonly others: readonly Consumer[];
}

/** In document order of the first member; every consumer of the board is in exactly one. */
export function clustersOf(board: Pick<Board, "consumers" | "families">): Cluster[] {
  const byId = new Map(board.consumers.map((consumer) => [consumer.id, consumer]));
  const familyOf = new Map(board.families.flatMap((family) => family.members.map((id) => [id, family] as const)));
  const clusters: Cluster[] = [];
  const seen = new Set<string>();
  for (const consumer of board.consumers) {
    if (seen.has(consumer.id)) continue;
    const family = familyOf.get(consumer.id);
    const members = (family?.members ?? [consumer.id]).flatMap((id) => byId.get(id) ?? []);
    for (const member of members) seen.add(member.id);
    const parent = family?.parent ?? consumer.id;
    const head = members.find((member) => member.id === parent) ?? null;
    clusters.push({ parent, head, others: members.filter((member) => member !== head) });
  }
  return clusters;
}
