/** Consumers, groups and domains as the JSON result has them. */
import { pathFromRoot } from "../base/path.js";
import { plainLocation, stepsOf } from "../base/place.js";
import { lastByteOf, type Range, rangeSize } from "../base/range.js";
import type * as model from "../system/model.js";
import { address, inclusive, orNull, size } from "./plain.js";
import type { Consumer, Domain, Group, ReservationView, Usable } from "./schema.js";

export function consumerView(consumer: model.Consumer): Consumer {
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
    labels: consumer.name === null ? [...(consumer.node?.labels ?? [])] : [],
    honoursIommuAddresses: consumer.honoursIommuAddresses,
    assumes: [...consumer.assumes],
    otherReleases: consumer.otherReleases.map((other) => ({ ...other, streams: other.streams.map(streamView) })),
    reach: reachView(consumer.reach),
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

export const reachView = (reach: Range): Consumer["reach"] => (rangeSize(reach) === 0n ? null : inclusive(reach));

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

export const groupView = ({ id, iommu, members, domain, reservedRegions }: model.Group): Group => ({
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

export const domainView = (domain: model.Domain): Domain => ({
  id: domain.id,
  group: domain.group,
  sharing: domain.sharing,
  members: [...domain.members],
  first: domain.first,
  ifFirst: ifFirstView(domain),
});

const ifFirstView = ({ ifFirst }: model.Domain): Domain["ifFirst"] =>
  ifFirst.map(({ member, allocator }) => ({ member, allocator: allocator.map(inclusive) }));
