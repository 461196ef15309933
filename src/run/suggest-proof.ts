/** The promise of a suggestion: it is applied in memory, every board that reads it is analysed again, and compared. */
import { RangeSet } from "../base/range.js";
import type { LayoutResult } from "../layout/engine/model.js";
import { needNotMet } from "../rule/need-not-met.js";
import { callsOf } from "../suggest/calls.js";
import { draftFor, type Wanted, wantedFor } from "../suggest/draft.js";
import { Names } from "../suggest/names.js";
import type { Consumer, System } from "../system/model.js";
import type { Analysis } from "./examine.js";
import type { Proven } from "./job.js";

/** One board before and after. */
export interface Pair {
  readonly name: string;
  readonly before: Analysis;
  readonly after: Analysis;
}

export type Proof =
  | { readonly ok: true; readonly members: readonly Proven[]; readonly newNotes: number }
  | { readonly ok: false; readonly reason: string };

interface Claim {
  readonly wanted: readonly Wanted[];
  /** Ids of children before and after. */
  readonly moved: ReadonlyMap<string, string>;
}

const broken = (reason: string): Proof => ({ ok: false, reason });

/** @param boards the one that was asked about first */
export function prove(claim: Claim, boards: readonly Pair[]): Proof {
  const [first] = boards;
  if (first === undefined) return broken("there is no board");
  for (const pair of boards) {
    const changed = unwantedChange(claim, pair);
    if (changed !== null) return broken(changed);
    const found = newFinding(claim, pair);
    if (found !== null) return broken(found);
  }
  const members: Proven[] = [];
  for (const wanted of claim.wanted) {
    for (const figures of wanted.layout.consumers) {
      const proven = provenMember(claim, wanted, figures, first);
      if ("reason" in proven) return broken(proven.reason);
      members.push(proven);
    }
  }
  const again = secondRun(claim, first);
  if (again !== null) return broken(again);
  const newNotes = boards.reduce((sum, pair) => sum + newFindings(claim, pair, ["note"]).length, 0);
  return { ok: true, members, newNotes };
}

/** What layout a family's figures are to be found in afterwards: as it is written, unless the driver has its part. */
const layoutAfter = ({ layout }: Wanted): string =>
  layout.proposal?.members === "own-nodes" ? "as-written" : layout.id;

function provenMember(
  { moved }: Claim,
  wanted: Wanted,
  figures: LayoutResult["consumers"][number],
  { before, after }: Pair,
): Proven | { readonly reason: string } {
  const id = figures.consumer.id;
  const idAfter = moved.get(id) ?? id;
  const result = figuresOf(after, layoutAfter(wanted), idAfter);
  if (result === null) return { reason: `${idAfter} would be no consumer` };
  const usable = RangeSet.of(result.usable.ranges);
  const promised = RangeSet.of(figures.usable.ranges);
  if (!usable.subtract(promised).isEmpty || !promised.subtract(usable).isEmpty) {
    return { reason: `${idAfter} would not get what ${wanted.layout.id} promises` };
  }
  const today = figuresOf(before, "as-written", id);
  return {
    before: id,
    after: idAfter,
    layout: wanted.layout.id,
    wasteBefore: today?.waste ?? null,
    wasteAfter: result.waste,
    shortBefore: today?.shortfall ?? null,
    shortAfter: result.shortfall,
  };
}

const figuresOf = ({ families }: Analysis, layout: string, id: string) =>
  families
    .flatMap(({ layouts }) => layouts)
    .filter((one) => one.id === layout)
    .flatMap(({ consumers }) => consumers)
    .find(({ consumer }) => consumer.id === id) ?? null;

/** Nobody else's space, streams or group may change. */
function unwantedChange({ wanted, moved }: Claim, { name, before, after }: Pair): string | null {
  const parents = new Set(wanted.map(({ layouts }) => layouts.family.parent));
  const ours = new Set([...familyIds(before.system, parents), ...familyIds(after.system, parents), ...moved.values()]);
  const rest = ({ consumers }: System) => consumers.filter(({ id }) => !ours.has(id));
  const then = new Map(rest(after.system).map((consumer) => [consumer.id, stateOf(consumer)]));
  for (const consumer of rest(before.system)) {
    if (then.get(consumer.id) !== stateOf(consumer)) return `${consumer.id} of ${name} would change as well`;
    then.delete(consumer.id);
  }
  const [added] = then.keys();
  return added === undefined ? null : `${added} of ${name} would be a new consumer`;
}

const familyIds = ({ families }: System, parents: ReadonlySet<string>): readonly string[] =>
  families.flatMap(({ parent, members }) => (parents.has(parent) ? members.map(({ id }) => id) : []));

const stateOf = ({ iommu, streams, usable, reservations, groupReason }: Consumer): string =>
  JSON.stringify([
    iommu,
    streams.map(({ id, mask, count }) => [id, mask, count]),
    usable.ranges.map(({ start, end }) => [String(start), String(end)]),
    reservations.map(({ start, length, type }) => [String(start), String(length), type]),
    groupReason,
  ]);

/** Ids of members that have what they need once their driver has called for it. */
const callers = ({ layout: { proposal } }: Wanted): readonly string[] =>
  proposal === null ? [] : callsOf(proposal).map(({ member }) => member.id);

function newFinding(claim: Claim, pair: Pair): string | null {
  const [found] = newFindings(claim, pair, ["error", "warning"]);
  return found === undefined ? null : `${pair.name} would have a new finding: ${found.message} [${found.rule}]`;
}

/** By rule and consumer: a child that has become a node is the same consumer. */
function newFindings({ moved, wanted }: Claim, { before, after }: Pair, severities: readonly string[]) {
  const told = ({ candidates }: Analysis) =>
    candidates
      .filter(({ hiddenBy, finding }) => hiddenBy === null && severities.includes(finding.severity))
      .map(({ finding }) => finding);
  const calling = new Set(wanted.flatMap(callers));
  const keyOf = (rule: string, consumer: string | null) => `${rule} ${consumer ?? ""}`;
  const known = new Set(told(before).map(({ rule, consumer }) => keyOf(rule, moved.get(consumer ?? "") ?? consumer)));
  return told(after).filter(({ rule, consumer }) => {
    const isDriversPart = rule === needNotMet.id && consumer !== null && calling.has(consumer);
    return !isDriversPart && !known.has(keyOf(rule, consumer));
  });
}

/** Whoever takes the suggestion and asks again is told that there is nothing to do. */
function secondRun({ wanted }: Claim, { after }: Pair): string | null {
  const parents = new Set(wanted.map(({ layouts }) => layouts.family.parent));
  const families = after.families.filter(({ family }) => parents.has(family.parent));
  const again = families.flatMap((layouts): Wanted[] => {
    const id = wanted.find((one) => one.layouts.family.parent === layouts.family.parent)?.layout.id ?? null;
    const layout = wantedFor(layouts, id, "tree", after.system);
    return "none" in layout ? [] : [{ layouts, layout }];
  });
  const { change } = draftFor(again, after.system, new Names([after.system.tree]));
  return change.isEmpty ? null : "a second run would suggest something again";
}
