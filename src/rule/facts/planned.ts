/** What the plan says about consumers. */
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
