/** All that is kept from one consumer's allocator, or listed for it, in the order in which Linux deals with it. */

import { type Range, RangeSet } from "../base/range.js";
import type { DriverRegion } from "../iommu/driver.js";
import { honoursIommuAddresses } from "../iommu/drivers.js";
import type { DriverSpace } from "../iommu/grouping.js";
import { type Kernel, withSeries } from "../kernel/kernel.js";
import type { IommuAddresses } from "../of/iommu-addresses.js";
import { type DeviceTree, type DtNode, pathOf } from "../tree/tree.js";
import { bindingReservations, type DecodedRegions, type DeviceMessage, linuxReservations } from "./iommu-addresses.js";
import { promisedToKeep, rangesReservations } from "./iommu-ranges.js";
import { deviceName, type Master } from "./master.js";
import type { KernelMessage, Reservation } from "./model.js";
import { type BridgeReservations, bridgeReservations } from "./pci-reservations.js";
import { SPACE_END } from "./space.js";

/** What one consumer brings along when it initialises a domain. */
export interface OwnReservations {
  readonly reservations: readonly Reservation[];
  /** Those that sysfs lists: PCI windows are dma-iommu's own. */
  readonly listed: readonly Reservation[];
  /** Those that are mapped one to one. */
  readonly direct: readonly Reservation[];
  /** Reservations as the binding's text has them, where that differs; else null. */
  readonly spec: readonly Reservation[] | null;
  /** What the tree asks for, before rounding and whether or not the driver or the kernel at hand heeds it; null without a node. */
  readonly asked: RangeSet | null;
  /** Where the bridge's inbound windows run backwards: initialising stops there (-EINVAL). Null if it does not. */
  readonly unorderedAt: BridgeReservations["unordered"];
  /** What reading its regions makes Linux say. */
  readonly messages: readonly KernelMessage[];
}

/** What the masters of one board bring along. A board has many masters and few kinds of them: what a kind has is made once. */
export class ReservationReader {
  private readonly bridges = new Map<DtNode, BridgeReservations>();
  private readonly commons = new Map<string, CommonReservations>();

  constructor(
    private readonly tree: DeviceTree,
    private readonly iommuAddresses: IommuAddresses,
    private readonly kernel: Kernel,
  ) {}

  /** @param space what the driver gives the group of the device; null: all that the IOMMU translates */
  read(master: Master, space: DriverSpace | null): OwnReservations {
    const { kernel } = this;
    const { node, inheritedFrom, pci, attachment } = master;
    const common = this.common(master, space);
    const bridge = pci === null ? null : this.bridge(pci.bridge);
    const honoured = honoursIommuAddresses(attachment.driver, kernel);
    const decoded = node === null ? nothing : linuxReservations(this.reader, node, inheritedFrom);
    const regions = honoured ? decoded : nothing;
    const ranges = node !== null && honoured && kernel.readsIommuRanges ? this.ranges(node, inheritedFrom) : nothing;
    const own =
      node === null ? [] : (attachment.driver.regions?.(node) ?? []).map((region) => fromProperty(node, region));
    const fromTree = [...own, ...regions.reservations, ...ranges.reservations];
    const spec = node === null ? [] : bindingReservations(this.reader, node, inheritedFrom);
    return {
      reservations: fromTree.length === 0 ? common.all : [...common.all, ...fromTree],
      listed: [...common.ofDriver, ...fromTree],
      direct: [...own, ...regions.reservations].filter((r) => r.type === "direct"),
      spec: sameRegions(spec, regions.reservations) ? null : spec,
      asked: node === null ? null : this.asked(node, decoded),
      unorderedAt: bridge?.unordered ?? null,
      messages: [...regions.messages, ...ranges.messages].map((message) => named(master, message, kernel)),
    };
  }

  private ranges(node: DtNode, inheritedFrom: string | null): DecodedRegions {
    return rangesReservations(this.tree, node, inheritedFrom, this.kernel);
  }

