import { runtimeCallProposal } from "../kernel/series.js";
import { defineRule } from "./engine/model.js";
import { consumerSubject } from "./facts/subjects.js";
import { extentText } from "./facts/words.js";

export const runtimeRefused = defineRule({
  id: "runtime-refused",
  title: "the proposed call would return an error here",
  severity: "error",
  why: `dma_iova_set_resv_region (${runtimeCallProposal.posted}) returns -ENODEV unless the device's domain is plain IOMMU_DOMAIN_DMA: without an IOMMU, with an identity domain, and with a lazily flushed one. iova-plan refuses a length of 0: it would corrupt the allocator.`,
  fix: "Reserve in the device tree, run the IOMMU in strict mode, or correct the length.",
  needs: [],
  check: ({ system }) =>
    system.consumers.flatMap((consumer) =>
      consumer.runtimeCalls
        .filter(({ result }) => result !== "0")
        .map((call) => ({
          consumer: consumer.id,
          message:
            call.length === 0n
              ? `reserving 0 bytes for ${consumer.id} at run time is refused`
              : `reserving ${extentText(call.start, call.length)} for ${consumer.id} at run time returns ${call.result}`,
          location: call.location,
          details: call.reason === null ? [] : [call.reason],
          help: null,
          related: [{ message: "the consumer", location: consumer.location }],
          about: [consumerSubject(consumer.id)],
          key: `${extentText(call.start, call.length)} ${call.result}`,
        })),
    ),
});
