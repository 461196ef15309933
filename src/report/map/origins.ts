/** What is written for a consumer, or hits it, as ranges with their origins: today, or as a layout would have it. */
import { type Range, range } from "../../base/range.js";
import { originText } from "../origin.js";
import type { AddressRange, Board, Consumer, Domain, ReservationView, WriteView } from "../schema.js";
import { rawText, text } from "../styled.js";
import type { FamilyLayout, Hold, Origin } from "./model.js";

/** One past the last address of a 64-bit space. */
const SPACE_END = 1n << 64n;

/** Half-open; empty where a size was 0 or wraps, which keeps nothing but the granule that it begins in. */
export function bytesOf({ start, end }: AddressRange): Range {
  const first = BigInt(start);
  const past = BigInt(end) + 1n;
  return range(first, past > first ? past : first);
}

/** Who a consumer shares its allocator with. */
export interface Neighbours {
  /** The member that sets the domain up: its reservations count. */
  readonly first: Consumer;
  /** Every other member. */
  readonly others: readonly Consumer[];
}

/** By the consumers' ids. */
export function neighboursOf(board: Pick<Board, "consumers" | "domains">): (consumer: Consumer) => Neighbours {
  const byId = new Map(board.consumers.map((consumer) => [consumer.id, consumer]));
  const domains = new Map<string, Domain>(board.domains.map((domain) => [domain.id, domain]));
  return (consumer) => {
    const { members = [], first = consumer.id } = domains.get(consumer.domain) ?? {};
    return {
      first: byId.get(first) ?? consumer,
      others: members.filter((id) => id !== consumer.id).flatMap((id) => byId.get(id) ?? []),
    };
  };
}

/** What the IOMMU's driver or PCI takes in every layout. */
const isHardware = ({ origin, inAllocator }: ReservationView): boolean =>
  inAllocator && (origin.kind === "iommu-driver" || origin.kind === "pci-window" || origin.kind === "pci-inbound");

/** That of the member that sets the domain up first, then calls at run time, then what of its own keeps nothing. */
export function originsToday(consumer: Consumer, { first, others }: Neighbours): Origin[] {
  const own = new Set(consumer.reservations.map(reservationKey));
  const isOwn = (one: ReservationView) => first === consumer || own.has(reservationKey(one));
  const inDomain = first.reservations.filter(isAtInit);
  const held = new Set(inDomain.map(reservationKey));
  return [
    ...inDomain.map((one) =>
      ofReservation(isOwn(one) ? ownOf(consumer, one) : one, isOwn(one) ? null : first.id, true),
    ),
    ...consumer.reservations.filter(isAtRunTime).map((one) => ofReservation(one, null, true)),
    ...others.flatMap(atRunTimeOf),
    ...consumer.reservations
      .filter((one) => !isAtRunTime(one) && !(isAtInit(one) && held.has(reservationKey(one))))
      .map((one) => ofReservation(one, null, false)),
  ];
}

const isAtRunTime = ({ origin, inAllocator }: ReservationView): boolean => origin.kind === "runtime" && inAllocator;
const isAtInit = ({ origin, inAllocator }: ReservationView): boolean => origin.kind !== "runtime" && inAllocator;

const atRunTimeOf = (other: Consumer): Origin[] =>
  other.reservations.filter(isAtRunTime).map((one) => ofReservation(one, other.id, true));

/** What two members that read the same property have both. */
function reservationKey({ start, end, type, inAllocator, origin }: ReservationView): string {
  const place = "file" in origin ? [origin.file, origin.line, origin.column, origin.node, origin.property] : [];
  const what = origin.kind === "iommu-driver" ? origin.what : "";
  return JSON.stringify([start, end, type, inAllocator, origin.kind, what, ...place]);
}

/** The consumer's own words for a reservation that the first member has, too. */
const ownOf = ({ reservations }: Consumer, one: ReservationView): ReservationView =>
  reservations.find((own) => reservationKey(own) === reservationKey(one)) ?? one;

