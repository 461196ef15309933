import { defineRule, type Observation, type RuleInput } from "./engine/model.js";
import { expectationKinds } from "./expectation/registry.js";
import { type Expected, expectationsOn, type Missing, nameOf } from "./facts/expected.js";
import { consumerSubject } from "./facts/subjects.js";

export const expectationFailed = defineRule({
  id: "expectation-failed",
  title: "an expectation of a plan, a profile or the config fails",
  severity: "error",
  why: "`expect` in a plan, a profile or the config states what the people who know the device rely on.",
  fix: "Change the device tree so that the expectation holds, or the expectation if it is out of date.",
  needs: [],
  check: (input) => {
    const { expected, missing } = expectationsOn(input.system, input.settings);
    return [...missing.map(lacking), ...expected.flatMap((one) => failures(one, input))];
  },
});

function failures({ consumer, expect, location, from }: Expected, input: RuleInput): readonly Observation[] {
  const { id } = consumer;
  const related = [{ message: "the consumer", location: consumer.location }];
  return expectationKinds.flatMap(({ key, failure }): readonly Observation[] => {
    const failed = failure(consumer, expect, input);
    if (failed === null) return [];
    const about = [consumerSubject(id)];
    return [{ consumer: id, ...failed, location, help: null, related, about, key: `${from}${key}` }];
  });
}

const lacking = ({ expectation, message }: Missing): Observation => ({
  consumer: null,
  message: `the board lacks ${nameOf(expectation.of)}, which has an expectation`,
  location: expectation.location,
  details: [message],
  help: "if only some boards have it, put the expectation under `paths` for those boards",
  about: [],
  key: `missing ${nameOf(expectation.of)}`,
});
