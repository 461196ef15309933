/** `iommu-addresses` as Linux reads it for one device (of_iommu_get_resv_regions, 6.12). */

import { lastByteOf, type Range } from "../base/range.js";
import type { Bytes } from "../base/units.js";
import type { Kernel } from "../kernel/kernel.js";
import { nodeByPhandle, phandleOf } from "../tree/phandles.js";
import type { DeviceTree, DtNode, Property } from "../tree/tree.js";
import { cellCount, cellsAsNumber } from "../tree/value.js";
import { cellsInBlob } from "./blob-layout.js";
import { type BusAddress, readAddress } from "./bus.js";
import { busCells } from "./cells.js";
import { dmaBuses } from "./dma-parent.js";
import { firstResource } from "./reg.js";
import { dmaAddressFormat, type Translation, type TranslationFailure, translateDma } from "./translate.js";

/** The ranges that Linux gets when it reads a region for a device, in its order. */
export type LinuxReading =
  | {
      readonly kind: "region";
      /** Index of the phandle's cell. */
      readonly cell: number;
      /** How many cells were read from there; the last of them may lie past the end. */
      readonly cellCount: number;
      readonly written: BusAddress;
      readonly translation: Translation & { readonly ok: true };
      readonly length: Bytes;
      readonly type: RegionType;
    }
  /** The region's `reg` does not translate: none of its entries is read. */
  | { readonly kind: "bad-reg" }
  /** Cells past the end are read. */
  | { readonly kind: "past-the-end"; readonly cell: number; readonly missing: number }
  /** An entry of length 0 is passed over. */
  | { readonly kind: "zero-length"; readonly cell: number }
  /** Physical and I/O addresses differ: reserved and not mapped. */
  | {
      readonly kind: "not-direct";
      readonly cell: number;
      readonly physical: Range;
      readonly start: bigint;
      readonly length: Bytes;
    }
  /** The posted iommu-ranges series wants a region whose `reg` is the very range: others reserve nothing. */
  | { readonly kind: "refused"; readonly cell: number; readonly why: "no-reg" | "other-reg" }
  /** Linux dereferences NULL; `failure` is null where the entry has no address at all. */
  | { readonly kind: "crash"; readonly cell: number; readonly failure: TranslationFailure | null };

export type RegionType = "reserved" | "direct";

/** A bus of more cells is no bus: what would be read for it is somewhere else's memory, and as much as the tree says. */
const MOST_ENTRY_CELLS = 1024;

export interface LinuxContext {
  readonly tree: DeviceTree;
  readonly kernel: Kernel;
  readonly device: DtNode;
  readonly region: DtNode;
  /** Where each value stands in the region's `iommu-addresses`, in cells. */
  readonly positions: ReadonlyMap<number, readonly number[]>;
}

/** One region that a device's `memory-region` names. */
export function readRegionAsLinux(context: LinuxContext): readonly LinuxReading[] {
  const { tree, kernel, device, region, positions } = context;
  const property = region.properties.get("iommu-addresses");
  const physical = region.properties.has("reg") ? firstResource(region, kernel) : null;
  if (physical !== null && !physical.ok) return [{ kind: "bad-reg" }];
  if (property === undefined) return [];
  // The kernel takes one cell as a phandle, and when that is not the device goes on with the very next cell: so
  // every cell that equals the device's phandle begins an entry, unless an entry before has swallowed it.
  const phandle = phandleOf(device);
  if (phandle === null || nodeByPhandle(tree, phandle) !== device) return [];
  const found = positions.get(phandle) ?? [];
  const [first] = found;
  if (kernel.wantsRegForIommuAddresses && physical === null) {
    return first === undefined ? [] : [{ kind: "refused", cell: first, why: "no-reg" }];
  }
  const readings: LinuxReading[] = [];
  let next = 0;
  for (const at of found) {
    if (at < next) continue;
    const used = readEntry(context, property, at, physical?.range ?? null, readings);
    if (used === null) break;
    next = at + 1 + used;
  }
  return readings;
}

/** One entry whose phandle is at `cell`. How many cells it takes behind that, or null where Linux does not go on. */
function readEntry(
  { tree, device, region, kernel }: LinuxContext,
  property: Property,
  cell: number,
  physical: Range | null,
  readings: LinuxReading[],
): number | null {
  const bus = dmaBuses(tree, device)[0];
  const format = dmaAddressFormat(tree, device);
  if (bus === undefined || format === null) return null;
  const counts = busCells(bus);
  const used = counts.address.count + counts.size.count;
  const needed = Math.max(used, format.addressCells);
  const missing = cell + 1 + used - cellCount(property);
  if (missing > 0) readings.push({ kind: "past-the-end", cell, missing });
  if (needed > MOST_ENTRY_CELLS) return null;
  const value = entryValue(tree, region, property, cell + 1, needed);
  const written = readAddress(value, 0, format);
  const length = cellsAsNumber(value, counts.address.count, counts.size.count) ?? 0n;
  const translation = written === null ? null : translateDma(tree, device, written, kernel);
  if (written === null || translation === null || !translation.ok) {
    const failure = translation === null || translation.ok ? null : translation.failure;
    readings.push({ kind: "crash", cell, failure });
    return null;
  }
  if (length === 0n && kernel.skipsZeroLength) {
    readings.push({ kind: "zero-length", cell });
    return used;
  }
  const start = translation.address;
  const type = typeOf(physical, start, length);
  if (type === "reserved" && kernel.wantsRegForIommuAddresses) {
    readings.push({ kind: "refused", cell, why: "other-reg" });
    return used;
  }
  if (type === "reserved" && physical !== null && isSized(physical)) {
    readings.push({ kind: "not-direct", cell, physical, start, length });
  }
  readings.push({ kind: "region", cell, cellCount: used + 1, written, translation, length, type });
  return used;
}

/** Its last byte as the kernel counts it: of no bytes at 0, the last of all. */
const lastOf = ({ start, end }: Range): bigint => lastByteOf(start, end - start);

const isSized = (physical: Range): boolean => lastOf(physical) > physical.start;

/** iommu_resv_region_get_type: the same first and last byte is a direct mapping, anything else with a `reg` is not. */
function typeOf(physical: Range | null, start: bigint, length: bigint): RegionType {
  if (physical === null || !isSized(physical)) return "reserved";
  return physical.start === start && lastOf(physical) === lastByteOf(start, length) ? "direct" : "reserved";
}

/** The type of a range in a region, whichever way it was read. */
export function regionType(region: DtNode, start: bigint, length: bigint, kernel: Kernel): RegionType {
  const physical = region.properties.has("reg") ? firstResource(region, kernel) : null;
  return typeOf(physical?.ok ? physical.range : null, start, length);
}

/** The entry's cells as a property of their own, so that what lies past the end reads as anything else does. */
function entryValue(tree: DeviceTree, region: DtNode, property: Property, at: number, count: number): Property {
  const value = new Uint8Array(count * 4);
  const view = new DataView(value.buffer);
  for (const [i, cell] of cellsInBlob(tree, region, property, at, count).entries()) view.setUint32(i * 4, cell);
  const { name, labels, span, nameSpan } = property;
  return { name, value, markers: [], labels, span, nameSpan };
}

/** Why Linux refuses the entry at a cell, if that is what it does: all of a region without `reg`. */
export function regionRefusal(readings: readonly LinuxReading[], cell: number): "no-reg" | "other-reg" | null {
  for (const reading of readings) {
    if (reading.kind === "refused" && (reading.why === "no-reg" || reading.cell === cell)) return reading.why;
  }
  return null;
}
