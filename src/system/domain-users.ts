/** Who works in which domain, and why: Linux's groups first, then, for those without one, the streams. */
import { isIdentityByDefault, unknownDriver } from "../iommu/drivers.js";
import type { DtNode } from "../tree/tree.js";
import type { Device } from "./device.js";
import type { Consumer, DomainSharing, SystemOptions } from "./model.js";
import type { ResolvedPlan } from "./plan-lookup.js";

/** Devices that share a domain. */
export interface DomainUsers {
  /** In document order. */
  readonly devices: readonly Device[];
  readonly sharing: DomainSharing;
  /**
   * Those that can come first: the ones that Linux, or an IOMMU taken to work, attaches and whose DMA range the IOMMU
   * has; all where there are none.
   */
  readonly candidates: readonly Device[];
  /** The one that initialises the domain. */
  readonly first: Device;
  /** Those with runtime reservations in the plan. */
  readonly callers: readonly Device[];
  readonly domainType: Consumer["domainType"];
}

/** Sets of devices in document order of their first. */
export function domainUsers(
  devices: readonly Device[],
  plan: ResolvedPlan,
  options: SystemOptions,
): readonly DomainUsers[] {
  const keyOf = domainKeys(devices);
  const sets = new Map<unknown, Device[]>();
  for (const device of devices) {
    const key = keyOf(device);
    const list = sets.get(key);
    if (list === undefined) sets.set(key, [device]);
    else list.push(device);
  }
  return [...sets.values()].flatMap((members): readonly DomainUsers[] => {
    const attached = members.filter(attaches);
    const able = attached.filter(({ reach }) => !reach.outsideAperture);
    const candidates = able.length > 0 ? able : attached.length > 0 ? attached : members;
    const first = plannedFirst(candidates, plan) ?? candidates[0];
    if (first === undefined) return [];
    const callers = members.filter((device) => (device.master.planned?.runtime.length ?? 0) > 0);
    const domainType = domainTypeOf(attached, options);
    return [{ devices: members, sharing: sharingOf(members), candidates, first, callers, domainType }];
  });
}

/** Linux attaches it, or would with a driver for its IOMMU. */
export const attaches = (device: Device): boolean => device.group !== null || device.assumedToWork;

/**
 * Devices with the same key share. A group is a domain; a device without one works, as far as figures go, where its
 * streams lead: in the domain of whoever sends on just the same streams, since these cannot have two address spaces.
 */
function domainKeys(devices: readonly Device[]): (device: Device) => unknown {
  const streams = new StreamKeys();
  const groupOn = new Map<string, Device["group"]>();
  if (devices.some((device) => device.group === null)) {
    for (const device of devices) {
      const key = device.group === null ? null : streams.keyOf(device);
      if (key !== null && !groupOn.has(key)) groupOn.set(key, device.group);
    }
  }
  return (device) => {
    if (device.group !== null) return device.group;
    const key = streams.keyOf(device);
    if (key === null) return device.master.sharesWith ?? device.master.id;
    return groupOn.get(key) ?? key;
  };
}

/** Sets of streams as text: whatever their order, and however often each is named. */
class StreamKeys {
  private readonly serials = new Map<DtNode, number>();

  /** Null without streams. */
  keyOf({ master }: Device): string | null {
    const { streams, driver } = master.attachment;
    if (streams.length === 0) return null;
    const keys = streams.map(({ iommu, id, cells, mask, count }) => {
      // What cells mean only a driver knows: without one, other cells are another stream.
      const specifier = driver.id === unknownDriver.id ? cells.join(",") : `${id}/${mask}`;
      return `${this.serialOf(iommu)}:${specifier}+${count}`;
    });
    return `streams ${[...new Set(keys)].sort().join(" ")}`;
  }

  private serialOf(iommu: DtNode): number {
    const serial = this.serials.get(iommu) ?? this.serials.size;
    this.serials.set(iommu, serial);
    return serial;
  }
}

function sharingOf(members: readonly Device[]): DomainSharing {
  const [head] = members;
  if (head === undefined || members.length === 1) return "alone";
  const leader = head.master.sharesWith ?? head.master.id;
  if (members.every(({ master }) => (master.sharesWith ?? master.id) === leader)) return "parent-streams";
  if (members.every((device) => device.group !== null)) return "group";
  return members.every((device) => device.assumedToWork) ? "unknown-iommu" : "same-streams";
}

/** The member that the plan names first for their IOMMU. */
function plannedFirst(members: readonly Device[], plan: ResolvedPlan): Device | null {
  for (const { master } of members) {
    const named = master.attachment.iommu === null ? undefined : plan.first.get(master.attachment.iommu);
    for (const { value } of named ?? []) {
      const device = members.find((member) => member.master.id === value || member.master.path === value);
      if (device !== undefined) return device;
    }
  }
  return null;
}

function domainTypeOf(attached: readonly Device[], options: SystemOptions): Consumer["domainType"] {
  if (attached.length === 0) return "none";
  if (options.iommuMode === "passthrough") return "identity";
  // One member is enough: a group has one default domain (iommu_get_default_domain_type).
  const isIdentity = attached.some(({ master }) =>
    isIdentityByDefault(master.attachment.driver, master.node, options.kernel),
  );
  if (isIdentity) return "identity";
  return options.iommuMode === "lazy" ? "dma-fq" : "dma";
}
