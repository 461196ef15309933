/** An explanation as the value that every printer prints. */
import { pathFromRoot } from "../../base/path.js";
import { plainLocation, stepsOf } from "../../base/place.js";
import { lastByteOf, rangeSize } from "../../base/range.js";
import { type Location, spanPosition } from "../../base/source.js";
import type * as explain from "../../system/explain.js";
import { address, inclusive, size } from "../plain.js";
import type { Claim, Mistaken, Place, WhyReport } from "./schema.js";

export function whyView(
  header: { readonly version: string; readonly kernelVersion: string; readonly input: string },
  explanation: explain.Explanation,
): WhyReport {
  const { consumer, spec } = explanation;
  return {
    schemaVersion: 1,
    tool: { name: "iova-plan", version: header.version },
    command: "why",
    kernelVersion: header.kernelVersion,
    input: header.input,
    consumer: consumer.id,
    address: address(explanation.address),
    verdict: explanation.verdict,
    granule: size(consumer.granule),
    page: inclusive(explanation.page),
    reach: rangeSize(consumer.reach) === 0n ? null : inclusive(consumer.reach),
    limits: consumer.limits.map((limit) => ({
      kind: limit.kind,
      bus: limit.bus,
      allows: inclusive(limit.allows),
      cuts: explanation.cutBy.includes(limit),
    })),
    domain: {
      type: consumer.domainType,
      id: consumer.domain.id,
      sharing: consumer.domain.sharing,
      group: consumer.group,
      groupReason: consumer.groupReason,
      members: explanation.members.map(({ id }) => id),
      first: explanation.first.id,
    },
    honoursIommuAddresses: consumer.honoursIommuAddresses,
    freeBlock: explanation.block === null ? null : inclusive(explanation.block),
    heldBy: explanation.heldBy.map(claimView),
    lost: explanation.lost.map(claimView),
    listedOnly: explanation.listedOnly.map(claimView),
    movedAway: explanation.movedAway.map(claimView),
    wrapped: explanation.wrapped.map(claimView),
    refusedCalls: explanation.refused.map(({ owner, call }) => ({
      owner: owner.id,
      start: address(call.start),
      length: size(call.length),
      result: call.result,
      reason: call.reason,
      place: placeView(call.location),
    })),
    directMaps: explanation.directMaps.map((map) => ({ consumer: map.consumer, ...inclusive(map.range) })),
    mistaken: explanation.mistaken.map(mistakenView),
    otherwiseIfFirst: [...explanation.otherwiseIfFirst],
    spec: spec === null ? null : { differs: spec.differs, claims: spec.claims.map(claimView) },
    assumes: [...consumer.assumes],
  };
}

export function claimView({ owner, reservation, rounded, byRoundingOnly, reference }: explain.Claim): Claim {
  const { origin, start, length, type } = reservation;
  const isEntry = origin.kind === "iommu-addresses";
  const inherited = "inheritedFrom" in origin ? origin.inheritedFrom : null;
  return {
    owner: owner.id,
    start: address(start),
    end: address(lastByteOf(start, length)),
    type,
    rounded: rounded === null ? null : inclusive(rounded),
    byRoundingOnly,
    origin: origin.kind,
    what: subjectOf(origin),
    inheritedFrom: inherited,
    translatedFrom: isEntry && origin.translatedFrom !== null ? address(origin.translatedFrom) : null,
    movedBy: (isEntry ? (origin.movedBy ?? []) : []).map(({ bus, from, to }) => ({
      bus,
      from: address(from),
      to: address(to),
    })),
    place: placeOf(origin),
    memoryRegion: reference === null ? null : { entry: reference.entry, place: placeView(reference.location) },
  };
}

export function mistakenView({ use, namedBy, remedy }: explain.Explanation["mistaken"][number]): Mistaken {
  const framebuffer = use.kind === "framebuffer" ? use.node : use.framebuffer;
  return {
    ...inclusive(use.range),
    kind: use.kind,
    path: use.kind === "framebuffer" ? pathFromRoot(use.node) : use.region.path,
    framebuffer: framebuffer === null ? null : pathFromRoot(framebuffer),
    namedBy,
    remedy:
      remedy === null
        ? null
        : {
            region: remedy.region === null ? null : pathFromRoot(remedy.region),
            iommuAddresses: remedy.iommuAddresses,
            memoryRegion: remedy.memoryRegion,
            honoured: remedy.isHonoured,
          },
  };
}

type Origin = explain.Claim["reservation"]["origin"];

function subjectOf(origin: Origin): string | null {
  switch (origin.kind) {
    case "iommu-addresses":
      return origin.region;
    case "iommu-driver":
      return origin.what;
    case "pci-window":
    case "pci-inbound":
      return origin.bridge;
    case "iommu-ranges":
    case "runtime":
      return null;
  }
}

function placeOf(origin: Origin): Place | null {
  if (origin.kind === "iommu-driver") return null;
  const [first = origin.location, ...rest] = origin.kind === "iommu-addresses" ? (origin.cellLocations ?? []) : [];
  return placeView(first, rest);
}

/** @param rest cells that belong to it: those beside the first are marked with it */
function placeView(first: Location, rest: readonly Location[] = []): Place {
  const view = { ...plainLocation(first), via: stepsOf(first) };
  if (first.kind !== "source") return { ...view, text: null, width: 0 };
  const { source, start, via } = first.span;
  const { line } = spanPosition(first.span);
  let end = first.span.end;
  for (const cell of rest) {
    const isBeside = cell.kind === "source" && cell.span.source === source && cell.span.via === via;
    if (isBeside && spanPosition(cell.span).line === line && cell.span.end > end) end = cell.span.end;
  }
  return { ...view, text: source.lineText(line), width: Math.max(1, end - start) };
}
