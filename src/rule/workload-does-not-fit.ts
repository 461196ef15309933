import { defineRule, type Observation } from "./engine/model.js";
import { misfit, misfitDetails } from "./facts/fitting.js";
import { consumerSubject } from "./facts/subjects.js";

export const workloadDoesNotFit = defineRule({
  id: "workload-does-not-fit",
  title: "a buffer of the plan's workload does not fit",
  severity: "error",
  why: "If an allocation does not fit, the mapping fails, and with it the driver's operation (iommu_dma_alloc_iova). Linux never hands out page 0 and aligns every buffer to its size, rounded up to a power of two, so that some free space is not usable.",
  fix: "Reserve less, move a reservation to an end of the space, or let the driver set a wider DMA mask; `iova-plan simulate` replays it in every layout.",
  needs: [],
  check: (input) =>
    input.system.consumers.flatMap((consumer): readonly Observation[] => {
      const found = misfit(consumer, input);
      const { id, planned, location } = consumer;
      const workload = planned?.workload ?? null;
      // What the plan says of `fits` is an expectation's business.
      if (found === null || workload === null || (planned?.expect?.value.fits ?? null) !== null) return [];
      return [
        {
          consumer: id,
          message: `the workload of ${id} does not fit as the tree is written`,
          location: workload.location,
          details: misfitDetails(found),
          help: null,
          related: [{ message: "the consumer", location }],
          about: [consumerSubject(id)],
          key: "workload",
        },
      ];
    }),
});
