/** Hand-made boards: a device below a bus, its members, and what each needs. As-written figures come from the allocator. */
import { type Range, RangeSet, range } from "../../src/base/range.js";
import { atInput } from "../../src/base/source.js";
import { MiB } from "../../src/base/units.js";
import type { LayoutId, LayoutResult } from "../../src/layout/model.js";
import { layouts } from "../../src/layout/registry.js";
import type { Consumer, Family, Group, IommuMode, Reservation, RuntimeCall, System } from "../../src/system/model.js";
import { allocatorRanges, applyReservation, newDomain, usableOf } from "../../src/system/space.js";
import type { DtNode, Property } from "../../src/tree/tree.js";

const location = atInput("board.dts");

export const mib = (start: number, end: number): Range => range(BigInt(start) * MiB, BigInt(end) * MiB);

export interface MemberSketch {
  readonly name: string;
  /** Bytes that it must avoid; null: unknown. */
  readonly need: readonly Range[] | null;
  /** Members with the same group share a domain; default one of its own. Null: none. */
  readonly group?: string | null;
  readonly inherits?: "node" | "streams";
  readonly kind?: Consumer["kind"];
  /** What the device tree reserves for it today. */
  readonly reserved?: readonly Range[];
  /** What its driver reserves today. */
  readonly runtime?: readonly Range[];
  /** What the IOMMU's driver takes. */
  readonly base?: readonly Range[];
  readonly reach?: Range;
  readonly honours?: boolean;
  /** In another family. */
  readonly outside?: boolean;
}

export interface BoardSketch {
  readonly members: readonly MemberSketch[];
  readonly granule?: bigint;
  readonly kernelVersion?: string;
  readonly iommuMode?: IommuMode;
  /** Properties of the device's node and of its bus: cells as numbers. */
  readonly device?: Readonly<Record<string, readonly number[]>>;
  readonly bus?: Readonly<Record<string, readonly number[]>>;
}

export interface Board {
  readonly system: System;
  readonly family: Family;
}

const domainTypes = { strict: "dma", lazy: "dma-fq", passthrough: "identity" } as const;

const FULL_32 = 1n << 32n;

export function board(sketch: BoardSketch): Board {
  const granule = sketch.granule ?? 4096n;
  const mode = sketch.iommuMode ?? "strict";
  const two = { "#address-cells": [2], "#size-cells": [2] };
  const root = node("", null, two);
  const bus = node("soc", root, { ...two, ...sketch.bus });
  const device = node("codec@1000", bus, sketch.device ?? {});
  const other = node("other@2000", bus, {});
  const alone = sketch.members.map((m) => consumer(m, m.outside === true ? other : device, granule, mode));
  const groups = groupsOf(alone);
  const consumers = alone.map((c) => withDomain(c, groups, alone));
  const inside = consumers.filter((_, i) => sketch.members[i]?.outside !== true);
  const family: Family = { parent: "/soc/codec@1000", node: device, members: inside };
  const system: System = {
    tree: { root, memoryReservations: [], bootCpu: 0, isOverlay: false, file: "board.dts", labels: new Map() },
    options: {
      kernelVersion: sketch.kernelVersion ?? "6.12",
      iommuMode: mode,
      granule: null,
      dmaMaskBits: null,
      dmaLimit: null,
    },
    consumers,
    groups,
    families: [family],
    directMaps: [],
    messages: [],
    reservedMemory: [],
    assumptions: [],
    coverage: { consumers: consumers.length, skipped: [] },
  };
  return { system, family };
}

