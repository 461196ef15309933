/** `iommu-addresses` as reservations of one device: what Linux makes of them and says, and what the binding's text asks for. */
import { formatAddress, lastByte, lastByteOf, type Range } from "../base/range.js";
import type { Location } from "../base/source.js";
import type { Kernel } from "../kernel/kernel.js";
import type { IommuAddresses } from "../of/iommu-addresses.js";
import type { BindingEntry } from "../of/region-binding.js";
import { type LinuxReading, regionType } from "../of/region-linux.js";
import { memoryRegionsOf } from "../of/reserved-memory.js";
import { isAvailable } from "../of/status.js";
import type { TranslationFailure } from "../of/translate.js";
import {
  type DeviceTree,
  type DtNode,
  locationOfByte,
  locationOfProperty,
  type Property,
  pathOf,
} from "../tree/tree.js";
import { cellCount } from "../tree/value.js";
import type { KernelMessage, Reservation } from "./model.js";

/** What is to be said of a device. */
export type DeviceMessage = Omit<KernelMessage, "consumer">;

export interface DecodedRegions {
  /** In the order in which Linux lists them. */
  readonly reservations: readonly Reservation[];
  /** What Linux prints, without the device's name in front, and what it dies of. */
  readonly messages: readonly DeviceMessage[];
}

/** A board, the kernel that reads it, and the device that it is read for. */
interface Reader {
  readonly tree: DeviceTree;
  readonly iommuAddresses: IommuAddresses;
  readonly kernel: Kernel;
}

/**
 * The regions of a device, as Linux reads them: one that `memory-region` names twice stands there twice, as the very
 * same values.
 *
 * @param inheritedFrom id of the parent, when the device is a runtime child that has its parent's node
 */
export function linuxReservations(reader: Reader, device: DtNode, inheritedFrom: string | null): DecodedRegions {
  const decoded = new Map<DtNode, DecodedRegions>();
  const regions = memoryRegionsOf(reader.tree, device).map((region) => {
    const made = decoded.get(region) ?? decodeRegion(reader, region, device, inheritedFrom);
    decoded.set(region, made);
    return made;
  });
  return {
    reservations: regions.flatMap(({ reservations }) => reservations),
    messages: regions.flatMap(({ messages }) => messages),
  };
}

function decodeRegion(reader: Reader, region: DtNode, device: DtNode, inheritedFrom: string | null): DecodedRegions {
  const reservations: Reservation[] = [];
  const messages: DeviceMessage[] = [];
  for (const reading of reader.iommuAddresses.readAsLinux(region, device, reader.kernel)) {
    if (reading.kind === "region") reservations.push(reservationOf(reader.tree, region, reading, inheritedFrom));
    else messages.push(...messagesOf(reader, region, reading));
  }
  return { reservations, messages };
}

function reservationOf(
  tree: DeviceTree,
  region: DtNode,
  { cell, cellCount: count, written, translation, length, type }: LinuxReading & { readonly kind: "region" },
  inheritedFrom: string | null,
): Reservation {
  return {
    start: translation.address,
    length,
    type,
    origin: {
      kind: "iommu-addresses",
      region: pathOf(region),
      location: locationIn(tree, region, cell),
      inheritedFrom,
      translatedFrom: translation.address === written.value ? null : written.value,
      movedBy: translation.moves.map(({ bus, from, to }) => ({ bus: pathOf(bus), from, to })),
      cellLocations: cellLocations(tree, region, cell, count),
    },
    inAllocator: true,
  };
}

