/**
 * `iommu-ranges`: the IOVA ranges that a device may use. No released kernel reads it; it is modelled as a reservation of
 * everything else.
 */
import { type Range, RangeSet, roundInward } from "../base/range.js";
import { iommuRangesOf } from "../of/iommu-ranges.js";
import { type DeviceTree, type DtNode, locationOfProperty } from "../tree/tree.js";
import type { Reservation } from "./model.js";
import { SPACE_END } from "./space.js";

/** The usable ranges as written; null without the property, or when no pair can be read from it. */
export function usableRanges(device: DtNode): readonly Range[] | null {
  const ranges = iommuRangesOf(device);
  if (ranges === null || ranges.cells.address === 0 || ranges.pairs.length === 0) return null;
  return ranges.pairs.map(({ start, length }) => {
    const end = start + length;
    return { start, end: end > SPACE_END ? SPACE_END : end };
  });
}

/** Everything up to 2^64 that is in none of the ranges. */
export const complement = (ranges: Iterable<Range>): RangeSet =>
  RangeSet.of([{ start: 0n, end: SPACE_END }]).subtract(RangeSet.of(ranges));

/**
 * What is kept from the device's allocator: the usable ranges are rounded inward first, so that what is reserved,
 * rounded outward, is what the property leaves out.
 *
 * @param granule bytes
 */
export function rangesReservations(
  tree: DeviceTree,
  device: DtNode,
  inheritedFrom: string | null,
  granule: bigint,
): readonly Reservation[] {
  const property = device.properties.get("iommu-ranges");
  const ranges = usableRanges(device);
  if (property === undefined || ranges === null) return [];
  const location = locationOfProperty(tree, device, property);
  const whole = ranges.flatMap((r) => roundInward(r, granule) ?? []);
  return complement(whole).ranges.map((gap) => ({
    start: gap.start,
    length: gap.end - gap.start,
    type: "reserved",
    origin: { kind: "iommu-ranges", location, inheritedFrom },
    inAllocator: true,
  }));
}
