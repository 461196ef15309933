/** A domain as a layout fills it: every figure of a layout comes out of the `IovaDomain` made here. */
import { type Range, RangeSet, range, roundOutward } from "../../base/range.js";
import type { IovaDomain } from "../../iova/domain.js";
import { allocateHole } from "../../system/allocated-hole.js";
import { callSetResvRegion, initialiseDomain } from "../../system/domain-init.js";
import type { Consumer, System, Usable } from "../../system/model.js";
import { applyReservation, newDomain, usableOf } from "../../system/space.js";
import { type Effect, noEffect } from "./effects.js";
import { atRunTimeToday, baseOf, byNodeToday, type FamilyDomain, hasDomain, isBase } from "./family-domains.js";
import type { LayoutFailure } from "./model.js";
import { belowTop, bridgeGaps, isPci, isRefused, startFor } from "./window.js";

/** What a member has when its domain is filled. */
export interface MemberFill {
  readonly usable: Usable;
  /** What was put in, in all, as written: before rounding to granules. */
  readonly exact: RangeSet;
  /** What took effect of what is written for this member, were it the first. */
  readonly effective: Effect;
  readonly failure: LayoutFailure | null;
  /** Linux gives it no DMA in this domain: its window begins elsewhere. */
  readonly isRefused: boolean;
}

export interface FilledDomain {
  /** What the IOMMU's driver and PCI took, in granules: neither need nor waste. */
  readonly base: RangeSet;
  readonly members: ReadonlyMap<Consumer, MemberFill>;
}

/** What is there today: the system stage has put it through the allocator already. */
export function filledToday(shared: FamilyDomain): FilledDomain {
  const { first, members, outsiders } = shared;
  const exact = [...members, ...outsiders]
    .map(atRunTimeToday)
    .reduce((all, calls) => all.union(calls), byNodeToday(first));
  const fills = members.map((member): readonly [Consumer, MemberFill] => {
    const effective = { ...noEffect, byNode: byNodeToday(member), calls: atRunTimeToday(member) };
    return [member, { usable: member.usable, exact, effective, failure: null, isRefused: false }];
  });
  return { base: baseOf(first), members: new Map(fills) };
}

/** What the effects of a proposal make of it. Consumers of other families keep what they have today. */
export function fill(shared: FamilyDomain, effectOf: (member: Consumer) => Effect, system: System): FilledDomain {
  const { members } = shared;
  if (holdsBaseAlone(shared) && members.every((member) => effectOf(member) === noEffect)) return filledToday(shared);
  const start = domainStart(shared, effectOf, system);
  const domain = initialised(shared, effectOf, start, system);
  const given = givenAtStart(shared, effectOf);
  const held = wholeGranules(given.ranges, shared.first.granule).union(baseOf(shared.first));
  const atRunTime = new Map(members.map((member) => [member, runTime(domain, member, effectOf(member), held)]));
  const taken = [...atRunTime.values()].reduce(
    (all, { calls, allocations }) => all.union(calls).union(allocations),
    given,
  );
  const hasWindows = members.some((member) => effectOf(member).window !== null);
  const fills = members.map((member): readonly [Consumer, MemberFill] => {
    const effect = effectOf(member);
    const { calls = RangeSet.empty, allocations = RangeSet.empty, failure = null } = atRunTime.get(member) ?? {};
    const refused = hasWindows && isRefused(member, effect, start, system);
    const left = refused
      ? range(start, start)
      : range(hasWindows ? start : member.reach.start, belowTop(member, effect).end);
    return [
      member,
      {
        usable: usableOf(domain, left, member.granule),
        exact:
          effect.window === null ? taken : RangeSet.of([member.reach]).subtract(RangeSet.of([effect.window.block])),
        effective: { ...effect, calls, allocations },
        failure,
        isRefused: refused,
      },
    ];
  });
  return { base: baseOf(shared.first), members: new Map(fills) };
}

