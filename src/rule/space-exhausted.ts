import { defineRule } from "./engine/model.js";
import { isTranslated } from "./facts/consumers.js";
import { largestReservation } from "./facts/sources.js";
import { consumerSubject, readForConsumer } from "./facts/subjects.js";
import { rangesText, rangeText } from "./facts/words.js";
import { reservationCellsMisaligned } from "./reservation-cells-misaligned.js";
import { reservationCellsShort } from "./reservation-cells-short.js";
import { reservationPhandleAlias } from "./reservation-phandle-alias.js";

export const spaceExhausted = defineRule({
  id: "space-exhausted",
  title: "a consumer has no usable space",
  severity: "error",
  why: "Every granule within its DMA limit is reserved: alloc_iova fails for every mapping (iommu_dma_alloc_iova, 6.12).",
  fix: "Shrink the reservations, or state the wider DMA mask that the driver sets.",
  needs: [reservationCellsShort, reservationCellsMisaligned, reservationPhandleAlias],
  check: ({ system }) =>
    system.consumers.flatMap((consumer) => {
      if (!isTranslated(consumer) || consumer.usable.bytes > 0n) return [];
      const location = largestReservation(consumer);
      return [
        {
          consumer: consumer.id,
          message: `${consumer.id} has no usable space: all of ${rangeText(consumer.reach)} is reserved`,
          location,
          details: [`its domain's allocator holds ${rangesText(consumer.domain.allocator)}`, "every DMA mapping fails"],
          help: null,
          about: readForConsumer(system.iommuAddresses, consumer),
          breaks: [consumerSubject(consumer.id)],
          key: "",
        },
      ];
    }),
});
