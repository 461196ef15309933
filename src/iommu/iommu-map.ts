/** `iommu-map`: from a function id or a PCI requester id to a stream (of_map_id, drivers/of/base.c; 6.12, and 7.2 as merged). */
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
  /** Why Linux refuses an id that falls into it; null if it does not. A sentence about "its iommu-map". */
  readonly problem: string | null;
}

export interface MapProblem {
  /** About "its iommu-map", without a final stop. */
  readonly text: string;
  /** Byte offset of the entry; 0 where the whole property is meant. */
  readonly offset: number;
}

export interface IommuMap {
  readonly node: DtNode;
  readonly property: Property;
  /** Those that Linux can read, in order. */
  readonly entries: readonly IommuMapEntry[];
  readonly mask: number;
  /** `four-cells`: one output cell whatever the IOMMU counts; `iommu-cells`: as many as `#iommu-cells` says. */
  readonly form: "four-cells" | "iommu-cells";
  /** Where reading ends before the property does, for ids that no entry before has; null if it does not. */
  readonly end: MapProblem | null;
}

/** As the kernel at hand reads it. Null for a node without the property. */
export function iommuMap(tree: DeviceTree, node: DtNode, kernel: Kernel): IommuMap | null {
  const property = node.properties.get("iommu-map");
  if (property === undefined) return null;
  const mask = u32Of(node, "iommu-map-mask") ?? 0xffffffff;
  const isByCells = kernel.readsIommuMapByCells && !isLegacy(tree, property);
  const read = isByCells ? entriesByCells(tree, property) : entriesOfFour(tree, property);
  return { node, property, mask, form: isByCells ? "iommu-cells" : "four-cells", ...read };
}

type Entries = Pick<IommuMap, "entries" | "end">;

/** Until 7.2 a property of anything but whole entries of four cells is refused before any id is looked for. */
function entriesOfFour(tree: DeviceTree, property: Property): Entries {
  const { length } = property.value;
  if (length === 0 || length % 16 !== 0) {
    return { entries: [], end: { text: `its iommu-map has ${length} bytes, not a multiple of 16`, offset: 0 } };
  }
  const entries = Array.from({ length: cellCount(property) / 4 }, (_, i) => ({
    idBase: cellAt(property, i * 4) ?? 0,
    iommu: nodeByPhandle(tree, cellAt(property, i * 4 + 1) ?? 0),
    args: [cellAt(property, i * 4 + 2) ?? 0],
    length: cellAt(property, i * 4 + 3) ?? 0,
    offset: i * 16,
    problem: null,
  }));
  return { entries, end: null };
}

/** MAX_PHANDLE_ARGS */
const MOST_OUTPUT_CELLS = 16;

/** Entries with as many output cells as each target counts, up to the first that cannot be read. */
function entriesByCells(tree: DeviceTree, property: Property): Entries {
  const { length: bytes } = property.value;
  if (bytes === 0 || bytes % 4 !== 0) {
    return { entries: [], end: { text: `its iommu-map has ${bytes} bytes, not a whole number of cells`, offset: 0 } };
  }
  const entries: IommuMapEntry[] = [];
  for (let at = 0; at < cellCount(property); ) {
    const offset = at * 4;
    const iommu = nodeByPhandle(tree, cellAt(property, at + 1) ?? 0);
    if (iommu === null) return { entries, end: { text: "its iommu-map names no node", offset } };
    // An IOMMU that does not count its cells has one.
    const count = u32Of(iommu, "#iommu-cells") ?? 1;
    const length = count > MOST_OUTPUT_CELLS ? null : cellAt(property, at + 2 + count);
    if (length === null) return { entries, end: { text: "its iommu-map ends within an entry", offset } };
    const args = Array.from({ length: count }, (_, i) => cellAt(property, at + 2 + i) ?? 0);
    const problem =
      count > 1 && length > 1 ? `one entry of its iommu-map maps ${length} ids to a specifier of ${count} cells` : null;
    entries.push({ idBase: cellAt(property, at) ?? 0, iommu, args, length, offset, problem });
    at += 3 + count;
  }
  return { entries, end: null };
}

/** Four-cell entries for a target that counts two cells: tolerated when all name it, with one id each. */
function isLegacy(tree: DeviceTree, property: Property): boolean {
  const { entries } = entriesOfFour(tree, property);
  const first = entries[0]?.iommu ?? null;
  if (first === null || u32Of(first, "#iommu-cells") !== 2) return false;
  return entries.every((entry) => entry.iommu === first && entry.length === 1);
}

/** The first thing that keeps ids from being mapped; null in a map that reads well. */
export function mapProblem({ entries, end }: IommuMap): MapProblem | null {
  for (const { problem, offset } of entries) if (problem !== null) return { text: problem, offset };
  return end;
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
  const masked = (id & map.mask) >>> 0;
  for (const entry of map.entries) {
    if ((entry.idBase & ~map.mask) !== 0) {
      return {
        kind: "error",
        text: `its iommu-map starts at id 0x${entry.idBase.toString(16)}, outside iommu-map-mask`,
      };
    }
    if (!holds(map, entry, masked)) continue;
    if (entry.problem !== null) return { kind: "error", text: entry.problem };
    if (entry.iommu === null) return { kind: "error", text: "its iommu-map names no node" };
    const args = entry.args.map((cell) => (cell + masked - entry.idBase) >>> 0);
    const location = locationOfByte(tree, map.node, map.property, entry.offset);
    return { kind: "match", specifier: { iommu: entry.iommu, args, count: 1, location } };
  }
  return map.end === null ? { kind: "no-match" } : { kind: "error", text: map.end.text };
}

/** In four-cell entries the first id and the length are added in 32 bits: one that wraps holds nothing. */
const holds = ({ form }: IommuMap, { idBase, length }: IommuMapEntry, id: number): boolean =>
  id >= idBase && (form === "four-cells" ? id < (idBase + length) >>> 0 : id - idBase < length);
