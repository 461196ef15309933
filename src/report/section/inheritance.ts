/** Families as trees: who is made from which device, and which ranges reach whom, from where. */
import { rangeText } from "../amount.js";
import type { Block, TreeItem } from "../blocks.js";
import { locationText } from "../location.js";
import { memberName } from "../names.js";
import type { Board, Consumer, ReservationView } from "../schema.js";
import { joined, path, type Styled, solid, text } from "../styled.js";

export interface Depth {
  /** Families of one member that nothing is reserved for as well. */
  readonly all: boolean;
  /** The chain behind each range, the allocator and the free space. */
  readonly verbose: boolean;
}

export function inheritanceBlocks(board: Board, depth: Depth): Block[] {
  const byId = new Map(board.consumers.map((consumer) => [consumer.id, consumer]));
  const roots = board.families.flatMap((family) => {
    const members = family.members.flatMap((id) => byId.get(id) ?? []);
    const plain = members.length === 1 && members.every(hasNothingToSay);
    return plain && !depth.all ? [] : [familyItem(family.parent, members, depth)];
  });
  if (roots.length === 0) return [];
  return [
    { kind: "title", level: 2, text: text("Inheritance", "strong") },
    { kind: "tree", roots },
  ];
}

const hasNothingToSay = (consumer: Consumer): boolean =>
  consumer.reservations.every((reservation) => !reservation.inAllocator) && consumer.runtimeCalls.length === 0;

function familyItem(parent: string, members: readonly Consumer[], depth: Depth): TreeItem {
  const head = members.find((member) => member.id === parent);
  const suffix = text(` (${head === undefined ? "no DMA of its own" : standing(head)})`, "faint");
  return {
    label: [...path(parent, "strong"), ...suffix],
    details: head === undefined ? [] : detailsOf(head, depth),
    children: members
      .filter((member) => member !== head)
      .map((member) => ({
        label: [...path(memberName(member, parent), "strong"), ...text(` (${standing(member)})`, "faint")],
        details: detailsOf(member, depth),
        children: [],
      })),
  };
}

const KINDS: Readonly<Record<Consumer["kind"], string>> = {
  node: "node",
  "child-node": "child node",
  "runtime-child": "runtime child",
  "pci-function": "PCI function",
};

const standing = (consumer: Consumer): string =>
  [KINDS[consumer.kind], consumer.group === null ? "no group" : `group ${consumer.group}`].join(", ");

function detailsOf(consumer: Consumer, depth: Depth): Styled[] {
  const reservations = consumer.reservations.filter((reservation) => reservation.inAllocator || depth.verbose);
  const lines = reservations.map((reservation) => reservationLine(reservation, consumer.reservationsLost));
  if (reservations.length === 0) lines.push(text("nothing reserved", "faint"));
  for (const call of consumer.runtimeCalls) {
    const outcome = call.result === "0" ? text("succeeds") : text(`${call.result}: ${call.reason ?? ""}`, "bad");
    lines.push([
      ...text(`dma_iova_set_resv_region(${hex(call.start)}, ${hex(call.length)})  `),
      ...outcome,
      ...(call.alsoHits.length === 0 ? [] : text(`, also hits ${call.alsoHits.join(", ")}`, "caution")),
    ]);
  }
  return depth.verbose ? [...lines, ...chain(consumer)] : lines;
}

const hex = (value: string | number): string => `0x${BigInt(value).toString(16)}`;

function reservationLine(reservation: ReservationView, lost: boolean): Styled {
  const fate = !reservation.inAllocator ? "  listed only" : lost ? "  lost: another member sets up the domain" : "";
  return [
    ...solid(rangeText(reservation)),
    ...text(` ${reservation.type}`),
    ...text(fate, "caution"),
    ...text("  "),
    ...originText(reservation.origin),
  ];
}

function originText(origin: ReservationView["origin"]): Styled {
  switch (origin.kind) {
    case "iommu-driver":
      return text(origin.what, "faint");
    case "pci-window":
    case "pci-inbound":
      return [...text("of the bridge ", "faint"), ...path(origin.bridge, "faint")];
    case "runtime":
      return text(`at run time (${locationText(origin)})`, "faint");
    case "iommu-ranges":
      return text(`outside iommu-ranges (${locationText(origin)})${inherited(origin.inheritedFrom)}`, "faint");
    case "iommu-addresses": {
      const moved = origin.translatedFrom === null ? "" : `, moved by dma-ranges from ${origin.translatedFrom}`;
      const where = text(` (${locationText(origin)})${inherited(origin.inheritedFrom)}${moved}`, "faint");
      return [...path(origin.region, "faint"), ...where];
    }
  }
}

/** From the device at the tree's root: a runtime child can inherit from no other. */
const inherited = (from: string | null): string => (from === null ? "" : ", inherited");

/** Everything that made the figures what they are. */
function chain(consumer: Consumer): Styled[] {
  const steps = consumer.reservations.flatMap(({ origin }) =>
    "via" in origin
      ? origin.via.map((step) => text(`${step.kind} ${step.name}  ${step.file}:${step.line}`, "faint"))
      : [],
  );
  const { need } = consumer;
  return [
    ...steps,
    rangesLine("need", need === null ? null : need.ranges),
    rangesLine("allocator", consumer.allocator),
    rangesLine("usable", consumer.usable.ranges),
    text(`first page  ${consumer.firstPage ?? "none: the mapping fails"}`, "faint"),
    ...consumer.assumes.map((assumption) => text(`assumes  ${assumption}`, "faint")),
  ];
}

function rangesLine(title: string, ranges: readonly { start: string; end: string }[] | null): Styled {
  const list = ranges === null ? text("unknown") : ranges.length === 0 ? text("nothing") : null;
  return [
    ...text(`${title}  `, "faint"),
    ...(list ??
      joined(
        (ranges ?? []).map((r) => solid(rangeText(r))),
        " ",
      )),
  ];
}
