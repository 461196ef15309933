/** What is known of two sides of a board in, what the difference does out. */
import { consumerChanges } from "./consumers.js";
import { dropChanges } from "./drops.js";
import type { BoardFacts } from "./facts.js";
import { findingChanges } from "./findings.js";
import { layoutChanges } from "./layouts.js";
import type { AskedChange, Change } from "./model.js";

/**
 * Consumers are matched by id, domains by their members, findings by fingerprint: renumbered phandles, moved nodes and
 * other spellings of the same ranges are no change. Swapping the sides gives the same changes, mirrored.
 *
 * @param asked what changed of what is asked of the board
 */
export function compareFacts(before: BoardFacts, after: BoardFacts, asked: readonly AskedChange[]): readonly Change[] {
  return [
    ...asked,
    ...consumerChanges(before.consumers, after.consumers),
    ...layoutChanges(before, after),
    ...dropChanges(before, after),
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
