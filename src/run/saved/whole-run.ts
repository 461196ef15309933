/** All shards of a run as the whole that they are parts of. */
import { isError, type Outcome } from "../../base/diagnostic.js";
import { by } from "../../base/order.js";
import type { Problem } from "../../base/problem.js";
import type { Board, DiagnosticView, FixView } from "../../report/schema.js";
import type { Shard } from "../../report/shard-schema.js";
import { problemView, type ReportHead } from "../../report/view.js";
import { judgeRun } from "../review.js";
import type { SavedRun } from "./read.js";
import { refused, unfit } from "./refused.js";
import { type PlacedPart, partsOf } from "./shard-facts.js";

export interface WholeRun {
  readonly head: ReportHead;
  readonly boards: readonly Board[];
  /** What concerns the whole run and no one board. */
  readonly errors: readonly DiagnosticView[];
  /** What is known only now that all shards are together. */
  readonly problems: readonly Problem[];
}

/** A report that was saved of a shard. */
interface Part {
  readonly saved: SavedRun;
  readonly shard: Shard;
}

/** @param saved of all shards of one run, in their order */
export function mergedRun(all: readonly SavedRun[]): Outcome<WholeRun> {
  const shards = all.flatMap((saved): Part[] =>
    saved.head.shard === null ? [] : [{ saved, shard: saved.head.shard }],
  );
  const [first] = shards;
  if (first === undefined) return { value: null, diagnostics: [] };
  const { shard } = first;
  const parts: PlacedPart[] = [];
  for (const { saved, shard } of shards) {
    const own = partsOf(shard, saved.boards);
    if (own === null) return refused(unfit(saved.file));
    parts.push(...own);
  }
  parts.sort((a, b) => a.place - b.place);
  const verdict = judgeRun(parts, { failOn: shard.failOn, isWhole: shard.isWhole, isShard: false });
  const problems = [...shard.ofRun.flatMap((one) => shard.problems.slice(one, one + 1)), ...verdict.problems];
  const showsNotes = verdict.showsNotes || shard.showsNotes;
  const { head } = first.saved;
  const boards = parts.map(({ board }) => board);
  const whole: WholeRun = {
    head: {
      ...head,
      judgement: head.judgement === null ? null : { failOn: verdict.failOn, showsNotes },
      fixes: allFixes(shards, boards),
      shard: null,
    },
    boards,
    errors: problems.filter(isError).map(problemView),
    problems,
  };
  return { value: whole, diagnostics: [] };
}

/** Those of a file that several shards read are one; in the order that a whole run has them in. */
function allFixes(shards: readonly Part[], boards: readonly Board[]): FixView[] {
  const places = new Map(boards.map(({ input }, i) => [input, i]));
  const placeOf = (board: string | undefined): number => places.get(board ?? "") ?? boards.length;
  const fixes = new Map<string, FixView>();
  for (const { saved } of shards) {
    for (const fix of saved.head.fixes) {
      const key = JSON.stringify([fix.rule, fix.fingerprint, fix.edits]);
      const united = [...(fixes.get(key)?.boards ?? []), ...fix.boards];
      fixes.set(key, { ...fix, boards: united.sort((a, b) => placeOf(a) - placeOf(b)) });
    }
  }
  return [...fixes.values()]
    .sort((a, b) => placeOf(a.boards[0]) - placeOf(b.boards[0]))
    .sort(by(({ rule, fingerprint, edits }) => [edits[0]?.file ?? "", rule, fingerprint].join("\0")));
}
