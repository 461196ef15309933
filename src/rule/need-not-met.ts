import { defineRule } from "./engine/model.js";
import { needAtTop, unmetNeed } from "./facts/as-written.js";
import { isTranslated } from "./facts/consumers.js";
import { consumerSubject } from "./facts/subjects.js";
import { rangesText, sizeText } from "./facts/words.js";
import { polarityInverted } from "./polarity-inverted.js";

export const needNotMet = defineRule({
  id: "need-not-met",
  title: "addresses that a consumer must avoid can be handed to it",
  severity: "error",
  why: "What the plan says a consumer must never be handed is free in its domain's allocator (alloc_iova, 6.12): the first mapping that lands there faults, or reaches someone else's memory.",
  fix: "Reserve the missing ranges: on the device tree's side with iommu-addresses, or at run time. `iova-plan analyze` compares the ways.",
  needs: [polarityInverted],
  check: (input) =>
    input.system.consumers.filter(isTranslated).flatMap((consumer) => {
      // What is missing at the top of reach is reservation-open-top's.
      const missing = unmetNeed(consumer).subtract(needAtTop(consumer));
      if (missing.isEmpty) return [];
      return [
        {
          consumer: consumer.id,
          message: `${consumer.id} can be handed ${sizeText(missing.size)} that it must avoid: ${rangesText(missing.ranges)}`,
          location: consumer.location,
          details: [
            `need less what is reserved within reach is a shortfall of ${sizeText(missing.size)}`,
            ...(consumer.reservationsLost
              ? ["its own reservations are lost: another member of its group sets the domain up"]
              : []),
          ],
          help: "reserve these ranges for it",
          about: [consumerSubject(consumer.id)],
          key: "",
        },
      ];
    }),
});
