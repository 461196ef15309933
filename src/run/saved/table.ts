/** Values that many boards have in common, each written once and then called by its number; and the way back. */
import type { Problem } from "../../base/problem.js";
import type { Shard, ShardedProblem } from "../../report/shard-schema.js";
import type { PlanUse } from "../job.js";

export class Table<T> {
  readonly all: T[] = [];
  private readonly known = new Map<string, number>();

  number(value: T): number {
    const key = JSON.stringify(value);
    const number = this.known.get(key) ?? this.all.push(value) - 1;
    this.known.set(key, number);
    return number;
  }
}

/** The same value, without `readonly`: nobody changes it. */
export const plain = <T>(value: unknown): T => value as T;

export class ProblemTable {
  private readonly table = new Table<ShardedProblem>();

  get all(): ShardedProblem[] {
    return this.table.all;
  }

  numbers(problems: readonly Problem[]): number[] {
    return problems.map((problem) => this.table.number(plain<ShardedProblem>(problem)));
  }

  plan({ path, name, from, isShared, lacking }: PlanUse): Shard["plans"][number] {
    return { path, name, from, isShared, lacking: this.numbers(lacking) };
  }
}

/** Entries by their numbers, and whether all of them were there. */
export class Lookup {
  isComplete = true;

  at<T>(all: readonly T[], number: number): readonly T[] {
    const found = all.slice(number, number + 1);
    if (found.length === 0) this.isComplete = false;
    return found;
  }
}

/** What shards of any command keep in tables. */
export function lookedUp(shard: Pick<Shard, "problems" | "plans">, lost: Lookup) {
  const problems = (numbers: readonly number[]): readonly Problem[] =>
    numbers.flatMap((one) => lost.at(shard.problems, one));
  const plans: readonly PlanUse[] = shard.plans.map((one) => ({ ...one, lacking: problems(one.lacking) }));
  return { problems, plans };
}
