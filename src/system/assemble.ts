/** Consumers, domains, groups and identity maps, from devices and what their domains hold. */

import { type Range, RangeSet } from "../base/range.js";
import { honoursIommuAddresses } from "../iommu/drivers.js";
import type { Kernel } from "../kernel/kernel.js";
import { pathOf } from "../tree/tree.js";
import type { AssumptionId } from "./assumption.js";
import { type Device, directMapRange } from "./device.js";
import { attaches, type DomainUsers } from "./domain-users.js";
import {
  type DomainFiller,
  type FilledDomain,
  initFailure,
  initialisesAlike,
  losesReservations,
  runtimeReservations,
  sameAllocator,
  typeFor,
} from "./domains.js";
import { deviceName, functionName, hasKnownName } from "./master.js";
import type { Consumer, DirectMap, Domain, Group, KernelMessage, Reservation, SystemOptions, Usable } from "./model.js";
import { needOf } from "./needs.js";
import { reservedRegions } from "./sysfs.js";

/** What a consumer is to others, and to itself under another kernel. */
export interface Relations {
  /** Id of its family's head; null for one that is its own. */
  parentOf(device: Device): string | null;
  /** By id, what those with `iommu-ranges` could use if the kernel at hand read them; empty where it does. */
  readonly promised: ReadonlyMap<string, Usable>;
}

/** The consumers of one domain. */
export function consumersOf(
  users: DomainUsers,
  filled: FilledDomain,
  domain: Domain,
  { parentOf, promised }: Relations,
  options: SystemOptions,
): readonly Consumer[] {
  return users.devices.map((device): Consumer => {
    const { master, own, granule } = device;
    const { driver, iommu, streams } = master.attachment;
    const calls = filled.calls.get(device) ?? [];
    const { reach, limits, maskBits } = device.reach;
    return {
      id: master.id,
      path: master.path,
      name: master.name,
      deviceName: hasKnownName(master) ? deviceName(master, options.kernel) : null,
      kind: master.kind,
      parent: parentOf(device),
      node: master.node,
      pciFunction: master.pci === null ? null : functionName(master.pci),
      iommu: iommu === null ? null : pathOf(iommu),
      driver,
      aperture: device.reach.aperture,
      streams,
      granule,
      group: device.group === null ? null : domain.group,
      groupReason: device.groupReason,
      refusal: device.refusal,
      domain,
      assumes: assumptionsOf(device),
      otherReleases: master.otherReleases.map(({ kernel, attachment }) => ({
        kernel: kernel.text,
        iommu: attachment.iommu === null ? null : pathOf(attachment.iommu),
        streams: attachment.streams,
        problem: attachment.problem?.text ?? null,
      })),
      reach,
      limits,
      dmaMaskBits: maskBits,
      domainType: typeFor(users, device),
      honoursIommuAddresses: honoursIommuAddresses(driver, options.kernel),
      reservations: calls.length === 0 ? own.reservations : [...own.reservations, ...runtimeReservations(calls)],
      reservationsLost: losesReservations(users, device, filled.held),
      need: needOf(device),
      planned: master.planned,
      firstPage: filled.figures.firstPage(reach, master.pci !== null),
      spec: own.spec,
      runtimeCalls: calls,
      usable: filled.figures.usable(reach),
      promised: promised.get(master.id) ?? null,
      location: master.location,
    };
  });
}

/** What is taken for granted of this consumer in particular; System.assumptions has the rest, in words. */
function assumptionsOf(device: Device): readonly AssumptionId[] {
  const { master } = device;
  return [
    ...(device.assumedToWork ? (["unknown-iommu"] as const) : []),
    ...(device.reach.maskAssumed ? (["mask-reaches-aperture"] as const) : []),
    ...master.assumes,
  ];
}

export function domainOf(
  id: string,
  group: string | null,
  users: DomainUsers,
  filled: FilledDomain,
  filler: DomainFiller,
): Domain {
  const { first, devices, candidates, sharing } = users;
  return {
    id,
    sharing,
    group,
    members: devices.map((device) => device.master.id),
    first: first.master.id,
    isFirstPlanned: first !== candidates[0],
    granule: first.granule,
    allocator: filled.allocator,
    ifFirst: otherOutcomes(users, filled, filler),
  };
}

