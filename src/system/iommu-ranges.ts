/**
 * `iommu-ranges`: the IOVA ranges that a device may use, as reservations of everything else. No release reads it, the
 * posted series does (kernel.readsIommuRanges).
 */
import { formatAddress, RangeSet } from "../base/range.js";
import type { Kernel } from "../kernel/kernel.js";
import { type PassedOver, type RangesReading, readRangesAsLinux } from "../of/ranges-linux.js";
import { type DeviceTree, type DtNode, locationOfByte, locationOfProperty } from "../tree/tree.js";
import { type DecodedRegions, type DeviceMessage, describeFailure } from "./iommu-addresses.js";
import { SPACE_END } from "./space.js";

export const hasIommuRanges = (node: DtNode | null): node is DtNode => node?.properties.has("iommu-ranges") === true;

/** What the property promises to keep from the device, before rounding: nothing where no range of it can be read. */
export function promisedToKeep(tree: DeviceTree, device: DtNode, kernel: Kernel): RangeSet {
  const reading = readRangesAsLinux(tree, device, kernel);
  return reading === null ? RangeSet.empty : outside(reading);
}

/**
 * What a kernel that reads the property reserves for the device: what lies below, between and above the ranges, to the
 * byte; rounding outward is dma-iommu's.
 *
 * @param inheritedFrom id of the parent, when the device is a runtime child that has its parent's node
 */
export function rangesReservations(
  tree: DeviceTree,
  device: DtNode,
  inheritedFrom: string | null,
  kernel: Kernel,
): DecodedRegions {
  const reading = readRangesAsLinux(tree, device, kernel);
  if (reading === null) return { reservations: [], messages: [] };
  const { property, passedOver } = reading;
  const location = locationOfProperty(tree, device, property);
  return {
    reservations: outside(reading).ranges.map((gap) => ({
      start: gap.start,
      length: gap.end - gap.start,
      type: "reserved",
      origin: { kind: "iommu-ranges", location, inheritedFrom },
      inAllocator: true,
    })),
    messages: passedOver.flatMap((one): readonly DeviceMessage[] => {
      const what = passedOverText(one, reading);
      if (what === null) return [];
      const text = `Linux ${kernel.text} ${what}`;
      return [
        { kind: "remark", severity: "error", text, location: locationOfByte(tree, device, property, one.cell * 4) },
      ];
    }),
  };
}

const everything = RangeSet.of([{ start: 0n, end: SPACE_END }]);

const outside = ({ usable }: RangesReading): RangeSet =>
  usable.length === 0 ? RangeSet.empty : everything.subtract(RangeSet.of(usable));

/** What Linux logs an error about; its words are not known. */
function passedOverText(one: PassedOver, { usable }: RangesReading): string | null {
  switch (one.kind) {
    case "empty":
      return null;
    case "wraps":
      return `ignores a range of iommu-ranges that ends beyond 2^64: ${formatAddress(one.start)} + ${formatAddress(one.length)}`;
    case "stops": {
      const why = one.failure === null ? "the range has no address" : describeFailure(one.failure);
      const left =
        usable.length === 0 ? "nothing is reserved, and the device is unrestricted" : "the ranges before it count";
      return `stops reading iommu-ranges here: ${why}; ${left}`;
    }
  }
}
