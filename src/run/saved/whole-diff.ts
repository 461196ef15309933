/** All shards of a diff as the whole that they are parts of. */
import type { Outcome } from "../../base/diagnostic.js";
import type { Problem } from "../../base/problem.js";
import type { DiffReport } from "../../report/diff/schema.js";
import { diffOver } from "../../report/diff/view.js";
import type { DiffShard } from "../../report/shard-schema.js";
import { diffProblems } from "../diff-verdict.js";
import { comparisonsOf, type PlacedComparison } from "./diff-facts.js";
import type { SavedDiff } from "./read.js";
import { refused, unfit } from "./refused.js";

export interface WholeDiff {
  readonly report: DiffReport;
  /** What is known only now that all shards are together. */
  readonly problems: readonly Problem[];
}

interface Part {
  readonly saved: SavedDiff;
  readonly shard: DiffShard;
}

interface Placed extends PlacedComparison {
  readonly board: DiffReport["boards"][number];
}

/** @param saved of all shards of one diff, in their order */
export function mergedDiff(all: readonly SavedDiff[]): Outcome<WholeDiff> {
  const shards = all.flatMap((saved): Part[] =>
    saved.report.shard === null ? [] : [{ saved, shard: saved.report.shard }],
  );
  const [first] = shards;
  if (first === undefined) return { value: null, diagnostics: [] };
  const parts: Placed[] = [];
  for (const { saved, shard } of shards) {
    const { boards } = saved.report;
    const own = comparisonsOf(shard, boards);
    if (own === null) return refused(unfit(saved.file));
    parts.push(...own.flatMap((one, i) => boards.slice(i, i + 1).map((board) => ({ ...one, board }))));
  }
  parts.sort((a, b) => a.place - b.place);
  const ofRun = first.shard.ofRun.flatMap((one) => first.shard.problems.slice(one, one + 1));
  const problems = [...ofRun, ...diffProblems(parts, false)];
  const report = diffOver(
    { ...first.saved.report, shard: null },
    parts.map(({ board }) => board),
    shards.map(({ saved }) => saved.report),
    problems,
  );
  return { value: { report, problems }, diagnostics: [] };
}
