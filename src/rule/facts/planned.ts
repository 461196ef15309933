/** What the plan says about consumers. */
import type { Placed, PlannedExpectation, PlannedSpace } from "../../plan/model.js";
import type { Consumer } from "../../system/model.js";
import { nodeNamed } from "../../system/plan-lookup.js";
import { pathOf } from "../../tree/tree.js";
import type { RuleInput } from "../engine/model.js";

/** The plan's words about a consumer; null if it has none. */
export function plannedFor(consumer: Consumer, { plan, system }: RuleInput): PlannedSpace | null {
  for (const device of plan?.devices ?? []) {
    const node = nodeNamed(system.tree, device.node.value);
    if (node === null || pathOf(node) !== consumer.path) continue;
    if (consumer.name === null) return device;
    return device.children.find((child) => child.name === consumer.name) ?? null;
  }
  return null;
}

/** Whether anyone has said what the consumer's driver can address. */
export function isMaskStated(consumer: Consumer, input: RuleInput): boolean {
  const { dmaMaskBits, dmaLimit } = input.system.options;
  const planned = plannedFor(consumer, input)?.dmaMaskBits ?? null;
  return planned !== null || dmaMaskBits !== null || dmaLimit !== null;
}

export interface Expected {
  readonly consumer: Consumer;
  readonly expect: Placed<PlannedExpectation>;
}

export const expectations = (input: RuleInput): readonly Expected[] =>
  input.system.consumers.flatMap((consumer) => {
    const expect = plannedFor(consumer, input)?.expect ?? null;
    return expect === null ? [] : [{ consumer, expect }];
  });
