/** A board made by hand, so that printers are tested with values that no parser has to produce first. */

import type { Problem } from "../../src/base/problem.js";
import { RangeSet, range } from "../../src/base/range.js";
import { atSpan, type Location, SourceFile } from "../../src/base/source.js";
import { unknownDriver } from "../../src/iommu/drivers.js";
import { kernelOf } from "../../src/kernel/kernel.js";
import type { LayoutConsumer, LayoutResult } from "../../src/layout/engine/model.js";
import { IommuAddresses } from "../../src/of/iommu-addresses.js";
import type { Board, Report } from "../../src/report/schema.js";
import { boardFigures, boardView, type ReportOptions, reportView } from "../../src/report/view.js";
import type { Analysis } from "../../src/run/examine.js";
import type { Consumer, Domain, Reservation, System, Usable } from "../../src/system/model.js";
import type { DeviceTree, DtNode } from "../../src/tree/tree.js";

const MiB = 1n << 20n;

const source = new SourceFile("board.dts", "/dts-v1/;\n\niommu-addresses = <&codec 0x0 0x0 0x0 0x25800000>;\n");

export const location: Location = atSpan({ source, start: 30, end: 36, via: null });

const node = (name: string, parent: DtNode | null): DtNode => ({
  name,
  parent,
  children: [],
  properties: new Map(),
  labels: [],
  span: null,
});

const root = node("", null);
const soc = node("soc@0", root);
const iommu = node("iommu@15000000", soc);
const codec = node("codec@aa00000", soc);

const tree: DeviceTree = {
  root,
  memoryReservations: [],
  bootCpu: 0,
  isOverlay: false,
  file: "board.dts",
  labels: new Map([["codec", codec]]),
};

export const usableFrom = (start: bigint): Usable => ({
  bytes: (1n << 32n) - start,
  below4G: (1n << 32n) - start,
  blocks: 1,
  largestBlock: (1n << 32n) - start,
  largestAligned: 1n << 31n,
  ranges: [range(start, 1n << 32n)],
});

export const reservation = (start: bigint, length: bigint, more: Partial<Reservation> = {}): Reservation => ({
  start,
  length,
  type: "reserved",
  inAllocator: true,
  origin: {
    kind: "iommu-addresses",
    region: "/reserved-memory/hole",
    location,
    inheritedFrom: "/soc@0/codec@aa00000",
    translatedFrom: null,
  },
  ...more,
});

const domain = (member: string, id: number): Domain => ({
  id: `d${id}`,
  sharing: "alone",
  group: `g${id}`,
  members: [member],
  first: member,
  isFirstPlanned: false,
  granule: 4096n,
  allocator: [range(0n, 600n * MiB)],
  ifFirst: [],
});

export const consumer = (name: string, id: number, more: Partial<Consumer> = {}): Consumer => ({
  id: `/soc@0/codec@aa00000#${name}`,
  path: "/soc@0/codec@aa00000",
  name,
  kind: "runtime-child",
  parent: "/soc@0/codec@aa00000",
  node: codec,
  pciFunction: null,
  iommu: "/soc@0/iommu@15000000",
  driver: unknownDriver,
  aperture: unknownDriver.aperture,
  streams: [{ iommu, id, cells: [id], mask: 0, count: 1, location }],
  granule: 4096n,
  group: `g${id}`,
  deviceName: null,
  groupReason: null,
  refusal: null,
  assumes: [],
  otherReleases: [],
  reach: range(4096n, 1n << 32n),
  limits: [],
  dmaMaskBits: 32,
  honoursIommuAddresses: true,
  domainType: "dma",
  reservations: [reservation(0n, 600n * MiB)],
  reservationsLost: false,
  need: { ranges: RangeSet.of([range(4096n, 256n * MiB)]), from: "plan" },
  planned: null,
  domain: domain(`/soc@0/codec@aa00000#${name}`, id),
  firstPage: 0xfffff000n,
  spec: null,
  runtimeCalls: [],
  usable: usableFrom(600n * MiB),
  promised: null,
  location,
  ...more,
});

