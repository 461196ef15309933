/**
 * `iommu-addresses` as the binding's text has it (reserved-memory.yaml): the cells of an entry are those of the
 * device that it names, entries for other devices are entries, addresses are the device's own. Where the text cannot
 * be followed (most devices have no `#address-cells`), the first counts that fit.
 */
import type { Bytes } from "../base/units.js";
import { nodeByPhandle } from "../tree/phandles.js";
import type { DeviceTree, DtNode, Property } from "../tree/tree.js";
import { cellAt, cellCount, cellsAsNumber, u32Of } from "../tree/value.js";
import { busCells, hasOwnCells } from "./cells.js";
import type { EntryCells } from "./region-entries.js";

/** One entry of the list, for whichever device. */
export interface BindingEntry {
  readonly target: DtNode;
  readonly start: bigint;
  readonly length: Bytes;
  /** The first cell of the address on a bus whose addresses begin with flags, else 0. */
  readonly flags: number;
  /** Index of the phandle's cell. */
  readonly cell: number;
}

type CellsOf = (target: DtNode) => EntryCells;

const ownCells: CellsOf = (target) =>
  hasOwnCells(target)
    ? { address: u32Of(target, "#address-cells") ?? 0, size: u32Of(target, "#size-cells") ?? 0 }
    : cellsOfBus(target);

const cellsOfBus: CellsOf = (target) => {
  const cells = busCells(target.parent ?? target);
  return { address: cells.address.count, size: cells.size.count };
};

/** The entries of a region by the text; null when no counts make the list come out even. */
export function bindingEntries(tree: DeviceTree, region: DtNode, property: Property): readonly BindingEntry[] | null {
  for (const cellsOf of [ownCells, cellsOfBus, () => cellsOfBus(region)]) {
    const entries = entriesWith(tree, property, cellsOf);
    if (entries !== null) return entries;
  }
  return null;
}

function entriesWith(tree: DeviceTree, property: Property, cellsOf: CellsOf): readonly BindingEntry[] | null {
  const entries: BindingEntry[] = [];
  let at = 0;
  while (at < cellCount(property)) {
    const target = nodeByPhandle(tree, cellAt(property, at) ?? 0);
    if (target === null) return null;
    const { address, size } = cellsOf(target);
    const start = cellsAsNumber(property, at + 1, address);
    const length = cellsAsNumber(property, at + 1 + address, size);
    if (start === null || length === null || size === 0) return null;
    const flags = address > 2 ? (cellAt(property, at + 1) ?? 0) : 0;
    entries.push({ target, start, length, flags, cell: at });
    at += 1 + address + size;
  }
  return entries;
}
