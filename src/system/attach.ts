/** Masters become devices with groups, in the order in which they probe, or are left without and why. */

import type { Range } from "../base/range.js";
import { isIdentityByDefault } from "../iommu/drivers.js";
import type { DriverSpace, GroupCandidate } from "../iommu/grouping.js";
import { GroupAllocator } from "../iommu/groups.js";
import type { AttachmentProblem } from "../iommu/streams.js";
import type { Kernel } from "../kernel/kernel.js";
import { dmaParent } from "../of/dma-parent.js";
import { dmaRangeOf, dmaWindows } from "../of/dma-ranges.js";
import type { IommuAddresses } from "../of/iommu-addresses.js";
import type { DeviceTree } from "../tree/tree.js";
import { type Device, directMapRange } from "./device.js";
import { deviceName, type Master } from "./master.js";
import type { SystemOptions } from "./model.js";
import type { ResolvedPlan } from "./plan-lookup.js";
import { reachOf } from "./reach.js";
import { registerIommus } from "./registration.js";
import { ReservationReader } from "./reservations.js";

export function attachMasters(
  tree: DeviceTree,
  iommuAddresses: IommuAddresses,
  masters: readonly Master[],
  plan: ResolvedPlan,
  options: SystemOptions,
): readonly Device[] {
  const probe = new Probe(tree, new ReservationReader(tree, iommuAddresses, options.kernel), plan, options);
  const independent = masters.filter((master) => master.sharesWith === null);
  const devices = new Map<string, Device>();
  const probed = probeOrder(independent, plan).map((master) => probe.attach(master));
  for (const device of registerIommus(probed, options.kernel)) devices.set(device.master.id, device);
  for (const master of masters) {
    if (master.sharesWith === null) continue;
    devices.set(master.id, probe.join(master, devices.get(master.sharesWith) ?? null));
  }
  return masters.flatMap((master) => devices.get(master.id) ?? []);
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
  private readonly groups: GroupAllocator;

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
      const said = assumedToWork ? "deferred probe timeout, ignoring dependency" : null;
      const groupReason = problem?.text ?? "it has no IOMMU";
      const refusal = problem === null ? null : refusalOf(problem.kind);
      return this.device(master, { groupReason, assumedToWork, said, refusal, regionsRead: assumedToWork });
    }
    const candidate = this.candidate(master, iommu);
    const outcome = this.groups.add(candidate);
    if (!outcome.ok) {
      const { reason: groupReason, message: said, refusal } = outcome;
      return this.device(master, { groupReason, said, refusal });
    }
    const { group, space } = outcome;
    const device = this.device(master, { group, space, regionsRead: true });
    const unmappable = this.isMapped(master) ? unmappableDirect(device) : null;
    if (unmappable === null) return device;
    this.groups.remove(candidate);
    return { ...device, group: null, groupReason: unmappable, refusal: "direct-map" };
  }

  /** A child without streams of its own is where its leader is. */
  join(master: Master, leader: Device | null): Device {
    if (leader === null)
      return this.device(master, { groupReason: "the device that it shares its streams with does not exist" });
    const { group, groupReason, assumedToWork } = leader;
    return this.device(master, { group, groupReason, assumedToWork, regionsRead: leader.regionsRead });
  }

  /** Direct regions are mapped in DMA domains alone (iommu_create_device_direct_mappings). */
  private isMapped({ attachment, node }: Master): boolean {
    const { iommuMode, kernel } = this.options;
    return iommuMode !== "passthrough" && !isIdentityByDefault(attachment.driver, node, kernel);
  }

  private device(
    master: Master,
    found: Partial<Pick<Device, "group" | "groupReason" | "assumedToWork" | "refusal" | "said" | "regionsRead">> & {
      readonly space?: DriverSpace | null;
    },
  ): Device {
    const { tree, options } = this;
    const { driver } = master.attachment;
    const stated = driver.stated.has("page-sizes") ? driver.granule : null;
    const granule = options.granule ?? stated ?? this.plan.plan?.granule ?? driver.granule;
    const dmaRange = dmaRangeOf(tree, firstBus(tree, master), options.kernel);
    const space = found.space ?? null;
    const reach = reachOf({
      driver,
      aperture: space?.aperture ?? driver.aperture,
      granule,
      maskBits: master.planned?.dmaMaskBits?.value ?? options.dmaMaskBits,
      maskLast: master.planned?.dmaLimit?.value ?? null,
      dmaRange,
      dmaLimit: options.dmaLimit,
      kernel: options.kernel,
    });
    return {
      master,
      group: found.group ?? null,
      groupReason: found.groupReason ?? null,
      assumedToWork: found.assumedToWork ?? false,
      refusal: found.refusal ?? null,
      said: found.said ?? null,
      regionsRead: found.regionsRead ?? false,
      granule,
      dmaRange,
      reach,
      own: this.reservations.read(master, space),
    };
  }

  private candidate(master: Master, iommu: GroupCandidate["iommu"]): GroupCandidate {
    const { driver, streams } = master.attachment;
    return {
      id: master.id,
      deviceName: deviceName(master, this.options.kernel),
      node: master.node,
      iommu,
      driver,
      streams,
      isAggregate: master.isAggregate,
      pciKey: master.pci?.groupKey ?? null,
      dmaWindow: firstDmaWindow(this.tree, master, this.options.kernel),
    };
  }
}

/** Where of_dma_configure begins to look for `dma-ranges`. */
const firstBus = (tree: DeviceTree, master: Master) =>
  master.pci !== null ? master.pci.bridge : dmaParent(tree, master.configNode);

function firstDmaWindow(tree: DeviceTree, master: Master, kernel: Kernel): Range | null {
  const range = dmaRangeOf(tree, firstBus(tree, master), kernel);
  const window = range === null ? undefined : dmaWindows(tree, range.bus, kernel)[0];
  return window === undefined ? null : { start: window.bus, end: window.bus + window.size };
}

/** The reason why some direct region of the device cannot be mapped, which costs it its group; null if all can. */
function unmappableDirect(device: Device): string | null {
  const { driver } = device.master.attachment;
  for (const region of device.own.direct) {
    const { start, end } = directMapRange(region, device.granule);
    if (start >= end) continue;
    const at = `its direct region at 0x${region.start.toString(16)}`;
    if (end > driver.aperture.end) return `${at} cannot be mapped: it lies beyond the IOMMU's aperture`;
    if (driver.outputEnd !== null && end > driver.outputEnd) {
      return `${at} cannot be mapped: it lies beyond the IOMMU's physical addresses`;
    }
  }
  return null;
}

/** Null for what is not there, or not to be known: no entry, no driver, a disabled IOMMU. */
function refusalOf(kind: AttachmentProblem["kind"]): Device["refusal"] {
  switch (kind) {
    case "too-many-iommus":
    case "two-drivers":
    case "iommu-refused":
      return kind;
    default:
      return null;
  }
}