function messagesOf(
  { tree, kernel }: Reader,
  region: DtNode,
  reading: Exclude<LinuxReading, { readonly kind: "region" }>,
): readonly DeviceMessage[] {
  if (reading.kind === "bad-reg") {
    const reg = region.properties.get("reg");
    const location = reg === undefined ? null : locationOfProperty(tree, region, reg);
    return [
      { kind: "line", severity: "error", text: `failed to parse memory region ${pathOf(region)}: -22`, location },
    ];
  }
  const location = locationIn(tree, region, reading.cell);
  const zeroSize: DeviceMessage = {
    kind: "line",
    severity: "warning",
    text: "Cannot reserve IOVA region of 0 size",
    location,
  };
  switch (reading.kind) {
    case "past-the-end": {
      const what = `reads ${reading.missing} cells past the end of iommu-addresses in ${pathOf(region)}`;
      const text = `Linux ${kernel.text} ${what}; the figures use the bytes that dtc writes there`;
      return [{ kind: "remark", severity: "error", text, location }];
    }
    case "zero-length":
      return [zeroSize];
    case "refused": {
      const why = reading.why === "no-reg" ? "has no reg" : "has a reg with another range";
      const text = `Linux ${kernel.text} refuses ${pathOf(region)}, which ${why}: nothing is reserved`;
      return [{ kind: "remark", severity: "error", text, location }];
    }
    case "not-direct":
      return [{ kind: "line", severity: "warning", text: notDirectText(reading), location }];
    case "crash": {
      const why = reading.failure === null ? "the entry has no address" : describeFailure(reading.failure);
      const text = `Linux ${kernel.text} dereferences NULL here and does not boot: ${why}`;
      return [zeroSize, { kind: "crash", severity: "error", text, location }];
    }
  }
}

function notDirectText(reading: { readonly physical: Range; readonly start: bigint; readonly length: bigint }): string {
  const { physical, start, length } = reading;
  const resource = `[mem ${formatAddress(physical.start)}-${formatAddress(lastByte(physical))} flags 0x200]`;
  const iova = `[${longAddress(start)}-${longAddress(lastByteOf(start, length))}]`;
  return `treating non-direct mapping [${resource}] -> ${iova} as reservation`;
}

/**
 * The device's reservations by the binding's text, where a disabled region is none; empty lengths, and ranges past
 * 2^64, mean nothing.
 */
export function bindingReservations(reader: Reader, device: DtNode, inheritedFrom: string | null): Reservation[] {
  const { tree, iommuAddresses } = reader;
  return memoryRegionsOf(tree, device)
    .filter(isAvailable)
    .flatMap((region) =>
      iommuAddresses
        .bindingEntriesFor(region, device)
        .filter((entry) => entry.length > 0n && entry.start + entry.length <= 1n << 64n)
        .map((entry) => asWritten(reader, region, entry, inheritedFrom)),
    );
}

function asWritten(
  { tree, kernel }: Reader,
  region: DtNode,
  entry: BindingEntry,
  inheritedFrom: string | null,
): Reservation {
  const { start, length, cell } = entry;
  const location = locationIn(tree, region, cell);
  return {
    start,
    length,
    type: regionType(region, start, length, kernel),
    origin: { kind: "iommu-addresses", region: pathOf(region), location, inheritedFrom, translatedFrom: null },
    inAllocator: true,
  };
}

const listOf = (region: DtNode): Property | undefined => region.properties.get("iommu-addresses");

function locationIn(tree: DeviceTree, region: DtNode, cell: number): Location {
  const property = listOf(region);
  return property === undefined ? { kind: "input", file: tree.file } : locationOfByte(tree, region, property, cell * 4);
}

function cellLocations(tree: DeviceTree, region: DtNode, first: number, count: number) {
  const property = listOf(region);
  const whole = property === undefined ? 0 : Math.min(count, cellCount(property) - first);
  return Array.from({ length: whole }, (_, i) => locationIn(tree, region, first + i));
}

/** `%pad`: all 64 bits. */
const longAddress = (address: bigint): string => `0x${address.toString(16).padStart(16, "0")}`;

export function describeFailure(failure: TranslationFailure): string {
  switch (failure.reason) {
    case "no-bus":
      return "the device is on no bus";
    case "unknown-bus":
      return `${pathOf(failure.bus)} has no #address-cells of its own, and nothing below it translates`;
    case "all-ones":
      return "an address of all ones counts as none";
    case "bad-cells":
      return `addresses below ${pathOf(failure.bus)} cannot be read with its #address-cells and #size-cells`;
    case "no-ranges":
      return `${pathOf(failure.bus)} has no ranges`;
    case "outside-windows":
      return `address ${formatAddress(failure.address)} is in no dma-ranges window of ${pathOf(failure.bus)}`;
  }
}
