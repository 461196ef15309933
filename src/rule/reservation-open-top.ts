import { formatAddress, intersection } from "../base/range.js";
import { FOUR_GIB } from "../base/units.js";
import type { Consumer, Reservation } from "../system/model.js";
import { defineRule, type Observation, type RuleInput } from "./engine/model.js";
import { needAtTop, unmetNeed } from "./facts/as-written.js";
import { isTranslated, onePerNode } from "./facts/consumers.js";
import { isMaskStated } from "./facts/planned.js";
import { consumerSubject, readForRange } from "./facts/subjects.js";
import { extentText, rangesText, sizeText } from "./facts/words.js";
import { reachMostlyReserved } from "./reach-mostly-reserved.js";

export const reservationOpenTop = defineRule({
  id: "reservation-open-top",
  title: "nothing reserves the top of a consumer's need",
  severity: "warning",
  why: "A reservation up to 2^32 ends where the device's addresses end, but Linux's allocator may go further: 0xe0000000 + 0x20000000 behind a 36-bit SMMU leaves everything above 4 GiB free for a driver that sets a wider mask (iommu_dma_alloc_iova, 6.12).",
  fix: "Reserve up to the end of the aperture, use iommu-ranges, or state the driver's DMA limit (dma-mask in the plan, --dma-mask, --dma-limit).",
  // A range that leaves little else is no ceiling.
  needs: [...reachMostlyReserved.needs, reachMostlyReserved],
  check: (input) => [
    ...input.system.consumers.filter(isTranslated).flatMap(openNeed),
    ...onePerNode(input.system)
      .filter(isTranslated)
      .flatMap((consumer) => openReservations(consumer, input)),
  ],
});

/** With a plan: the top of what the consumer must avoid is free. */
function openNeed(consumer: Consumer): readonly Observation[] {
  const open = unmetNeed(consumer).intersect(needAtTop(consumer));
  if (open.isEmpty) return [];
  return [
    {
      consumer: consumer.id,
      message: `${consumer.id} can be handed ${rangesText(open.ranges)} at the top of its reach: ${sizeText(open.size)} that it must avoid`,
      location: consumer.location,
      details: [
        `it reaches up to ${formatAddress(consumer.reach.end - 1n)} with a DMA mask of ${consumer.dmaMaskBits} bits`,
      ],
      help: `if its driver never uses these addresses, state that: --dma-limit ${formatAddress((open.ranges[0]?.start ?? 1n) - 1n)} or a dma-mask; otherwise reserve them`,
      about: [consumerSubject(consumer.id)],
      key: "need",
    },
  ];
}

/** Without one: a reservation that looks like a ceiling, and a mask that nobody has stated. */
function openReservations(consumer: Consumer, input: RuleInput): readonly Observation[] {
  if (consumer.need?.from === "plan" || isMaskStated(consumer, input)) return [];
  const top = consumer.iommu === null ? consumer.reach.end : consumer.aperture.end;
  return consumer.reservations.flatMap((reservation: Reservation): readonly Observation[] => {
    const { origin, start, length, type } = reservation;
    const end = start + length;
    if (origin.kind !== "iommu-addresses" || type !== "reserved" || start === 0n) return [];
    const isCeiling = end >= FOUR_GIB && (end & (end - 1n)) === 0n && end < top;
    if (!isCeiling || intersection({ start, end }, consumer.reach) === null) return [];
    return [
      {
        consumer: consumer.path,
        message: `${extentText(start, length)} ends at ${formatAddress(end)}, and nothing limits ${consumer.path} above it`,
        location: origin.location,
        details: [
          `its IOMMU translates up to ${formatAddress(top - 1n)}; a driver with a DMA mask of more bits is handed addresses above the range`,
        ],
        help: "reserve up to the end of the aperture, or state the mask: dma-mask in the plan, or --dma-mask",
        about: [consumerSubject(consumer.id), ...readForRange(input.system.iommuAddresses, consumer.path, reservation)],
        key: `${origin.region} ${extentText(start, length)}`,
      },
    ];
  });
}
