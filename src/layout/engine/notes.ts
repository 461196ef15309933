/** What a reader must know to believe a layout's figures: one sentence each, without its final stop. */
import { RangeSet, range } from "../../base/range.js";
import type { Consumer, Domain, Family, System } from "../../system/model.js";
import type { Effect, Effects, Unheard, Unwritable } from "./effects.js";
import { unwritableText } from "./expressible.js";
import { type FamilyDomain, hasDomain } from "./family-domains.js";
import type { FilledDomain, MemberFill } from "./fill.js";
import { knownNeed, needOf } from "./waste.js";
import { enforcesBase, isPci } from "./window.js";

interface InDomain {
  readonly shared: FamilyDomain;
  readonly filled: FilledDomain;
}

interface Evaluated {
  readonly family: Family;
  readonly system: System;
  readonly effects: Effects;
  readonly filled: readonly InDomain[];
}

export const notesOnToday = (family: Family, filled: readonly InDomain[]): readonly string[] => [
  ...withoutDomain(family.members),
  ...filled.flatMap(sharing),
  ...refusedCalls(family),
];

export function notesOnProposal(evaluated: Evaluated): readonly string[] {
  const { family, effects, filled } = evaluated;
  return [
    ...withoutNode(evaluated),
    ...unheard(evaluated),
    ...effects.unwritable.map((one) => unwritable(one, family)),
    ...withoutEntries(evaluated),
    ...openBelow(evaluated),
    ...failures(filled),
    ...refusals(filled),
    ...onBridge(evaluated),
    ...filled.flatMap(sharing),
  ];
}

function withoutNode({ family, effects }: Evaluated): readonly string[] {
  const { withoutNode: without } = effects;
  return without.length === 0
    ? []
    : [`${listed(without)} gets nothing that is written on ${family.parent}: it does not use that node`];
}

/** Why what is written would not count for some members; empty when it counts for all. */
function unheard({ family, system, effects }: Evaluated): readonly string[] {
  const linux = `Linux ${system.options.kernel.text}`;
  const notes: string[] = [];
  const add = (property: Unheard["property"], why: Unheard["why"], reason: string) => {
    const members = effects.unheard
      .filter((one) => one.property === property && one.why === why && !knownNeed(one.member).isEmpty)
      .map(({ member }) => member);
    if (members.length === 0) return;
    const whose = members.length === family.members.length ? "" : ` for ${listed(members)}`;
    notes.push(`${property} have no effect${whose}: ${reason}`);
  };
  add("iommu-addresses", "driver", `the IOMMU's driver in ${linux} ignores them`);
  add("iommu-addresses", "no-reg", `${linux} reads them only in a region whose reg is the very range`);
  add("iommu-ranges", "driver", "the IOMMU's driver reads no reserved regions in any known release");
  return notes;
}

const unwritable = ({ member, place, ranges }: Unwritable, family: Family): string =>
  unwritableText(ranges, place, member === null ? family.parent : nameOf(member));

const withoutEntries = ({ effects: { withoutEntries: members } }: Evaluated): readonly string[] =>
  members.length === 0
    ? []
    : [`no iommu-ranges entry can be written for ${listed(members)}, and without one nothing is reserved`];

function openBelow({ family, system, effects }: Evaluated): readonly string[] {
  const open = family.members.filter((member) => {
    const { window } = effects.of(member);
    if (window === null || isPci(member) || enforcesBase(member, system)) return false;
    return !(needOf(member)?.clip(range(0n, window.written.start)).isEmpty ?? true);
  });
  const linux = `Linux ${system.options.kernel.text}`;
  return open.length === 0
    ? []
    : [`${linux} enforces only the top of dma-ranges: addresses below the window stay usable for ${listed(open)}`];
}

