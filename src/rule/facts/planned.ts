/** What the plan says about consumers. */
import type { Placed } from "../../base/source.js";
import type { PlannedExpectation } from "../../plan/expectation.js";
import type { Consumer } from "../../system/model.js";
import type { RuleInput } from "../engine/model.js";

/** Whether anyone has said what the consumer's driver can address. */
export function isMaskStated(consumer: Consumer, { system }: RuleInput): boolean {
  const { dmaMaskBits, dmaLimit } = system.options;
  return (
    consumer.planned?.dmaMaskBits != null ||
    consumer.planned?.dmaLimit != null ||
    dmaMaskBits !== null ||
    dmaLimit !== null
  );
}

export interface Expected {
  readonly consumer: Consumer;
  readonly expect: Placed<PlannedExpectation>;
}

export const expectations = ({ system }: RuleInput): readonly Expected[] =>
  system.consumers.flatMap((consumer) => {
    const expect = consumer.planned?.expect ?? null;
    return expect === null ? [] : [{ consumer, expect }];
  });
