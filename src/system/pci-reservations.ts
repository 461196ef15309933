/** What dma-iommu keeps from every PCI function because of its host bridge (iova_reserve_pci_windows, 6.12). */

import type { Kernel } from "../kernel/kernel.js";
import { inboundWindows, memoryWindows } from "../of/pci-windows.js";
import {
  type DeviceTree,
  type DtNode,
  locationOfByte,
  locationOfNode,
  locationOfProperty,
  pathOf,
} from "../tree/tree.js";
import type { Reservation } from "./model.js";
import { SPACE_END } from "./space.js";

export interface BridgeReservations {
  /** In the order in which Linux makes them. */
  readonly reservations: readonly Reservation[];
  /** An inbound window that begins (`end`) below the end of the one before (`start`): initialising fails with -EINVAL. */
  readonly unordered: { readonly start: bigint; readonly end: bigint } | null;
}

export function bridgeReservations(tree: DeviceTree, bridge: DtNode, kernel: Kernel): BridgeReservations {
  const gaps = inboundGaps(tree, bridge, kernel);
  return {
    reservations: [...windowReservations(tree, bridge, kernel), ...gaps.reservations],
    unordered: gaps.unordered,
  };
}

/** The windows through which the CPU reaches functions: a function's DMA there would not leave the bus. */
function windowReservations(tree: DeviceTree, bridge: DtNode, kernel: Kernel): readonly Reservation[] {
  const property = bridge.properties.get("ranges");
  return memoryWindows(bridge, kernel).map((window) => ({
    start: window.start,
    length: window.size,
    type: "reserved",
    origin: {
      kind: "pci-window",
      bridge: pathOf(bridge),
      location:
        property === undefined ? locationOfNode(tree, bridge) : locationOfByte(tree, bridge, property, window.offset),
    },
    inAllocator: true,
  }));
}

/** What `dma-ranges` leaves out: up to and *including* the first byte, hence the first granule, of each window. */
function inboundGaps(tree: DeviceTree, bridge: DtNode, kernel: Kernel): BridgeReservations {
  const property = bridge.properties.get("dma-ranges");
  const windows = inboundWindows(tree, bridge, kernel);
  if (property === undefined || windows.length === 0) return { reservations: [], unordered: null };
  const location = locationOfProperty(tree, bridge, property);
  const reservations: Reservation[] = [];
  const add = (start: bigint, last: bigint) => {
    if (last <= start) return;
    const origin = { kind: "pci-inbound", bridge: pathOf(bridge), location } as const;
    reservations.push({ start, length: last - start + 1n, type: "reserved", origin, inAllocator: true });
  };
  let next = 0n;
  for (const window of windows) {
    if (window.bus < next) return { reservations, unordered: { start: next, end: window.bus } };
    add(next, window.bus);
    next = BigInt.asUintN(64, window.bus + window.size);
  }
  // A last window that ends at 2^64 makes `next` 0, and the kernel then reserves everything.
  add(next, SPACE_END - 1n);
  return { reservations, unordered: null };
}
