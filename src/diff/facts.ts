/**
 * What a diff has to know of one side: effects, and nothing of how they came about. Plain values that hold no tree, so
 * that two sides can be examined apart, kept, and compared later.
 */
import { by } from "../base/order.js";
import { compareBigint, lastByte, lastByteOf, overlaps, type Range, RangeSet } from "../base/range.js";
import type { FamilyLayouts } from "../layout/engine/model.js";
import type { Candidate, Finding } from "../rule/engine/model.js";
import { settle } from "../rule/engine/settle.js";
import type { AllowedDrop } from "../rule/facts/expected.js";
import { Identities, type Identity } from "../system/identity.js";
import { type KeptUnder, keptUnderKernels } from "../system/kept.js";
import type { Consumer, Domain, System, Usable } from "../system/model.js";
import {
  type ConsumerName,
  type Elsewhere,
  type Grouping,
  type LayoutFigures,
  type ReservedRange,
  rangeKey,
  rangeKindKey,
} from "./model.js";

type Kernel = System["options"]["kernel"];

export interface BoardFacts {
  readonly consumers: readonly ConsumerFacts[];
  readonly families: readonly FamilyFacts[];
  readonly findings: readonly Finding[];
  /** Findings that comments in the source hide: neither new nor fixed. */
  readonly hidden: readonly FindingName[];
  /** Those that are not told because a graver one says that they cannot be relied on: not fixed. */
  readonly unsaid: readonly FindingName[];
}

/** What a finding is known by. */
export type FindingName = Pick<Finding, "identity" | "fingerprint">;

export interface ConsumerFacts extends ConsumerName, Identity {
  readonly usable: Usable;
  readonly reach: Range;
  /** What its plan says that it needs kept free; null where a plan says nothing. */
  readonly need: readonly Range[] | null;
  /** The kernel asked for first; empty where the tree keeps nothing from it. */
  readonly keptUnder: readonly KeptUnder[];
  readonly reservations: readonly ReservedRange[];
  readonly grouping: Grouping;
  readonly elsewhere: readonly Elsewhere[];
  /** Null where it makes no difference who comes first, or a plan says who does. */
  readonly order: AssumedOrder | null;
  /** What may be lost against the base, whoever expects it; the strictest; null where nobody does. */
  readonly maxDrop: AllowedDrop | null;
}

/**
 * A domain whose reservations depend on who comes first. That the first in document order does is our assumption: Linux
 * attaches devices when their drivers bind. So a node that moved in the file changed nothing, as long as the same
 * members are there with the same outcome each.
 */
interface AssumedOrder {
  /** What the allocator holds, by who comes first. */
  readonly outcomes: readonly { readonly member: string; readonly held: string }[];
  readonly iommu: string | null;
  /** Whether this consumer is the one that is taken to come first. */
  readonly isFirst: boolean;
}

export interface FamilyFacts {
  readonly parent: string;
  /** Ids. */
  readonly members: readonly string[];
  /** Without a plan a node's need is what its tree reserves: every change of the tree would be one of the need. */
  readonly isPlanned: boolean;
  readonly layouts: readonly LayoutFigures[];
  readonly now: FamilyLayouts["verdict"]["now"];
  readonly best: FamilyLayouts["verdict"]["best"];
}

export function factsOf(
  system: System,
  drops: ReadonlyMap<string, AllowedDrop>,
  families: readonly FamilyLayouts[],
  candidates: readonly Candidate[],
): BoardFacts {
  const { findings } = settle(candidates);
  const told = new Set(findings.map(({ fingerprint }) => fingerprint));
  const namesOf = (hiddenBy: Candidate["hiddenBy"]): FindingName[] =>
    candidates
      .filter((one) => one.hiddenBy === hiddenBy)
      .map(({ finding: { identity, fingerprint } }) => ({ identity, fingerprint }));
  const identities = new Identities(system.tree, system.options.kernel);
  return {
    consumers: system.consumers.map((consumer) => ({
      ...consumerFacts(consumer, system),
      ...identities.of(consumer),
      maxDrop: drops.get(consumer.id) ?? null,
    })),
    families: families.map(familyFacts),
    findings,
    hidden: namesOf("comment"),
    unsaid: namesOf(null).filter(({ fingerprint }) => !told.has(fingerprint)),
  };
}

const consumerFacts = (consumer: Consumer, system: System): Omit<ConsumerFacts, keyof Identity | "maxDrop"> => ({
  id: consumer.id,
  path: consumer.path,
  name: consumer.name,
  pciFunction: consumer.node === null ? consumer.pciFunction : null,
  usable: consumer.usable,
  reach: consumer.reach,
  need: consumer.need?.from === "plan" ? consumer.need.ranges.ranges : null,
  keptUnder: keptUnderKernels(system, consumer),
  reservations: reserved(consumer),
  grouping: grouping(consumer),
  elsewhere: elsewhereOf(consumer, system.options.kernel),
  order: orderOf(consumer),
});

