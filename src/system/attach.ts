/** Masters become devices with groups, in the order in which they probe, or are left without and why. */

import { alignUp, type Range } from "../base/range.js";
import { GroupAllocator, type GroupCandidate } from "../iommu/groups.js";
import type { GroupToken } from "../iommu/stream-match.js";
import type { Kernel } from "../kernel/kernel.js";
import { platformDeviceName } from "../of/device-name.js";
import { dmaParent } from "../of/dma-parent.js";
import { type DmaRange, dmaRangeOf, dmaWindows } from "../of/dma-ranges.js";
import type { IommuAddresses } from "../of/iommu-addresses.js";
import type { DeviceTree } from "../tree/tree.js";
import { deviceName, type Master } from "./master.js";
import type { KernelMessage, Reservation, SystemOptions } from "./model.js";
import type { ResolvedPlan } from "./plan-lookup.js";
import { apertureOf, type Reach, reachOf } from "./reach.js";
import { type OwnReservations, ReservationReader } from "./reservations.js";

/** A master and all that is known of it before domains are made. */
export interface Device {
  readonly master: Master;
  /** Null without a group. */
  readonly group: GroupToken | null;
  /** Why it has none; null with a group. */
  readonly groupReason: string | null;
  /** The IOMMU has no driver that we know, and is taken to work all the same. */
  readonly assumedToWork: boolean;
  /** Bytes. */
  readonly granule: bigint;
  readonly dmaRange: DmaRange | null;
  readonly reach: Reach;
  readonly own: OwnReservations;
}

export interface Attached {
  /** In document order, like the masters. */
  readonly devices: readonly Device[];
  readonly messages: readonly KernelMessage[];
}

export function attachMasters(
  tree: DeviceTree,
  iommuAddresses: IommuAddresses,
  masters: readonly Master[],
  plan: ResolvedPlan,
  options: SystemOptions,
): Attached {
  const probe = new Probe(tree, new ReservationReader(tree, iommuAddresses, options.kernel), plan, options);
  const independent = masters.filter((master) => master.sharesWith === null);
  const devices = new Map<string, Device>();
  for (const master of probeOrder(independent, plan)) devices.set(master.id, probe.attach(master));
  for (const master of masters) {
    if (master.sharesWith === null) continue;
    devices.set(master.id, probe.join(master, devices.get(master.sharesWith) ?? null));
  }
  return { devices: masters.flatMap((master) => devices.get(master.id) ?? []), messages: probe.messages };
}

/** Document order, but for those that the plan says come first. */
function probeOrder(masters: readonly Master[], plan: ResolvedPlan): readonly Master[] {
  const rank = (master: Master): number => {
    const { iommu } = master.attachment;
    const first = iommu === null ? undefined : plan.first.get(iommu);
    const at = first?.findIndex((placed) => placed.value === master.id || placed.value === master.path) ?? -1;
    return at < 0 ? Number.MAX_SAFE_INTEGER : at;
  };
  return [...masters]
    .map((master) => ({ master, rank: rank(master) }))
    .sort((a, b) => a.rank - b.rank)
    .map((m) => m.master);
}

class Probe {
  readonly messages: KernelMessage[] = [];
  private readonly groups: GroupAllocator;
  private directMapWarned = false;

  constructor(
    private readonly tree: DeviceTree,
    private readonly reservations: ReservationReader,
    private readonly plan: ResolvedPlan,
    private readonly options: SystemOptions,
  ) {
    this.groups = new GroupAllocator(options.kernel);
  }

  attach(master: Master): Device {
    const { iommu, problem } = master.attachment;
    if (problem !== null || iommu === null) {
      const assumedToWork = problem?.kind === "no-driver";
      if (assumedToWork) this.say(master, "warning", "deferred probe timeout, ignoring dependency");
      return this.device(master, { groupReason: problem?.text ?? "it has no IOMMU", assumedToWork });
    }
    const candidate = this.candidate(master, iommu);
    const outcome = this.groups.add(candidate);
    if (!outcome.ok) {
      if (outcome.message !== null) this.say(master, "warning", outcome.message);
      return this.device(master, { groupReason: outcome.reason });
    }
    const device = this.device(master, { group: outcome.group, mediatekRegion: outcome.mediatekRegion });
    const unmappable = this.options.iommuMode === "passthrough" ? null : unmappableDirect(device);
    if (unmappable === null) return device;
    this.groups.remove(candidate);
    this.sayDirectMapFailed(master, iommu);
    return { ...device, group: null, groupReason: unmappable };
  }

