/** The names that Linux's log and sysfs give to devices made from nodes. */
import type { Kernel } from "../kernel/kernel.js";
import { baseName, type DtNode } from "../tree/tree.js";
import { u32Of } from "../tree/value.js";
import { formatRequesterId, type RequesterId } from "./pci.js";
import { regEntries } from "./reg.js";
import { translateRegister } from "./translate.js";

/**
 * `a600000.usb`, or for a node without a translatable `reg` its name behind its parents', up to one that has such a
 * `reg`: `soc@0:sound` (of_device_make_bus_id, 6.12).
 */
export function platformDeviceName(node: DtNode, kernel: Kernel): string {
  const behind: string[] = [];
  for (let at = node; at.parent !== null; at = at.parent) {
    const first = regEntries(at)[0];
    const address =
      first === undefined ? null : translateRegister(at, { flags: first.flags, value: first.address }, kernel);
    if (address?.ok) return [`${address.address.toString(16)}.${baseName(at)}`, ...behind].join(":");
    behind.unshift(at.name);
  }
  return behind.join(":");
}

/** `0000:01:00.0`: the domain is that of the bridge's `linux,pci-domain`, else 0. */
export function pciDeviceName(bridge: DtNode, rid: RequesterId): string {
  const domain = u32Of(bridge, "linux,pci-domain") ?? 0;
  return `${domain.toString(16).padStart(4, "0")}:${formatRequesterId(rid)}`;
}
