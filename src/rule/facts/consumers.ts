/** Consumers by what rules know of them. */
import { Facet } from "../../base/facet.js";
import type { Consumer, Reservation, System } from "../../system/model.js";
import type { DtNode } from "../../tree/tree.js";

const byNode = new Facet(({ consumers }: System): ReadonlyMap<DtNode | null, readonly Consumer[]> => {
  const found = new Map<DtNode | null, Consumer[]>();
  for (const consumer of consumers) {
    const known = found.get(consumer.node);
    if (known === undefined) found.set(consumer.node, [consumer]);
    else known.push(consumer);
  }
  return found;
});

/** The consumers that read a node's properties, in document order. */
export const consumersOf = (system: System, node: DtNode): readonly Consumer[] => byNode.of(system).get(node) ?? [];

/** One consumer for each node: runtime children that share their parent's node say nothing of their own about it. */
export function onePerNode(system: System): readonly Consumer[] {
  const seen = new Set<DtNode>();
  return system.consumers.filter(({ node }) => {
    if (node === null || seen.has(node)) return false;
    seen.add(node);
    return true;
  });
}

/** Works on IOVA addresses from an allocator: the figures of its usable space mean something. */
export const isTranslated = (consumer: Consumer): boolean =>
  consumer.domainType === "dma" || consumer.domainType === "dma-fq";

/** What the device tree asks for: `iommu-addresses` and `iommu-ranges`. */
export const fromTree = (consumer: Consumer): readonly Reservation[] =>
  consumer.reservations.filter(({ origin }) => origin.kind === "iommu-addresses" || origin.kind === "iommu-ranges");
