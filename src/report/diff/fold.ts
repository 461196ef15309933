/** Equal changes of several boards made one: a dtsi under dozens of boards is one change to review. */
import { by, byPlaceIn, compareText } from "../../base/order.js";
import { compareBigint } from "../../base/range.js";
import type { AddressRange } from "../schema.js";
import type { ChangeView, NamedView } from "./schema.js";

/** Changes of one board, or of some, and whom they are about. */
export interface DiffChanges {
  readonly changes: readonly ChangeView[];
  readonly consumers: readonly NamedView[];
}

/**
 * The same whether boards come one by one or folded before, in whatever parts.
 *
 * @param boards all of them, in the order in which they are named
 */
export function foldChanges(
  boards: readonly string[],
  parts: readonly DiffChanges[],
): { changes: ChangeView[]; consumers: NamedView[] } {
  return {
    changes: foldedChanges(
      boards,
      parts.flatMap(({ changes }) => changes),
    ),
    consumers: namedOnce(parts.flatMap(({ consumers }) => consumers)),
  };
}

/** Of an id that boards read in two ways, the first way. */
const namedOnce = (all: readonly NamedView[]): NamedView[] => {
  const sorted = [...all].sort(by(({ id, path, name }) => [id, path, name ?? ""].join("\0")));
  return sorted.filter(({ id }, i) => sorted[i - 1]?.id !== id);
};

/** What is asked for no more, what protects no more, then the largest loss; a consumer's changes stand together. */
function foldedChanges(order: readonly string[], changes: readonly ChangeView[]): ChangeView[] {
  const byPlace = byPlaceIn(order);
  const folded = new Map<string, ChangeView>();
  // Of changes that are told as one, the first board's stands for all.
  for (const change of [...changes].sort(byPlace(({ boards }) => boards[0]))) {
    const key = keyOf(change);
    const known = folded.get(key);
    if (known === undefined) folded.set(key, { ...change, boards: [...change.boards] });
    else known.boards.push(...change.boards);
  }
  const all = [...folded].map(([key, change]): Folded => {
    change.boards.sort(byPlace((board) => board));
    return { key, change, subject: [change.consumer ?? "", ...change.boards].join("\0") };
  });
  const loss = worstBySubject(all);
  const lossOf = ({ subject }: Folded) => loss.get(subject) ?? 0n;
  return all
    .sort(
      (a, b) =>
        precedence(b.change) - precedence(a.change) ||
        compareBigint(lossOf(a), lossOf(b)) ||
        b.change.boards.length - a.change.boards.length ||
        compareText(a.subject, b.subject) ||
        KINDS.indexOf(a.change.kind) - KINDS.indexOf(b.change.kind) ||
        compareText(a.key, b.key),
    )
    .map(({ change }) => change);
}

interface Folded {
  readonly change: ChangeView;
  /** What it has in common with equal changes. */
  readonly key: string;
  /** A consumer on the same boards. */
  readonly subject: string;
}

/** 4 for a plan that is gone, 3 for what it, or a config, asks no more, 2 for protection that is lost, 1 if elsewhere. */
function precedence(change: ChangeView): number {
  if (change.kind === "protection-lost") return isLostHere(change) ? 2 : 1;
  if (!("asksLess" in change) || !change.asksLess) return 0;
  return change.before?.topic === "file" ? 4 : 3;
}

const isLostHere = ({ lost, unmapped, before, after }: Extract<ChangeView, { kind: "protection-lost" }>): boolean =>
  lost.length > 0 || unmapped.length > 0 || before.translated !== after.translated;

/** A consumer's changes in this order. */
const KINDS: readonly ChangeView["kind"][] = [
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

/** The delta of what each subject can be handed; below 0 for a loss. */
function worstBySubject(all: readonly Folded[]): Map<string, bigint> {
  const worst = new Map<string, bigint>();
  for (const { change, subject } of all) {
    const delta = deltaOf(change);
    if (delta < (worst.get(subject) ?? 0n)) worst.set(subject, delta);
  }
  return worst;
}

function deltaOf(change: ChangeView): bigint {
  switch (change.kind) {
    case "usable": {
      const below = BigInt(change.after.below4G) - BigInt(change.before.below4G);
      return below !== 0n ? below : BigInt(change.after.bytes) - BigInt(change.before.bytes);
    }
    case "protection-lost":
      return -change.lost.reduce((sum, range) => sum + sizeOf(range), 0n);
    case "consumer-removed":
      return -BigInt(change.before.usable.below4G);
    default:
      return 0n;
  }
}

const sizeOf = ({ start, end }: AddressRange): bigint => BigInt(end) - BigInt(start) + 1n;

/** Where a finding stands is another place on every board; what it says is not. */
function keyOf(change: ChangeView): string {
  if (change.kind === "finding-new" || change.kind === "finding-fixed") {
    const { fingerprint, severity, message } = change.kind === "finding-new" ? change.after : change.before;
    return [change.consumer ?? "", change.kind, fingerprint, severity, message].join("\0");
  }
  return JSON.stringify({ ...change, boards: [] });
}
