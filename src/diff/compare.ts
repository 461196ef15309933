/** What is known of two sides of a board in, what the difference does out. */
import { consumerChanges } from "./consumers.js";
import { dropChanges } from "./drops.js";
import type { BoardFacts } from "./facts.js";
import { findingChanges } from "./findings.js";
import { layoutChanges } from "./layouts.js";
import type { Asked, AskedChange, Change } from "./model.js";
import { type Move, movesOf, renamer } from "./moves.js";
import { askedInNewNames, inNewNames } from "./renamed.js";
import { statementChanges } from "./statements.js";

/** What each side's plan and config ask. */
export interface AskedOfSides {
  readonly before: Asked;
  readonly after: Asked;
}

/**
 * Consumers are matched by id, those without a match by what else they are known by (`movesOf`); domains by their
 * members, findings by fingerprint: renumbered phandles, nodes in another order and other spellings of the same ranges
 * are no change. Swapping the sides gives the same changes, mirrored.
 *
 * @param asked null where both sides are one state, of which the same is asked
 */
export function compareFacts(before: BoardFacts, after: BoardFacts, asked: AskedOfSides | null): readonly Change[] {
  const moves = movesOf(before.consumers, after.consumers);
  const rename = renamer(moves);
  const was = moves.length === 0 ? before : inNewNames(before, rename);
  const consumers = [...after.consumers, ...was.consumers];
  const statements =
    asked === null ? [] : statementChanges(askedInNewNames(asked.before, rename), asked.after, consumers);
  return [
    ...statements,
    ...moveChanges(moves),
    ...consumerChanges(was.consumers, after.consumers),
    ...layoutChanges(was, after),
    ...dropChanges(was, after),
    ...findingChanges(was, after, rename).filter((change) => !isAskedNoMore(change, statements)),
  ];
}

const moveChanges = (moves: readonly Move[]): Change[] =>
  moves.map(({ before, after, matchedBy }) => ({
    consumer: after.id,
    name: after.name,
    kind: "consumer-moved",
    before: { consumer: before.id, path: before.path },
    after: { consumer: after.id, path: after.path },
    how: howMoved(before.path, after.path, renamer(moves)),
    matchedBy,
  }));

function howMoved(before: string, after: string, rename: (path: string) => string): "renamed" | "moved" | "parent" {
  const parent = parentOf(before);
  if (parent === parentOf(after)) return "renamed";
  return before.slice(parent.length) === after.slice(parentOf(after).length) && rename(parent) === parentOf(after)
    ? "parent"
    : "moved";
}

const parentOf = (path: string): string => path.slice(0, path.lastIndexOf("/"));

/** What a plan says decides on these findings alone. */
const JUDGED_BY_PLAN: readonly string[] = ["expectation-failed", "need-not-met"];

/** A finding is not fixed because nobody asks any more. */
const isAskedNoMore = (change: Change, asked: readonly AskedChange[]): boolean =>
  change.kind === "finding-fixed" &&
  JUDGED_BY_PLAN.includes(change.before.rule) &&
  asked.some(({ kind, consumer, asksLess }) => kind === "plan" && asksLess && consumer === change.consumer);
