/** Where findings point: cells of a property, as one span where the source wrote them in one piece. */
import type { Location } from "../../base/source.js";
import type { IommuRegion, PlacedEntry } from "../../of/iommu-addresses.js";
import { type DeviceTree, type DtNode, locationOfByte, locationOfNode, locationOfProperty } from "../../tree/tree.js";

/** The cells `[cell, cell + count)` of a property. */
export function cellsAt(tree: DeviceTree, node: DtNode, name: string, cell: number, count = 1): Location {
  const property = node.properties.get(name);
  if (property === undefined) return locationOfNode(tree, node);
  const first = locationOfByte(tree, node, property, cell * 4);
  const last = locationOfByte(tree, node, property, Math.max(cell, cell + count - 1) * 4);
  if (first.kind !== "source" || last.kind !== "source") return first;
  const { source, via, start } = first.span;
  const isOnePiece = last.span.source === source && last.span.via === via && last.span.end >= first.span.end;
  return isOnePiece ? { kind: "source", span: { source, via, start, end: last.span.end } } : first;
}

/** The property's name, or the node where it has none. */
export function propertyAt(tree: DeviceTree, node: DtNode, name: string): Location {
  const property = node.properties.get(name);
  return property === undefined ? locationOfNode(tree, node) : locationOfProperty(tree, node, property);
}

/** Cells of a region's `iommu-addresses`. */
export const regionCells = (tree: DeviceTree, region: IommuRegion, cell: number, count = 1): Location =>
  cellsAt(tree, region.node, "iommu-addresses", cell, count);

/** A whole entry of a region's `iommu-addresses`. */
export const entryAt = (tree: DeviceTree, { region, entry }: PlacedEntry): Location =>
  regionCells(tree, region, entry.cell, entry.cellCount);
