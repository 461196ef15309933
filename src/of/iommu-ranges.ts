/** `iommu-ranges` (dt-schema, September 2026), pair by pair: address and length with the cells of the parent. */
import type { Bytes } from "../base/units.js";
import type { DtNode, Property } from "../tree/tree.js";
import { cellCount, cellsAsNumber } from "../tree/value.js";
import { busCells } from "./cells.js";
import type { EntryCells } from "./region-entries.js";

interface UsablePair {
  readonly start: bigint;
  readonly length: Bytes;
  /** Index of its first cell. */
  readonly cell: number;
}

export interface IommuRanges {
  readonly property: Property;
  readonly cells: EntryCells;
  readonly pairs: readonly UsablePair[];
  /** Cells behind the last whole pair; all of them where the bus has no pairs. */
  readonly left: number;
}

/** Null for a node without the property. */
export function iommuRangesOf(node: DtNode): IommuRanges | null {
  const property = node.properties.get("iommu-ranges");
  if (property === undefined || node.parent === null) return null;
  const counts = busCells(node.parent);
  const cells = { address: counts.address.count, size: counts.size.count };
  const count = cells.address + cells.size;
  const total = cellCount(property);
  if (count === 0 || cells.size === 0) return { property, cells, pairs: [], left: total };
  const pairs: UsablePair[] = [];
  for (let cell = 0; cell + count <= total; cell += count) {
    const start = cellsAsNumber(property, cell, cells.address) ?? 0n;
    const length = cellsAsNumber(property, cell + cells.address, cells.size) ?? 0n;
    pairs.push({ start, length, cell });
  }
  return { property, cells, pairs, left: total % count };
}
