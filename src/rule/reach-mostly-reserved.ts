import { RangeSet, rangeSize } from "../base/range.js";
import type { Consumer } from "../system/model.js";
import { defineRule } from "./engine/model.js";
import { isTranslated } from "./facts/consumers.js";
import { largestReservation } from "./facts/sources.js";
import { consumerSubject, readForConsumer } from "./facts/subjects.js";
import { rangesText, rangeText, sizeText } from "./facts/words.js";
import { polarityInverted } from "./polarity-inverted.js";
import { reservationCellsMisaligned } from "./reservation-cells-misaligned.js";
import { reservationCellsShort } from "./reservation-cells-short.js";
import { reservationPhandleAlias } from "./reservation-phandle-alias.js";
import { spaceExhausted } from "./space-exhausted.js";
import { spaceLow } from "./space-low.js";

export const reachMostlyReserved = defineRule({
  id: "reach-mostly-reserved",
  title: "most of a consumer's reach is reserved, and no plan states that need",
  severity: "warning",
  why: "iommu-addresses says what must not be handed out. If it reserves more than half of a device's reach, and no plan says that the device needs that, its author probably wrote the usable range.",
  fix: "Reserve what the device must avoid; if it really must avoid that much, say so in a plan (`usable` or `reserve`).",
  needs: [
    reservationCellsShort,
    reservationCellsMisaligned,
    reservationPhandleAlias,
    polarityInverted,
    spaceExhausted,
    spaceLow,
  ],
  check: ({ system }) =>
    system.consumers.flatMap((consumer) => {
      const { id, reach, need } = consumer;
      const kept = ownlyKept(consumer);
      if (!isTranslated(consumer) || need?.from === "plan" || kept.size * 2n <= rangeSize(reach)) return [];
      return [
        {
          consumer: id,
          message: `${sizeText(kept.size)} of the ${sizeText(rangeSize(reach))} that ${id} can address are reserved, and no plan states that need`,
          location: largestReservation(consumer),
          details: [`${rangesText(kept.ranges)} of ${rangeText(reach)}`],
          help: "if these ranges are the usable ones, reserve the rest instead; if the device must avoid them, state that in a plan",
          about: [consumerSubject(id), ...readForConsumer(system.iommuAddresses, consumer)],
          breaks: readForConsumer(system.iommuAddresses, consumer),
          key: "",
        },
      ];
    }),
});

/** By its own node's iommu-addresses: what a child inherits is told where it is written. */
const ownlyKept = ({ reservations, reach }: Consumer): RangeSet =>
  RangeSet.of(
    reservations
      .filter(({ origin, inAllocator, type }) => {
        const isOwn = origin.kind === "iommu-addresses" && origin.inheritedFrom === null;
        return isOwn && inAllocator && type === "reserved";
      })
      .filter(({ length }) => length > 0n)
      .map(({ start, length }) => ({ start, end: start + length })),
  ).clip(reach);
