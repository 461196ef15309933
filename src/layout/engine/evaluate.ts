/** The one engine: what a layout proposes put through the allocator, measured and explained. */
import { RangeSet, roundOutward } from "../../base/range.js";
import type { Consumer, Family, System } from "../../system/model.js";
import { effectsOf } from "./effects.js";
import { familyDomains } from "./family-domains.js";
import { type FilledDomain, fill, filledToday, type MemberFill } from "./fill.js";
import type { FamilyLayouts, Layout, LayoutConsumer, LayoutResult } from "./model.js";
import { notesOnProposal, notesOnToday } from "./notes.js";
import { layouts } from "./registry.js";
import { requirementsOf, requirementsToday } from "./requirements.js";
import { verdictOn } from "./verdict.js";
import { measure, reservedBy, totals } from "./waste.js";
import { keptByWindow } from "./window.js";

/** Every layout on every family, in the system's order of families. */
export const evaluateLayouts = (system: System): readonly FamilyLayouts[] =>
  system.families.map((family) => {
    const results = layouts.map((layout) => evaluate(layout, family, system));
    return { family, layouts: results, verdict: verdictOn(results, system.options.kernel) };
  });

export function evaluate(layout: Layout, family: Family, system: System): LayoutResult {
  const domains = familyDomains(family, system);
  const proposal = layout.propose(family, system);
  if (proposal === null) {
    const filled = domains.map((shared) => ({ shared, filled: filledToday(shared) }));
    const members = membersOf(filled.map((one) => one.filled));
    return {
      ...figures(layout, family, members, system),
      proposal,
      requires: requirementsToday(family),
      notes: notesOnToday(family, filled),
    };
  }
  const effects = effectsOf(proposal, family, system);
  const filled = domains.map((shared) => ({ shared, filled: fill(shared, effects.of, system) }));
  const members = membersOf(filled.map((one) => one.filled));
  return {
    ...figures(layout, family, members, system),
    proposal,
    requires: requirementsOf(proposal, effects, family),
    notes: notesOnProposal({ family, system, effects, filled }),
  };
}

interface Filled extends MemberFill {
  readonly base: RangeSet;
}

const membersOf = (domains: readonly FilledDomain[]): ReadonlyMap<Consumer, Filled> =>
  new Map(domains.flatMap(({ base, members }) => [...members].map(([member, one]) => [member, { ...one, base }])));

function figures({ id, title }: Layout, family: Family, filled: ReadonlyMap<Consumer, Filled>, system: System) {
  const consumers: LayoutConsumer[] = [];
  let defeatedByGroups = false;
  for (const member of family.members) {
    const own = filled.get(member);
    if (own === undefined) continue;
    consumers.push(measure(member, own, own.base));
    defeatedByGroups ||= !isAsWritten(member, own, system);
  }
  const { waste, shortfall, unknownNeeds } = totals(consumers);
  const givesUp = consumers.some(({ failure }) => failure?.what === "probe");
  return {
    id,
    title,
    safe: unknownNeeds === 0 && (shortfall ?? 0n) === 0n && !givesUp,
    exhausted: consumers.some((c) => c.usable.bytes === 0n),
    waste,
    shortfall,
    unknownNeeds,
    consumers,
    defeatedByGroups,
  };
}

/** Whether the member's domain gives it just what took effect for it. */
function isAsWritten(member: Consumer, { usable, effective, base }: Filled, system: System): boolean {
  const { byNode, calls, allocations } = effective;
  const written = [byNode, calls, allocations].flatMap(({ ranges }) => ranges);
  const intended = RangeSet.of(written.map((r) => roundOutward(r, member.granule)))
    .clip(member.reach)
    .union(keptByWindow(member, effective, system))
    .subtract(base);
  return reservedBy(member, usable, base).equals(intended);
}
