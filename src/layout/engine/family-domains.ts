/** The domains that a family's members work in, and what is in them today. */
import { RangeSet, range, roundOutward } from "../../base/range.js";
import type { Consumer, Domain, Family, Reservation, System } from "../../system/model.js";
import { SPACE_END } from "../../system/space.js";

/** A domain and the family's members in it. */
export interface FamilyDomain {
  readonly domain: Domain;
  /** The consumer that initialises the domain, of this family or not: only its device-tree reservations count. */
  readonly first: Consumer;
  /** Of this family, in the family's order. */
  readonly members: readonly Consumer[];
  /** Consumers of other families in the same domain. */
  readonly outsiders: readonly Consumer[];
}

/** In the order of their first members in the family. */
export function familyDomains(family: Family, { consumerById }: System): readonly FamilyDomain[] {
  const sharing = new Map<Domain, Consumer[]>();
  for (const member of family.members) {
    const list = sharing.get(member.domain);
    if (list === undefined) sharing.set(member.domain, [member]);
    else list.push(member);
  }
  return [...sharing].flatMap(([domain, members]): FamilyDomain[] => {
    const first = consumerById.get(domain.first);
    if (first === undefined) return [];
    const ids = new Set(members.map((member) => member.id));
    const outsiders = domain.members.filter((id) => !ids.has(id)).flatMap((id) => consumerById.get(id) ?? []);
    return [{ domain, first, members, outsiders }];
  });
}

/** Also false where Linux fails to set the group's domain up for this device and leaves it the platform's DMA. */
export const hasDomain = (member: Consumer): boolean => member.domainType !== "none";

/** Taken in every layout: by the IOMMU's driver (hardware MSI) or for PCI (the bridge's windows). */
export function isBase({ origin, inAllocator }: Reservation): boolean {
  return (
    inAllocator && (origin.kind === "iommu-driver" || origin.kind === "pci-window" || origin.kind === "pci-inbound")
  );
}

/** What that is in a domain that the consumer initialises, in whole granules. */
export const baseOf = (first: Consumer): RangeSet =>
  RangeSet.of(first.reservations.filter(isBase).map((r) => roundOutward(bytesOf(r), first.granule)));

/** What the consumer's node makes Linux reserve today. A region that wraps past 2^64 takes nothing. */
export const byNodeToday = (consumer: Consumer): RangeSet =>
  RangeSet.of(
    consumer.reservations.filter((r) => !isBase(r) && r.inAllocator && r.origin.kind !== "runtime").map(bytesOf),
  );

/** What its driver's successful calls reserve today. */
export const atRunTimeToday = (consumer: Consumer): RangeSet =>
  RangeSet.of(consumer.runtimeCalls.filter((call) => call.result === "0").map(bytesOf));

const bytesOf = ({ start, length }: Pick<Reservation, "start" | "length">) =>
  start + length > SPACE_END ? range(start, start) : range(start, start + length);
