/** Where a fragment is merged. */
import type { DraftNode } from "../../tree/draft.js";
import { cellAt, textOf } from "../../tree/value.js";
import type { BaseTree } from "./base-tree.js";
import type { Fragment, IncomingOverlay } from "./incoming.js";

/** The base's node that `target` (a phandle) or else `target-path` names; null if it is none yet. */
export function targetOf(fragment: Fragment, base: BaseTree): DraftNode | null {
  const target = fragment.node.properties.get("target");
  if (target !== undefined) {
    const phandle = target.value.length === 4 ? cellAt(target, 0) : null;
    return phandle === null ? null : base.nodeByPhandle(phandle);
  }
  const path = textOf(fragment.node, "target-path");
  return path === null ? null : base.nodeAt(path);
}

/** Says why a fragment has no target. */
export function refuseTarget(overlay: IncomingOverlay, { node }: Fragment): void {
  const property = ["target", "target-path"].find((name) => node.properties.has(name));
  const location = property === undefined ? overlay.atNode(node) : overlay.atProperty(node, property);
  overlay.refuse("overlay-no-target", reasonForNone(node), location);
}

function reasonForNone(node: DraftNode): string {
  const target = node.properties.get("target");
  if (target?.value.length === 4) {
    const phandle = (cellAt(target, 0) ?? 0).toString(16);
    return `the base has no node with the phandle 0x${phandle}, the 'target' of '${node.name}'`;
  }
  if (target !== undefined) return `the 'target' of '${node.name}' is not one cell`;
  const path = textOf(node, "target-path");
  return path === null
    ? `'${node.name}' has neither 'target' nor 'target-path'`
    : `the base has no node '${path}', the 'target-path' of '${node.name}'`;
}
