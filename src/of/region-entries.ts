/**
 * `iommu-addresses` as its author meant it: entry behind entry, each as long as the bus of the device that it names
 * says. Where that cannot be followed, why not. What Linux makes of the same bytes for one device is region-linux.ts.
 */
import type { Bytes } from "../base/units.js";
import { nodeByPhandle } from "../tree/phandles.js";
import type { DeviceTree, DtNode, Property } from "../tree/tree.js";
import { cellAt, cellCount, cellsAsNumber } from "../tree/value.js";
import { type BusAddress, readAddress } from "./bus.js";
import { dmaAddressFormat } from "./translate.js";

/** Cells of an address and of a size on the bus of a device. */
export interface EntryCells {
  readonly address: number;
  readonly size: number;
}

export interface RegionEntry {
  readonly target: DtNode;
  readonly cells: EntryCells;
  /** As written, on the target's bus. */
  readonly address: BusAddress;
  readonly length: Bytes;
  /** Cells of the size beyond the two that Linux keeps hold something. */
  readonly overflows: boolean;
  /** Index of the phandle's cell. */
  readonly cell: number;
  readonly cellCount: number;
}

/** Whether Linux, which adds in 64 bits, sees its end below its start: such a range keeps nothing free. */
export const wraps = ({ address, length, overflows }: RegionEntry): boolean =>
  address.value + length > 1n << 64n || overflows;

type EntryProblem =
  /** The entry of `target` at `cell` has `have` cells. */
  | {
      readonly kind: "short";
      readonly cell: number;
      readonly target: DtNode;
      readonly cells: EntryCells;
      readonly have: number;
    }
  /** The length comes out even, but no phandle is at `cell`, where the entry after one of `target` begins. */
  | {
      readonly kind: "misaligned";
      readonly cell: number;
      readonly target: DtNode;
      readonly cells: EntryCells;
      /** Counts with which every entry position holds a phandle; null if there are none. */
      readonly fitting: EntryCells | null;
    }
  /** `target`'s bus has no size cells: it cannot express a range. */
  | { readonly kind: "no-size-cells"; readonly cell: number; readonly target: DtNode }
  /** The phandle at `cell` is no node's. */
  | { readonly kind: "unknown-target"; readonly cell: number };

export interface RegionReading {
  readonly entries: readonly RegionEntry[];
  /** Why the rest could not be read; null if all was. */
  readonly problem: EntryProblem | null;
}

/** The cells of an entry for `target`, as Linux counts them (of_iommu_get_resv_regions, 6.12); 0 and 0 for the root. */
export function entryCellsOf(tree: DeviceTree, target: DtNode): EntryCells {
  const format = dmaAddressFormat(tree, target);
  return { address: format?.addressCells ?? 0, size: format?.sizeCells ?? 0 };
}

export function readRegion(tree: DeviceTree, property: Property): RegionReading {
  const entries: RegionEntry[] = [];
  const fail = (problem: EntryProblem): RegionReading => ({ entries, problem });
  const total = cellCount(property);
  for (let at = 0; at < total; ) {
    const target = nodeByPhandle(tree, cellAt(property, at) ?? 0);
    if (target === null) return fail(noPhandle(tree, property, at, entries.at(-1)));
    const cells = entryCellsOf(tree, target);
    const format = dmaAddressFormat(tree, target);
    if (format === null || cells.size === 0) return fail({ kind: "no-size-cells", cell: at, target });
    const count = 1 + cells.address + cells.size;
    const address = readAddress(property, at + 1, format);
    const length = cellsAsNumber(property, at + 1 + cells.address, cells.size);
    if (address === null || length === null) {
      return fail({ kind: "short", cell: at, target, cells, have: extent(property, at, target, tree) });
    }
    const leading = cells.size > 2 ? cellsAsNumber(property, at + 1 + cells.address, cells.size - 2) : 0n;
    entries.push({ target, cells, address, length, overflows: leading !== 0n, cell: at, cellCount: count });
    at += count;
  }
  return { entries, problem: null };
}

/** What it means that the cell at `at`, where an entry should begin, is no node's phandle. */
function noPhandle(tree: DeviceTree, property: Property, at: number, previous: RegionEntry | undefined): EntryProblem {
  if (previous === undefined) return { kind: "unknown-target", cell: at };
  const { target, cells, cellCount: count } = previous;
  const total = cellCount(property);
  const fitting = fittingCells(tree, property);
  if (total % count !== 0 || (total - at) % count !== 0) {
    const written = extent(property, previous.cell, target, tree);
    return { kind: "short", cell: previous.cell, target, cells, have: written };
  }
  // Whole entries are left, and the others are in their places: one reference misses, rather than all cells.
  return fitting === null && !isAmongTheRest(property, at, tree, target)
    ? { kind: "unknown-target", cell: at }
    : { kind: "misaligned", cell: at, target, cells, fitting };
}

/** Whether the phandle of `target` turns up between entry positions after `at`. */
function isAmongTheRest(property: Property, at: number, tree: DeviceTree, target: DtNode): boolean {
  const { address, size } = entryCellsOf(tree, target);
  const count = 1 + address + size;
  for (let i = at; i < cellCount(property); i++) {
    if ((i - at) % count !== 0 && nodeByPhandle(tree, cellAt(property, i) ?? 0) === target) return true;
  }
  return false;
}

/** The cells that an entry was written with: up to the next mention of a device with an IOMMU, or to the end. */
function extent(property: Property, at: number, target: DtNode, tree: DeviceTree): number {
  for (let i = at + 2; i < cellCount(property); i++) {
    const node = nodeByPhandle(tree, cellAt(property, i) ?? 0);
    if (node === target || node?.properties.has("iommus") || node?.properties.has("iommu-map")) return i - at;
  }
  return cellCount(property) - at;
}

const CANDIDATES: readonly EntryCells[] = [
  { address: 1, size: 1 },
  { address: 2, size: 1 },
  { address: 2, size: 2 },
  { address: 3, size: 2 },
];

/** Counts, the same for all entries, with which every position holds a phandle. */
function fittingCells(tree: DeviceTree, property: Property): EntryCells | null {
  const total = cellCount(property);
  const fits = ({ address, size }: EntryCells): boolean => {
    const count = 1 + address + size;
    if (total % count !== 0) return false;
    for (let at = 0; at < total; at += count) {
      if (nodeByPhandle(tree, cellAt(property, at) ?? 0) === null) return false;
    }
    return true;
  };
  return CANDIDATES.find(fits) ?? null;
}
