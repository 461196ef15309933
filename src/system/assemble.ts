/** Consumers, groups and identity maps, from devices and the domains they work in. */
import { type Range, RangeSet } from "../base/range.js";
import { honoursIommuAddresses } from "../iommu/drivers.js";
import { pathOf } from "../tree/tree.js";
import { type Device, directMapRange } from "./attach.js";
import {
  type DomainUsers,
  type FilledDomain,
  fillDomain,
  initFailure,
  losesReservations,
  runtimeReservations,
  sameAllocator,
  typeFor,
} from "./domains.js";
import { deviceName, hasKnownName } from "./master.js";
import type { Consumer, DirectMap, Group, KernelMessage, SystemOptions, Usable } from "./model.js";
import { needOf } from "./needs.js";
import { firstPage, usableOf } from "./space.js";
import { reservedRegions } from "./sysfs.js";

/** The consumers of one domain. */
export function consumersOf(
  users: DomainUsers,
  filled: FilledDomain,
  groupId: string | null,
  parentOf: (device: Device) => string | null,
  options: SystemOptions,
): readonly Consumer[] {
  const figures = new Figures(filled);
  return users.devices.map((device): Consumer => {
    const { master, own, granule } = device;
    const { driver, iommu, streams } = master.attachment;
    const calls = filled.calls.get(device) ?? [];
    const { reach, limits, maskBits } = device.reach;
    return {
      id: master.id,
      path: master.path,
      name: master.name,
      deviceName: hasKnownName(master) ? deviceName(master) : null,
      kind: master.kind,
      parent: parentOf(device),
      node: master.node,
      iommu: iommu === null ? null : pathOf(iommu),
      streams,
      granule,
      group: groupId,
      groupReason: device.groupReason,
      assumes: assumptionsOf(device),
      reach,
      limits,
      dmaMaskBits: maskBits,
      domainType: typeFor(users, device),
      honoursIommuAddresses: honoursIommuAddresses(driver, options.kernelVersion),
      reservations: [...own.reservations, ...runtimeReservations(calls)],
      reservationsLost: device !== users.first && losesReservations(device, filled.held),
      need: needOf(device),
      allocator: filled.allocator,
      firstPage: figures.firstPage(device),
      spec: own.spec,
      runtimeCalls: calls,
      usable: figures.usable(device),
      location: master.location,
    };
  });
}

/** Most members of a group reach the same: their figures are worked out once. */
class Figures {
  private readonly usables = new Map<string, Usable>();
  private readonly pages = new Map<string, bigint | null>();

  constructor(private readonly filled: FilledDomain) {}

  usable(device: Device): Usable {
    const { reach } = device.reach;
    const key = `${reach.start} ${reach.end}`;
    const usable = this.usables.get(key) ?? usableOf(this.filled.domain, reach, device.granule);
    this.usables.set(key, usable);
    return usable;
  }

  firstPage(device: Device): bigint | null {
    const { reach } = device.reach;
    const isPci = device.master.pci !== null;
    const key = `${reach.start} ${reach.end} ${isPci}`;
    const known = this.pages.get(key);
    if (known !== undefined) return known;
    const page = firstPage(this.filled.domain, reach, device.granule, isPci);
    this.pages.set(key, page);
    return page;
  }
}

/** What is taken for granted of this consumer in particular; System.assumptions has the rest, in words. */
function assumptionsOf(device: Device): readonly string[] {
  const { master, own } = device;
  return [
    ...(device.assumedToWork ? ["unknown-iommu"] : []),
    ...(own.reservations.some((r) => r.origin.kind === "iommu-ranges") ? ["iommu-ranges"] : []),
    ...(device.reach.maskAssumed ? ["mask-reaches-aperture"] : []),
    ...master.assumes,
  ];
}

export function groupOf(id: string, users: DomainUsers, filled: FilledDomain, options: SystemOptions): Group {
  const { first, devices } = users;
  const iommu = first.master.attachment.iommu;
  return {
    id,
    iommu: iommu === null ? "" : pathOf(iommu),
    members: devices.map((device) => device.master.id),
    first: first.master.id,
    reservedRegions: reservedRegions(devices.flatMap((device) => device.own.reservations)),
    ifFirst: otherOutcomes(users, filled, options),
  };
}

/** What the domain would hold had another member come first, where that differs. */
function otherOutcomes(users: DomainUsers, filled: FilledDomain, options: SystemOptions): Group["ifFirst"] {
  const outcomes: { member: string; allocator: readonly Range[] }[] = [];
  for (const device of users.devices) {
    if (device === users.first) continue;
    const { allocator } = fillDomain(users, device, options.kernelVersion);
    if (!sameAllocator(allocator, filled.allocator)) outcomes.push({ member: device.master.id, allocator });
  }
  return outcomes;
}

/** What iommu_setup_dma_ops (6.12) says of devices whose domain it cannot set up. */
export function initMessages(users: DomainUsers): readonly KernelMessage[] {
  if (users.domainType !== "dma" && users.domainType !== "dma-fq") return [];
  return users.devices.flatMap((device) => {
    const failure = initFailure(users, device);
    if (failure === null) return [];
    const { id: consumer, location } = device.master;
    const name = deviceName(device.master);
    const lines = [
      ...(failure === "aperture" ? ["specified DMA range outside IOMMU capability"] : []),
      ...(failure === "base" ? ["Incompatible range for DMA domain"] : []),
      `Failed to set up IOMMU for device ${name}; retaining platform DMA ops`,
    ];
    return lines.map((text): KernelMessage => ({ severity: "warning", consumer, text, location }));
  });
}

/** Pages that a member before has mapped already are not mapped again (iommu_create_device_direct_mappings). */
export function directMapsOf(users: DomainUsers): readonly DirectMap[] {
  const maps: DirectMap[] = [];
  let mapped = RangeSet.empty;
  for (const device of users.devices) {
    const type = typeFor(users, device);
    if (type === "identity" || type === "none") continue;
    for (const region of device.own.reservations) {
      if (region.type !== "direct") continue;
      const range = directMapRange(region, device.granule);
      for (const missing of RangeSet.of([range]).subtract(mapped).ranges) {
        maps.push({ consumer: device.master.id, range: missing });
      }
      mapped = mapped.union(RangeSet.of([range]));
    }
  }
  return maps;
}
