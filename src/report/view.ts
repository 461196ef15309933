/** One analysed board as the value that every printer prints: see schema.ts for what the names mean. */
import { isError } from "../base/diagnostic.js";
import { pathFromRoot } from "../base/path.js";
import { plainLocation, stepsOf } from "../base/place.js";
import type { Problem } from "../base/problem.js";
import { lastByteOf, rangeSize } from "../base/range.js";
import type { FamilyLayouts, LayoutConsumer, LayoutResult } from "../layout/engine/model.js";
import type { Write } from "../layout/engine/proposal.js";
import type { Findings } from "../rule/engine/model.js";
import type { LayoutSimulation } from "../simulate/simulate.js";
import type * as model from "../system/model.js";
import { failuresOf } from "./failures.js";
import { findingView, locationView } from "./finding.js";
import { address, inclusive, orNull, size } from "./plain.js";
import type {
  Board,
  Consumer,
  DiagnosticView,
  Domain,
  Family,
  Group,
  Layout,
  Report,
  ReservationView,
  ReservedMemory,
  Usable,
  WriteView,
} from "./schema.js";
import { workloadViews } from "./workload-view.js";

/** What was asked for, beside the inputs. */
export interface ReportOptions extends model.SystemOptions {
  /** Ids; null for all. */
  readonly layouts: readonly string[] | null;
  /** As the user named it; null for all. */
  readonly device: string | null;
}

/** What a run has to say beyond its boards. */
export interface RunFacts {
  /** That concern the whole run and no one board; only errors are told. */
  readonly problems?: readonly Problem[];
  /** Overlays that were found among the boards of a folder. */
  readonly passedOver?: readonly string[];
}

export function reportView(
  version: string,
  options: ReportOptions,
  boards: readonly Board[],
  { problems = [], passedOver = [] }: RunFacts = {},
): Report {
  const troubles = [
    ...problems.filter(isError).map((problem) => ({ board: null, side: null, error: problemView(problem) })),
    ...boards.flatMap(({ input, errors }) => errors.map((error) => ({ board: input, side: null, error }))),
  ];
  return {
    schemaVersion: 1,
    tool: { name: "iova-plan", version },
    failures: failuresOf(troubles),
    kernelVersion: options.kernel.text,
    options: {
      iommuMode: options.iommuMode,
      granule: orNull(options.granule, size),
      dmaMask: options.dmaMaskBits,
      dmaLimit: orNull(options.dmaLimit, address),
      layouts: options.layouts === null ? null : [...options.layouts],
      device: options.device,
    },
    boards: [...boards],
    passedOver: passedOver.map((input) => ({ input, reason: "overlay" })),
  };
}

/** What a board's report shows, whatever the run makes of its findings. */
export type BoardFigures = Pick<
  Board,
  | "model"
  | "consumers"
  | "groups"
  | "domains"
  | "directMaps"
  | "messages"
  | "reservedMemory"
  | "workloads"
  | "families"
  | "assumptions"
  | "coverage"
>;

export const boardFigures = ({
  model: name,
  system,
  families,
  simulations,
}: {
  readonly model: string | null;
  readonly system: model.System;
  readonly families: readonly FamilyLayouts[];
  readonly simulations: readonly LayoutSimulation[];
}): BoardFigures => ({
  model: name,
  consumers: system.consumers.map(consumerView),
  groups: system.groups.map(groupView),
  domains: system.domains.map(domainView),
  directMaps: system.directMaps.map((map) => ({ consumer: map.consumer, ...inclusive(map.range) })),
  messages: system.messages.map(messageView),
  reservedMemory: system.reservedMemory.map(reservedMemoryView),
  workloads: workloadViews(simulations, new Set(families.flatMap(({ layouts }) => layouts.map(({ id }) => id)))),
  families: families.map(familyView),
  assumptions: [...system.assumptions],
  coverage: {
    consumers: system.coverage.consumers,
    skipped: system.coverage.skipped.map((skipped) => ({ ...skipped })),
  },
});

const NO_FIGURES: BoardFigures = {
  model: null,
  consumers: [],
  groups: [],
  domains: [],
  directMaps: [],
  messages: [],
  reservedMemory: [],
  workloads: [],
  families: [],
  assumptions: [],
  coverage: { consumers: 0, skipped: [] },
};

/** What is told of a board's findings. */
export interface Told extends Findings {
  /** How many comments in the source hide, and how many the baseline. */
  readonly suppressed: number;
  readonly baselined: number;
}