  /** A child without streams of its own is where its leader is. */
  join(master: Master, leader: Device | null): Device {
    if (leader === null) return this.device(master, { groupReason: "what it shares its streams with is not there" });
    const { group, groupReason, assumedToWork } = leader;
    return this.device(master, { group, groupReason, assumedToWork });
  }

  private device(
    master: Master,
    found: {
      readonly group?: GroupToken | null;
      readonly groupReason?: string | null;
      readonly assumedToWork?: boolean;
      readonly mediatekRegion?: number | null;
    },
  ): Device {
    const { tree, options } = this;
    const { driver } = master.attachment;
    const stated = driver.stated.has("page-sizes") ? driver.granule : null;
    const granule = options.granule ?? stated ?? this.plan.plan?.granule ?? driver.granule;
    const dmaRange = dmaRangeOf(tree, firstBus(tree, master), options.kernel);
    const mediatekRegion = found.mediatekRegion ?? null;
    const reach = reachOf({
      driver,
      mediatekRegion,
      granule,
      maskBits: master.planned?.dmaMaskBits?.value ?? options.dmaMaskBits,
      dmaRange,
      dmaLimit: options.dmaLimit,
      kernel: options.kernel,
    });
    return {
      master,
      group: found.group ?? null,
      groupReason: found.groupReason ?? null,
      assumedToWork: found.assumedToWork ?? false,
      granule,
      dmaRange,
      reach,
      own: this.reservations.read(master, granule, mediatekRegion),
    };
  }

  private candidate(master: Master, iommu: GroupCandidate["iommu"]): GroupCandidate {
    const { driver, streams } = master.attachment;
    return {
      id: master.id,
      deviceName: deviceName(master),
      iommu,
      driver,
      streams,
      standsForMany: master.standsForMany,
      pciKey: master.pci?.groupKey ?? null,
      dmaWindow: firstDmaWindow(this.tree, master, this.options.kernel),
    };
  }

  private say(master: Master, severity: KernelMessage["severity"], text: string): void {
    this.messages.push({
      kind: "line",
      severity,
      consumer: master.id,
      text: `${deviceName(master)}: ${text}`,
      location: master.location,
    });
  }

  /** `dev_warn_once`, in the IOMMU's name. */
  private sayDirectMapFailed(master: Master, iommu: GroupCandidate["iommu"]): void {
    if (this.directMapWarned) return;
    this.directMapWarned = true;
    const text = "IOMMU driver was not able to establish FW requested direct mapping.";
    this.messages.push({
      kind: "line",
      severity: "warning",
      consumer: master.id,
      text: `${platformDeviceName(iommu)}: ${text}`,
      location: master.location,
    });
  }
}

/** Where of_dma_configure begins to look for `dma-ranges`. */
const firstBus = (tree: DeviceTree, master: Master) =>
  master.pci !== null ? master.pci.bridge : dmaParent(tree, master.configNode);

function firstDmaWindow(tree: DeviceTree, master: Master, kernel: Kernel): Range | null {
  const range = dmaRangeOf(tree, firstBus(tree, master), kernel);
  const window = range === null ? undefined : dmaWindows(tree, range.bus)[0];
  return window === undefined ? null : { start: window.bus, end: window.bus + window.size };
}

/** What Linux maps one to one for a region: whole granules from the first that begins in it to the one it ends in. */
export function directMapRange(region: Reservation, granule: bigint): Range {
  return { start: alignUp(region.start, granule), end: alignUp(region.start + region.length, granule) };
}

/** The reason why some direct region of the device cannot be mapped, which costs it its group; null if all can. */
function unmappableDirect(device: Device): string | null {
  const { driver } = device.master.attachment;
  const aperture = apertureOf(driver, null);
  for (const region of device.own.direct) {
    const { start, end } = directMapRange(region, device.granule);
    if (start >= end) continue;
    const at = `its direct region at 0x${region.start.toString(16)}`;
    if (end > aperture.end) return `${at} cannot be mapped: it lies beyond the IOMMU's aperture`;
    if (driver.outputEnd !== null && end > driver.outputEnd) {
      return `${at} cannot be mapped: it lies beyond the IOMMU's physical addresses`;
    }
  }
  return null;
}
