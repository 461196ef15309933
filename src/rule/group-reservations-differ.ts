import { RangeSet } from "../base/range.js";
import { formatApproximateSize } from "../base/units.js";
import type { Consumer, Domain, System } from "../system/model.js";
import { defineRule, type Observation } from "./engine/model.js";
import { fromTree, isTranslated } from "./facts/consumers.js";
import { readForConsumer } from "./facts/subjects.js";
import { rangesText } from "./facts/words.js";
import { reservationCellsMisaligned } from "./reservation-cells-misaligned.js";
import { reservationCellsShort } from "./reservation-cells-short.js";
import { reservationPhandleAlias } from "./reservation-phandle-alias.js";

export const groupReservationsDiffer = defineRule({
  id: "group-reservations-differ",
  title: "members of one group declare different reservations",
  severity: "error",
  why: "A group has one IOVA domain, and Linux reserves only the regions of the member that sets it up: iommu_dma_init_domain (6.12) returns early for the others, while sysfs lists the union. Measured: a function was handed addresses inside its own reservation.",
  fix: "Name the union of the regions in the memory-region of every member, or give the members streams, and so groups, of their own.",
  needs: [reservationCellsShort, reservationCellsMisaligned, reservationPhandleAlias],
  check: ({ system }) => system.domains.flatMap((domain) => differing(domain, system)),
});

function differing(domain: Domain, system: System): readonly Observation[] {
  const first = system.consumerById.get(domain.first);
  if (first === undefined || !isTranslated(first)) return [];
  const outcome = RangeSet.of(domain.allocator);
  const others = domain.ifFirst.flatMap(({ member, allocator }) => {
    const consumer = system.consumerById.get(member);
    const couldBeFirst = consumer !== undefined && !isMadeByMember(consumer, domain, system);
    if (!couldBeFirst || RangeSet.of(allocator).equals(outcome) || sameFromTree(first, consumer)) return [];
    return [{ consumer, held: RangeSet.of(allocator) }];
  });
  const other = others.find(({ consumer }) => consumer.reservationsLost) ?? others[0];
  if (other === undefined) return [];
  const witness = placeOf(other.consumer) ?? placeOf(first) ?? other.consumer.location;
  const lost = rangesText(other.held.subtract(outcome).ranges);
  const missing = rangesText(outcome.subtract(other.held).ranges);
  return [
    {
      consumer: other.consumer.id,
      message: `${other.consumer.id} and ${first.id} ${domain.group === null ? "send on the same streams" : "share a group"} and reserve different ranges: only those of the first to probe count`,
      location: witness,
      details: [
        `${first.id} first (assumed): ${formatApproximateSize(first.usable.bytes)} usable${lost === "" ? "" : `, and ${lost} can be handed out`}`,
        `${other.consumer.id} first: ${missing === "" ? "the other's ranges are reserved too" : `${missing} can be handed out`}`,
        "Linux reserves only the regions of the member that sets up the domain",
      ],
      help: "name the union of the regions in the memory-region of every member",
      related: [{ message: `what ${first.id} reserves`, location: placeOf(first) ?? first.location }],
      about: [first, other.consumer].flatMap((one) => readForConsumer(system.iommuAddresses, one)),
      // The members in document order, so that the finding is the same whoever a plan says comes first.
      key: domain.members.join(" "),
    },
  ];
}

/** Its driver, a member too, is there before it. */
const isMadeByMember = (consumer: Consumer, domain: Domain, system: System): boolean =>
  consumer.kind === "runtime-child" &&
  domain.members.some((id) => {
    const member = system.consumerById.get(id);
    return member !== undefined && member.kind !== "runtime-child" && member.path === consumer.path;
  });

function sameFromTree(a: Consumer, b: Consumer): boolean {
  const set = (consumer: Consumer) =>
    RangeSet.of(fromTree(consumer).map(({ start, length }) => ({ start, end: start + length })));
  return set(a).equals(set(b));
}

function placeOf(consumer: Consumer): Observation["location"] | null {
  for (const { origin } of fromTree(consumer)) {
    if (origin.kind === "iommu-addresses" || origin.kind === "iommu-ranges") return origin.location;
  }
  return null;
}