/** @param figures null where an error left nothing to know */
export function boardView(
  board: {
    readonly name: string;
    readonly plan: string | null;
    readonly sources: readonly Readonly<Board["sources"][number]>[];
    readonly problems: readonly Problem[];
  },
  figures: BoardFigures | null,
  told: Told,
): Board {
  const { model: name, coverage, ...lists } = figures ?? NO_FIGURES;
  return {
    input: board.name,
    model: name,
    plan: board.plan,
    sources: board.sources.map((source) => ({ ...source })),
    analysed: figures !== null,
    ...lists,
    coverage,
    findings: told.findings.map(findingView),
    skippedChecks: told.skipped.map((check) => ({ ...check })),
    suppressed: told.suppressed,
    baselined: told.baselined,
    errors: board.problems.filter(isError).map(problemView),
    warnings: board.problems.filter((problem) => !isError(problem)).map(problemView),
  };
}

export const problemView = (problem: Problem): DiagnosticView => ({
  severity: problem.severity,
  code: problem.code,
  message: problem.message,
  location: locationView(problem.place),
  hint: problem.hint,
});

function consumerView(consumer: model.Consumer): Consumer {
  return {
    id: consumer.id,
    path: consumer.path,
    name: consumer.name,
    pciFunction: consumer.node === null ? consumer.pciFunction : null,
    kind: consumer.kind,
    parent: consumer.parent,
    iommu: consumer.iommu,
    streams: consumer.streams.map(streamView),
    granule: size(consumer.granule),
    dmaMask: consumer.dmaMaskBits,
    group: consumer.group,
    groupReason: consumer.groupReason,
    domain: consumer.domain.id,
    domainType: consumer.domainType,
    honoursIommuAddresses: consumer.honoursIommuAddresses,
    assumes: [...consumer.assumes],
    otherReleases: consumer.otherReleases.map((other) => ({ ...other, streams: other.streams.map(streamView) })),
    reach: rangeSize(consumer.reach) === 0n ? null : inclusive(consumer.reach),
    need: consumer.need === null ? null : needView(consumer.need),
    // A region that is named twice brings the very same values twice.
    reservations: [...new Set(consumer.reservations)].map(reservationView),
    reservationsLost: consumer.reservationsLost,
    allocator: consumer.domain.allocator.map(inclusive),
    firstPage: orNull(consumer.firstPage, address),
    spec: consumer.spec === null ? null : consumer.spec.map(reservationView),
    runtimeCalls: consumer.runtimeCalls.map((call) => ({
      start: address(call.start),
      length: size(call.length),
      result: call.result,
      reason: call.reason,
      alsoHits: [...call.alsoHits],
      location: plainLocation(call.location),
    })),
    reserved: size(rangeSize(consumer.reach) - consumer.usable.bytes),
    usable: usableView(consumer.usable),
    promised: consumer.promised === null ? null : { usable: usableView(consumer.promised) },
    location: plainLocation(consumer.location),
  };
}

const streamView = (stream: model.Stream): Consumer["streams"][number] => ({
  iommu: pathFromRoot(stream.iommu),
  id: stream.id,
  cells: [...stream.cells],
  mask: stream.mask,
  count: stream.count,
});

const needView = (need: model.Need): Consumer["need"] => ({
  from: need.from,
  bytes: size(need.ranges.size),
  ranges: need.ranges.ranges.map(inclusive),
});

const reservationView = (reservation: model.Reservation): ReservationView => ({
  start: address(reservation.start),
  end: address(lastByteOf(reservation.start, reservation.length)),
  type: reservation.type,
  inAllocator: reservation.inAllocator,
  origin: originView(reservation.origin),
});

function originView(origin: model.ReservationOrigin): ReservationView["origin"] {
  if (origin.kind === "iommu-driver") return { kind: origin.kind, what: origin.what };
  const place = { ...plainLocation(origin.location), via: stepsOf(origin.location) };
  switch (origin.kind) {
    case "iommu-addresses": {
      const { kind, region, inheritedFrom } = origin;
      const cells = (origin.cellLocations ?? []).map(plainLocation);
      return { kind, region, ...place, inheritedFrom, cells, translatedFrom: orNull(origin.translatedFrom, address) };
    }
    case "iommu-ranges":
      return { kind: origin.kind, ...place, inheritedFrom: origin.inheritedFrom };
    case "pci-window":
    case "pci-inbound":
      return { kind: origin.kind, bridge: origin.bridge, ...place };
    case "runtime":
      return { kind: origin.kind, ...place };
  }
}

