/** `iommu-addresses` as Linux reads it for one device (of_iommu_get_resv_regions, 6.12). */

import { formatAddress, lastByte, lastByteOf, type Range } from "../base/range.js";
import type { Kernel } from "../kernel/kernel.js";
import { cellsInBlob } from "../of/blob-layout.js";
import { readAddress } from "../of/bus.js";
import { busCells } from "../of/cells.js";
import { dmaBuses } from "../of/dma-parent.js";
import { phandles } from "../of/phandle-list.js";
import { firstResource } from "../of/reg.js";
import { dmaAddressFormat, type Translation, type TranslationFailure, translateDma } from "../of/translate.js";
import { nodeByPhandle, phandleOf } from "../tree/phandles.js";
import {
  type DeviceTree,
  type DtNode,
  locationOfByte,
  locationOfProperty,
  type Property,
  pathOf,
} from "../tree/tree.js";
import { cellCount, cells, cellsAsNumber } from "../tree/value.js";
import type { KernelMessage, Reservation } from "./model.js";

export interface DecodedRegions {
  /** In the order in which Linux lists them. */
  readonly reservations: readonly Reservation[];
  /** What Linux prints, without the device's name in front, and what it dies of. */
  readonly messages: readonly Omit<KernelMessage, "consumer">[];
}

/**
 * The regions of a device: through its own `memory-region` and no other way.
 *
 * @param inheritedFrom id of the parent, when the device is a runtime child that has its parent's node
 */
export function decodeIommuAddresses(
  tree: DeviceTree,
  device: DtNode,
  inheritedFrom: string | null,
  kernel: Kernel,
): DecodedRegions {
  const reservations: Reservation[] = [];
  const messages: Omit<KernelMessage, "consumer">[] = [];
  const property = device.properties.get("memory-region");
  if (property === undefined) return { reservations, messages };
  // A region that is named twice changes nothing the second time.
  for (const region of new Set(phandles(tree, property).map((reference) => reference.target))) {
    if (region === null) continue;
    const reader = new RegionReader({ tree, device, region, inheritedFrom, kernel });
    reader.read();
    reservations.push(...reader.reservations);
    messages.push(...reader.messages);
  }
  return { reservations, messages };
}

interface RegionContext {
  readonly tree: DeviceTree;
  readonly device: DtNode;
  readonly region: DtNode;
  readonly inheritedFrom: string | null;
  readonly kernel: Kernel;
}

/** A bus of more cells is no bus: what would be read for it is somewhere else's memory, and as much as the tree says. */
const MOST_ENTRY_CELLS = 1024;

class RegionReader {
  readonly reservations: Reservation[] = [];
  readonly messages: Omit<KernelMessage, "consumer">[] = [];

  constructor(private readonly context: RegionContext) {}

  read(): void {
    const { tree, device, region } = this.context;
    const property = region.properties.get("iommu-addresses");
    const physical = region.properties.has("reg") ? firstResource(region) : null;
    if (physical !== null && !physical.ok) {
      const reg = region.properties.get("reg");
      const location = reg === undefined ? null : locationOfProperty(tree, region, reg);
      this.say("error", `failed to parse memory region ${pathOf(region)}: -22`, location);
      return;
    }
    if (property === undefined) return;
    // The kernel takes one cell as a phandle, and when that is not the device goes on with the very next cell: so
    // every cell that equals the device's phandle begins an entry, unless an entry before has swallowed it.
    const phandle = phandleOf(device);
    if (phandle === null || nodeByPhandle(tree, phandle) !== device) return;
    let next = 0;
    for (const at of cellPositions(property).get(phandle) ?? []) {
      if (at < next) continue;
      const used = this.entry(property, at + 1, physical?.range ?? null);
      if (used === null) return;
      next = at + 1 + used;
    }
  }

  /** One entry, from the cell after its phandle. How many cells it takes, or null where Linux does not go on. */
  private entry(property: Property, at: number, physical: Range | null): number | null {
    const { tree, device, region, kernel } = this.context;
    const bus = dmaBuses(tree, device)[0];
    const format = dmaAddressFormat(tree, device);
    const location = locationOfByte(tree, region, property, (at - 1) * 4);
    if (bus === undefined || format === null) return null;
    const counts = busCells(bus);
    const used = counts.address.count + counts.size.count;
    const needed = Math.max(used, format.addressCells);
    if (at + used > cellCount(property)) this.sayPastTheEnd(property, at, used, location);
    if (needed > MOST_ENTRY_CELLS) return null;
    const value = entryValue(tree, region, property, at, needed);
    const written = readAddress(value, 0, format);
    const length = cellsAsNumber(value, counts.address.count, counts.size.count) ?? 0n;
    const translation: Translation | null = written === null ? null : translateDma(tree, device, written);
    if (written === null || translation === null || !translation.ok) {
      const failure = translation === null || translation.ok ? null : translation.failure;
      this.sayCrash(failure, location);
      return null;
    }
    if (length === 0n && kernel.skipsZeroLength) {
      this.say("warning", "Cannot reserve IOVA region of 0 size", location);
      return used;
    }
    this.reservations.push({
      start: translation.address,
      length,
      type: this.typeOf(physical, translation.address, length, location),
      origin: {
        kind: "iommu-addresses",
        region: pathOf(region),
        location,
        inheritedFrom: this.context.inheritedFrom,
        translatedFrom: translation.address === written.value ? null : written.value,
        movedBy: translation.moves.map(({ bus, from, to }) => ({ bus: pathOf(bus), from, to })),
        cellLocations: this.cellLocations(property, at - 1, used + 1),
      },
      inAllocator: true,
    });
    return used;
  }

