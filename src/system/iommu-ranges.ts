/**
 * `iommu-ranges` (dt-schema, September 2026): the IOVA ranges that a device may use, as address and length pairs with
 * the cells of its parent. No released kernel reads it; it is modelled as a reservation of everything else.
 */
import { type Range, RangeSet, roundInward } from "../base/range.js";
import { busCells } from "../of/cells.js";
import { type DeviceTree, type DtNode, locationOfProperty } from "../tree/tree.js";
import { cellsAsNumber } from "../tree/value.js";
import type { Reservation } from "./model.js";
import { SPACE_END } from "./space.js";

/** The usable ranges as written; null without the property, or when no pair can be read from it. */
export function usableRanges(device: DtNode): readonly Range[] | null {
  const property = device.properties.get("iommu-ranges");
  if (property === undefined || device.parent === null) return null;
  const { address, size } = busCells(device.parent);
  const entryCells = address.count + size.count;
  if (address.count === 0 || size.count === 0) return null;
  const ranges: Range[] = [];
  for (let at = 0; (at + entryCells) * 4 <= property.value.length; at += entryCells) {
    const start = cellsAsNumber(property, at, address.count);
    const length = cellsAsNumber(property, at + address.count, size.count);
    if (start === null || length === null) break;
    const end = start + length;
    ranges.push({ start, end: end > SPACE_END ? SPACE_END : end });
  }
  return ranges.length === 0 ? null : ranges;
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