/** Members whose drivers fail alike, in one sentence. */
function failures(filled: readonly InDomain[]): readonly string[] {
  const alike = new Map<string, { readonly text: (names: string) => string; readonly members: Consumer[] }>();
  for (const [member, { failure }] of filled.flatMap((one) => [...one.filled.members])) {
    if (failure === null) continue;
    const { what, result, reason } = failure;
    const key = `${what} ${result} ${reason}`;
    const text = (names: string) =>
      what === "call"
        ? `the calls of ${names} would return ${result}: ${reason}`
        : `the driver of ${names} would fail to probe with ${result}: ${reason}`;
    const known = alike.get(key);
    if (known === undefined) alike.set(key, { text, members: [member] });
    else known.members.push(member);
  }
  return [...alike.values()].map(({ text, members }) => text(listed(members)));
}

const refusals = (filled: readonly InDomain[]): readonly string[] =>
  filled.flatMap(({ shared: { first }, filled: { members } }) =>
    [...members].flatMap(([member, { isRefused }]) =>
      isRefused
        ? [`Linux gives ${nameOf(member)} no DMA domain: its window does not begin where that of ${nameOf(first)} does`]
        : [],
    ),
  );

const onBridge = ({ family, effects }: Evaluated): readonly string[] =>
  family.members.some((member) => isPci(member) && effects.of(member).window !== null)
    ? ["the window is written on the host bridge and applies to all functions behind it"]
    : [];

/** Whose figures are those of a domain that Linux does not give them. */
function withoutDomain(members: readonly Consumer[]): readonly string[] {
  const identity = members.filter((member) => member.domainType === "identity");
  return [
    ...members
      .filter((member) => !hasDomain(member))
      .map((member) => {
        const reason = member.groupReason ?? "Linux fails to set it up";
        const alone = member.domain.members.length === 1 ? " alone" : "";
        return `${nameOf(member)} has no domain (${reason}): the figures are as if it were attached${alone}`;
      }),
    ...(identity.length === 0
      ? []
      : [`DMA of ${listed(identity)} is not translated (identity domain): the figures are for a DMA domain`]),
  ];
}

const refusedCalls = (family: Family): readonly string[] =>
  family.members.flatMap((member) =>
    member.runtimeCalls.flatMap(({ result, reason }) =>
      result === "0" ? [] : [`a call for ${member.name ?? member.id} returns ${result}: ${reason ?? "reason unknown"}`],
    ),
  );

/** Where members do not simply get what is written for them. */
function sharing({ shared, filled }: InDomain): readonly string[] {
  const { domain, first, members, outsiders } = shared;
  if (members.length + outsiders.length < 2) return [];
  const effects = sharingEffects(first, filled.members);
  if (effects.length === 0) return [];
  return [`${listed([...members, ...outsiders])} share one domain (${whySharing(domain)}): ${effects.join("; ")}`];
}

function sharingEffects(first: Consumer, members: ReadonlyMap<Consumer, MemberFill>): readonly string[] {
  const written: readonly Effect[] = [...members.values()].map(({ effective }) => effective);
  const ofFirst = members.get(first)?.effective.byNode ?? RangeSet.empty;
  return [
    ...(written.some(({ byNode }) => !byNode.equals(ofFirst))
      ? [`of their reservations in the device tree only those of ${nameOf(first)} count, which sets up the domain`]
      : []),
    ...(written.some(({ calls, allocations }) => !calls.isEmpty || !allocations.isEmpty)
      ? ["a range that one reserves at run time is lost to all"]
      : []),
  ];
}

function whySharing({ group, sharing: why }: Domain): string {
  const inGroup = group === null ? "" : `${group}, `;
  switch (why) {
    case "alone":
    case "group":
      return group ?? "no group";
    case "parent-streams":
      return `${inGroup}the device's own streams`;
    case "unknown-iommu":
      return "the same streams, behind an IOMMU without a known driver";
    case "same-streams":
      return `${inGroup}the same streams`;
  }
}

const nameOf = ({ name, id }: Consumer): string => name ?? id;

const MOST_NAMES = 4;

/** `a, b and c`; `a, b, c, d and 12 more`. */
function listed(consumers: readonly Consumer[]): string {
  const names = consumers.slice(0, MOST_NAMES).map(nameOf);
  const more = consumers.length - names.length;
  const words = more > 0 ? [...names, `${more} more`] : names;
  const last = words.at(-1) ?? "";
  return words.length < 2 ? last : `${words.slice(0, -1).join(", ")} and ${last}`;
}