const layoutConsumer = (of: Consumer, waste: bigint | null): LayoutConsumer => ({
  consumer: of,
  need: 256n * MiB,
  reserved: 600n * MiB,
  waste,
  shortfall: waste === null ? null : 0n,
  roundingLoss: waste === null ? null : 0n,
  usable: of.usable,
  failure: null,
});

const layoutResult = (
  id: LayoutResult["id"],
  consumers: readonly LayoutConsumer[],
  more: Partial<LayoutResult> = {},
): LayoutResult => ({
  id,
  title: id,
  proposal: null,
  safe: true,
  exhausted: false,
  waste: consumers.reduce((sum, { waste }) => sum + (waste ?? 0n), 0n),
  shortfall: 0n,
  unknownNeeds: consumers.filter(({ waste }) => waste === null).length,
  consumers,
  requires: {
    kernel: { status: "released", since: "6.3", behaviour: "readsIommuAddresses" },
    ownStreams: false,
    deviceTreeChange: true,
    driverChange: false,
  },
  defeatedByGroups: false,
  notes: [],
  ...more,
});

export function system(consumers: readonly Consumer[], more: Partial<System> = {}): System {
  return {
    tree,
    iommuAddresses: new IommuAddresses(tree),
    options: options(),
    consumers,
    groups: consumers.map((member) => ({
      id: member.group ?? "",
      iommu: "/soc@0/iommu@15000000",
      members: [member.id],
      domain: member.domain,
      reservedRegions: [],
    })),
    consumerById: new Map(consumers.map((member) => [member.id, member])),
    domains: consumers.map((member) => member.domain),
    families: [{ parent: "/soc@0/codec@aa00000", node: codec, members: consumers }],
    directMaps: [],
    messages: [],
    reservedMemory: [],
    assumptions: [],
    coverage: { consumers: consumers.length, skipped: [] },
    ...more,
  };
}

const options = (): ReportOptions => ({
  kernel: kernelOf("6.12"),
  iommuMode: "strict",
  granule: null,
  dmaMaskBits: null,
  dmaLimit: null,
  layouts: null,
  device: null,
});

/** Two children of a codec; `shared` wastes 344 MiB on the first. */
export function analysis(consumers = [consumer("a", 0), consumer("b", 1)], more: Partial<System> = {}): Analysis {
  const wastes = [344n * MiB, 0n];
  const built = system(consumers, more);
  return {
    model: "Hand made",
    candidates: [],
    edits: new Map(),
    simulations: [],
    written: null,
    asked: null,
    system: built,
    families: built.families.map((family) => ({
      family,
      layouts: [
        layoutResult(
          "shared",
          family.members.map((member, i) => layoutConsumer(member, wastes[i] ?? 0n)),
        ),
        layoutResult(
          "runtime",
          family.members.map((member) => layoutConsumer(member, 0n)),
        ),
      ],
      verdict: {
        now: "shared",
        later: null,
        best: "runtime",
        recommended: "shared",
        unsafeToday: false,
        reason: "It wastes nothing.",
      },
    })),
  };
}

/** What an analysis comes to in a report; null: nothing is known of the board. */
export const boardOf = (
  of: Analysis | null = analysis(),
  more: {
    readonly name?: string;
    readonly plans?: Parameters<typeof boardView>[0]["plans"];
    readonly problems?: readonly Problem[];
  } = {},
): Board =>
  boardView(
    { name: "board.dts", plans: [], sources: [], problems: [], ...more },
    of === null ? null : boardFigures(of),
    { findings: [], skipped: [], suppressed: 0, baselined: 0 },
  );

export const reportOf = (...boards: Board[]): Report =>
  reportView("1.2.3", "check", options(), boards.length === 0 ? [boardOf()] : boards);
