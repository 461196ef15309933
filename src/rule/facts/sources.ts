/** Where a consumer's reservations come from. */
import type { Location } from "../../base/source.js";
import type { Consumer } from "../../system/model.js";

export interface ReservationSources {
  /** Paths of the region nodes. */
  readonly regions: readonly string[];
  /** Where its largest reservation is written; the consumer's own place if it has none. */
  readonly location: Location;
}

export function reservationSources(consumer: Consumer): ReservationSources {
  const regions = new Set<string>();
  let location = consumer.location;
  let largest = -1n;
  for (const { origin, length } of consumer.reservations) {
    if (origin.kind === "iommu-addresses") regions.add(origin.region);
    if (origin.kind === "iommu-driver" || length <= largest) continue;
    largest = length;
    location = origin.location;
  }
  return { regions: [...regions], location };
}
