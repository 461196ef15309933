/** /reserved-memory as the CPU side sees it (drivers/of/of_reserved_mem.c, 6.12). */
import { type Range, rangeOfLength } from "../base/range.js";
import { childNamed, type DeviceTree, type DtNode } from "../tree/tree.js";
import { cellCount, cellsAsNumber } from "../tree/value.js";
import { busCells } from "./cells.js";
import { phandles } from "./phandle-list.js";
import { isAvailable } from "./status.js";

/** Space that the kernel finds at boot: where cannot be known from the tree. */
interface DynamicPlacement {
  readonly size: bigint;
  readonly alignment: bigint | null;
  readonly allocRanges: readonly Range[];
}

/** Physical side of one region node. */
export interface MemoryRegion {
  readonly node: DtNode;
  /** Every pair of `reg`; the kernel reserves all, though only the first is the region. */
  readonly reg: readonly Range[];
  /** Null when `reg` places it, or nothing asks for memory. */
  readonly dynamic: DynamicPlacement | null;
  readonly available: boolean;
  readonly noMap: boolean;
  readonly reusable: boolean;
}

/** Children of /reserved-memory in order, then nodes elsewhere that some `memory-region` names, in document order. */
export function memoryRegions(tree: DeviceTree, referred: ReadonlySet<DtNode>): readonly MemoryRegion[] {
  const container = childNamed(tree.root, "reserved-memory");
  const inside = container?.children ?? [];
  const elsewhere = [...referred].filter((node) => !inside.includes(node));
  return [...inside, ...elsewhere].map(memoryRegion);
}

function memoryRegion(node: DtNode): MemoryRegion {
  const reg = pairs(node, "reg");
  return {
    node,
    reg,
    dynamic: reg.length > 0 ? null : dynamicPlacement(node),
    available: isAvailable(node),
    noMap: node.properties.has("no-map"),
    reusable: node.properties.has("reusable"),
  };
}

function dynamicPlacement(node: DtNode): DynamicPlacement | null {
  const size = wholeNumber(node, "size");
  if (size === null) return null;
  return { size, alignment: wholeNumber(node, "alignment"), allocRanges: pairs(node, "alloc-ranges") };
}

function wholeNumber(node: DtNode, name: string): bigint | null {
  const property = node.properties.get(name);
  return property === undefined || cellCount(property) === 0 ? null : cellsAsNumber(property, 0, cellCount(property));
}

/** Address and size pairs with the cells of the parent. */
function pairs(node: DtNode, name: string): readonly Range[] {
  const property = node.properties.get(name);
  if (property === undefined || node.parent === null) return [];
  const { address, size } = busCells(node.parent);
  const entryCells = address.count + size.count;
  const ranges: Range[] = [];
  if (address.count === 0) return ranges;
  for (let at = 0; (at + entryCells) * 4 <= property.value.length; at += entryCells) {
    const start = cellsAsNumber(property, at, address.count);
    const length = cellsAsNumber(property, at + address.count, size.count);
    if (start === null || length === null) break;
    ranges.push(rangeOfLength(start, length));
  }
  return ranges;
}

/** The nodes that a device's `memory-region` names, in order; entries without a node are left out. */
export function memoryRegionsOf(tree: DeviceTree, device: DtNode): readonly DtNode[] {
  const property = device.properties.get("memory-region");
  if (property === undefined) return [];
  return phandles(tree, property).flatMap((reference) => (reference.target === null ? [] : [reference.target]));
}
