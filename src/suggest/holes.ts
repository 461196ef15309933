/** `iommu-addresses` on a node: regions that are there, and those that are to be. */
import { RangeSet } from "../base/range.js";
import type { Place } from "../layout/engine/expressible.js";
import { phandles } from "../of/phandle-list.js";
import type { Consumer, System } from "../system/model.js";
import { childNamed, type DtNode, pathOf } from "../tree/tree.js";
import { textList, u32Of } from "../tree/value.js";
import type { NewNode, TreeChange } from "./change.js";
import { entriesOf } from "./entries.js";
import type { Names } from "./names.js";

/** A suggestion in the making. */
export interface Draft {
  readonly system: System;
  readonly change: TreeChange;
  readonly names: Names;
}

/** Where a hole is to be, and for whom. */
export interface Hole {
  /** As `&label`. */
  readonly target: string;
  readonly ranges: RangeSet;
  readonly place: Place;
  readonly granule: bigint;
  /** Of the region, before it is made unique. */
  readonly name: string;
  /** For messages. */
  readonly whose: string;
}

/** Adds a region below /reserved-memory. @returns what `memory-region` says of it; null where it cannot be written */
export function addRegion({ system, change, names }: Draft, hole: Hole): string | null {
  const addresses = addressesOf(change, hole);
  if (addresses === null) return null;
  const { root } = system.tree;
  const container = childNamed(root, "reserved-memory");
  const label = names.label(hole.name);
  const region: NewNode = {
    name: names.node("/reserved-memory", hole.name),
    label,
    properties: [{ name: "iommu-addresses", value: addresses }],
    children: [],
  };
  if (container !== null) change.on(container).add.push(region);
  else addContainer(change, region);
  return `<&${label}>`;
}

/** `iommu-addresses` of a hole; null, and refused, where it cannot be written. */
function addressesOf(change: TreeChange, { target, ranges, place, granule, whose }: Hole): readonly string[] | null {
  const entries = entriesOf(ranges, place, granule);
  if (entries !== null) return entries.map((entry) => `<${target} ${entry}>`);
  const { addressCells, sizeCells } = place;
  const cells = `${addressCells} address and ${sizeCells} size cells`;
  change.refuse(`the ranges of ${whose} cannot be written with ${cells}, or its dma-ranges do not translate to them`);
  return null;
}

/** A board without /reserved-memory gets one, with the root's cells. */
function addContainer(change: TreeChange, region: NewNode): void {
  const { root } = change.tree;
  const { add } = change.on(root);
  const at = add.findIndex(({ name }) => name === "reserved-memory");
  const known = add[at];
  if (known !== undefined) {
    add[at] = { ...known, children: [...known.children, region] };
    return;
  }
  const count = (name: string, otherwise: number) => ({ name, value: [`<${u32Of(root, name) ?? otherwise}>`] });
  add.push({
    name: "reserved-memory",
    label: null,
    properties: [count("#address-cells", 2), count("#size-cells", 1), { name: "ranges", value: [] }],
    children: [region],
  });
}

/** Makes the holes of a node that is there just those: what stands there already is left alone where it fits. */
export function setHoles(draft: Draft, node: DtNode, consumer: Consumer, hole: Hole): void {
  const current = RangeSet.of(ownHoles(consumer, node)).clip(consumer.reach);
  const missing = hole.ranges.subtract(current);
  if (!current.subtract(hole.ranges).isEmpty) replaceHoles(draft, node, hole);
  else if (!missing.isEmpty) {
    const region = addRegion(draft, { ...hole, ranges: missing });
    if (region !== null) listRegions(draft, node, [], [region]);
  }
}

/** The first of the node's regions takes all that is to be kept free, the others go. */
function replaceHoles(draft: Draft, node: DtNode, hole: Hole): void {
  const { change } = draft;
  const [first, ...others] = removeHoles(draft, node);
  if (first === undefined) return;
  if (hole.ranges.isEmpty) {
    listRegions(draft, node, [first, ...others], []);
    return;
  }
  change.deleted.delete(first);
  const addresses = addressesOf(change, hole);
  if (addresses !== null) change.set(first, "iommu-addresses", addresses);
  if (others.length > 0) listRegions(draft, node, others, []);
}

const ownHoles = ({ reservations, node: read }: Consumer, node: DtNode) =>
  read !== node
    ? []
    : reservations.flatMap(({ start, length, origin }) =>
        origin.kind === "iommu-addresses" && length > 0n ? [{ start, end: start + length }] : [],
      );

/** Takes every region with `iommu-addresses` from a node that is there. */
export function clearHoles(draft: Draft, node: DtNode): void {
  const removed = removeHoles(draft, node);
  if (removed.length > 0) listRegions(draft, node, removed, []);
}

/** @returns the regions that go; one that is more than a hole of this node is refused */
function removeHoles({ system, change }: Draft, node: DtNode): readonly DtNode[] {
  const mine = system.iommuAddresses.regions.filter(({ reading, referrers }) => {
    return referrers.includes(node) || reading.entries.some(({ target }) => target === node);
  });
  for (const { node: region, path, reading, referrers } of mine) {
    const isOthers = reading.entries.some(({ target }) => target !== node) || referrers.some((one) => one !== node);
    const isMemory = region.properties.has("reg") || region.properties.has("size");
    if (isMemory) change.refuse(`${path} has memory and also reserves IOVA space for ${pathOf(node)}: edit it by hand`);
    else if (isOthers) change.refuse(`${path} also reserves IOVA space for devices other than ${pathOf(node)}`);
    else change.delete(region);
  }
  return mine.map(({ node: region }) => region);
}

/** `memory-region` of a node that is there, less some regions and with others; names go along. */
export function listRegions(
  { system, change }: Draft,
  node: DtNode,
  removed: readonly DtNode[],
  added: readonly string[],
): void {
  const property = node.properties.get("memory-region");
  const listed = property === undefined ? [] : phandles(system.tree, property);
  const names = textList(node, "memory-region-names");
  const kept = listed.flatMap(({ target }, i) =>
    target === null || removed.includes(target) ? [] : [{ target, name: names[i] }],
  );
  const value = [...kept.map(({ target }) => `<${change.reference(target)}>`), ...added];
  if (value.length === 0) change.drop(node, "memory-region");
  else change.set(node, "memory-region", value);
  if (names.length === 0) return;
  const keptNames = kept.flatMap(({ name }) => (name === undefined ? [] : [`"${name}"`]));
  const all = [...keptNames, ...added.map((_, i) => (added.length === 1 ? '"iova"' : `"iova${i}"`))];
  if (all.length === 0) change.drop(node, "memory-region-names");
  else change.set(node, "memory-region-names", all);
}
