/** What is to be printed of saved reports: one of them as it is, or all shards of a run as the whole that they are parts of. */
import type { Outcome } from "../../base/diagnostic.js";
import type { DiffShard, Shard } from "../../report/shard-schema.js";
import type { Saved, SavedDiff, SavedRun } from "./read.js";
import { notShard, refused } from "./refused.js";
import { notOneRun, type SavedShard } from "./same-run.js";
import { mergedDiff, type WholeDiff } from "./whole-diff.js";
import { mergedRun, type WholeRun } from "./whole-run.js";

export type Whole = ({ readonly kind: "run" } & WholeRun) | ({ readonly kind: "diff" } & WholeDiff);

/** @returns the whole, or null and at least one error where there is any report */
export function wholeOf(all: readonly Saved[]): Outcome<Whole> {
  const [whole] = all.filter((one) => shardIn(one) === null);
  if (whole !== undefined)
    return all.length > 1 ? refused(notShard(whole.file)) : { value: asIs(whole), diagnostics: [] };
  const shards = all.flatMap((saved) => withShard(saved, shardIn(saved)));
  shards.sort((a, b) => a.shard.index - b.shard.index);
  const difference = notOneRun(shards);
  if (difference !== null) return refused(difference);
  // They are of one command now.
  const [diffs, runs]: [SavedDiff[], SavedRun[]] = [[], []];
  for (const { saved } of shards) saved.kind === "diff" ? diffs.push(saved) : runs.push(saved);
  return diffs.length > 0 ? ofKind("diff", mergedDiff(diffs)) : ofKind("run", mergedRun(runs));
}

const ofKind = <K extends string, T>(kind: K, { value, diagnostics }: Outcome<T>): Outcome<{ kind: K } & T> => ({
  value: value === null ? null : { kind, ...value },
  diagnostics,
});

function asIs(saved: Saved): Whole {
  if (saved.kind === "diff") return { kind: "diff", report: saved.report, problems: [] };
  const { kind, head, boards, errors } = saved;
  return { kind, head, boards, errors, problems: [] };
}

const shardIn = (saved: Saved): Shard | DiffShard | null =>
  saved.kind === "diff" ? saved.report.shard : saved.head.shard;

function withShard(saved: Saved, shard: Shard | DiffShard | null): (SavedShard & { readonly saved: Saved })[] {
  if (shard === null) return [];
  return [
    {
      saved,
      file: saved.file,
      command: saved.kind === "diff" ? saved.report.command : saved.head.command,
      shard,
      places: shard.boards.map(({ place }) => place),
      sources: saved.kind === "diff" ? new Map() : saved.sources,
    },
  ];
}
