/** `iommu-map`: from a function id or a PCI requester id to a stream (of_map_id, drivers/of/base.c, 6.1 and 6.12). */
import type { Kernel } from "../kernel/kernel.js";
import { nodeByPhandle } from "../tree/phandles.js";
import { type DeviceTree, type DtNode, locationOfByte, type Property } from "../tree/tree.js";
import { cellAt, cellCount, u32Of } from "../tree/value.js";
import type { Specifier } from "./streams.js";

export interface IommuMapEntry {
  readonly idBase: number;
  /** Null for a phandle that no node has. */
  readonly iommu: DtNode | null;
  /** The output specifier for `idBase`. */
  readonly args: readonly number[];
  /** Ids that the entry maps. */
  readonly length: number;
  /** Byte offset of the entry in the value. */
  readonly offset: number;
}

export interface IommuMap {
  readonly node: DtNode;
  readonly property: Property;
  readonly entries: readonly IommuMapEntry[];
  readonly mask: number;
  /** `four-cells`: one output cell whatever the IOMMU counts; `iommu-cells`: as many as `#iommu-cells` says. */
  readonly form: "four-cells" | "iommu-cells";
  /** True when the release at hand reads the other form. */
  readonly misread: boolean;
  /** Why no id can be mapped at all; null if the property is well formed. */
  readonly problem: string | null;
}

/** Null for a node without the property. */
export function iommuMap(tree: DeviceTree, node: DtNode, kernel: Kernel): IommuMap | null {
  const property = node.properties.get("iommu-map");
  if (property === undefined) return null;
  const mask = u32Of(node, "iommu-map-mask") ?? 0xffffffff;
  const fourCells = property.value.length > 0 && property.value.length % 16 === 0;
  const modern = entriesByCells(tree, property);
  const base = { node, property, mask };
  if (modern !== null && !(fourCells && isLegacy(tree, property))) {
    const misread = !kernel.readsIommuMapByCells && modern.some((entry) => entry.args.length !== 1);
    return { ...base, entries: modern, form: "iommu-cells", misread, problem: problemOfModern(modern) };
  }
  const entries = fourCells ? entriesOfFour(tree, property) : [];
  const problem = fourCells ? null : `its iommu-map of ${property.value.length} bytes is no list of entries`;
  return { ...base, entries, form: "four-cells", misread: false, problem };
}

function entriesOfFour(tree: DeviceTree, property: Property): readonly IommuMapEntry[] {
  return Array.from({ length: cellCount(property) / 4 }, (_, i) => ({
    idBase: cellAt(property, i * 4) ?? 0,
    iommu: nodeByPhandle(tree, cellAt(property, i * 4 + 1) ?? 0),
    args: [cellAt(property, i * 4 + 2) ?? 0],
    length: cellAt(property, i * 4 + 3) ?? 0,
    offset: i * 16,
  }));
}

/** Entries with as many output cells as each target counts; null unless they fill the property exactly. */
function entriesByCells(tree: DeviceTree, property: Property): readonly IommuMapEntry[] | null {
  const entries: IommuMapEntry[] = [];
  let at = 0;
  while (at < cellCount(property)) {
    const iommu = nodeByPhandle(tree, cellAt(property, at + 1) ?? 0);
    const count = iommu === null ? null : u32Of(iommu, "#iommu-cells");
    if (count === null || count > 16) return null;
    const args = Array.from({ length: count }, (_, i) => cellAt(property, at + 2 + i) ?? 0);
    const length = cellAt(property, at + 2 + count);
    if (length === null) return null;
    entries.push({ idBase: cellAt(property, at) ?? 0, iommu, args, length, offset: at * 4 });
    at += 3 + count;
  }
  return property.value.length % 4 === 0 && entries.length > 0 ? entries : null;
}

/** Four-cell entries for a target that counts two cells: tolerated when all name it, with one id each. */
function isLegacy(tree: DeviceTree, property: Property): boolean {
  const entries = entriesOfFour(tree, property);
  const first = entries[0]?.iommu ?? null;
  if (first === null || u32Of(first, "#iommu-cells") !== 2) return false;
  return entries.every((entry) => entry.iommu === first && entry.length === 1);
}

function problemOfModern(entries: readonly IommuMapEntry[]): string | null {
  const bad = entries.some((entry) => entry.args.length > 1 && entry.length > 1);
  return bad ? "its iommu-map maps several ids to a specifier of several cells" : null;
}

/** How many different ids an entry maps: with `iommu-map-mask = <0>`, one stands for all. Masks are taken to be low bits. */
export const idsMapped = (map: IommuMap, entry: IommuMapEntry): number =>
  Math.max(0, Math.min(entry.length, map.mask + 1 - entry.idBase));

export type MapResult =
  | { readonly kind: "match"; readonly specifier: Specifier }
  /** The id passes through: the device has no IOMMU. */
  | { readonly kind: "no-match" }
  | { readonly kind: "error"; readonly text: string };

/** What Linux makes of one id. */
export function mapId(tree: DeviceTree, map: IommuMap, id: number): MapResult {
  if (map.problem !== null) return { kind: "error", text: map.problem };
  const masked = (id & map.mask) >>> 0;
  for (const entry of map.entries) {
    if ((entry.idBase & ~map.mask) !== 0) {
      return {
        kind: "error",
        text: `its iommu-map starts at id 0x${entry.idBase.toString(16)}, outside iommu-map-mask`,
      };
    }
    if (masked < entry.idBase || masked >= (entry.idBase + entry.length) >>> 0) continue;
    if (entry.iommu === null) return { kind: "error", text: "its iommu-map names no node" };
    const args = entry.args.map((cell) => (cell + masked - entry.idBase) >>> 0);
    const location = locationOfByte(tree, map.node, map.property, entry.offset);
    return { kind: "match", specifier: { iommu: entry.iommu, args, count: 1, location } };
  }
  return { kind: "no-match" };
}