/** Nobody's node or driver has anything reserved in it today. */
const holdsBaseAlone = ({ first, members, outsiders }: FamilyDomain): boolean =>
  first.reservations.every((r) => !r.inAllocator || isBase(r)) &&
  [...members, ...outsiders].every(({ runtimeCalls }) => runtimeCalls.length === 0);

const domainStart = ({ first, members }: FamilyDomain, effectOf: (member: Consumer) => Effect, system: System) =>
  members.includes(first) ? startFor(first, effectOf(first), system) : first.reach.start;

/** By its first: with the regions of this layout if that is a member, else with those of today. */
function initialised(
  shared: FamilyDomain,
  effectOf: (member: Consumer) => Effect,
  start: bigint,
  { options }: System,
): IovaDomain {
  const { first, members, outsiders } = shared;
  const isOurs = members.includes(first);
  const domain = isOurs
    ? newDomain(first.granule, start, options.kernel)
    : initialiseDomain(first, options.kernel).domain;
  if (isOurs) for (const r of first.reservations.filter(isBase)) applyReservation(domain, r, first.granule);
  const ranges = [
    ...bridgeGaps(shared, effectOf),
    ...(isOurs ? effectOf(first).byNode.ranges : []),
    ...outsiders.flatMap((outsider) => atRunTimeToday(outsider).ranges),
  ];
  for (const r of ranges) applyReservation(domain, { start: r.start, length: r.end - r.start }, first.granule);
  return domain;
}

function givenAtStart({ first, members, outsiders }: FamilyDomain, effectOf: (member: Consumer) => Effect): RangeSet {
  const byNode = members.includes(first) ? effectOf(first).byNode : byNodeToday(first);
  return outsiders.map(atRunTimeToday).reduce((all, calls) => all.union(calls), byNode);
}

interface RunTime {
  /** What was accepted. */
  readonly calls: RangeSet;
  readonly allocations: RangeSet;
  readonly failure: LayoutFailure | null;
}

/** Without a domain a member's figures are as if it had attached, and then both ways work. */
function runTime(domain: IovaDomain, member: Consumer, effect: Effect, held: RangeSet): RunTime {
  const type = hasDomain(member) ? member.domainType : "dma";
  let failure: LayoutFailure | null = null;
  const accepted = effect.calls.ranges.filter((r) => {
    const { result, reason } = callSetResvRegion(domain, type, r, member.granule);
    if (result !== "0") failure ??= { what: "call", result, reason: reason ?? "reason unknown" };
    return result === "0";
  });
  const taken = [];
  for (const hole of holesOf(member, effect, held)) {
    const outcome = allocateHole(domain, type, hole, member.granule, isPci(member));
    if (!outcome.ok) {
      // The driver gives back what it has of earlier holes, too: its probe fails as a whole.
      for (const earlier of taken) earlier.release();
      // Freed pages wait in the cache, from where they can be had again: they are free to anyone who counts.
      domain.flush();
      return {
        calls: RangeSet.of(accepted),
        allocations: RangeSet.empty,
        failure: failure ?? { what: "probe", result: outcome.result, reason: outcome.reason },
      };
    }
    taken.push(outcome);
  }
  return { calls: RangeSet.of(accepted), allocations: effect.allocations, failure };
}

/**
 * What a driver allocates: whole granules that nothing holds when the domain is set up, from the top down. Taken from
 * below, the second would not be where it is wanted: the allocator goes on downward from its last success.
 */
const holesOf = ({ granule }: Consumer, { allocations }: Effect, held: RangeSet): readonly Range[] =>
  wholeGranules(allocations.ranges, granule).subtract(held).ranges.toReversed();

/** What an allocator takes for them. */
export const wholeGranules = (ranges: readonly Range[], granule: bigint): RangeSet =>
  RangeSet.of(ranges.map((r) => roundOutward(r, granule)));
