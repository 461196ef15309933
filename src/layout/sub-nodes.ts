/** Layouts that give each member a node with ranges of its own. */
import type { RangeSet } from "../base/range.js";
import type { Consumer, Family, System } from "../system/model.js";
import { nothingWritten } from "./domains.js";
import { onOwnNode, type Place, unwritableNotes } from "./expressible.js";
import type { Layout, LayoutResult } from "./model.js";
import { kernels, nodesOfTheirOwn } from "./requirements.js";
import { evaluateWritten } from "./result.js";
import { nameOf } from "./sharing.js";

/** What a layout writes on a member's own node. */
export interface OnOwnNode {
  /** What the ranges on its node make Linux reserve, in bytes. */
  readonly reserved: RangeSet;
  /** What should stand there and cannot. */
  readonly unsaid: RangeSet;
}

export function evaluateSubNodes(
  layout: Pick<Layout, "id" | "title">,
  family: Family,
  system: System,
  property: "iommu-addresses" | "iommu-ranges",
  write: (member: Consumer, place: Place) => OnOwnNode,
  notes: readonly string[],
): LayoutResult {
  const byMember = new Map(
    family.members.map((member) => {
      const place = onOwnNode(member, family, system);
      return [member.id, { place, ...write(member, place) }];
    }),
  );
  const lost = family.members.flatMap((member) => {
    const own = byMember.get(member.id);
    return own === undefined ? [] : unwritableNotes(own.unsaid, own.place, nameOf(member));
  });
  const written = (member: Consumer) => {
    const byNode = byMember.get(member.id)?.reserved;
    return byNode === undefined ? nothingWritten : { ...nothingWritten, byNode };
  };
  return evaluateWritten(layout, family, system, written, {
    ...nodesOfTheirOwn(family, kernels[property === "iommu-ranges" ? "iommuRanges" : "iommuAddresses"]),
    property,
    notes: [...notes, ...lost],
  });
}