function ofReservation(reservation: ReservationView, through: string | null, inEffect: boolean): Origin {
  return {
    range: bytesOf(reservation),
    hold: holdOf(reservation, through),
    label: `${rawText(originText(reservation.origin))}${throughText(through)}${fate(reservation, inEffect)}`,
    inEffect,
    reservation,
    write: null,
    through,
  };
}

function fate({ inAllocator }: ReservationView, inEffect: boolean): string {
  if (inEffect) return "";
  return inAllocator ? ", lost: another member sets up the domain" : ", listed only";
}

const throughText = (through: string | null): string =>
  through === null ? "" : `, through ${rawText(text(through))} in its domain`;

function holdOf(reservation: ReservationView, through: string | null): Hold {
  if (isHardware(reservation)) return "hardware";
  if (reservation.type === "direct") return "direct";
  if (through !== null) return "shared";
  const { origin } = reservation;
  return "inheritedFrom" in origin && origin.inheritedFrom !== null ? "inherited" : "reserved";
}

/** What a layout would write, as it reaches a member; what is hardware's or another family's stays. */
export function originsUnder(
  { writes }: FamilyLayout,
  consumer: Consumer,
  family: { readonly parent: string; readonly members: readonly string[] },
  neighbours: Neighbours,
): Origin[] {
  const isOurs = ({ id }: Consumer) => family.members.includes(id);
  const { first, others } = neighbours;
  const stays = originsToday(consumer, neighbours).filter(
    ({ reservation, inEffect, through }) =>
      inEffect && reservation !== null && (isHardware(reservation) || (through === first.id && !isOurs(first))),
  );
  const domain = new Set(others.map(({ id }) => id));
  const written = (writes ?? []).filter((write) => reaches(write, consumer, domain));
  return [
    ...stays,
    ...others.filter((other) => !isOurs(other)).flatMap(atRunTimeOf),
    ...written.flatMap((write) => ofWrite(write, consumer, family.parent)),
  ];
}

const reaches = (write: WriteView, { id }: Consumer, domain: ReadonlySet<string>): boolean =>
  write.consumer === null || write.consumer === id || domain.has(write.consumer);

const WRITE_WORDS: Readonly<Record<WriteView["kind"], string>> = {
  "device-holes": "iommu-addresses on the device's node",
  "own-holes": "iommu-addresses on a node of its own",
  "own-usable": "outside iommu-ranges on a node of its own",
  "own-window": "outside dma-ranges of a bus node of its own",
  calls: "dma_iova_set_resv_region() at run time",
  allocations: "allocated by its driver at probe",
};

function ofWrite(write: WriteView, consumer: Consumer, parent: string): Origin[] {
  const through = write.consumer === null || write.consumer === consumer.id ? null : write.consumer;
  const isOnDevice = write.kind === "device-holes" && consumer.id !== parent;
  const hold = through !== null ? "shared" : isOnDevice ? "inherited" : "reserved";
  const label = `${WRITE_WORDS[write.kind]}${isOnDevice ? ", inherited" : ""}${throughText(through)}`;
  return keptRanges(write).map((kept) => ({
    range: kept,
    hold,
    label,
    inEffect: true,
    reservation: null,
    write,
    through,
  }));
}

/** What lies outside of usable ranges and windows; holes as they are. */
function keptRanges({ kind, ranges }: WriteView): Range[] {
  const listed = ranges.map(bytesOf);
  if (kind !== "own-usable" && kind !== "own-window") return listed;
  const edges = [0n, ...listed.flatMap(({ start, end }) => [start, end]), SPACE_END];
  return Array.from({ length: edges.length / 2 }, (_, i) => range(edges[2 * i] ?? 0n, edges[2 * i + 1] ?? 0n)).filter(
    ({ start, end }) => start < end,
  );
}
