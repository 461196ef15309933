/** An overlay's fragments into the base, and its symbols into the base's. */
import { type DraftNode, withValue } from "../../tree/draft.js";
import { bytesOfStrings } from "../../tree/encode.js";
import { type DtNode, type Property, pathOf } from "../../tree/tree.js";
import { strings } from "../../tree/value.js";
import type { BaseTree } from "./base-tree.js";
import { fragmentOf, type IncomingOverlay } from "./incoming.js";
import { refuseTarget, targetOf } from "./targets.js";

/** Every node of the overlay that became part of the base, with the node it became. */
export type Merged = Map<DtNode, DraftNode>;

/** In order, for a fragment may have its target in an earlier one. */
export function mergeFragments(overlay: IncomingOverlay, base: BaseTree): Merged {
  const merged: Merged = new Map();
  for (const fragment of overlay.fragments()) {
    const target = targetOf(fragment, base);
    if (target === null) refuseTarget(overlay, fragment);
    else mergeNode(fragment.content, target, base, merged);
  }
  return merged;
}

function mergeNode(content: DraftNode, target: DraftNode, base: BaseTree, merged: Merged): void {
  const pairs: [DraftNode, DraftNode][] = [[content, target]];
  for (let pair = pairs.pop(); pair !== undefined; pair = pairs.pop()) {
    const [from, into] = pair;
    merged.set(from, into);
    base.setProperties(into, from.properties.values());
    const children = base.childrenLike(into, from.children);
    for (let i = children.length - 1; i >= 0; i--) {
      const [below, target] = [from.children[i], children[i]];
      if (below !== undefined && target !== undefined) pairs.push([below, target]);
    }
  }
}

/** `/fragment@0/__overlay__/serial` becomes the path of the fragment's target and `/serial`. */
export function mergeSymbols(overlay: IncomingOverlay, base: BaseTree): void {
  const symbols = overlay.tree.root.child("__symbols__");
  if (symbols === null) return;
  const moved: Property[] = [];
  for (const property of symbols.properties.values()) {
    const now = pathInBase(property, overlay, base);
    if (now === "malformed") {
      const message = `'${property.name}' is not a path in this overlay`;
      overlay.refuse("overlay-bad-symbol", message, overlay.atProperty(symbols, property.name));
    } else if (now !== null) {
      moved.push(withValue(property, bytesOfStrings([now])));
    }
  }
  if (moved.length === 0) return;
  const [own] = base.childrenLike(base.tree.root, [symbols]);
  if (own !== undefined) base.setProperties(own, moved);
}

/** Null for a label on something that is not merged, such as a fragment. */
function pathInBase(symbol: Property, overlay: IncomingOverlay, base: BaseTree): string | "malformed" | null {
  const [path = "", ...others] = symbol.value.at(-1) === 0 ? strings(symbol) : [];
  if (!path.startsWith("/") || others.length > 0) return "malformed";
  const [, name = "", content, ...rest] = path.split("/");
  if (content !== "__overlay__") return null;
  const node = overlay.tree.root.child(name);
  const fragment = node === null ? null : fragmentOf(node);
  if (fragment === null) return "malformed";
  const target = targetOf(fragment, base);
  // The fragment was refused already.
  if (target === null) return null;
  const parent = pathOf(target);
  return `${parent === "/" ? "" : parent}/${rest.join("/")}`;
}

/** The labels of the overlay's nodes, which may take a label away from a node of the base. */
export function mergeLabels(overlay: IncomingOverlay, base: BaseTree, merged: Merged): void {
  const { labels } = base.tree;
  for (const [label, node] of overlay.tree.labels) {
    const now = merged.get(node);
    if (now === undefined) continue;
    const before = labels.get(label);
    if (before !== undefined) before.labels = before.labels.filter((other) => other !== label);
    labels.set(label, now);
    if (node.labels.includes(label)) now.labels = [...now.labels, label];
  }
}
