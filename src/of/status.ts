/** Whether Linux makes a device of a node. */
import type { DtNode } from "../tree/tree.js";
import { strings } from "../tree/value.js";

/** No `status`, or exactly `okay` or `ok` (of_device_is_available, 6.12). An empty `status` counts as disabled. */
export function isAvailable(node: DtNode): boolean {
  const status = node.properties.get("status");
  if (status === undefined) return true;
  const text = strings(status)[0];
  return text === "okay" || text === "ok";
}

/** The node itself or its nearest ancestor that is not available; null if the node's device is made. */
export function unavailableAt(node: DtNode): DtNode | null {
  for (let at: DtNode | null = node; at !== null; at = at.parent) {
    if (!isAvailable(at)) return at;
  }
  return null;
}