  /** iommu_resv_region_get_type: the same first and last byte is a direct mapping, anything else with a `reg` is not. */
  private typeOf(
    physical: Range | null,
    start: bigint,
    length: bigint,
    location: KernelMessage["location"],
  ): "direct" | "reserved" {
    if (physical === null || physical.end - physical.start <= 1n) return "reserved";
    const last = lastByteOf(start, length);
    if (physical.start === start && lastByte(physical) === last) return "direct";
    const resource = `[mem ${formatAddress(physical.start)}-${formatAddress(lastByte(physical))} flags 0x200]`;
    const iova = `[${longAddress(start)}-${longAddress(last)}]`;
    this.say("warning", `treating non-direct mapping [${resource}] -> ${iova} as reservation`, location);
    return "reserved";
  }

  private cellLocations(property: Property, first: number, count: number) {
    const { tree, region } = this.context;
    const whole = Math.min(count, cellCount(property) - first);
    return Array.from({ length: whole }, (_, i) => locationOfByte(tree, region, property, (first + i) * 4));
  }

  private sayPastTheEnd(property: Property, at: number, used: number, location: KernelMessage["location"]): void {
    const { region, kernel } = this.context;
    const missing = at + used - cellCount(property);
    const text = `Linux ${kernel.text} reads ${missing} cells past the end of iommu-addresses in ${pathOf(region)}`;
    this.add("remark", "error", `${text}; shown is what dtc puts there`, location);
  }

  private sayCrash(failure: TranslationFailure | null, location: KernelMessage["location"]): void {
    const { kernel } = this.context;
    this.say("warning", "Cannot reserve IOVA region of 0 size", location);
    const why = failure === null ? "the entry has no address" : describeFailure(failure);
    this.add("crash", "error", `Linux ${kernel.text} dereferences NULL here and does not boot: ${why}`, location);
  }

  private say(severity: KernelMessage["severity"], text: string, location: KernelMessage["location"]): void {
    this.add("line", severity, text, location);
  }

  private add(
    kind: KernelMessage["kind"],
    severity: KernelMessage["severity"],
    text: string,
    location: KernelMessage["location"],
  ): void {
    this.messages.push({ kind, severity, text, location });
  }
}

const positionsOf = new WeakMap<Property, ReadonlyMap<number, readonly number[]>>();

/** Where each value stands in a property, in cells: looked up for every device that a list may be for, made once. */
function cellPositions(property: Property): ReadonlyMap<number, readonly number[]> {
  const known = positionsOf.get(property);
  if (known !== undefined) return known;
  const positions = new Map<number, number[]>();
  for (const [at, cell] of cells(property).entries()) {
    const list = positions.get(cell);
    if (list === undefined) positions.set(cell, [at]);
    else list.push(at);
  }
  positionsOf.set(property, positions);
  return positions;
}

/** The entry's cells as a property of their own, so that what lies past the end reads as anything else does. */
function entryValue(tree: DeviceTree, region: DtNode, property: Property, at: number, count: number): Property {
  const value = new Uint8Array(count * 4);
  const view = new DataView(value.buffer);
  for (const [i, cell] of cellsInBlob(tree, region, property, at, count).entries()) view.setUint32(i * 4, cell);
  const { name, labels, span, nameSpan } = property;
  return { name, value, markers: [], labels, span, nameSpan };
}

/** `%pad`: all 64 bits. */
const longAddress = (address: bigint): string => `0x${address.toString(16).padStart(16, "0")}`;

function describeFailure(failure: TranslationFailure): string {
  switch (failure.reason) {
    case "no-bus":
      return "the device is on no bus";
    case "bad-cells":
      return `addresses below ${pathOf(failure.bus)} cannot be read with its #address-cells and #size-cells`;
    case "no-ranges":
      return `${pathOf(failure.bus)} has no ranges`;
    case "outside-windows":
      return `address ${formatAddress(failure.address)} is in no dma-ranges window of ${pathOf(failure.bus)}`;
  }
}
