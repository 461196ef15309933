/** What a PCI host bridge keeps its functions from using as DMA addresses. */
import { compareBigint } from "../base/range.js";
import type { Kernel } from "../kernel/kernel.js";
import type { DeviceTree, DtNode } from "../tree/tree.js";
import { cellsAsNumber } from "../tree/value.js";
import { addressFormat, busKind, formatOn, pciSpace, readAddress } from "./bus.js";
import { type DmaWindow, dmaWindows } from "./dma-ranges.js";
import { translateRegister } from "./translate.js";

/** A memory window through which the CPU reaches the functions: `[start, start + size)` in PCI bus addresses. */
export interface MemoryWindow {
  readonly start: bigint;
  readonly size: bigint;
  /** Byte offset of its entry in `ranges`. */
  readonly offset: number;
}

interface HostWindow extends MemoryWindow {
  readonly cpu: bigint;
  readonly flags: number;
}

/**
 * The memory windows of `ranges` (not I/O), by CPU address, contiguous ones of one kind as one
 * (devm_of_pci_get_host_bridge_resources, pci_register_host_bridge; 6.12). Windows of size 0, and those that do not
 * translate to a CPU address, are left out, as Linux leaves them out.
 */
export function memoryWindows(bridge: DtNode, kernel: Kernel): readonly MemoryWindow[] {
  const windows = hostWindows(bridge, kernel).sort((a, b) => compareBigint(a.cpu, b.cpu));
  const merged: HostWindow[] = [];
  for (const next of windows) {
    const last = merged.at(-1);
    const follows =
      last !== undefined &&
      last.flags === next.flags &&
      next.cpu === last.cpu + last.size &&
      next.start === last.start + last.size;
    if (follows) merged[merged.length - 1] = { ...last, size: last.size + next.size };
    else merged.push(next);
  }
  return merged;
}

function hostWindows(bridge: DtNode, kernel: Kernel): HostWindow[] {
  const property = bridge.properties.get("ranges");
  const parent = bridge.parent;
  if (property === undefined || parent === null) return [];
  const child = formatOn(busKind(bridge), bridge);
  const outer = addressFormat(busKind(parent), bridge);
  const entryCells = child.addressCells + outer.addressCells + child.sizeCells;
  const windows: HostWindow[] = [];
  for (let at = 0; (at + entryCells) * 4 <= property.value.length; at += entryCells) {
    const from = readAddress(property, at, child);
    const to = readAddress(property, at + child.addressCells, outer);
    const size = cellsAsNumber(property, at + child.addressCells + outer.addressCells, child.sizeCells);
    if (from === null || to === null || size === null) break;
    const cpu = translateRegister(bridge, to, kernel);
    if (pciSpace(from.flags) !== "memory" || size === 0n || !cpu.ok) continue;
    windows.push({ start: from.value, size, offset: at * 4, cpu: cpu.address, flags: from.flags & 0x43000000 });
  }
  return windows;
}

/**
 * The inbound windows of `dma-ranges` by CPU address, which need not be the order of their bus addresses
 * (pci_parse_request_of_pci_ranges, 6.12). Entries that are not memory, of size 0 or not translatable are dropped.
 */
export const inboundWindows = (tree: DeviceTree, bridge: DtNode, kernel: Kernel): readonly DmaWindow[] =>
  dmaWindows(tree, bridge, kernel)
    .filter((w) => w.cpu !== null && w.size > 0n && pciSpace(w.flags) === "memory")
    .sort((a, b) => compareBigint(a.cpu ?? 0n, b.cpu ?? 0n));
