/** Hand-made boards: a device below a bus, its members, and what each needs. As-written figures come from the allocator. */

import { type Range, RangeSet, range } from "../../src/base/range.js";
import { atInput } from "../../src/base/source.js";
import { MiB } from "../../src/base/units.js";
import { unknownDriver } from "../../src/iommu/drivers.js";
import type { IovaDomain } from "../../src/iova/domain.js";
import { kernelOf } from "../../src/kernel/kernel.js";
import { evaluate as evaluateLayout } from "../../src/layout/engine/evaluate.js";
import type { LayoutId, LayoutResult } from "../../src/layout/engine/model.js";
import { layouts } from "../../src/layout/engine/registry.js";
import { IommuAddresses } from "../../src/of/iommu-addresses.js";
import type {
  Consumer,
  Domain,
  Family,
  Group,
  IommuMode,
  Reservation,
  RuntimeCall,
  System,
} from "../../src/system/model.js";
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
  const { consumers, domains } = inDomains(
    sketch.members.map((m) => consumer(m, m.outside === true ? other : device, granule, mode)),
  );
  const inside = consumers.filter((_, i) => sketch.members[i]?.outside !== true);
  const family: Family = { parent: "/soc/codec@1000", node: device, members: inside };
  const tree = { root, memoryReservations: [], bootCpu: 0, isOverlay: false, file: "board.dts", labels: new Map() };
  const system: System = {
    tree,
    iommuAddresses: new IommuAddresses(tree),
    options: {
      kernel: kernelOf(sketch.kernelVersion ?? "6.12"),
      iommuMode: mode,
      granule: null,
      dmaMaskBits: null,
      dmaLimit: null,
    },
    consumers,
    consumerById: new Map(consumers.map((one) => [one.id, one])),
    groups: domains.flatMap((domain): Group[] =>
      domain.group === null
        ? []
        : [{ id: domain.group, iommu: "/soc/iommu", members: domain.members, domain, reservedRegions: [] }],
    ),
    domains,
    families: [family],
    directMaps: [],
    messages: [],
    reservedMemory: [],
    assumptions: [],
    coverage: { consumers: consumers.length, skipped: [] },
  };
  return { system, family };
}

/** A consumer before it is known with whom it shares. */
type Undecided = Omit<Consumer, "domain" | "usable">;

function consumer(sketch: MemberSketch, device: DtNode, granule: bigint, mode: IommuMode): Undecided {
  const kind = sketch.kind ?? "runtime-child";
  const path = kind === "child-node" ? `/soc/codec@1000/${sketch.name}` : `/soc/${device.name}`;
  return {
    id: kind === "runtime-child" ? `${path}#${sketch.name}` : path,
    path,
    name: kind === "runtime-child" ? sketch.name : null,
    kind,
    promised: null,
    refusal: null,
    parent: kind === "node" ? null : "/soc/codec@1000",
    node: sketch.inherits === "streams" ? null : kind === "child-node" ? node(sketch.name, device, {}) : device,
    pciFunction: null,
    iommu: "/soc/iommu",
    driver: unknownDriver,
    aperture: unknownDriver.aperture,
    streams: [],
    granule,
    group: sketch.group === undefined ? `g-${sketch.name}` : sketch.group,
    deviceName: null,
    groupReason: sketch.group === null ? "its stream id is taken" : null,
    assumes: [],
    otherReleases: [],
    reach: sketch.reach ?? range(granule, FULL_32),
    limits: [],
    dmaMaskBits: 32,
    domainType: sketch.group === null ? "none" : domainTypes[mode],
    honoursIommuAddresses: sketch.honours ?? true,
    reservations: [...(sketch.base ?? []).map(taken("iommu-driver")), ...(sketch.reserved ?? []).map(taken("region"))],
    reservationsLost: false,
    need: sketch.need === null ? null : { ranges: RangeSet.of(sketch.need), from: "plan" },
    planned: null,
    firstPage: null,
    spec: null,
    runtimeCalls: (sketch.runtime ?? []).map(successfulCall),
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

/** A domain for each group, and for each member without; filled as the system stage does. */
function inDomains(all: readonly Undecided[]): { consumers: readonly Consumer[]; domains: readonly Domain[] } {
  const sets = new Map<string, Undecided[]>();
  for (const one of all) sets.set(one.group ?? one.id, [...(sets.get(one.group ?? one.id) ?? []), one]);
  const byId = new Map<string, Consumer>();
  const domains = [...sets.values()].map((members, i): Domain => {
    const filled = fill(members);
    const domain: Domain = {
      id: `d${i}`,
      sharing: members.length > 1 ? "group" : "alone",
      group: members[0]?.group ?? null,
      members: members.map(({ id }) => id),
      first: members[0]?.id ?? "",
      isFirstPlanned: false,
      granule: members[0]?.granule ?? 4096n,
      allocator: allocatorRanges(filled, members[0]?.granule ?? 4096n),
      ifFirst: [],
    };
    for (const m of members) byId.set(m.id, { ...m, domain, usable: usableOf(filled, m.reach, m.granule) });
    return domain;
  });
  return { consumers: all.flatMap(({ id }) => byId.get(id) ?? []), domains };
}

/** The first member's regions, everyone's calls. */
function fill(members: readonly Undecided[]): IovaDomain {
  const [first] = members;
  if (first === undefined) throw new Error("a domain has a member");
  const domain = newDomain(first.granule, first.reach.start, kernelOf("6.12"));
  for (const r of [...first.reservations, ...members.flatMap((m) => m.runtimeCalls)]) {
    applyReservation(domain, r, first.granule);
  }
  return domain;
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
  return evaluateLayout(layout, family, system);
}

export const wastes = (result: LayoutResult): readonly (bigint | null)[] => result.consumers.map((c) => c.waste);

export const shortfalls = (result: LayoutResult): readonly (bigint | null)[] =>
  result.consumers.map((c) => c.shortfall);
