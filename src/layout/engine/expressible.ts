/**
 * What a device tree can say at a place: ranges must fit the cells of the bus, and `iommu-addresses` must survive the
 * translation that Linux puts them through (section 3.4 of the kernel's semantics: only the start is translated).
 */
import { alignDown, formatRange, type Range, RangeSet } from "../../base/range.js";
import { busCells } from "../../of/cells.js";
import { dmaBuses } from "../../of/dma-parent.js";
import { type DmaWindow, dmaWindows } from "../../of/dma-ranges.js";
import type { Consumer, Family, System } from "../../system/model.js";
import type { DtNode } from "../../tree/tree.js";

/** Where a layout would write ranges for a member. */
export interface Place {
  /** 32-bit cells of an address and of a size there. */
  readonly addressCells: number;
  readonly sizeCells: number;
  /** Windows of the first bus upwards with `dma-ranges`; empty when addresses pass unchanged. */
  readonly windows: readonly DmaWindow[];
}

/** On the node of the family's device. */
export const onDevice = (family: Family, system: System): Place => placeOf(family.node, system);

/** On the member's own node if it has one, else on a new sub-node of the device's. */
export function onOwnNode(member: Consumer, family: Family, system: System): Place {
  const { node } = member;
  return node !== null && member.kind !== "runtime-child" ? placeOf(node, system) : belowDevice(family, system);
}

function placeOf(node: DtNode, system: System): Place {
  const { address, size } = busCells(node.parent ?? node);
  return {
    addressCells: address.count,
    sizeCells: size.count,
    windows: windowsAbove(dmaBuses(system.tree, node), system),
  };
}

/** Whoever adds sub-nodes to a device without cells of its own gives it 2 and 2; those it has bind its other children. */
function belowDevice({ node }: Family, system: System): Place {
  const hasCells = node.properties.has("#address-cells") || node.properties.has("#size-cells");
  const { address, size } = busCells(node);
  return {
    addressCells: hasCells ? address.count : 2,
    sizeCells: hasCells ? size.count : 2,
    windows: windowsAbove([node, ...dmaBuses(system.tree, node)], system),
  };
}

function windowsAbove(buses: readonly DtNode[], { tree, options }: System): readonly DmaWindow[] {
  const bus = buses.find((b) => (b.properties.get("dma-ranges")?.value.length ?? 0) > 0);
  return bus === undefined ? [] : dmaWindows(tree, bus, options.kernel);
}

/** No author writes a range in more entries than this. */
export const MOST_ENTRIES = 64n;

/** The part of `ranges` that entries of these cells can say. */
function fittingCells(ranges: RangeSet, { addressCells, sizeCells }: Place, granule: bigint): RangeSet {
  const lastAligned = alignDown(largest(addressCells), granule);
  const longest = longestLength(sizeCells, granule);
  const fitting = ranges.ranges.flatMap(({ start, end }): Range[] => {
    if (addressCells === 0 || longest === 0n || start > largest(addressCells)) return [];
    const lastStart = start > lastAligned ? start : lastAligned;
    return [{ start, end: least(end, lastStart + longest, start + MOST_ENTRIES * longest) }];
  });
  return RangeSet.of(fitting);
}

/**
 * Of `ranges`, what entries of `iommu-addresses` or `iommu-ranges` make of them when their addresses are chosen well: the
 * allocator gets translated addresses, so an entry can only begin where some window leads.
 */
export function writable(ranges: RangeSet, place: Place, granule: bigint): RangeSet {
  const fitting = fittingCells(ranges, place, granule);
  const { windows } = place;
  if (windows.length === 0) return fitting;
  return RangeSet.of(
    fitting.ranges.flatMap(({ start, end }): Range[] => {
      const starts = windows.flatMap(({ cpu, size }) =>
        cpu === null || start >= cpu + size || cpu >= end ? [] : [start > cpu ? start : cpu],
      );
      const [first, ...rest] = starts;
      return first === undefined ? [] : [{ start: rest.reduce((a, b) => least(a, b), first), end }];
    }),
  );
}

/** Bytes of the longest range of whole granules that so many cells can say. */
export const longestLength = (sizeCells: number, granule: bigint): bigint => alignDown(largest(sizeCells), granule);

const largest = (cells: number): bigint => (1n << BigInt(32 * Math.min(cells, 2))) - 1n;

const least = (first: bigint, ...rest: readonly bigint[]): bigint => rest.reduce((a, b) => (b < a ? b : a), first);

/** Why the first of ranges cannot stand there. */
export function unwritableText(
  unwritable: RangeSet,
  { addressCells, sizeCells, windows }: Place,
  where: string,
): string {
  const [lost] = unwritable.ranges;
  const what = lost === undefined ? "nothing" : formatRange(lost);
  const cells = `${addressCells} address and ${sizeCells} size cells`;
  const moved = windows.length > 0 ? ", and its dma-ranges move the addresses" : "";
  return `${what} cannot be written for ${where}: its bus has ${cells}${moved}`;
}