  /** A posted series that passes over holes takes away what keeps them free, not that they must be. */
  private asked(node: DtNode, decoded: DecodedRegions): RangeSet {
    const { kernel, tree, reader } = this;
    const released = kernel.wantsRegForIommuAddresses
      ? linuxReservations({ ...reader, kernel: withSeries(kernel, []) }, node, null)
      : decoded;
    return extentOf(released.reservations).union(promisedToKeep(tree, node, kernel));
  }

  private get reader() {
    return { tree: this.tree, iommuAddresses: this.iommuAddresses, kernel: this.kernel };
  }

  private bridge(bridge: DtNode): BridgeReservations {
    const made = this.bridges.get(bridge) ?? bridgeReservations(this.tree, bridge, this.kernel);
    this.bridges.set(bridge, made);
    return made;
  }

  /** One and the same array for all masters of a kind, by which equal domains are known. */
  private common(master: Master, space: DriverSpace | null): CommonReservations {
    const { pci, attachment } = master;
    const { driver, iommu } = attachment;
    // What was stated of one IOMMU is not so of another with the same driver.
    const instance = driver.stated.size === 0 || iommu === null ? "" : pathOf(iommu);
    const key = `${driver.id} ${instance} ${space?.id ?? ""} ${pci === null ? "" : pathOf(pci.bridge)}`;
    const known = this.commons.get(key);
    if (known !== undefined) return known;
    const ofDriver = driverReservations(master, space);
    const all = pci === null ? ofDriver : [...this.bridge(pci.bridge).reservations, ...ofDriver];
    this.commons.set(key, { all, ofDriver });
    return { all, ofDriver };
  }
}

/** What bridge and driver take from every master of a kind. */
interface CommonReservations {
  readonly all: readonly Reservation[];
  readonly ofDriver: readonly Reservation[];
}

function driverReservations(master: Master, space: DriverSpace | null): readonly Reservation[] {
  const { driver } = master.attachment;
  const reservations = (space?.reserved ?? []).map(({ range, what }) => ofDriver(range, "reserved", what, true));
  const { msi } = driver;
  if (msi !== null && (msi.kind !== "pci-hardware" || master.pci !== null)) {
    const isSoftware = msi.kind === "software";
    const what = isSoftware ? `software MSI window of ${driver.id}` : `MSI doorbell of ${driver.id}`;
    reservations.push(ofDriver(msi.range, "msi", what, !isSoftware));
  }
  return reservations;
}

const ofDriver = (range: Range, type: Reservation["type"], what: string, inAllocator: boolean): Reservation => ({
  start: range.start,
  length: range.end - range.start,
  type,
  origin: { kind: "iommu-driver", what },
  inAllocator,
});

const fromProperty = (node: DtNode, { property, type, start, length }: DriverRegion): Reservation => ({
  start,
  length,
  type,
  origin: { kind: "iommu-driver", what: `${property} of ${pathOf(node)}` },
  inAllocator: true,
});

/** The kernel's line begins with the driver's name, which a tree cannot tell, then the device's. */
const named = (master: Master, message: DeviceMessage, kernel: Kernel): KernelMessage => ({
  ...message,
  consumer: master.id,
  text: message.kind === "line" ? `${deviceName(master, kernel)}: ${message.text}` : message.text,
});

const nothing: DecodedRegions = { reservations: [], messages: [] };

const extentOf = (reservations: readonly Reservation[]): RangeSet =>
  RangeSet.of(
    reservations.map((r): Range => {
      const end = r.start + r.length;
      return { start: r.start, end: end > SPACE_END ? SPACE_END : end };
    }),
  );

/** The same regions in any order, repetitions aside. */
function sameRegions(a: readonly Reservation[], b: readonly Reservation[]): boolean {
  const keys = (list: readonly Reservation[]) =>
    [...new Set(list.map((r) => `${r.start} ${r.length} ${r.type}`))].sort().join(",");
  return keys(a) === keys(b);
}