function consumer(sketch: MemberSketch, device: DtNode, granule: bigint, mode: IommuMode): Consumer {
  const kind = sketch.kind ?? "runtime-child";
  const path = kind === "child-node" ? `/soc/codec@1000/${sketch.name}` : `/soc/${device.name}`;
  return {
    id: kind === "runtime-child" ? `${path}#${sketch.name}` : path,
    path,
    name: kind === "runtime-child" ? sketch.name : null,
    kind,
    parent: kind === "node" ? null : "/soc/codec@1000",
    node: sketch.inherits === "streams" ? null : kind === "child-node" ? node(sketch.name, device, {}) : device,
    iommu: "/soc/iommu",
    streams: [],
    granule,
    group: sketch.group === undefined ? `g-${sketch.name}` : sketch.group,
    deviceName: null,
    groupReason: sketch.group === null ? "its stream id is taken" : null,
    assumes: [],
    reach: sketch.reach ?? range(granule, FULL_32),
    limits: [],
    dmaMaskBits: 32,
    domainType: sketch.group === null ? "none" : domainTypes[mode],
    honoursIommuAddresses: sketch.honours ?? true,
    reservations: [...(sketch.base ?? []).map(taken("iommu-driver")), ...(sketch.reserved ?? []).map(taken("region"))],
    reservationsLost: false,
    need: sketch.need === null ? null : { ranges: RangeSet.of(sketch.need), from: "plan" },
    allocator: [],
    firstPage: null,
    spec: null,
    runtimeCalls: (sketch.runtime ?? []).map(successfulCall),
    usable: { bytes: 0n, below4G: 0n, blocks: 0, largestBlock: 0n, largestAligned: 0n, ranges: [] },
    location,
  };
}

const taken =
  (by: "iommu-driver" | "region") =>
  ({ start, end }: Range): Reservation => ({
    start,
    length: end - start,
    type: by === "region" ? "reserved" : "msi",
    origin:
      by === "region"
        ? {
            kind: "iommu-addresses",
            region: "/reserved-memory/hole",
            location,
            inheritedFrom: null,
            translatedFrom: null,
          }
        : { kind: "iommu-driver", what: "hardware MSI" },
    inAllocator: true,
  });

const successfulCall = ({ start, end }: Range): RuntimeCall => ({
  start,
  length: end - start,
  result: "0",
  reason: null,
  alsoHits: [],
  location,
});

function groupsOf(consumers: readonly Consumer[]): readonly Group[] {
  const groups = new Map<string, string[]>();
  for (const { group, id } of consumers) if (group !== null) groups.set(group, [...(groups.get(group) ?? []), id]);
  return [...groups].map(([id, members]) => ({
    id,
    iommu: "/soc/iommu",
    members,
    first: members[0] ?? "",
    reservedRegions: [],
    ifFirst: [],
  }));
}

/** Fills in what the system stage would have: the first member's regions, everyone's calls. */
function withDomain(self: Consumer, groups: readonly Group[], all: readonly Consumer[]): Consumer {
  const group = groups.find((g) => g.id === self.group);
  const members = group === undefined ? [self] : all.filter((c) => group.members.includes(c.id));
  const first = members.find((c) => c.id === group?.first) ?? self;
  const domain = newDomain(self.granule, first.reach.start, "6.12");
  for (const r of [...first.reservations, ...members.flatMap((m) => m.runtimeCalls)]) {
    applyReservation(domain, r, self.granule);
  }
  return {
    ...self,
    allocator: allocatorRanges(domain, self.granule),
    usable: usableOf(domain, self.reach, self.granule),
  };
}

function node(name: string, parent: DtNode | null, cells: Readonly<Record<string, readonly number[]>>): DtNode {
  const properties = new Map(Object.entries(cells).map(([key, values]) => [key, property(key, values)]));
  return { name, parent, children: [], properties, labels: [], span: null };
}

function property(name: string, cells: readonly number[]): Property {
  const value = new Uint8Array(cells.length * 4);
  const view = new DataView(value.buffer);
  for (const [i, cell] of cells.entries()) view.setUint32(i * 4, cell);
  return { name, value, markers: [], labels: [], span: null, nameSpan: null };
}

export function evaluate(id: LayoutId, sketch: BoardSketch): LayoutResult {
  const layout = layouts.find((l) => l.id === id);
  if (layout === undefined) throw new Error(`no layout ${id}`);
  const { family, system } = board(sketch);
  return layout.evaluate(family, system);
}

export const wastes = (result: LayoutResult): readonly (bigint | null)[] => result.consumers.map((c) => c.waste);

export const shortfalls = (result: LayoutResult): readonly (bigint | null)[] =>
  result.consumers.map((c) => c.shortfall);
