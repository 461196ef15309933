/** All shards of a run as the whole that they are parts of. */
import { isError, type Outcome } from "../../base/diagnostic.js";
import type { Problem } from "../../base/problem.js";
import { unitedFixes } from "../../report/check/fixes.js";
import type { Board, DiagnosticView } from "../../report/schema.js";
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
      fixes: unitedFixes(
        shards.flatMap(({ saved }) => saved.head.fixes),
        boards.map(({ input }) => input),
      ),
      shard: null,
    },
    boards,
    errors: problems.filter(isError).map(problemView),
    problems,
  };
  return { value: whole, diagnostics: [] };
}
