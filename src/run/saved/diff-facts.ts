/** What the boards of a diff's shard have to say of the whole diff, to the report that carries it and back. */
import type { Problem } from "../../base/problem.js";
import type { DiffBoard } from "../../report/diff/schema.js";
import type { DiffShard, Shard, ShardHead } from "../../report/shard-schema.js";
import type { ComparedPart } from "../diff-verdict.js";
import { Lookup, lookedUp, ProblemTable, Table } from "./table.js";

/** A board, and which of the run's it is. */
export interface PlacedComparison extends ComparedPart {
  readonly place: number;
}

/** @param problems that are of the run and not of any board, such as an overlay that is passed over */
export function diffShardOf(
  head: ShardHead,
  problems: readonly Problem[],
  parts: readonly PlacedComparison[],
): DiffShard {
  const table = new ProblemTable();
  const plans = new Table<Shard["plans"][number]>();
  const ofRun = table.numbers(problems);
  const boards = parts.map((part) => ({
    place: part.place,
    configs: table.numbers(part.configs),
    plans: part.plans.map((plan) => plans.number(table.plan(plan))),
  }));
  return { ...head, problems: table.all, plans: plans.all, ofRun, boards };
}

/** The other way; null where a number leads nowhere. @param boards those of the report */
export function comparisonsOf(shard: DiffShard, boards: readonly DiffBoard[]): readonly PlacedComparison[] | null {
  const lost = new Lookup();
  const { problems, plans } = lookedUp(shard, lost);
  const parts = shard.boards.map(({ place, ...facts }) => ({
    place,
    configs: problems(facts.configs),
    plans: facts.plans.flatMap((one) => lost.at(plans, one)),
  }));
  return lost.isComplete && boards.length === parts.length ? parts : null;
}
