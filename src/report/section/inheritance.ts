/** Families as trees: who is made from which device, and which ranges reach whom, from where. */
import { rangeText } from "../amount.js";
import type { Block, TreeItem } from "../blocks.js";
import { type Cluster, clustersOf } from "../clusters.js";
import { memberName } from "../names.js";
import { originText } from "../origin.js";
import type { Board, Consumer, ReservationView } from "../schema.js";
import { joined, path, type Styled, solid, text } from "../styled.js";

export interface Depth {
  /** Families of one member that nothing is reserved for as well. */
  readonly all: boolean;
  /** The chain behind each range, the allocator and the free space. */
  readonly verbose: boolean;
}

export function inheritanceBlocks(board: Board, depth: Depth): Block[] {
  const roots = clustersOf(board)
    .filter(({ head, others }) => depth.all || others.length > 0 || (head !== null && !hasNothingToSay(head)))
    .map((cluster) => familyItem(cluster, depth));
  if (roots.length === 0) return [];
  return [
    { kind: "title", level: 2, text: text("Inheritance", "strong") },
    { kind: "tree", roots },
  ];
}

const hasNothingToSay = (consumer: Consumer): boolean =>
  consumer.reservations.every((reservation) => !reservation.inAllocator) && consumer.runtimeCalls.length === 0;

function familyItem({ parent, head, others }: Cluster, depth: Depth): TreeItem {
  const suffix = head === null ? "no DMA of its own" : standing(head);
  return {
    label: [...path(parent, "strong"), ...text(` (${suffix})`, "faint")],
    details: head === null ? [] : detailsOf(head, depth),
    children: others.map((member) => ({
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
  [
    KINDS[consumer.kind],
    consumer.group === null ? "no group" : `group ${consumer.group}`,
    ...(hasNothingToSay(consumer) ? ["nothing reserved"] : []),
  ].join(", ");

function detailsOf(consumer: Consumer, depth: Depth): Styled[] {
  const reservations = consumer.reservations.filter((reservation) => reservation.inAllocator || depth.verbose);
  const lines = reservations.map((reservation) => reservationLine(reservation, consumer.reservationsLost));
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

function reservationLine(reservation: ReservationView, isLost: boolean): Styled {
  const fate = !reservation.inAllocator ? ", listed only" : isLost ? ", lost: another member sets up the domain" : "";
  return [
    ...solid(rangeText(reservation)),
    ...text(` ${reservation.type} `),
    ...originText(reservation.origin),
    ...text(fate, "caution"),
  ];
}

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
