/** Equal changes of several boards made one: a dtsi under dozens of boards is one change to review. */
import { by, compareText } from "../base/order.js";
import { compareBigint, RangeSet } from "../base/range.js";
import type { Change, ConsumerName, FoldedChange, FoldedChanges } from "./model.js";

/** The changes of one board, and whom they are about. */
interface BoardChanges {
  readonly board: string;
  readonly changes: readonly Change[];
  readonly consumers: readonly ConsumerName[];
}

export const foldChanges = (boards: readonly BoardChanges[]): FoldedChanges => ({
  changes: foldedChanges(boards),
  consumers: [...new Map(boards.flatMap(({ consumers }) => consumers.map((one) => [one.id, one]))).values()].sort(
    by(({ id }) => id),
  ),
});

/** What is asked for no more, what protects no more, then the largest loss; a consumer's changes stand together. */
function foldedChanges(boards: readonly BoardChanges[]): FoldedChange[] {
  const folded = new Map<string, { change: Change; boards: string[] }>();
  for (const { board, changes } of boards) {
    for (const change of changes) {
      const key = keyOf(change);
      const known = folded.get(key);
      if (known === undefined) folded.set(key, { change, boards: [board] });
      else known.boards.push(board);
    }
  }
  const all = [...folded.values()];
  const loss = worstBySubject(all);
  const lossOf = (one: FoldedChange) => loss.get(subjectOf(one)) ?? 0n;
  return all.sort(
    (a, b) =>
      precedence(b) - precedence(a) ||
      compareBigint(lossOf(a), lossOf(b)) ||
      b.boards.length - a.boards.length ||
      by(subjectOf)(a, b) ||
      KINDS.indexOf(a.change.kind) - KINDS.indexOf(b.change.kind) ||
      compareText(keyOf(a.change), keyOf(b.change)),
  );
}

/** 4 for a plan that is gone, 3 for what it, or a config, asks no more, 2 for protection that is lost, 1 if elsewhere. */
function precedence({ change }: FoldedChange): number {
  if (change.kind === "protection-lost") return isLostHere(change) ? 2 : 1;
  if (!("asksLess" in change) || !change.asksLess) return 0;
  return change.before?.topic === "file" ? 4 : 3;
}

const isLostHere = ({ lost, unmapped, before, after }: Extract<Change, { kind: "protection-lost" }>): boolean =>
  lost.length > 0 || unmapped.length > 0 || before.isTranslated !== after.isTranslated;

/** A consumer's changes in this order. */
const KINDS: readonly Change["kind"][] = [
  "plan",
  "config",
  "consumer-moved",
  "protection-lost",
  "usable",
  "group",
  "reservation",
  "layout",
  "consumer-removed",
  "consumer-added",
  "streams-handed-over",
  "finding-new",
  "finding-fixed",
];

/** A consumer on the same boards. */
const subjectOf = ({ change, boards }: FoldedChange): string => [change.consumer ?? "", ...boards].join("\0");

/** The delta of what each subject can be handed; below 0 for a loss. */
function worstBySubject(all: readonly FoldedChange[]): Map<string, bigint> {
  const worst = new Map<string, bigint>();
  for (const one of all) {
    const delta = deltaOf(one.change);
    if (delta < (worst.get(subjectOf(one)) ?? 0n)) worst.set(subjectOf(one), delta);
  }
  return worst;
}

function deltaOf(change: Change): bigint {
  switch (change.kind) {
    case "usable": {
      const below = change.after.below4G - change.before.below4G;
      return below !== 0n ? below : change.after.bytes - change.before.bytes;
    }
    case "protection-lost":
      return -RangeSet.of(change.lost).size;
    case "consumer-removed":
      return -change.before.usable.below4G;
    default:
      return 0n;
  }
}

/** Where a finding stands is another place on every board; what it says is not. */
function keyOf(change: Change): string {
  if (change.kind === "finding-new" || change.kind === "finding-fixed") {
    const { fingerprint, severity, message } = change.kind === "finding-new" ? change.after : change.before;
    return [change.consumer ?? "", change.kind, fingerprint, severity, message].join("\0");
  }
  return JSON.stringify(change, (_, value: unknown) => (typeof value === "bigint" ? `${value}n` : value));
}
