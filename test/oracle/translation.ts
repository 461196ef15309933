/**
 * Cells, buses and the way of an address up the tree, restated cell by cell from the notes on Linux: slowly, and without
 * a look at how the project does it. An address stays the cells that hold it, so that what no cell holds is lost on the way.
 */
import { cellsOf, type OracleNode, textOf } from "./board.js";
import type { OracleRelease } from "./release.js";

const MASK = (1n << 64n) - 1n;

/** The last two cells count, whatever stands before them. */
export const numberOf = (cells: readonly number[]): bigint =>
  cells.reduce((value, cell) => ((value << 32n) | BigInt(cell)) & MASK, 0n);

type BusKind = "pci" | "flags" | "plain";

/** Going up from the bus itself; 1 where nobody says. */
function countAbove(bus: OracleNode, property: string): number {
  const own = cellsOf(bus, property)?.[0];
  if (own !== undefined) return own;
  return bus.parent === null ? 1 : countAbove(bus.parent, property);
}

/** Null where Linux takes the node for no bus. */
function kindOf(bus: OracleNode, release: OracleRelease): BusKind | null {
  if (textOf(bus, "device_type") === "pci") return "pci";
  if (release.isStrict && cellsOf(bus, "#address-cells") === null) return null;
  return countAbove(bus, "#address-cells") === 3 ? "flags" : "plain";
}

interface Counts {
  readonly kind: BusKind;
  readonly address: number;
  readonly size: number;
}

/** How addresses of what sits on `bus` are written; null where Linux reads none. */
export function countsOn(bus: OracleNode, release: OracleRelease): Counts | null {
  const kind = kindOf(bus, release);
  if (kind === null) return null;
  if (kind === "pci") return { kind, address: 3, size: 2 };
  const counts = { kind, address: countAbove(bus, "#address-cells"), size: countAbove(bus, "#size-cells") };
  return counts.address >= 1 && counts.address <= 4 && counts.size > 0 ? counts : null;
}

const flagCells = (kind: BusKind): number => (kind === "plain" ? 0 : 1);

/** Memory or I/O, as PCI's first cell says. */
const pciSpace = (flags: number): string => ["configuration", "io", "memory", "memory"][(flags >>> 24) & 3] ?? "";

function flagsMeet(kind: BusKind, a: number, b: number): boolean {
  if (kind === "pci") return pciSpace(a) === pciSpace(b);
  return kind === "plain" || a === b;
}

/** As many cells, whose number is greater by `offset`; flags stay. */
function moved(cells: readonly number[], kind: BusKind, offset: bigint): readonly number[] {
  const flags = flagCells(kind);
  const count = cells.length - flags;
  const sum = (numberOf(cells.slice(flags)) + offset) & MASK;
  const low = Number(sum & 0xffffffffn);
  const high = Number(sum >> 32n);
  const wide = count > 1 ? [...Array<number>(count - 2).fill(0), high, low] : [low];
  return [...cells.slice(0, flags), ...wide];
}

/** An address of what sits on `bus`, on the CPU's side; null where Linux has none: outside all windows, or all ones. */
export function translated(bus: OracleNode, address: readonly number[], release: OracleRelease): bigint | null {
  let at = bus;
  let counts = countsOn(at, release);
  if (counts === null) return null;
  let cells = address.slice(0, counts.address);
  while (at.parent !== null) {
    const outer = countsOn(at.parent, release);
    if (outer === null) return null;
    const crossed = crossing(at, cells, counts, outer);
    if (crossed === null) return null;
    cells = [...crossed];
    counts = outer;
    at = at.parent;
  }
  const result = numberOf(cells);
  return result === MASK ? null : result;
}

function crossing(bus: OracleNode, cells: readonly number[], inner: Counts, outer: Counts): readonly number[] | null {
  const ranges = cellsOf(bus, "dma-ranges");
  if (ranges === null) return moved(Array<number>(outer.address).fill(0), outer.kind, numberOf(cells));
  const flags = flagCells(inner.kind);
  const step = inner.address + outer.address + inner.size;
  const value = numberOf(cells.slice(flags));
  for (let at = 0; at + step <= ranges.length; at += step) {
    const child = ranges.slice(at, at + inner.address);
    const parent = ranges.slice(at + inner.address, at + inner.address + outer.address);
    const size = numberOf(ranges.slice(at + inner.address + outer.address, at + step));
    const start = numberOf(child.slice(flags));
    if (!flagsMeet(inner.kind, cells[0] ?? 0, child[0] ?? 0)) continue;
    if (value < start || value >= ((start + size) & MASK) || value - start === MASK) continue;
    return moved(parent, outer.kind, value - start);
  }
  return null;
}

