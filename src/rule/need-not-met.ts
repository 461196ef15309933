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
  why: "Addresses that a consumer must never be handed, by the plan, are free in its domain's allocator (alloc_iova, 6.12): the first mapping there faults, or reaches other memory.",
  fix: "Reserve the missing ranges: in the device tree with iommu-addresses, or at run time. `iova-plan analyze` compares the layouts, `iova-plan suggest` writes the patch.",
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
            `the shortfall (need minus reserved, within reach) is ${sizeText(missing.size)}`,
            ...(consumer.reservationsLost
              ? ["its own reservations have no effect: another member of its group sets up the domain"]
              : []),
          ],
          help: "reserve these ranges for it: 'iova-plan suggest' writes a patch",
          about: [consumerSubject(consumer.id)],
          key: "",
        },
      ];
    }),
});
