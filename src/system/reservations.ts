/** All that is kept from one consumer's allocator, or listed for it, in the order in which Linux deals with it. */

import { type Range, RangeSet } from "../base/range.js";
import { honoursIommuAddresses } from "../iommu/drivers.js";
import { regionsInside } from "../iommu/mediatek.js";
import type { Kernel } from "../kernel/kernel.js";
import { type DeviceTree, type DtNode, pathOf } from "../tree/tree.js";
import { decodeIommuAddresses } from "./iommu-addresses.js";
import { complement, rangesReservations, usableRanges } from "./iommu-ranges.js";
import { deviceName, type Master } from "./master.js";
import type { KernelMessage, Reservation } from "./model.js";
import { type BridgeReservations, bridgeReservations } from "./pci-reservations.js";
import { SPACE_END } from "./space.js";
import { specReservations } from "./spec-reading.js";

/** What one consumer brings along when it initialises a domain. */
export interface OwnReservations {
  readonly reservations: readonly Reservation[];
  /** Those that sysfs lists: PCI windows are dma-iommu's own, and no kernel lists `iommu-ranges`. */
  readonly listed: readonly Reservation[];
  /** Those that are mapped one to one. */
  readonly direct: readonly Reservation[];
  /** Reservations as the binding's text has them, where that differs; else null. */
  readonly spec: readonly Reservation[] | null;
  /** What the tree asks for, before rounding and whether or not any driver reads it; null without a node. */
  readonly asked: RangeSet | null;
  /** True when initialising stops after the PCI windows (-EINVAL). */
  readonly failsAtBridge: boolean;
  readonly messages: readonly KernelMessage[];
}

/**
 * @param granule bytes
 * @param mediatekRegion the IOVA region of a MediaTek master, null for others
 */
export function ownReservations(
  tree: DeviceTree,
  master: Master,
  granule: bigint,
  mediatekRegion: number | null,
  kernel: Kernel,
): OwnReservations {
  const { node, inheritedFrom, pci, attachment } = master;
  const common = commonReservations(tree, master, mediatekRegion);
  const bridge = pci === null ? null : bridgeOnce(tree, pci.bridge);
  const honoured = honoursIommuAddresses(attachment.driver, kernel);
  const decoded = node === null ? null : decodeIommuAddresses(tree, node, inheritedFrom, kernel);
  const fromTree = honoured && decoded !== null ? decoded.reservations : [];
  const ranges = node === null ? [] : rangesReservations(tree, node, inheritedFrom, granule);
  const messages = (honoured && decoded !== null ? decoded.messages : []).map((message) => named(master, message));
  const unordered = bridge?.unordered ?? null;
  if (unordered !== null) messages.push(named(master, unorderedMessage(unordered)));
  const spec = node === null ? [] : specReservations(tree, node, inheritedFrom);
  return {
    reservations: fromTree.length + ranges.length === 0 ? common.all : [...common.all, ...fromTree, ...ranges],
    listed: [...common.ofDriver, ...fromTree],
    direct: fromTree.filter((r) => r.type === "direct"),
    spec: sameRegions(spec, fromTree) ? null : spec,
    asked: node === null ? null : asked(decoded?.reservations ?? [], usableRanges(node)),
    failsAtBridge: unordered !== null,
    messages,
  };
}

const bridges = new WeakMap<DtNode, BridgeReservations>();

function bridgeOnce(tree: DeviceTree, bridge: DtNode): BridgeReservations {
  const made = bridges.get(bridge) ?? bridgeReservations(tree, bridge);
  bridges.set(bridge, made);
  return made;
}

interface CommonReservations {
  readonly all: readonly Reservation[];
  readonly ofDriver: readonly Reservation[];
}

const commons = new WeakMap<DeviceTree, Map<string, CommonReservations>>();

/**
 * What bridge and driver take from every master of their kind: one and the same array for all of them, by which
 * equal domains are known. A board has many masters and few kinds.
 */
function commonReservations(tree: DeviceTree, master: Master, mediatekRegion: number | null): CommonReservations {
  const made = commons.get(tree) ?? new Map<string, CommonReservations>();
  commons.set(tree, made);
  const { pci, attachment } = master;
  const { driver, iommu } = attachment;
  // What was stated of one IOMMU is not so of another with the same driver.
  const instance = driver.stated.size === 0 || iommu === null ? "" : pathOf(iommu);
  const key = `${driver.id} ${instance} ${mediatekRegion} ${pci === null ? "" : pathOf(pci.bridge)}`;
  const known = made.get(key);
  if (known !== undefined) return known;
  const ofDriver = driverReservations(master, mediatekRegion);
  const all = pci === null ? ofDriver : [...bridgeOnce(tree, pci.bridge).reservations, ...ofDriver];
  made.set(key, { all, ofDriver });
  return { all, ofDriver };
}

function driverReservations(master: Master, mediatekRegion: number | null): readonly Reservation[] {
  const { driver } = master.attachment;
  const reservations: Reservation[] = [];
  if (driver.groups.kind === "mediatek" && mediatekRegion !== null) {
    for (const region of regionsInside(driver.groups.platform, mediatekRegion)) {
      const what = `an IOVA region of ${driver.id} inside this one`;
      reservations.push(ofDriver({ start: region.start, end: region.start + region.size }, "reserved", what, true));
    }
  }
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

/** The kernel's line begins with the driver's name, which a tree cannot tell, then the device's. */
const named = (master: Master, message: Omit<KernelMessage, "consumer">): KernelMessage => ({
  ...message,
  consumer: master.id,
  text: message.kind === "line" ? `${deviceName(master)}: ${message.text}` : message.text,
});

function unorderedMessage(gap: { readonly start: bigint; readonly end: bigint }): Omit<KernelMessage, "consumer"> {
  const hex = (address: bigint) => `0x${address.toString(16).padStart(16, "0")}`;
  const text = `Failed to reserve IOVA [${hex(gap.start)}-${hex(gap.end)}]`;
  return { kind: "line", severity: "error", text, location: null };
}

function asked(reservations: readonly Reservation[], usable: readonly Range[] | null): RangeSet {
  const written = reservations.map((r): Range => {
    const end = r.start + r.length;
    return { start: r.start, end: end > SPACE_END ? SPACE_END : end };
  });
  const set = RangeSet.of(written);
  return usable === null ? set : set.union(complement(usable));
}

/** The same regions in any order, repetitions aside. */
function sameRegions(a: readonly Reservation[], b: readonly Reservation[]): boolean {
  const keys = (list: readonly Reservation[]) =>
    [...new Set(list.map((r) => `${r.start} ${r.length} ${r.type}`))].sort().join(",");
  return keys(a) === keys(b);
}
