/**
 * `iommu-addresses` as the binding's text has it (reserved-memory.yaml): the cells of an entry are those of the
 * device that it names, entries for other devices are entries, addresses are the device's own, and a disabled region
 * is none. Where the text cannot be followed (most devices have no `#address-cells`), the first counts that fit.
 */
import { lastByteOf } from "../base/range.js";
import { busCells, hasOwnCells } from "../of/cells.js";
import { firstResource } from "../of/reg.js";
import { memoryRegionsOf } from "../of/reserved-memory.js";
import { isAvailable } from "../of/status.js";
import { nodeByPhandle } from "../tree/phandles.js";
import { type DeviceTree, type DtNode, locationOfByte, type Property, pathOf } from "../tree/tree.js";
import { cellAt, cellCount, cellsAsNumber, u32Of } from "../tree/value.js";
import type { Reservation } from "./model.js";

/** One entry of the list, for whichever device. */
export interface SpecEntry {
  readonly target: DtNode;
  readonly start: bigint;
  readonly length: bigint;
  /** The first cell of the address on a bus whose addresses begin with flags, else 0. */
  readonly flags: number;
  /** Byte offset of the phandle. */
  readonly offset: number;
}

type CellsOf = (target: DtNode) => { readonly address: number; readonly size: number };

const ownCells: CellsOf = (target) =>
  hasOwnCells(target)
    ? { address: u32Of(target, "#address-cells") ?? 0, size: u32Of(target, "#size-cells") ?? 0 }
    : cellsOfBus(target);

const cellsOfBus: CellsOf = (target) => {
  const cells = busCells(target.parent ?? target);
  return { address: cells.address.count, size: cells.size.count };
};

/** The entries of a region by the text; null when no counts make the list come out even. */
export function specEntries(tree: DeviceTree, region: DtNode): readonly SpecEntry[] | null {
  const property = region.properties.get("iommu-addresses");
  if (property === undefined) return [];
  const container = () => cellsOfBus(region);
  for (const cellsOf of [ownCells, cellsOfBus, container]) {
    const entries = entriesWith(tree, property, cellsOf);
    if (entries !== null) return entries;
  }
  return null;
}

/** The entries with the cells of each target's bus, which is what works in Linux; null if they do not come out even. */
export function entriesByBus(tree: DeviceTree, region: DtNode): readonly SpecEntry[] | null {
  const property = region.properties.get("iommu-addresses");
  return property === undefined ? [] : entriesWith(tree, property, cellsOfBus);
}

function entriesWith(tree: DeviceTree, property: Property, cellsOf: CellsOf): readonly SpecEntry[] | null {
  const entries: SpecEntry[] = [];
  let at = 0;
  while (at < cellCount(property)) {
    const target = nodeByPhandle(tree, cellAt(property, at) ?? 0);
    if (target === null) return null;
    const { address, size } = cellsOf(target);
    const start = cellsAsNumber(property, at + 1, address);
    const length = cellsAsNumber(property, at + 1 + address, size);
    if (start === null || length === null || size === 0) return null;
    const flags = address > 2 ? (cellAt(property, at + 1) ?? 0) : 0;
    entries.push({ target, start, length, flags, offset: at * 4 });
    at += 1 + address + size;
  }
  return entries;
}

const byTarget = new WeakMap<DtNode, ReadonlyMap<DtNode, readonly SpecEntry[]>>();

/** The entries of a region for each device, made once: a list can be for many. */
function entriesByTarget(tree: DeviceTree, region: DtNode): ReadonlyMap<DtNode, readonly SpecEntry[]> {
  const known = byTarget.get(region);
  if (known !== undefined) return known;
  const made = new Map<DtNode, SpecEntry[]>();
  for (const entry of specEntries(tree, region) ?? []) {
    const list = made.get(entry.target);
    if (list === undefined) made.set(entry.target, [entry]);
    else list.push(entry);
  }
  byTarget.set(region, made);
  return made;
}

/** The device's reservations by the text. Empty lengths, and ranges past 2^64, mean nothing. */
export function specReservations(tree: DeviceTree, device: DtNode, inheritedFrom: string | null): Reservation[] {
  return memoryRegionsOf(tree, device)
    .filter(isAvailable)
    .flatMap((region) =>
      (entriesByTarget(tree, region).get(device) ?? [])
        .filter((entry) => entry.length > 0n && entry.start + entry.length <= 1n << 64n)
        .map((entry) => reservationOf(tree, region, entry, inheritedFrom)),
    );
}

function reservationOf(tree: DeviceTree, region: DtNode, entry: SpecEntry, inheritedFrom: string | null): Reservation {
  const property = region.properties.get("iommu-addresses");
  const location =
    property === undefined
      ? ({ kind: "input", file: tree.file } as const)
      : locationOfByte(tree, region, property, entry.offset);
  const { start, length } = entry;
  return {
    start,
    length,
    type: entryType(region, start, length),
    origin: { kind: "iommu-addresses", region: pathOf(region), location, inheritedFrom, translatedFrom: null },
    inAllocator: true,
  };
}

/** `direct` when the region's first `reg` entry is the very range. */
export function entryType(region: DtNode, start: bigint, length: bigint): "direct" | "reserved" {
  const physical = region.properties.has("reg") ? firstResource(region) : null;
  if (physical === null || !physical.ok || physical.range.end - physical.range.start <= 1n) return "reserved";
  const isSame = physical.range.start === start && physical.range.end - 1n === lastByteOf(start, length);
  return isSame ? "direct" : "reserved";
}
