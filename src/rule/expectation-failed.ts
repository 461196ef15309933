import { defineRule, type Observation, type RuleInput } from "./engine/model.js";
import { asWrittenFigures } from "./facts/as-written.js";
import { type Expected, expectations } from "./facts/planned.js";
import { consumerSubject } from "./facts/subjects.js";
import { sizeText } from "./facts/words.js";

export const expectationFailed = defineRule({
  id: "expectation-failed",
  title: "something that the plan expects does not hold",
  severity: "error",
  why: "The plan's `expect` states what the people who know the device rely on.",
  fix: "Change the device tree so that it holds again, or the plan if the expectation is out of date.",
  needs: [],
  check: (input) => expectations(input).flatMap((expected) => failures(expected, input)),
});

function failures({ consumer, expect }: Expected, input: RuleInput): readonly Observation[] {
  const { maxWaste, largestBlock, group } = expect.value;
  const failed = (key: string, message: string, details: readonly string[]): Observation => ({
    consumer: consumer.id,
    message,
    location: expect.location,
    details,
    help: null,
    related: [{ message: "the consumer", location: consumer.location }],
    about: [consumerSubject(consumer.id)],
    key,
  });
  const waste = asWrittenFigures(input).find((figures) => figures.consumer.id === consumer.id)?.waste ?? null;
  const found: Observation[] = [];
  if (maxWaste !== null && waste === null) {
    found.push(
      failed("max-waste", `the waste of ${consumer.id} is unknown, ${sizeText(maxWaste)} at most is expected`, [
        "its need is unknown: give `usable` or `reserve`",
      ]),
    );
  } else if (maxWaste !== null && waste !== null && waste > maxWaste) {
    found.push(
      failed("max-waste", `${consumer.id} wastes ${sizeText(waste)}, ${sizeText(maxWaste)} at most is expected`, [
        `${sizeText(waste - maxWaste)} too much is reserved for it without need`,
      ]),
    );
  }
  if (largestBlock !== null && consumer.usable.largestBlock < largestBlock) {
    const have = consumer.usable.largestBlock;
    found.push(
      failed(
        "largest-block",
        `the largest free block of ${consumer.id} is ${sizeText(have)}, ${sizeText(largestBlock)} is expected`,
        [`${sizeText(largestBlock - have)} short`],
      ),
    );
  }
  if (group === true && consumer.group === null) {
    const why = consumer.groupReason ?? "reason unknown";
    found.push(failed("group", `${consumer.id} has no IOMMU group, and one is expected`, [why]));
  }
  if (group === false && consumer.group !== null) {
    found.push(failed("group", `${consumer.id} has an IOMMU group, and none is expected`, []));
  }
  return found;
}
