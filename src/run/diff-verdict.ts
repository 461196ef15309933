/** What a diff has to say beyond its boards: a function of what was compared alone, wherever and whenever that was. */
import { type Problem, problemKey } from "../base/problem.js";
import type { PlanUse } from "./job.js";
import { lackedByAll } from "./lacking.js";

/** One board, and what it has to say of the whole diff: a plain value. */
export interface ComparedPart {
  /** What is wrong with the configs that speak for it. */
  readonly configs: readonly Problem[];
  /** Of its new side: what has become of the old side's is a change. None where it could not be compared. */
  readonly plans: readonly PlanUse[];
}

/**
 * What is wrong with configs, each once, and with plans that no board fits.
 *
 * @param isShard other boards are compared elsewhere: nothing is said of what they may have a use for
 */
export function diffProblems(parts: readonly ComparedPart[], isShard: boolean): readonly Problem[] {
  const configs = new Map(parts.flatMap((part) => part.configs.map((problem) => [problemKey(problem), problem])));
  return [...configs.values(), ...(isShard ? [] : lackedByAll(parts.map(({ plans }) => plans)))];
}