export const usableView = (usable: model.Usable): Usable => ({
  bytes: size(usable.bytes),
  below4G: size(usable.below4G),
  blocks: usable.blocks,
  largestBlock: size(usable.largestBlock),
  largestAligned: size(usable.largestAligned),
  ranges: usable.ranges.map(inclusive),
});

const groupView = ({ id, iommu, members, domain, reservedRegions }: model.Group): Group => ({
  id,
  iommu,
  domain: domain.id,
  members: [...members],
  first: domain.first,
  reservedRegions: reservedRegions.map(({ start, last, type }) => ({
    start: address(start),
    end: address(last),
    type,
  })),
  ifFirst: ifFirstView(domain),
});

const domainView = (domain: model.Domain): Domain => ({
  id: domain.id,
  group: domain.group,
  sharing: domain.sharing,
  members: [...domain.members],
  first: domain.first,
  ifFirst: ifFirstView(domain),
});

const ifFirstView = ({ ifFirst }: model.Domain): Domain["ifFirst"] =>
  ifFirst.map(({ member, allocator }) => ({ member, allocator: allocator.map(inclusive) }));

const messageView = (message: model.KernelMessage): Board["messages"][number] => ({
  severity: message.severity,
  consumer: message.consumer,
  text: message.text,
  location: message.location === null ? null : plainLocation(message.location),
});

const reservedMemoryView = (region: model.ReservedMemory): ReservedMemory => ({
  path: region.path,
  reg: region.reg.map(inclusive),
  dynamic:
    region.dynamic === null
      ? null
      : {
          size: size(region.dynamic.size),
          alignment: orNull(region.dynamic.alignment, size),
          allocRanges: region.dynamic.allocRanges.map(inclusive),
        },
  available: region.available,
  noMap: region.noMap,
  reusable: region.reusable,
  consumers: [...region.consumers],
  iommuAddresses: region.iommuAddresses.map(({ consumer, start, length, type }) => ({
    consumer,
    start: address(start),
    end: address(lastByteOf(start, length)),
    type,
  })),
});

const familyView = ({ family, layouts, verdict }: FamilyLayouts): Family => ({
  parent: family.parent,
  members: family.members.map((member) => member.id),
  layouts: layouts.map(layoutView),
  verdict: { ...verdict },
});

const layoutView = (result: LayoutResult): Layout => ({
  id: result.id,
  title: result.title,
  writes: orNull(result.proposal, ({ writes }) => writes.map(writeView)),
  safe: result.safe,
  exhausted: result.exhausted,
  waste: orNull(result.waste, size),
  shortfall: orNull(result.shortfall, size),
  unknownNeeds: result.unknownNeeds,
  consumers: result.consumers.map(layoutConsumerView),
  requires: { ...result.requires, kernel: kernelSupport(result.requires.kernel) },
  defeatedByGroups: result.defeatedByGroups,
  notes: [...result.notes],
});

/** Without what decides it inside. */
function kernelSupport(kernel: LayoutResult["requires"]["kernel"]): Layout["requires"]["kernel"] {
  switch (kernel.status) {
    case "any":
      return { status: kernel.status };
    case "released":
      return { status: kernel.status, since: kernel.since };
    case "under-review":
      return { status: kernel.status, what: kernel.what };
  }
}

const layoutConsumerView = (figures: LayoutConsumer): Layout["consumers"][number] => ({
  id: figures.consumer.id,
  path: figures.consumer.path,
  name: figures.consumer.name,
  need: orNull(figures.need, size),
  reserved: size(figures.reserved),
  waste: orNull(figures.waste, size),
  shortfall: orNull(figures.shortfall, size),
  roundingLoss: orNull(figures.roundingLoss, size),
  usable: usableView(figures.usable),
  failure: figures.failure === null ? null : { ...figures.failure },
});

function writeView(write: Write): WriteView {
  const { kind } = write;
  switch (kind) {
    case "device-holes":
      return { kind, consumer: null, ranges: write.ranges.ranges.map(inclusive) };
    case "own-window":
      return {
        kind,
        consumer: write.member.id,
        ranges: rangeSize(write.window) === 0n ? [] : [inclusive(write.window)],
      };
    default:
      return { kind, consumer: write.member.id, ranges: write.ranges.ranges.map(inclusive) };
  }
}
