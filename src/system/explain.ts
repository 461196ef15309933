/** Everything that bears on one address of one consumer, for `why`: what holds it, what should have, and what else. */
import { alignDown, alignUp, contains, type Range } from "../base/range.js";
import type { Location } from "../base/source.js";
import { phandles } from "../of/phandle-list.js";
import { locationOfByte, pathOf } from "../tree/tree.js";
import { type Mistaken, mistakenAt } from "./mistaken.js";
import {
  type Consumer,
  type DirectMap,
  lastOf,
  type ReachLimit,
  type Reservation,
  type RuntimeCall,
  type System,
} from "./model.js";
import { SPACE_END } from "./space.js";

/** A reservation as it bears on the address, and whose it is. */
export interface Claim {
  readonly owner: Consumer;
  readonly reservation: Reservation;
  /** What the allocator holds for it: whole granules; null for a region that wraps, which holds nothing. */
  readonly rounded: Range | null;
  /** The address is not in the region as written, only in a granule that the region touches. */
  readonly byRoundingOnly: boolean;
  /** Which entry of the owner's `memory-region` (from 1) leads to the region; null for other origins. */
  readonly reference: { readonly entry: number; readonly location: Location } | null;
}

export interface Explanation {
  readonly consumer: Consumer;
  readonly address: bigint;
  /** The granule that the address lies in: the allocator knows no less. */
  readonly page: Range;
  readonly verdict: "free" | "reserved" | "out-of-reach";
  /** What keeps the address out of reach; empty inside it. */
  readonly cutBy: readonly ReachLimit[];
  /** All who work in its domain, itself included. */
  readonly members: readonly Consumer[];
  /** The member that initialises the domain. */
  readonly first: Consumer;
  /** The free block around the address; null unless it is free. */
  readonly block: Range | null;
  /** What holds the address in the domain. */
  readonly heldBy: readonly Claim[];
  /** What would hold it, had its owner initialised the domain; not what the first member has as well. */
  readonly lost: readonly Claim[];
  /** Listed in sysfs, never taken from the allocator. */
  readonly listedOnly: readonly Claim[];
  /** Its own that name the address in the tree, but that `dma-ranges` moves elsewhere. */
  readonly movedAway: readonly Claim[];
  /** Its own that wrap past 2^64 around the address, and so keep nothing free. */
  readonly wrapped: readonly Claim[];
  /** Calls of any member that ask for the address and get nothing. */
  readonly refused: readonly { readonly owner: Consumer; readonly call: RuntimeCall }[];
  readonly directMaps: readonly DirectMap[];
  /** Memory at the address that people take for a reservation, and that is none. */
  readonly mistaken: readonly Mistaken[];
  /** Members whose coming first would change the answer. */
  readonly otherwiseIfFirst: readonly string[];
  /** `differs`: at this address. Null where the binding's text and Linux agree on the consumer. */
  readonly spec: { readonly claims: readonly Claim[]; readonly differs: boolean } | null;
}

/** @param address below 2^64 */
export function explainAddress(system: System, consumer: Consumer, address: bigint): Explanation {
  const { granule } = consumer;
  const page = { start: alignDown(address, granule), end: alignDown(address, granule) + granule };
  const { domain } = consumer;
  const { members, first } = membersOf(system, consumer);
  const claimsOf = (owner: Consumer, reservations: readonly Reservation[] = owner.reservations): Claim[] =>
    reservations.map((reservation) => claimOf(system, owner, reservation, address));
  const touching = members.flatMap((member) => claimsOf(member)).filter((claim) => touches(claim, page));
  const isHeld = ({ owner, reservation }: Claim): boolean =>
    reservation.inAllocator && (owner === first || reservation.origin.kind === "runtime");
  const heldBy = touching.filter(isHeld);
  const held = new Set(heldBy.map(keyOf));
  const own = claimsOf(consumer);
  const inReach = contains(consumer.reach, address);
  const inAllocator = domain.allocator.some((node) => contains(node, address));
  const directMaps = system.directMaps.filter(
    (map) => contains(map.range, address) && members.some((member) => member.id === map.consumer),
  );
  const isKept = (use: Mistaken["use"]): boolean =>
    directMaps.length > 0 || (use.kind === "reserved-memory" && heldBy.some((claim) => isOf(claim, use.region.path)));
  const cutBy = inReach ? [] : consumer.limits.filter((limit) => !contains(whole(limit.allows, granule), address));
  return {
    consumer,
    address,
    page,
    verdict: !inReach ? "out-of-reach" : inAllocator ? "reserved" : "free",
    cutBy,
    members,
    first,
    block: consumer.usable.ranges.find((range) => contains(range, address)) ?? null,
    heldBy,
    lost: touching.filter((claim) => claim.reservation.inAllocator && !isHeld(claim) && !held.has(keyOf(claim))),
    listedOnly: touching.filter((claim) => !claim.reservation.inAllocator && claim.owner === consumer),
    movedAway: own.filter((claim) => isMovedAway(claim, address) && !touches(claim, page)),
    wrapped: own.filter((claim) => wrapsAround(claim.reservation, address)),
    refused: members.flatMap((owner) =>
      owner.runtimeCalls
        .filter(
          (call) => call.result !== "0" && contains({ start: call.start, end: call.start + call.length }, address),
        )
        .map((call) => ({ owner, call })),
    ),
    directMaps,
    mistaken: mistakenAt(system, consumer, address, isKept),
    otherwiseIfFirst: domain.ifFirst
      .filter(({ allocator }) => allocator.some((node) => contains(node, address)) !== inAllocator)
      .map(({ member }) => member),
    spec: specOf(consumer, own, claimsOf(consumer, consumer.spec ?? []), page),
  };
}

