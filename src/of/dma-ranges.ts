/** What `dma-ranges` leaves of a device's DMA space: Linux's `bus_dma_limit`, and the windows of PCI host bridges. */
import type { Kernel } from "../kernel/kernel.js";
import type { DeviceTree, DtNode, Property } from "../tree/tree.js";
import { cellsAsNumber } from "../tree/value.js";
import { addressFormat, busKind, formatOn, readAddress } from "./bus.js";
import { dmaBuses, dmaParent } from "./dma-parent.js";
import { translateDma } from "./translate.js";

/** One entry of `dma-ranges`, or several that follow on from each other. */
export interface DmaWindow {
  /** On the bus: what the device sends. */
  readonly bus: bigint;
  /** On the CPU side, all buses passed; null if some bus above does not pass it on. */
  readonly cpu: bigint | null;
  readonly size: bigint;
  /** The flags cell of the bus address, 0 where the bus has none. */
  readonly flags: number;
}

/** What of_dma_get_range and of_dma_configure find for a device. */
export interface DmaRange {
  /** The node whose `dma-ranges` counts. */
  readonly bus: DtNode;
  /** Lowest DMA address: a floor only to kernels that do not ignore it. */
  readonly base: bigint;
  /** Highest DMA address, inclusive: `bus_dma_limit`. */
  readonly limit: bigint;
}

/** The windows of a bus in the order written, contiguous ones merged; empty without a `dma-ranges`. */
export function dmaWindows(tree: DeviceTree, bus: DtNode, kernel: Kernel): readonly DmaWindow[] {
  const property = bus.properties.get("dma-ranges");
  const parent = dmaParent(tree, bus);
  if (property === undefined || parent === null) return [];
  return mergeContiguous(entries(tree, bus, property, parent, kernel));
}

function entries(tree: DeviceTree, bus: DtNode, property: Property, parent: DtNode, kernel: Kernel): DmaWindow[] {
  const child = formatOn(busKind(bus), bus);
  const outer = addressFormat(busKind(parent), bus);
  const entryCells = child.addressCells + outer.addressCells + child.sizeCells;
  const windows: DmaWindow[] = [];
  if (child.addressCells < 1) return windows;
  for (let at = 0; (at + entryCells) * 4 <= property.value.length; at += entryCells) {
    const from = readAddress(property, at, child);
    const to = readAddress(property, at + child.addressCells, outer);
    const size = cellsAsNumber(property, at + child.addressCells + outer.addressCells, child.sizeCells);
    if (from === null || to === null || size === null) break;
    const up = translateDma(tree, bus, to, kernel);
    windows.push({ bus: from.value, cpu: up.ok ? up.address : null, size, flags: from.flags });
  }
  return windows;
}

function mergeContiguous(windows: readonly DmaWindow[]): DmaWindow[] {
  const merged: DmaWindow[] = [];
  for (const next of windows) {
    const last = merged.at(-1);
    const follows =
      last !== undefined &&
      last.flags === next.flags &&
      last.cpu !== null &&
      next.cpu === last.cpu + last.size &&
      next.bus === last.bus + last.size;
    if (follows) merged[merged.length - 1] = { ...last, size: last.size + next.size };
    else merged.push(next);
  }
  return merged;
}

/**
 * The DMA range of a device (of_dma_get_range, then of_dma_configure; 6.1 and 6.12), or null if no bus limits it.
 *
 * @param firstBus where the search begins: the device's DMA parent; for PCI the host bridge's own node
 */
export function dmaRangeOf(tree: DeviceTree, firstBus: DtNode | null, kernel: Kernel): DmaRange | null {
  const bus = limitingBus(tree, firstBus);
  if (bus === null) return null;
  const passed = dmaWindows(tree, bus, kernel).filter((w) => w.cpu !== null);
  if (passed.length === 0) return null;
  // The map ends with an entry of size 0: so does it where the tree has one, and what stands behind is never seen.
  const end = passed.findIndex((w) => w.size === 0n);
  const map = end < 0 ? passed : passed.slice(0, end);
  const base = map.reduce((lowest, w) => least(lowest, w.bus), LAST_ADDRESS);
  if (kernel.ignoresDmaRangesBase) {
    return { bus, base, limit: map.reduce((highest, w) => most(highest, in64(w.bus + w.size - 1n)), 0n) };
  }
  const size = in64(map.reduce((highest, w) => most(highest, in64(w.bus + w.size)), 0n) - base);
  const limit = in64(base + size + (size & 1n) - 1n);
  return { bus, base, limit: kernel.limitsByBusDmaLimit ? limit : wholeBits(limit) };
}

const LAST_ADDRESS = 2n ** 64n - 1n;

/** The kernel's 64-bit arithmetic. */
const in64 = (value: bigint): bigint => BigInt.asUintN(64, value);
const least = (a: bigint, b: bigint): bigint => (b < a ? b : a);
const most = (a: bigint, b: bigint): bigint => (b > a ? b : a);

/** The lowest mask of whole bits that has the address. */
const wholeBits = (address: bigint): bigint => (1n << BigInt(address === 0n ? 0 : address.toString(2).length)) - 1n;

/** The nearest non-empty `dma-ranges` going up; only the first bus may lack the property altogether. */
function limitingBus(tree: DeviceTree, firstBus: DtNode | null): DtNode | null {
  if (firstBus === null) return null;
  for (const bus of [firstBus, ...dmaBuses(tree, firstBus)]) {
    const property = bus.properties.get("dma-ranges");
    if (property !== undefined && property.value.length > 0) return dmaParent(tree, bus) === null ? null : bus;
    if (property === undefined && bus !== firstBus) return null;
  }
  return null;
}
