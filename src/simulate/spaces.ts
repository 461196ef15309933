/**
 * The domains of a board as each layout leaves them, ready to be played on.
 *
 * `as-written` is the domain as its first member sets it up, with the others' runtime reservations still to come. Of
 * the other layouts the free space decides: which nodes keep the rest from being handed out makes no difference to what
 * the allocator answers.
 */
import { type Range, RangeSet, range, roundOutward } from "../base/range.js";
import type { IovaDomain } from "../iova/domain.js";
import type { FamilyLayouts, LayoutConsumer, LayoutId } from "../layout/engine/model.js";
import { initialiseDomain } from "../system/domain-init.js";
import type { Consumer, Domain, System } from "../system/model.js";
import { applyReservation, newDomain, SPACE_END } from "../system/space.js";
import type { Actor } from "./dma-space.js";
import type { RuntimeRange } from "./replay.js";

export interface LayoutSpace {
  readonly layout: LayoutId;
  /** Two spaces of a domain with the same text answer alike, whatever is played. */
  readonly sameness: string;
  /** A domain of its own for every call: what is played changes it. */
  readonly domain: () => IovaDomain;
  /** One a member of the domain, in document order. */
  readonly actors: readonly Actor[];
  readonly runtime: readonly (readonly RuntimeRange[])[];
}

/** Something that the tree says and a trial leaves out or changes. */
export interface Change {
  /** A range that is not kept free. */
  readonly without: { readonly start: bigint; readonly length: bigint } | null;
  /** The last address that a consumer can be handed, inclusive. */
  readonly limit: { readonly consumer: string; readonly last: bigint } | null;
}

const nothingChanged: Change = { without: null, limit: null };

/** @param members of the domain, in document order */
export function asWrittenSpace(
  domain: Domain,
  members: readonly Consumer[],
  { options }: System,
  { without, limit }: Change = nothingChanged,
): LayoutSpace {
  const first = initialiser(domain, members, without);
  const granule = domain.granule;
  const actors = members.map((member) =>
    actorOf(member, limit?.consumer === member.id ? limit.last + 1n : member.reach.end),
  );
  const runtime = members.map((member) => runtimeRanges(member));
  const kept = RangeSet.of([range(0n, SPACE_END)]).subtract(freeToday(domain));
  return {
    layout: "as-written",
    sameness: runtime.every(({ length }) => length === 0) ? sameness(kept, startOf(domain, members), actors) : "today",
    domain: () =>
      first === undefined
        ? newDomain(granule, granule, options.kernel)
        : initialiseDomain(first, options.kernel).domain,
    actors,
    runtime,
  };
}

/** What a space answers depends on what is kept free in it, where it begins, and how far each may be handed addresses. */
const sameness = (kept: RangeSet, start: bigint, actors: readonly Actor[]): string =>
  [...kept.ranges.map((one) => `${one.start}-${one.end}`), start, ...actors.map(({ limitPfn }) => limitPfn)].join(" ");

const startOf = ({ first, granule }: Domain, members: readonly Consumer[]): bigint =>
  members.find(({ id }) => id === first)?.reach.start ?? granule;

const freeToday = ({ granule, allocator }: Domain): RangeSet =>
  RangeSet.of([range(granule, SPACE_END)]).subtract(RangeSet.of(allocator));

function initialiser(domain: Domain, members: readonly Consumer[], without: Change["without"]): Consumer | undefined {
  const first = members.find(({ id }) => id === domain.first);
  if (first === undefined || without === null) return first;
  const kept = first.reservations.filter(({ start, length }) => start !== without.start || length !== without.length);
  return { ...first, reservations: kept };
}

/** What the plan says that a member's driver reserves today, as far as the call would work. */
const runtimeRanges = ({ runtimeCalls, granule }: Consumer): readonly RuntimeRange[] =>
  runtimeCalls.flatMap(({ start, length, result }) => {
    if (result !== "0" || length <= 0n) return [];
    return [{ lo: Number(start / granule), hi: Number((start + length - 1n) / granule) }];
  });

/** One for each layout of the family but `as-written`, on a domain that has members of the family. */
export function hypotheticalSpaces(
  domain: Domain,
  members: readonly Consumer[],
  { layouts }: FamilyLayouts,
  { options }: System,
): readonly LayoutSpace[] {
  return layouts.flatMap((layout): readonly LayoutSpace[] => {
    if (layout.id === "as-written") return [];
    const figures = new Map(layout.consumers.map((one) => [one.consumer.id, one]));
    const free = freeIn(
      domain,
      [...figures.values()].filter(({ consumer }) => domain.members.includes(consumer.id)),
    );
    const kept = RangeSet.of([range(0n, SPACE_END)]).subtract(free);
    const start = startOf(domain, members);
    const actors = members.map((member) => actorOf(member, limitOf(member, figures.get(member.id), free)));
    return [
      {
        layout: layout.id,
        sameness: sameness(kept, start, actors),
        domain: () => {
          const made = newDomain(domain.granule, start, options.kernel);
          for (const { start: from, end } of kept.ranges) {
            applyReservation(made, { start: from, length: end - from }, domain.granule);
          }
          return made;
        },
        actors,
        runtime: members.map(() => []),
      },
    ];
  });
}

/** What any member of the family can be handed; beyond all of their reaches, what the domain leaves free today. */
function freeIn(domain: Domain, figures: readonly LayoutConsumer[]): RangeSet {
  const usable = RangeSet.of(figures.flatMap(({ usable: { ranges } }) => ranges));
  const reached = RangeSet.of(figures.map(({ consumer }) => consumer.reach));
  return usable.union(freeToday(domain).subtract(reached));
}

/** A window's top is a limit of its one member, below what others of the domain can be handed. Exclusive. */
function limitOf({ reach, granule }: Consumer, figures: LayoutConsumer | undefined, free: RangeSet): bigint {
  const last = figures?.usable.ranges.at(-1)?.end;
  if (last === undefined) return figures === undefined ? reach.end : reach.start;
  const above: Range = roundOutward(range(last, reach.end), granule);
  return free.clip(above).isEmpty ? reach.end : last;
}

const actorOf = ({ id, granule, kind }: Consumer, end: bigint): Actor => ({
  id,
  limitPfn: Number(end / granule) - 1,
  isPci: kind === "pci-function",
});
