import { defineRule, type Observation, type RuleInput } from "./engine/model.js";
import { expectationKinds } from "./expectation/registry.js";
import { type Expected, expectations } from "./facts/planned.js";
import { consumerSubject } from "./facts/subjects.js";

export const expectationFailed = defineRule({
  id: "expectation-failed",
  title: "something that the plan expects does not hold",
  severity: "error",
  why: "The plan's `expect` states what the people who know the device rely on.",
  fix: "Change the device tree so that it holds again, or the plan if the expectation is out of date.",
  needs: [],
  check: (input) => expectations(input).flatMap((expected) => failures(expected, input)),
});

const failures = ({ consumer, expect }: Expected, input: RuleInput): readonly Observation[] =>
  expectationKinds.flatMap(({ key, failure }): readonly Observation[] => {
    const failed = failure(consumer, expect.value, input);
    if (failed === null) return [];
    const related = [{ message: "the consumer", location: consumer.location }];
    const { id } = consumer;
    return [
      { consumer: id, ...failed, location: expect.location, help: null, related, about: [consumerSubject(id)], key },
    ];
  });
