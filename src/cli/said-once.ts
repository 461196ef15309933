/**
 * A dtsi, a plan or a config serves many boards: what is wrong with it is said with the first of them, not with each.
 * How many boards it concerns is in the report.
 */
import { type Problem, problemKey } from "../base/problem.js";

export class SaidOnce {
  private readonly said = new Set<string>();

  /** Those that have not been said yet. */
  fresh(problems: readonly Problem[]): readonly Problem[] {
    return problems.filter((problem) => {
      const key = problemKey(problem);
      const isFresh = !this.said.has(key);
      this.said.add(key);
      return isFresh;
    });
  }
}
