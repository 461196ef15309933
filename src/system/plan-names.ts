/** Names that plans give to things of a tree: paths, labels, and functions behind a bridge's. */

import type { Diagnostic } from "../base/diagnostic.js";
import { nearestName } from "../base/nearest.js";
import type { Placed } from "../base/source.js";
import { parseRequesterId, type RequesterId } from "../of/pci.js";
import { type DeviceTree, type DtNode, descendants, nodeAt, pathOf } from "../tree/tree.js";

/** The node that a path or `&label` names, as plans write them. */
export function nodeNamed(tree: DeviceTree, text: string): DtNode | null {
  return text.startsWith("&") ? (tree.labels.get(text.slice(1)) ?? null) : nodeAt(tree, text);
}

/** What stands for a PCI function in plans and ids: its bridge, then `!BB:DD.F`. */
export function functionNamed(text: string): { readonly bridge: string; readonly rid: RequesterId } | null {
  const [bridge = "", address, more] = text.split("!");
  const rid = address === undefined || more !== undefined ? null : parseRequesterId(address);
  return rid === null ? null : { bridge, rid };
}

/** Labels become paths, also in front of a function's address; paths, and ids with a child's name behind, stay. */
export function asId(tree: DeviceTree, placed: Placed<string>): Placed<string> {
  const [name = "", ...rest] = placed.value.split("!");
  const node = name.startsWith("&") ? nodeNamed(tree, name) : null;
  return node === null ? placed : { ...placed, value: [pathOf(node), ...rest].join("!") };
}

/** The id that a plan's name of a device comes to: a path, with a function's address where it has one. */
export function idNamed(tree: DeviceTree, text: string): string {
  const [name = "", ...rest] = text.split("!");
  const node = nodeNamed(tree, name);
  return node === null ? text : [pathOf(node), ...rest].join("!");
}

/** Codes of what a plan names and the board lacks: of several boards that a plan is for, some may. */
export const LACKING: ReadonlySet<string> = new Set([
  "plan-unknown-node",
  "plan-unknown-function",
  "plan-no-consumer",
  "plan-consumer-off",
]);

/** A complaint about a name that is not in the tree, with the nearest that is. */
export function unknownNode(tree: DeviceTree, { value: text, location }: Placed<string>): Diagnostic {
  const isLabel = text.startsWith("&");
  const near = isLabel
    ? nearestName(text.slice(1), tree.labels.keys())
    : nearestName(text, [...descendants(tree.root)].map(pathOf));
  const hint = near === null ? null : `did you mean '${isLabel ? `&${near}` : near}'?`;
  return {
    severity: "error",
    code: "plan-unknown-node",
    message: isLabel ? `the board has no label '${text.slice(1)}'` : `the board has no node '${text}'`,
    location,
    ...(hint === null ? {} : { hint }),
  };
}