export interface OracleWindow {
  readonly flags: number;
  readonly bus: bigint;
  readonly cpu: bigint;
  readonly size: bigint;
}

/** The entries of a bus's own `dma-ranges`, those that follow on from each other as one, those that lead nowhere left out. */
export function windowsOf(bus: OracleNode, release: OracleRelease): readonly OracleWindow[] {
  const ranges = cellsOf(bus, "dma-ranges");
  const outer = bus.parent === null ? null : countsOn(bus.parent, release);
  if (ranges === null || bus.parent === null || outer === null) return [];
  const isPci = textOf(bus, "device_type") === "pci";
  const address = isPci ? 3 : countAbove(bus, "#address-cells");
  const size = isPci ? 2 : countAbove(bus, "#size-cells");
  const kind = isPci ? "pci" : address === 3 ? "flags" : "plain";
  const step = address + outer.address + size;
  const merged: (Omit<OracleWindow, "cpu"> & { readonly cpu: bigint | null })[] = [];
  for (let at = 0; at + step <= ranges.length; at += step) {
    const flags = kind === "plain" ? 0 : (ranges[at] ?? 0);
    const next = {
      flags: kind === "pci" ? flags & 0x43000000 : flags,
      bus: numberOf(ranges.slice(at + flagCells(kind), at + address)),
      cpu: translated(bus.parent, ranges.slice(at + address, at + address + outer.address), release),
      size: numberOf(ranges.slice(at + address + outer.address, at + step)),
    };
    const last = merged.at(-1);
    const follows =
      last !== undefined &&
      last.flags === next.flags &&
      last.cpu !== null &&
      next.bus === ((last.bus + last.size) & MASK) &&
      next.cpu === ((last.cpu + last.size) & MASK);
    if (follows) merged[merged.length - 1] = { ...last, size: (last.size + next.size) & MASK };
    else merged.push(next);
  }
  return merged.flatMap((window) => (window.cpu === null ? [] : [{ ...window, cpu: window.cpu }]));
}

/** What the buses above leave of a device's addresses, both ends inclusive. */
export type BusLimit =
  | { readonly kind: "none" }
  /** No window is left before one of size 0: DMA cannot be set up. */
  | { readonly kind: "empty" }
  | { readonly kind: "limit"; readonly min: bigint; readonly max: bigint };

/** @param first the device's bus; of a PCI function its host bridge */
export function busLimit(first: OracleNode, release: OracleRelease): BusLimit {
  for (let at: OracleNode | null = first; at !== null; at = at.parent) {
    const isMissing = !at.properties.has("dma-ranges");
    if (isMissing && at !== first) return { kind: "none" };
    if (cellsOf(at, "dma-ranges") === null) continue;
    const windows = windowsOf(at, release);
    if (windows.length === 0) return { kind: "none" };
    const end = windows.findIndex((window) => window.size === 0n);
    return limitOf(end < 0 ? windows : windows.slice(0, end), release);
  }
  return { kind: "none" };
}

function limitOf(windows: readonly OracleWindow[], release: OracleRelease): BusLimit {
  if (windows.length === 0) return { kind: "empty" };
  const least = (a: bigint, b: bigint) => (a < b ? a : b);
  const most = (a: bigint, b: bigint) => (a > b ? a : b);
  const min = windows.map((window) => window.bus).reduce(least);
  if (!release.hasFloor) {
    return { kind: "limit", min, max: windows.map((w) => (w.bus + w.size - 1n) & MASK).reduce(most) };
  }
  const end = windows.map((w) => (w.bus + w.size) & MASK).reduce(most);
  const size = (end - min) & MASK;
  const even = (size + (size & 1n)) & MASK;
  return even === 0n ? { kind: "none" } : { kind: "limit", min, max: (min + even - 1n) & MASK };
}
