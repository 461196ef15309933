import { formatAddress } from "../base/range.js";
import { defineRule, type Observation } from "./engine/model.js";
import { consumerSubject } from "./facts/subjects.js";
import { plural, sizeText } from "./facts/words.js";

export const runtimeLate = defineRule({
  id: "runtime-late",
  title: "a runtime reservation lands on addresses that are in use",
  severity: "warning",
  why: "The call reserves addresses without a check whether they are in use (reserve_iova, drivers/iommu/iova.c, 6.12): it does not fail, and two users have one address. The plan's workload shows which came first.",
  fix: "The driver must reserve before any device on its streams maps a buffer, siblings on the same stream included.",
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
          message: `${id} reserves ${range} while ${sizeText(first.inUse)} of it is in use`,
          location: consumer.planned?.runtime[0]?.location ?? consumer.location,
          details: [
            `at event ${first.event} of the workload`,
            ...(late.length > 1 ? [`${plural(late.length, "reservation")} in total come too late`] : []),
          ],
          help: null,
          related: [{ message: "the consumer", location: consumer.location }],
          about: [consumerSubject(id)],
          key: "late",
        },
      ];
    }),
});
