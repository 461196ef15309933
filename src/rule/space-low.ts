import { defineRule } from "./engine/model.js";
import { isTranslated } from "./facts/consumers.js";
import { largestReservation } from "./facts/sources.js";
import { consumerSubject, readForConsumer } from "./facts/subjects.js";
import { rangesText, sizeText } from "./facts/words.js";
import { reservationCellsMisaligned } from "./reservation-cells-misaligned.js";
import { reservationCellsShort } from "./reservation-cells-short.js";
import { reservationPhandleAlias } from "./reservation-phandle-alias.js";

export const spaceLow = defineRule({
  id: "space-low",
  title: "a consumer has hardly any usable space",
  severity: "warning",
  why: "Below its DMA limit less than the configured size (space-low, 1 MiB by default) is free, or no free block has that size: a driver that maps more than a few buffers fails at run time.",
  fix: "Shrink the reservations, state the wider DMA mask that the driver sets, or set space-low in the config to what the device needs.",
  needs: [reservationCellsShort, reservationCellsMisaligned, reservationPhandleAlias],
  check: ({ system, settings }) =>
    system.consumers.flatMap((consumer) => {
      const { usable } = consumer;
      if (!isTranslated(consumer) || usable.bytes === 0n || usable.largestBlock >= settings.spaceLow) return [];
      const location = largestReservation(consumer);
      const what =
        usable.bytes < settings.spaceLow
          ? `${consumer.id} has only ${sizeText(usable.bytes)} of usable space`
          : `no free block of ${consumer.id} is larger than ${sizeText(usable.largestBlock)}`;
      return [
        {
          consumer: consumer.id,
          message: `${what}: ${rangesText(usable.ranges)}`,
          location,
          details: [`the limit is ${sizeText(settings.spaceLow)} in one block (space-low)`],
          help: null,
          about: readForConsumer(system.iommuAddresses, consumer),
          breaks: [consumerSubject(consumer.id)],
          key: "",
        },
      ];
    }),
});
