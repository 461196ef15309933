import { formatAddress } from "../base/range.js";
import { defineRule, type Observation } from "./engine/model.js";
import { consumerSubject } from "./facts/subjects.js";
import { plural, sizeText } from "./facts/words.js";

export const runtimeLate = defineRule({
  id: "runtime-late",
  title: "a runtime reservation lands on addresses that are in use",
  severity: "warning",
  why: "The call marks addresses as taken and does not look whether they were handed out already (reserve_iova, drivers/iommu/iova.c, 6.12): nobody refuses, and two users have one address. The plan's workload shows who was first.",
  fix: "Let the driver reserve before anything behind its streams maps a buffer; siblings on one stream count.",
  needs: [],
  check: ({ simulations, system }) =>
    simulations.flatMap(({ layout, consumer: id, late }): readonly Observation[] => {
      const consumer = system.consumerById.get(id);
      const [first] = late;
      if (layout !== "as-written" || consumer === undefined || first === undefined) return [];
      const range = `${formatAddress(first.start)}-${formatAddress(first.end - 1n)}`;
      return [
        {
          consumer: id,
          message: `${id} reserves ${range} when ${sizeText(first.inUse)} of it is in use`,
          location: consumer.planned?.runtime[0]?.location ?? consumer.location,
          details: [
            `at event ${first.event} of the workload`,
            ...(late.length > 1 ? [`${plural(late.length, "reservation")} in all come too late`] : []),
          ],
          help: null,
          related: [{ message: "the consumer", location: consumer.location }],
          about: [consumerSubject(id)],
          key: "late",
        },
      ];
    }),
});
