/** What findings are about and rest on. */

import type { IommuAddresses, PlacedEntry } from "../../of/iommu-addresses.js";
import type { Consumer, Reservation } from "../../system/model.js";
import { pathOf } from "../../tree/tree.js";
import type { Subject } from "../engine/model.js";

/** @param id of a consumer, or the path of a device that may be none */
export const consumerSubject = (id: string): Subject => ({ key: `consumer\0${id}`, name: id });

/** All that a region says for one device. */
export const entrySubject = (region: string, target: string): Subject => ({
  key: `entry\0${region}\0${target}`,
  name: region,
});

/** What a region says from the first entry on that cannot be followed. */
export const restSubject = (region: string): Subject => ({ key: `rest\0${region}`, name: region });

/** One range that a region gives a device, by its start as written on the device's bus. */
const rangeSubject = (region: string, target: string, start: bigint): Subject => ({
  key: `range\0${region}\0${target}\0${start}`,
  name: region,
});

export const rangeOfEntry = ({ region, targetPath, entry }: PlacedEntry): Subject =>
  rangeSubject(region.path, targetPath, entry.address.value);

/**
 * What a device's reservations from a region rest on: the entry that names the device, or, where none can be followed,
 * the rest of the list, in which Linux finds what it takes for one.
 */
export function readFor(iommuAddresses: IommuAddresses, region: string, target: string): Subject {
  const entries = iommuAddresses.regions.find(({ path }) => path === region)?.reading.entries ?? [];
  return entries.some((entry) => pathOf(entry.target) === target) ? entrySubject(region, target) : restSubject(region);
}

/** What all of a consumer's reservations rest on. */
export function readForConsumer(iommuAddresses: IommuAddresses, { reservations, path }: Consumer): readonly Subject[] {
  const regions = reservations.flatMap(({ origin }) => (origin.kind === "iommu-addresses" ? [origin.region] : []));
  return [...new Set(regions)].map((region) => readFor(iommuAddresses, region, path));
}

/** What one of a device's reservations rests on. */
export function readForRange(
  iommuAddresses: IommuAddresses,
  target: string,
  { origin, start }: Reservation,
): readonly Subject[] {
  if (origin.kind !== "iommu-addresses") return [];
  const { region, translatedFrom } = origin;
  return [readFor(iommuAddresses, region, target), rangeSubject(region, target, translatedFrom ?? start)];
}

/** What a list that cannot be followed breaks: its words for the device where it fails, and all that comes behind. */
export const brokenFrom = (region: string, target: string): readonly Subject[] => [
  entrySubject(region, target),
  restSubject(region),
];
