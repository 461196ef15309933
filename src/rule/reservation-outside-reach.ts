import { intersection } from "../base/range.js";
import { lastOf } from "../system/model.js";
import { defineRule, type Observation } from "./engine/model.js";
import { consumersOf, isTranslated, onePerNode } from "./facts/consumers.js";
import { isMaskStated } from "./facts/planned.js";
import { readForRange } from "./facts/subjects.js";
import { extentText, rangeText } from "./facts/words.js";
import { reservationCellsMisaligned } from "./reservation-cells-misaligned.js";
import { reservationCellsShort } from "./reservation-cells-short.js";
import { reservationDmaRangesShift } from "./reservation-dma-ranges-shift.js";
import { reservationPhandleAlias } from "./reservation-phandle-alias.js";

export const reservationOutsideReach = defineRule({
  id: "reservation-outside-reach",
  title: "a reservation that its consumer cannot address",
  severity: "warning",
  why: "The allocator never hands these addresses out (iommu_dma_alloc_iova limits by mask, bus and aperture; page 0 is never used): the reservation has no effect. A direct range is still mapped, and this rule ignores it.",
  fix: "Drop the reservation, or correct its address; where the driver sets a wider mask, say so with dma-mask in the plan or --dma-mask.",
  needs: [reservationCellsShort, reservationCellsMisaligned, reservationPhandleAlias, reservationDmaRangesShift],
  check: (input) =>
    onePerNode(input.system).flatMap((consumer) => {
      const { node } = consumer;
      if (node === null || !isTranslated(consumer)) return [];
      const sharing = consumersOf(input.system, node);
      return consumer.reservations.flatMap((reservation): readonly Observation[] => {
        const { origin, start, length, type } = reservation;
        if (origin.kind !== "iommu-addresses" || type !== "reserved" || lastOf(reservation) < start) return [];
        const range = { start, end: start + length };
        if (sharing.some(({ reach }) => intersection(range, reach) !== null)) return [];
        const mask = isMaskStated(consumer, input)
          ? `its DMA mask has ${consumer.dmaMaskBits} bits`
          : `its DMA mask is assumed to be Linux's default of ${consumer.dmaMaskBits} bits`;
        return [
          {
            consumer: consumer.path,
            message: `${extentText(start, length)} is outside what ${consumer.path} can address, ${rangeText(consumer.reach)}`,
            location: origin.location,
            details: [mask, "Linux never hands out these addresses to it: the reservation has no effect"],
            help: null,
            about: readForRange(input.system.iommuAddresses, consumer.path, reservation),
            key: `${origin.region} ${extentText(start, length)}`,
          },
        ];
      });
    }),
});
