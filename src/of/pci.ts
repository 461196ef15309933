/** PCI host bridges and functions as far as a device tree tells of them. */
import type { DtNode } from "../tree/tree.js";
import { cellAt, u32Of } from "../tree/value.js";
import { isPciBus } from "./bus.js";

/** A PCI bus node whose parent is no PCI bus. */
export const isHostBridge = (node: DtNode): boolean =>
  isPciBus(node) && (node.parent === null || !isPciBus(node.parent));

/** `bus << 8 | device << 3 | function`, what `iommu-map` of a host bridge calls an id. */
export type RequesterId = number;

/**
 * The requester id of a function's node: device and function from its `reg` (of_pci_get_devfn), the bus number from
 * the bridge above it, which the kernel may number otherwise when it finds the bus differently. Null without a `reg`.
 */
export function requesterId(node: DtNode): RequesterId | null {
  const reg = node.properties.get("reg");
  const first = reg === undefined ? null : cellAt(reg, 0);
  if (first === null || node.parent === null) return null;
  const bus = u32Of(node.parent, "bus-range") ?? (first >>> 16) & 0xff;
  return ((bus & 0xff) << 8) | ((first >>> 8) & 0xff);
}

/** `00:1f.3` */
export function formatRequesterId(rid: RequesterId): string {
  const hex = (value: number) => value.toString(16).padStart(2, "0");
  return `${hex((rid >>> 8) & 0xff)}:${hex((rid >>> 3) & 0x1f)}.${rid & 7}`;
}

const BUS_DEVICE_FUNCTION = /^([0-9a-f]{2}):([01][0-9a-f])\.([0-7])$/i;

/** Reads `00:1f.3`; null if the text is no such address. */
export function parseRequesterId(text: string): RequesterId | null {
  const [, bus, device, fn] = BUS_DEVICE_FUNCTION.exec(text) ?? [];
  if (bus === undefined || device === undefined || fn === undefined) return null;
  return (Number.parseInt(bus, 16) << 8) | (Number.parseInt(device, 16) << 3) | Number.parseInt(fn, 10);
}
