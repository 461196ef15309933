/** The promise of a suggestion: it is applied in memory, every board that reads it is analysed again, and compared. */
import type { Severity } from "../base/diagnostic.js";
import { RangeSet } from "../base/range.js";
import type { LayoutResult } from "../layout/engine/model.js";
import { needNotMet } from "../rule/need-not-met.js";
import { callsOf } from "../suggest/calls.js";
import { draftFor, type Wanted, wantedFor } from "../suggest/draft.js";
import { Names } from "../suggest/names.js";
import type { System } from "../system/model.js";
import { changedConsumers, newFindings } from "./changed.js";
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
  const newNotes = boards.reduce((sum, pair) => sum + added(claim, pair, ["note"]).length, 0);
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
  if (result === null) return { reason: `${idAfter} would no longer be a consumer` };
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
  const [changed] = changedConsumers(rest(before.system), rest(after.system));
  if (changed === undefined) return null;
  const isNew = before.system.consumers.every(({ id }) => id !== changed);
  return isNew ? `${changed} of ${name} would be a new consumer` : `${changed} of ${name} would change too`;
}

const familyIds = ({ families }: System, parents: ReadonlySet<string>): readonly string[] =>
  families.flatMap(({ parent, members }) => (parents.has(parent) ? members.map(({ id }) => id) : []));

/** Ids of members that have what they need once their driver has called for it. */
const callers = ({ layout: { proposal } }: Wanted): readonly string[] =>
  proposal === null ? [] : callsOf(proposal).map(({ member }) => member.id);

function newFinding(claim: Claim, pair: Pair): string | null {
  const [found] = added(claim, pair, ["error", "warning"]);
  return found === undefined ? null : `${pair.name} would have a new finding: ${found.message} [${found.rule}]`;
}

/** A child that has become a node is the same consumer, and what its driver is to call for is not there yet. */
function added({ moved, wanted }: Claim, { before, after }: Pair, severities: readonly Severity[]) {
  const calling = new Set(wanted.flatMap(callers));
  return newFindings(before, after, severities, (consumer) => moved.get(consumer) ?? consumer).filter(
    ({ rule, consumer }) => !(rule === needNotMet.id && consumer !== null && calling.has(consumer)),
  );
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
  return change.isEmpty ? null : "a second run would suggest another change";
}
