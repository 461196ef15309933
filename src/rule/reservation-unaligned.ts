import { roundOutward } from "../base/range.js";
import { lastOf } from "../system/model.js";
import { defineRule, type Observation } from "./engine/model.js";
import { onePerNode } from "./facts/consumers.js";
import { readForRange } from "./facts/subjects.js";
import { extentText, rangeText, sizeText } from "./facts/words.js";
import { reservationCellsMisaligned } from "./reservation-cells-misaligned.js";
import { reservationCellsShort } from "./reservation-cells-short.js";
import { reservationPhandleAlias } from "./reservation-phandle-alias.js";

export const reservationUnaligned = defineRule({
  id: "reservation-unaligned",
  title: "a reservation is rounded out to whole granules",
  severity: "note",
  why: "The allocator counts in granules and reserves every granule that a range touches (iova_reserve_iommu_regions, 6.12). For a direct range Linux rounds up both its start and its end, so that a part of the first granule is not mapped. exynos7870 boards have such frame buffers.",
  fix: "Nothing, if the bytes do not matter; a direct range should begin and end on granules.",
  needs: [reservationCellsShort, reservationCellsMisaligned, reservationPhandleAlias],
  check: ({ system }) =>
    onePerNode(system).flatMap((consumer) =>
      consumer.reservations.flatMap((reservation): readonly Observation[] => {
        const { origin, start, length, type } = reservation;
        if (origin.kind !== "iommu-addresses" || length === 0n || lastOf(reservation) < start) return [];
        const { granule } = consumer;
        const written = { start, end: start + length };
        const rounded = roundOutward(written, granule);
        const lost = rounded.end - rounded.start - length;
        if (lost === 0n) return [];
        const unmapped = type === "direct" && start !== rounded.start;
        return [
          {
            consumer: consumer.path,
            message: `${extentText(start, length)} is rounded to ${rangeText(rounded)}: ${sizeText(lost)} more than written`,
            location: origin.location,
            details: [
              `the granule is ${sizeText(granule)}`,
              ...(unmapped
                ? ["Linux maps a direct range from the next granule on: its first bytes are not mapped"]
                : []),
            ],
            help: null,
            about: readForRange(system.iommuAddresses, consumer.path, reservation),
            key: `${origin.region} ${extentText(start, length)}`,
          },
        ];
      }),
    ),
});