/** The group whose default domain it is. */
export function groupOf(id: string, domain: Domain, users: DomainUsers): Group {
  const { iommu } = users.first.master.attachment;
  const members = users.devices.filter((device) => device.group !== null);
  return {
    id,
    iommu: iommu === null ? "" : pathOf(iommu),
    members: members.map((device) => device.master.id),
    domain,
    reservedRegions: reservedRegions(members.flatMap((device) => device.own.listed)),
  };
}

/** What the domain would hold had another member come first, where that differs. */
function otherOutcomes(users: DomainUsers, filled: FilledDomain, filler: DomainFiller): Domain["ifFirst"] {
  const outcomes: { member: string; allocator: readonly Range[] }[] = [];
  let before: Device = users.first;
  let allocator = filled.allocator;
  for (const device of users.candidates) {
    // Members that bring the same along mostly follow on each other.
    if (!initialisesAlike(device, before)) allocator = filler.fillOnce({ ...users, first: device }).allocator;
    before = device;
    if (!sameAllocator(allocator, filled.allocator)) outcomes.push({ member: device.master.id, allocator });
  }
  return outcomes;
}

/** What setting the domain up makes Linux say: of regions that its allocator drops, and of devices for which it fails. */
export function initMessages(users: DomainUsers, { dropped }: FilledDomain, kernel: Kernel): readonly KernelMessage[] {
  if (users.domainType !== "dma" && users.domainType !== "dma-fq") return [];
  const { first } = users;
  const drops = attaches(first) ? dropped.map((reservation) => dropMessage(first, reservation)) : [];
  return [...drops, ...failureMessages(users, kernel)];
}

/** iova_insert_rbtree warns and puts nothing in. */
function dropMessage({ master }: Device, { origin }: Reservation): KernelMessage {
  const location = origin.kind === "iommu-addresses" ? origin.location : master.location;
  const text = "WARNING: at drivers/iommu/iova.c iova_insert_rbtree";
  return { kind: "line", severity: "warning", consumer: master.id, text, location };
}

/** What iommu_setup_dma_ops (6.12) says. */
function failureMessages(users: DomainUsers, kernel: Kernel): readonly KernelMessage[] {
  return users.devices.filter(attaches).flatMap((device) => {
    const failure = initFailure(users, device);
    if (failure === null) return [];
    const { id: consumer, location } = device.master;
    const name = deviceName(device.master, kernel);
    const { unorderedAt } = device.own;
    const lines = [
      ...(failure === "bridge" && unorderedAt !== null ? [`${name}: ${unorderedText(unorderedAt)}`] : []),
      ...(failure === "aperture" ? ["specified DMA range outside IOMMU capability"] : []),
      ...(failure === "base" ? ["Incompatible range for DMA domain"] : []),
      `Failed to set up IOMMU for device ${name}; retaining platform DMA ops`,
    ];
    return lines.map((text): KernelMessage => ({ kind: "line", severity: "warning", consumer, text, location }));
  });
}

function unorderedText({ start, end }: Range): string {
  const hex = (address: bigint) => `0x${address.toString(16).padStart(16, "0")}`;
  return `Failed to reserve IOVA [${hex(start)}-${hex(end)}]`;
}

/** Pages that a member before has mapped already are not mapped again (iommu_create_device_direct_mappings). */
export function directMapsOf(users: DomainUsers): readonly DirectMap[] {
  const maps: DirectMap[] = [];
  let mapped = RangeSet.empty;
  for (const device of users.devices) {
    const type = typeFor(users, device);
    if (type === "identity" || type === "none") continue;
    for (const region of device.own.direct) {
      const range = directMapRange(region, device.granule);
      for (const missing of RangeSet.of([range]).subtract(mapped).ranges) {
        maps.push({ consumer: device.master.id, range: missing });
      }
      mapped = mapped.union(RangeSet.of([range]));
    }
  }
  return maps;
}
