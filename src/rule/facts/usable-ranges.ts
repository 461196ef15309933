/** `iommu-ranges` of a device, pair by pair. */
import { busCells } from "../../of/cells.js";
import type { DtNode, Property } from "../../tree/tree.js";
import { cellCount, cellsAsNumber } from "../../tree/value.js";
import type { EntryCells } from "./region-entries.js";

interface UsableRange {
  readonly start: bigint;
  readonly length: bigint;
  /** Index of its first cell. */
  readonly cell: number;
}

export interface UsableRanges {
  readonly property: Property;
  readonly cells: EntryCells;
  readonly ranges: readonly UsableRange[];
  /** Cells behind the last whole pair. */
  readonly left: number;
}

/** Null for a node without the property. */
export function usableRangesOf(node: DtNode): UsableRanges | null {
  const property = node.properties.get("iommu-ranges");
  if (property === undefined || node.parent === null) return null;
  const counts = busCells(node.parent);
  const cells = { address: counts.address.count, size: counts.size.count };
  const count = cells.address + cells.size;
  const total = cellCount(property);
  const ranges: UsableRange[] = [];
  if (count === 0 || cells.size === 0) return { property, cells, ranges, left: total };
  for (let cell = 0; cell + count <= total; cell += count) {
    const start = cellsAsNumber(property, cell, cells.address) ?? 0n;
    const length = cellsAsNumber(property, cell + cells.address, cells.size) ?? 0n;
    ranges.push({ start, length, cell });
  }
  return { property, cells, ranges, left: total % count };
}
