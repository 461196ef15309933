/** `child-nodes` and `iommu-ranges`: a sub-node for each child, which takes its streams along. */
import { RangeSet } from "../base/range.js";
import { iommuMap } from "../iommu/iommu-map.js";
import { onOwnNode, type Place } from "../layout/engine/expressible.js";
import type { Proposal, Write } from "../layout/engine/proposal.js";
import { busCells } from "../of/cells.js";
import { iommuRangesOf } from "../of/iommu-ranges.js";
import { phandleList } from "../of/phandle-list.js";
import type { Consumer, Family, Stream } from "../system/model.js";
import { SPACE_END } from "../system/space.js";
import type { DtNode } from "../tree/tree.js";
import { pathOf } from "../tree/tree.js";
import { u32Of } from "../tree/value.js";
import type { NewNode, NewProperty } from "./change.js";
import { entriesOf } from "./entries.js";
import { addRegion, clearHoles, type Draft, setHoles } from "./holes.js";
import { stemOf } from "./names.js";

type OwnWrite = Extract<Write, { readonly kind: "own-holes" | "own-usable" }>;

/** Adds to the draft what writes a proposal's nodes. @returns for each child that becomes a node: its id before and then */
export function writeOwnNodes(draft: Draft, family: Family, { writes }: Proposal): ReadonlyMap<string, string> {
  const moved = new Map<string, string>();
  const writeOf = (member: Consumer): OwnWrite | null =>
    writes.find((write): write is OwnWrite => "member" in write && write.member === member && isOwn(write)) ?? null;
  const children = family.members.filter(({ kind }) => kind === "runtime-child");
  for (const member of family.members) {
    if (member.kind === "runtime-child") moved.set(member.id, addChild(draft, family, member, writeOf(member)));
    else if (member.node === null) draft.change.refuse(`${member.id} has no node to write to`);
    else writeOn(draft, member.node, member, family, writeOf(member));
  }
  if (children.length > 0) {
    giveCells(draft, family.node, writes.length > 0);
    takeStreams(draft, family, children);
  }
  return moved;
}

const isOwn = (write: Write): write is OwnWrite => write.kind === "own-holes" || write.kind === "own-usable";

/** A device whose cells nobody uses gets those of its bus, and an empty `ranges`, without which dtc finds them unnecessary. */
function giveCells({ change }: Draft, device: DtNode, isNeeded: boolean): void {
  if (!isNeeded || usesCells(device)) return;
  const { address, size } = cellsBelow(device);
  change.set(device, "#address-cells", [`<${address}>`]);
  change.set(device, "#size-cells", [`<${size}>`]);
  change.set(device, "ranges", []);
}

/** Whether what stands below a node is addressed already. */
const usesCells = (node: DtNode): boolean =>
  node.properties.has("ranges") ||
  node.children.some(({ properties }) => properties.has("reg") || properties.has("iommus"));

function cellsBelow(device: DtNode): { readonly address: number; readonly size: number } {
  const { address, size } = busCells(usesCells(device) ? device : (device.parent ?? device));
  return { address: address.count, size: size.count };
}

function placeBelow({ system }: Draft, family: Family, member: Consumer): Place {
  const { address: addressCells, size: sizeCells } = cellsBelow(family.node);
  return { ...onOwnNode(member, family, system), addressCells, sizeCells };
}

/** @returns the id that it has as a node */
function addChild(draft: Draft, family: Family, member: Consumer, write: OwnWrite | null): string {
  const { change, names } = draft;
  const device = family.node;
  const wanted = member.name ?? "child";
  const name = names.node(pathOf(device), wanted);
  if (name !== wanted)
    change.refuse(`'${wanted}' cannot be the name of a sub-node of ${pathOf(device)}: rename the child`);
  const stem = `${stemOf(device)}-${name}`;
  const place = placeBelow(draft, family, member);
  const streams = streamsOf(draft, member);
  const node = { name, label: null, properties: [streams], children: [] };
  const own =
    write === null
      ? node
      : write.kind === "own-usable"
        ? withUsable(draft, node, write, place)
        : withHole(draft, node, write, place, stem);
  change.on(device).add.push(own);
  return `${pathOf(device) === "/" ? "" : pathOf(device)}/${name}`;
}

function streamsOf({ change }: Draft, { id, streams }: Consumer): NewProperty {
  if (streams.length === 0) change.refuse(`${id} has no streams for a node of its own`);
  if (streams.some(({ count }) => count !== 1)) change.refuse(`${id} stands for many streams at once`);
  return {
    name: "iommus",
    value: streams.map((stream) => `<${[change.reference(stream.iommu), ...specifier(stream).map(hex)].join(" ")}>`),
  };
}

