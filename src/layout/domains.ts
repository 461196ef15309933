/**
 * Which members of a family share an IOVA domain, and the domain that a layout gives them. Every figure of a layout
 * comes out of the `IovaDomain` built here.
 */
import { type Range, RangeSet, range, roundOutward } from "../base/range.js";
import type { IovaDomain } from "../iova/domain.js";
import { callSetResvRegion } from "../system/domain-init.js";
import type { Consumer, Domain, Family, Reservation, System } from "../system/model.js";
import { applyReservation, newDomain } from "../system/space.js";

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

/** What a layout writes for one member, in bytes. */
export interface Written {
  /** What Linux reserves for its node, should it initialise its domain. */
  readonly byNode: RangeSet;
  /** What its driver reserves with the proposed call. */
  readonly atRunTime: RangeSet;
}

export const nothingWritten: Written = { byNode: RangeSet.empty, atRunTime: RangeSet.empty };

/** The proposed calls of one member. */
interface MemberCalls {
  readonly accepted: RangeSet;
  /** `ENODEV: the reason` of the first that failed; null when none did. */
  readonly failure: string | null;
}

/** A domain filled as a layout fills it. */
export interface FilledDomain {
  readonly domain: IovaDomain;
  /** What the layout put in, as written: before rounding to granules. */
  readonly exact: RangeSet;
  /** What came of each member's calls, by its id. */
  readonly calls: ReadonlyMap<string, MemberCalls>;
  /** What the IOMMU's driver and PCI took, in granules: neither need nor waste. */
  readonly base: RangeSet;
}

/** In the order of their first members in the family. */
export function domainsOf(family: Family, { consumerById }: System): readonly FamilyDomain[] {
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

/** The domain that `written` makes, with what outsiders reserve today. */
export function fill(
  shared: FamilyDomain,
  written: (member: Consumer) => Written,
  system: System,
  start = shared.first.reach.start,
): FilledDomain {
  const { first, members, outsiders } = shared;
  const domain = newDomain(first.granule, start, system.options.kernel);
  for (const reservation of first.reservations.filter(isBase)) applyReservation(domain, reservation, first.granule);
  const given = [
    ...(members.includes(first) ? written(first).byNode.ranges : byNodeToday(first).ranges),
    ...outsiders.flatMap((outsider) => atRunTimeToday(outsider).ranges),
  ];
  for (const r of given) applyReservation(domain, { start: r.start, length: r.end - r.start }, first.granule);
  const calls = new Map(members.map((member) => [member.id, callAll(domain, member, written(member).atRunTime)]));
  const called = [...calls.values()].flatMap(({ accepted }) => accepted.ranges);
  return { domain, exact: RangeSet.of([...given, ...called]), calls, base: baseOf(shared) };
}

function callAll(domain: IovaDomain, member: Consumer, wanted: RangeSet): MemberCalls {
  // Without a domain its figures are as if it had attached, and then the call works.
  const type = hasDomain(member) ? member.domainType : "dma";
  const accepted: Range[] = [];
  let failure: string | null = null;
  for (const r of wanted.ranges) {
    const { result, reason } = callSetResvRegion(domain, type, r, member.granule);
    if (result === "0") accepted.push(r);
    else failure ??= `${result}: ${reason ?? "no reason known"}`;
  }
  return { accepted: RangeSet.of(accepted), failure };
}

/** Also false where Linux fails to set the group's domain up for this device and leaves it the platform's DMA. */
export const hasDomain = (member: Consumer): boolean => member.domainType !== "none";

/** What the consumer's node makes Linux reserve today. A region that wraps past 2^64 takes nothing. */
export const byNodeToday = (consumer: Consumer): RangeSet =>
  RangeSet.of(consumer.reservations.filter((r) => !isBase(r) && r.inAllocator && isCallFree(r)).map(bytesOf));

/** What its driver's successful calls reserve today. */
export const atRunTimeToday = (consumer: Consumer): RangeSet =>
  RangeSet.of(consumer.runtimeCalls.filter((call) => call.result === "0").map(bytesOf));

/** In whole granules. */
export const baseOf = ({ first }: FamilyDomain): RangeSet =>
  RangeSet.of(first.reservations.filter(isBase).map((r) => roundOutward(bytesOf(r), first.granule)));

/** Taken in every layout: by the IOMMU's driver (hardware MSI) or for PCI (the bridge's windows). */
function isBase({ origin, inAllocator }: Reservation): boolean {
  return (
    inAllocator && (origin.kind === "iommu-driver" || origin.kind === "pci-window" || origin.kind === "pci-inbound")
  );
}

const isCallFree = ({ origin }: Reservation): boolean => origin.kind !== "runtime";

const bytesOf = ({ start, length }: Pick<Reservation, "start" | "length">) =>
  start + length > 1n << 64n ? range(start, start) : range(start, start + length);
