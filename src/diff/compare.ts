/** Two analyses of a board in, what the difference does out. */
import { consumerChanges } from "./consumers.js";
import { findingChanges } from "./findings.js";
import { layoutChanges } from "./layouts.js";
import type { AskedChange, Change, DiffSide } from "./model.js";
import { statementChanges } from "./statements.js";

/**
 * Consumers are matched by id, domains by their members, findings by fingerprint: renumbered phandles, moved nodes and
 * other spellings of the same ranges are no change. Swapping the sides gives the same changes, mirrored.
 */
export function compareSides(before: DiffSide, after: DiffSide): readonly Change[] {
  const asked = statementChanges(before, after);
  return [
    ...asked,
    ...consumerChanges(before.system.consumerById, after.system.consumerById),
    ...layoutChanges(before.families, after.families),
    ...findingChanges(before, after).filter((change) => !isAskedNoMore(change, asked)),
  ];
}

/** What a plan says decides on these findings alone. */
const JUDGED_BY_PLAN: readonly string[] = ["expectation-failed", "need-not-met"];

/** A finding is not fixed because nobody asks any more. */
const isAskedNoMore = (change: Change, asked: readonly AskedChange[]): boolean =>
  change.kind === "finding-fixed" &&
  JUDGED_BY_PLAN.includes(change.before.rule) &&
  asked.some(({ kind, consumer, asksLess }) => kind === "plan" && asksLess && consumer === change.consumer);
