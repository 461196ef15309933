/** Where a consumer's reservations come from. */
import type { Location } from "../../base/source.js";
import type { Consumer } from "../../system/model.js";

/** Where its largest reservation is written; the consumer's own place if it has none. */
export function largestReservation(consumer: Consumer): Location {
  let { location } = consumer;
  let largest = -1n;
  for (const { origin, length } of consumer.reservations) {
    if (origin.kind === "iommu-driver" || length <= largest) continue;
    largest = length;
    location = origin.location;
  }
  return location;
}
