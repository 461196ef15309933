/** Domains of several members: one address space, and only its first member's reservations count. */
import { rangeText } from "../amount.js";
import type { Block, TreeItem } from "../blocks.js";
import type { Board, Consumer, Domain } from "../schema.js";
import { joined, path, type Styled, solid, text } from "../styled.js";

export function sharedDomainBlocks(board: Board): Block[] {
  const shared = board.domains.filter((domain) => domain.members.length > 1);
  if (shared.length === 0) return [];
  const byId = new Map(board.consumers.map((consumer) => [consumer.id, consumer]));
  return [
    { kind: "title", level: 2, text: text("Domains with several members", "strong") },
    { kind: "tree", roots: shared.map((domain) => domainItem(domain, byId)) },
  ];
}

const SHARING: Readonly<Record<Domain["sharing"], string>> = {
  alone: "",
  group: "",
  "parent-streams": "the device's own streams",
  "unknown-iommu": "the same streams, behind an IOMMU without a known driver",
  "same-streams": "the same streams",
};

function domainItem(domain: Domain, byId: ReadonlyMap<string, Consumer>): TreeItem {
  const { group, sharing, members, first, ifFirst } = domain;
  const iommu = byId.get(first)?.iommu ?? null;
  const why = SHARING[sharing];
  return {
    label: [
      ...(group === null ? text("no group ", "caution") : text(`group ${group} `, "strong")),
      ...(iommu === null ? [] : path(iommu, "faint")),
      ...text(why === "" ? "" : ` (${why})`, "faint"),
    ],
    details: ifFirst.map(({ member, allocator }) => [
      ...text("if "),
      ...path(member),
      ...text(" came first, the allocator would reserve "),
      ...ranges(allocator),
    ]),
    children: members.map((id) => ({
      label: [...path(id), ...(id === first ? text(" (assumed to set up the domain)", "faint") : [])],
      details: lostBy(byId.get(id)),
      children: [],
    })),
  };
}

function lostBy(consumer: Consumer | undefined): Styled[] {
  if (consumer === undefined || !consumer.reservationsLost) return [];
  const lost = consumer.reservations.filter((reservation) => reservation.inAllocator);
  return lost.length === 0 ? [] : [[...text("its reservations have no effect: ", "caution"), ...ranges(lost)]];
}

const ranges = (list: readonly { start: string; end: string }[]): Styled =>
  list.length === 0
    ? text("nothing")
    : joined(
        list.map((range) => solid(rangeText(range))),
        " ",
      );