/** An `iommu-map` gives an id alone where `iommus` wants more cells: no bits are masked then. */
function specifier({ iommu, cells }: Stream): readonly number[] {
  const wanted = u32Of(iommu, "#iommu-cells") ?? cells.length;
  return [...cells, ...Array<number>(Math.max(0, wanted - cells.length)).fill(0)];
}

const hex = (cell: number): string => `0x${cell.toString(16)}`;

function withHole(draft: Draft, node: NewNode, { member, ranges }: OwnWrite, place: Place, stem: string): NewNode {
  const label = draft.names.label(stem);
  const hole = { target: `&${label}`, ranges, place, granule: member.granule, name: `${stem}-iova`, whose: member.id };
  const region = addRegion(draft, hole);
  const listed: NewProperty[] = region === null ? [] : [{ name: "memory-region", value: [region] }];
  return { ...node, label, properties: [...node.properties, ...listed] };
}

function withUsable(draft: Draft, node: NewNode, write: OwnWrite, place: Place): NewNode {
  const usable = usableOf(draft, write, place);
  return usable === null ? node : { ...node, properties: [...node.properties, usable] };
}

/** `iommu-ranges`; null, and refused, where no entry says it: without one the property closes nothing. */
function usableOf({ change }: Draft, { member, ranges }: OwnWrite, place: Place): NewProperty | null {
  const entries = entriesOf(ranges, place, member.granule) ?? [];
  if (entries.length > 0) return { name: "iommu-ranges", value: entries.map((entry) => `<${entry}>`) };
  const why = ranges.isEmpty ? "it has no usable space" : "its bus has no cells for them";
  change.refuse(`iommu-ranges of ${member.id} cannot be written: ${why}`);
  return null;
}

/** On a member's node that is there already. */
function writeOn(draft: Draft, node: DtNode, member: Consumer, family: Family, write: OwnWrite | null): void {
  const place = onOwnNode(member, family, draft.system);
  if (write?.kind === "own-usable") {
    const usable = usableOf(draft, write, place);
    if (usable === null) return;
    clearHoles(draft, node);
    if (!saysUsable(node, write.ranges)) draft.change.set(node, usable.name, usable.value);
    return;
  }
  if (write === null) {
    clearHoles(draft, node);
    return;
  }
  draft.change.drop(node, "iommu-ranges");
  setHoles(draft, node, member, {
    target: draft.change.reference(node),
    ranges: write.ranges,
    place,
    granule: member.granule,
    name: `${stemOf(node)}-iova`,
    whose: member.id,
  });
}

/** Whether the ranges stand there already, page 0 aside. */
function saysUsable(node: DtNode, ranges: RangeSet): boolean {
  const pairs = iommuRangesOf(node)?.pairs ?? [];
  const said = RangeSet.of(pairs.map(({ start, length }) => ({ start, end: start + length })));
  const [first] = ranges.ranges;
  return (
    ranges.subtract(said).isEmpty && said.subtract(ranges).clip({ start: first?.start ?? 0n, end: SPACE_END }).isEmpty
  );
}

/**
 * The device gives the children's streams away: its `iommu-map`, and its `iommus` where it masters no DMA itself. What
 * its node kept free goes with them, for it would be nobody's.
 */
function takeStreams(draft: Draft, family: Family, children: readonly Consumer[]): void {
  const { change, system } = draft;
  const device = family.node;
  const map = iommuMap(system.tree, device, system.options.kernel);
  if (map !== null) {
    const ids = map.entries.reduce((sum, { length }) => sum + length, 0);
    const mapped = children.filter(({ planned }) => !hasStreamIds(planned)).length;
    if (ids !== mapped) change.refuse(`the iommu-map of ${pathOf(device)} has ids without a child`);
    for (const name of ["iommu-map", "iommu-map-mask"]) change.drop(device, name);
  }
  const mastersDma = family.members.some(({ node, kind }) => node === device && kind !== "runtime-child");
  if (mastersDma) return;
  if (areOf(draft, device, children)) change.drop(device, "iommus");
  else if (device.properties.has("iommus")) change.refuse(`${pathOf(device)} has streams in iommus without a child`);
  clearHoles(draft, device);
}

/** Whether a plan, and no map, gives a child its streams. */
const hasStreamIds = (planned: Consumer["planned"]): boolean =>
  planned !== null && "streamIds" in planned && planned.streamIds !== null;

/** Whether every entry of the device's `iommus` is a stream of a child. */
function areOf({ system }: Draft, device: DtNode, children: readonly Consumer[]): boolean {
  const property = device.properties.get("iommus");
  if (property === undefined) return false;
  const known = new Set(
    children.flatMap(({ streams }) => streams.map(({ iommu, cells }) => [pathOf(iommu), ...cells].join(" "))),
  );
  const { entries } = phandleList(system.tree, property, "#iommu-cells");
  return entries.every((entry) => entry !== null && known.has([pathOf(entry.target), ...entry.args].join(" ")));
}
