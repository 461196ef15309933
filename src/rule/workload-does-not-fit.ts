import { defineRule, type Observation } from "./engine/model.js";
import { misfit, misfitDetails } from "./facts/fitting.js";
import { consumerSubject } from "./facts/subjects.js";

export const workloadDoesNotFit = defineRule({
  id: "workload-does-not-fit",
  title: "a buffer of the plan's workload finds no room",
  severity: "error",
  why: "An allocation that finds no room fails the mapping, and with it what the driver was about to do (iommu_dma_alloc_iova). Page 0 is never handed out, and every buffer is aligned to its size rounded up to a power of two, so that space can be free and of no use.",
  fix: "Reserve less, move a reservation to an end of the space, or let the driver set a wider DMA mask; `iova-plan simulate` plays every layout.",
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