/** What the posted series does beside reading `iommu-ranges`: only regions whose `reg` is the very range, direct ones, count. */
function elsewhereOf({ otherReleases, promised, reservations }: Consumer, kernel: Kernel): readonly Elsewhere[] {
  const holes = reservations.filter(
    ({ origin, type, inAllocator, length }) =>
      origin.kind === "iommu-addresses" && type === "reserved" && inAllocator && length > 0n,
  );
  const dropped = kernel.wantsRegForIommuAddresses
    ? []
    : RangeSet.of(holes.map(({ start, length }) => ({ start, end: start + length }))).ranges;
  const series = promised === null && dropped.length === 0;
  return [
    ...otherReleases
      .filter(({ problem }) => problem !== null)
      .map(({ kernel: other, problem }) => ({ kernel: other, problem, usable: null, lost: [] })),
    ...(series ? [] : [{ kernel: "iommu-ranges", problem: null, usable: promised, lost: dropped }]),
  ];
}

/**
 * Ranges of one kind united; what is empty or wraps is kept as it is. What lies outside of all that the consumer could
 * address is left out: it has no effect, save that Linux maps a direct range wherever it lies. In order of address,
 * then of kind.
 */
function reserved({ reservations, reach }: Consumer): ReservedRange[] {
  const kinds = new Map<string, { kind: Omit<ReservedRange, "start" | "last">; ranges: Range[] }>();
  const odd = new Map<string, ReservedRange>();
  for (const { start, length, type, inAllocator, origin } of reservations) {
    const inheritedFrom = "inheritedFrom" in origin ? origin.inheritedFrom : null;
    const kind = { type, inAllocator, origin: origin.kind, inheritedFrom };
    const last = lastByteOf(start, length);
    if (length === 0n || last < start) {
      const one = { start, last, ...kind };
      odd.set(rangeKey(one), one);
      continue;
    }
    if (type !== "direct" && !overlaps({ start, end: start + length }, reach)) continue;
    const known = kinds.get(rangeKindKey(kind)) ?? { kind, ranges: [] };
    known.ranges.push({ start, end: start + length });
    kinds.set(rangeKindKey(kind), known);
  }
  const united = [...kinds.values()].flatMap(({ kind, ranges }) =>
    RangeSet.of(ranges).ranges.map((range) => ({ start: range.start, last: lastByte(range), ...kind })),
  );
  return [...united, ...odd.values()].sort(
    (a, b) => compareBigint(a.start, b.start) || compareBigint(a.last, b.last) || by(rangeKey)(a, b),
  );
}

function grouping({ domain, group, groupReason, domainType }: Consumer): Grouping {
  const isAlone = group === null && domain.members.length === 1;
  return {
    members: isAlone ? null : [...domain.members].sort(),
    reason: groupReason,
    domainType,
    first: domain.ifFirst.length > 0 && domain.isFirstPlanned ? domain.first : null,
  };
}

function orderOf({ id, iommu, domain }: Consumer): AssumedOrder | null {
  if (domain.ifFirst.length === 0 || domain.isFirstPlanned) return null;
  return { outcomes: outcomes(domain), iommu, isFirst: domain.first === id };
}

function outcomes({ members, allocator, ifFirst }: Domain): AssumedOrder["outcomes"] {
  const otherwise = new Map(ifFirst.map((outcome) => [outcome.member, outcome.allocator]));
  return members.map((member) => ({
    member,
    held: (otherwise.get(member) ?? allocator).map(({ start, end }) => `${start}-${end}`).join(" "),
  }));
}

const familyFacts = ({ family, layouts, verdict }: FamilyLayouts): FamilyFacts => ({
  parent: family.parent,
  members: family.members.map(({ id }) => id),
  isPlanned: family.members.some((member) => member.need?.from === "plan"),
  layouts: layouts.map(({ id, safe, exhausted, waste, shortfall }) => ({ id, safe, exhausted, waste, shortfall })),
  now: verdict.now,
  best: verdict.best,
});

/** Whether two sides of a consumer differ in nothing but which member of its domain is taken to come first. */
export const isSameButForOrder = ({ order: was }: ConsumerFacts, { order: is }: ConsumerFacts): boolean =>
  was !== null && is !== null && was.iommu === is.iommu && outcomesKey(was) === outcomesKey(is);

const outcomesKey = ({ outcomes }: AssumedOrder): string =>
  outcomes
    .map(({ member, held }) => `${member} ${held}`)
    .sort()
    .join("\n");
