/** What one file of this folder says: one key of `expect`, and when it does not hold. */
import type { PlannedExpectation } from "../../plan/expectation.js";
import type { Consumer } from "../../system/model.js";
import type { RuleInput } from "../engine/model.js";

/** Why an expectation does not hold. */
interface Failure {
  readonly message: string;
  /** The arithmetic, a line each. */
  readonly details: readonly string[];
}

export interface Expectation {
  /** As plans write it. */
  readonly key: string;
  /** Null where it holds, or is not asked for. */
  readonly failure: (consumer: Consumer, expected: PlannedExpectation, input: RuleInput) => Failure | null;
}

export const defineExpectation = (expectation: Expectation): Expectation => Object.freeze(expectation);