const isOf = ({ reservation: { origin } }: Claim, region: string): boolean =>
  origin.kind === "iommu-addresses" && origin.region === region;

function membersOf({ consumerById }: System, { domain }: Consumer): Pick<Explanation, "members" | "first"> {
  const members = domain.members.flatMap((id) => consumerById.get(id) ?? []);
  const first = consumerById.get(domain.first);
  if (first === undefined) throw new Error(`domain ${domain.id} has no first member`);
  return { members, first };
}

function claimOf(system: System, owner: Consumer, reservation: Reservation, address: bigint): Claim {
  const { granule } = owner;
  const { start } = reservation;
  const end = lastOf(reservation) + 1n;
  const isWrapped = (end - 1n) / granule < start / granule;
  return {
    owner,
    reservation,
    rounded: isWrapped ? null : { start: alignDown(start, granule), end: alignUp(end, granule) },
    byRoundingOnly: !contains({ start, end }, address),
    reference: referenceOf(system, owner, reservation),
  };
}

function referenceOf({ tree }: System, { node }: Consumer, { origin }: Reservation): Claim["reference"] {
  const property = node?.properties.get("memory-region");
  if (node === null || property === undefined || origin.kind !== "iommu-addresses") return null;
  const references = phandles(tree, property);
  const at = references.findIndex(({ target }) => target !== null && pathOf(target) === origin.region);
  const found = references[at];
  if (found === undefined) return null;
  return { entry: at + 1, location: locationOfByte(tree, node, property, found.offset) };
}

const keyOf = ({ reservation: { start, length, type, origin } }: Claim): string =>
  `${origin.kind} ${type} ${start} ${length}`;

const touches = ({ rounded }: Claim, page: Range): boolean => rounded !== null && contains(rounded, page.start);

/** A limit's last granule is usable as a whole, and its first is taken from where it begins (reachOf). */
const whole = ({ start, end }: Range, granule: bigint): Range => ({
  start: alignDown(start, granule),
  end: alignUp(end, granule),
});

function isMovedAway({ reservation: { origin, length } }: Claim, address: bigint): boolean {
  if (origin.kind !== "iommu-addresses" || origin.translatedFrom === null) return false;
  return contains({ start: origin.translatedFrom, end: origin.translatedFrom + length }, address);
}

const wrapsAround = (reservation: Reservation, address: bigint): boolean =>
  reservation.start + reservation.length > SPACE_END &&
  (address >= reservation.start || address <= lastOf(reservation));

/** Of what the tree asks for alone: what drivers and PCI take is the same in both readings. */
function specOf(consumer: Consumer, own: readonly Claim[], bySpec: readonly Claim[], page: Range): Explanation["spec"] {
  if (consumer.spec === null) return null;
  const claims = bySpec.filter((claim) => touches(claim, page));
  const read = own.filter(({ reservation }) => reservation.origin.kind === "iommu-addresses");
  const keys = (list: readonly Claim[]) => [...new Set(list.map(keyOf))].sort().join();
  return { claims, differs: keys(claims) !== keys(read.filter((claim) => touches(claim, page))) };
}
