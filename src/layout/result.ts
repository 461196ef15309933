/** From what a layout writes for each member to its result. */
import { RangeSet } from "../base/range.js";
import type { Consumer, Family, System } from "../system/model.js";
import { usableOf } from "../system/space.js";
import { domainsOf, fill, nothingWritten, type Written } from "./domains.js";
import type { Layout, LayoutConsumer, LayoutRequirements, LayoutResult } from "./model.js";
import { changesRanges } from "./requirements.js";
import { intendedFor, listed, sharedDomainNotes } from "./sharing.js";
import { measure, reservedBy, totals } from "./waste.js";

/** What a layout says of itself beside what it writes. */
export interface Described extends Omit<LayoutRequirements, "deviceTreeChange"> {
  /** Whether nodes come or go. */
  readonly restructures: boolean;
  /** What the ranges on nodes are written as. */
  readonly property: "iommu-addresses" | "iommu-ranges";
  readonly notes: readonly string[];
}

/** A member's figures, and whether its domain gave it just what the layout wrote for it. */
export interface Outcome {
  readonly figures: LayoutConsumer;
  readonly asWritten: boolean;
}

/** Fills every domain of the family as the layout writes, and measures what each member is left. */
export function evaluateWritten(
  layout: Pick<Layout, "id" | "title">,
  family: Family,
  system: System,
  written: (member: Consumer) => Written,
  described: Described,
): LayoutResult {
  const domains = domainsOf(family, system);
  const failures = new Map<string, Consumer[]>();
  const done = new Map<string, Written>();
  const outcomes = domains.flatMap((shared) => {
    const filled = fill(shared, written, system);
    return shared.members.map((member): Outcome => {
      const { accepted = RangeSet.empty, failure = null } = filled.calls.get(member.id) ?? {};
      if (failure !== null) failures.set(failure, [...(failures.get(failure) ?? []), member]);
      const effective: Written = { byNode: written(member).byNode, atRunTime: accepted };
      done.set(member.id, effective);
      const usable = usableOf(filled.domain, member.reach, member.granule);
      const reserved = reservedBy(member, usable, filled.base);
      const asWritten = reserved.equals(intendedFor(member, effective, filled.base));
      return { figures: measure(member, usable, filled), asWritten };
    });
  });
  const failed = [...failures].map(([failure, members]) => `the calls of ${listed(members)} would return ${failure}`);
  const shared = sharedDomainNotes(domains, (member) => done.get(member.id) ?? nothingWritten);
  const { kernel, ownStreams, driverChange, restructures, property } = described;
  const deviceTreeChange = restructures || changesRanges(family, written, property);
  const requires = { kernel, ownStreams, deviceTreeChange, driverChange };
  return resultOf(layout, family, outcomes, requires, [...described.notes, ...failed, ...shared]);
}

/** Sums the members' figures up, in the family's order. */
export function resultOf(
  { id, title }: Pick<Layout, "id" | "title">,
  family: Family,
  outcomes: readonly Outcome[],
  requires: LayoutRequirements,
  notes: readonly string[],
): LayoutResult {
  const byId = new Map(outcomes.map((outcome) => [outcome.figures.consumer.id, outcome]));
  const inOrder = family.members.flatMap((member) => byId.get(member.id) ?? []);
  const consumers = inOrder.map((outcome) => outcome.figures);
  const { waste, shortfall, unknownNeeds } = totals(consumers);
  return {
    id,
    title,
    safe: unknownNeeds === 0 && (shortfall ?? 0n) === 0n,
    exhausted: consumers.some((c) => c.usable.bytes === 0n),
    waste,
    shortfall,
    unknownNeeds,
    consumers,
    requires,
    defeatedByGroups: inOrder.some((outcome) => !outcome.asWritten),
    notes: [...new Set(notes)],
  };
}
