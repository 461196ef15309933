/** Whether Linux makes a device of a node. */
import type { DtNode } from "../tree/tree.js";

/** No `status`, or exactly `okay` or `ok` (of_device_is_available, 6.12). An empty `status` counts as disabled. */
export function isAvailable(node: DtNode): boolean {
  const status = node.properties.get("status");
  if (status === undefined) return true;
  const { value } = status;
  const end = value.indexOf(0);
  const length = end < 0 ? value.length : end;
  return isText(value, length, "okay") || isText(value, length, "ok");
}

function isText(bytes: Uint8Array, length: number, text: string): boolean {
  if (length !== text.length) return false;
  for (let i = 0; i < length; i++) {
    if (bytes[i] !== text.charCodeAt(i)) return false;
  }
  return true;
}

/** The node itself or its nearest ancestor that is not available; null if the node's device is made. */
export function unavailableAt(node: DtNode): DtNode | null {
  for (let at: DtNode | null = node; at !== null; at = at.parent) {
    if (!isAvailable(at)) return at;
  }
  return null;
}
