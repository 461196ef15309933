/** Groups of several members: they share one domain, and only its first member's reservations count. */
import { rangeText } from "../amount.js";
import type { Block, TreeItem } from "../blocks.js";
import type { Board, Consumer, Group } from "../schema.js";
import { joined, path, type Styled, solid, text } from "../styled.js";

export function groupBlocks(board: Board): Block[] {
  const shared = board.groups.filter((group) => group.members.length > 1);
  if (shared.length === 0) return [];
  const byId = new Map(board.consumers.map((consumer) => [consumer.id, consumer]));
  return [
    { kind: "title", level: 2, text: text("Groups with several members (one domain each)", "strong") },
    { kind: "tree", roots: shared.map((group) => groupItem(group, byId)) },
  ];
}

const groupItem = (group: Group, byId: ReadonlyMap<string, Consumer>): TreeItem => ({
  label: [...text(`${group.id} `, "strong"), ...path(group.iommu, "faint")],
  details: group.ifFirst.map(({ member, allocator }) => [
    ...text("if "),
    ...path(member),
    ...text(" came first, the allocator would keep "),
    ...ranges(allocator),
  ]),
  children: group.members.map((id) => ({
    label: [...path(id), ...(id === group.first ? text(" (taken to set up the domain)", "faint") : [])],
    details: lostBy(byId.get(id)),
    children: [],
  })),
});

function lostBy(consumer: Consumer | undefined): Styled[] {
  if (consumer === undefined || !consumer.reservationsLost) return [];
  const lost = consumer.reservations.filter((reservation) => reservation.inAllocator);
  return lost.length === 0 ? [] : [[...text("its reservations are lost: ", "caution"), ...ranges(lost)]];
}

const ranges = (list: readonly { start: string; end: string }[]): Styled =>
  list.length === 0
    ? text("nothing")
    : joined(
        list.map((range) => solid(rangeText(range))),
        " ",
      );
