/** What the boards of a shard have to say of the whole run, to the report that carries it and back. */
import type { Problem } from "../../base/problem.js";
import type { Board } from "../../report/schema.js";
import type { Shard, ShardHead } from "../../report/shard-schema.js";
import type { ConfigUse } from "../job.js";
import type { BoardPart, RunOptions } from "../review.js";
import { Lookup, lookedUp, ProblemTable, plain, Table } from "./table.js";

/** A board, and which of the run's inputs it is. */
export interface PlacedPart extends BoardPart {
  readonly place: number;
}

type Asked = Pick<RunOptions, "failOn" | "isWhole"> & Pick<Shard, "showsNotes">;

/** @param problems that are of the run and not of any board, such as a baseline's */
export function shardOf(
  head: ShardHead,
  { failOn, isWhole, showsNotes }: Asked,
  problems: readonly Problem[],
  parts: readonly PlacedPart[],
): Shard {
  const table = new ProblemTable();
  const configs = new Table<Shard["configs"][number]>();
  const plans = new Table<Shard["plans"][number]>();
  const comments = new Table<Shard["comments"][number]>();
  const expectations = new Table<Shard["expectations"][number]>();
  const config = ({ file, failOn, showsNotes, problems }: ConfigUse): number =>
    configs.number({ file, failOn, showsNotes, problems: table.numbers(problems) });
  const ofRun = table.numbers(problems);
  const boards = parts.map((part) => ({
    place: part.place,
    config: part.config === null ? null : config(part.config),
    plans: part.plans.map((plan) => plans.number(table.plan(plan))),
    comments: part.comments.map(({ suppression, isUsed }) => ({
      comment: comments.number(plain<Shard["comments"][number]>(suppression)),
      isUsed,
    })),
    matches: part.matches.map(({ names, place, isMatched }) => ({
      expectation: expectations.number(plain<Shard["expectations"][number]>({ names, place })),
      isMatched,
    })),
    stale: table.numbers(part.stale),
  }));
  return {
    ...head,
    failOn,
    isWhole,
    showsNotes,
    problems: table.all,
    plans: plans.all,
    ofRun,
    configs: configs.all,
    comments: comments.all,
    expectations: expectations.all,
    boards,
  };
}

/** The other way; null where a number leads nowhere. @param boards those of the report */
export function partsOf(shard: Shard, boards: readonly Board[]): readonly PlacedPart[] | null {
  const lost = new Lookup();
  const { problems, plans } = lookedUp(shard, lost);
  const configs = shard.configs.map((one) => ({ ...one, problems: problems(one.problems) }));
  const parts = shard.boards.flatMap((facts, i): PlacedPart[] =>
    lost.at(boards, i).map((board) => ({
      board,
      place: facts.place,
      config: facts.config === null ? null : (lost.at(configs, facts.config)[0] ?? null),
      plans: facts.plans.flatMap((one) => lost.at(plans, one)),
      comments: facts.comments.flatMap(({ comment, isUsed }) =>
        lost.at(shard.comments, comment).map((suppression) => ({ suppression, isUsed })),
      ),
      matches: facts.matches.flatMap(({ expectation, isMatched }) =>
        lost.at(shard.expectations, expectation).map((one) => ({ ...one, isMatched })),
      ),
      stale: problems(facts.stale),
    })),
  );
  return lost.isComplete && boards.length === shard.boards.length ? parts : null;
}
