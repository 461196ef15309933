/** From a live tree to the tree that dtc would write: checked, numbered, and without what is deleted. */
import type { DeviceTree } from "../../tree/tree.js";
import { cellAt } from "../../tree/value.js";
import type { Problems } from "../problems.js";
import type { LiveNode } from "./live-node.js";
import { Phandles } from "./phandles.js";
import { References } from "./references.js";
import type { SourceRole } from "./source-role.js";
import type { TopLevel } from "./top-level.js";
import type { TreeBuilder } from "./tree-builder.js";
import { isOwnName, TreeChecks } from "./tree-checks.js";
import type { ValueStore } from "./value-store.js";

export interface FinishOptions {
  /** The input as the user named it. */
  readonly file: string;
  /** As for `dtc -@`: labelled nodes stay, whatever `/omit-if-no-ref/` says. */
  readonly keepsLabelled: boolean;
}

/** Null if the source defines no node. Errors go to `problems`. */
export function finishTree(
  { topLevel, header, role }: TreeBuilder,
  store: ValueStore,
  problems: Problems,
  { file, keepsLabelled }: FinishOptions,
): DeviceTree | null {
  const { root } = topLevel.tree;
  if (root === null) return null;
  const bootCpu = guessBootCpu(root);
  const nodes = liveNodes(root);
  const checks = new TreeChecks(problems);
  if (!topLevel.isMisplaced) for (const node of nodes) checks.check(node);
  const last = resolve(nodes, topLevel, store, problems, { isPlugin: header.isPlugin, role });
  const { labels, unlabelled } = dropUnwanted(nodes, root, keepsLabelled);
  store.trim();
  const numbering = { last, unlabelled };
  return {
    root,
    memoryReservations: topLevel.reservations,
    bootCpu,
    isOverlay: header.isPlugin,
    file,
    labels,
    numbering,
  };
}

/** As dtc: what the very first child of `/cpus` says in `reg`, if that is one cell; a reference is not resolved yet. */
function guessBootCpu(root: LiveNode): number {
  const [first] = root.findLiveChild("cpus")?.childList ?? [];
  const reg = first?.findLiveProperty("reg");
  return reg === undefined || reg === null || reg.data.length !== 4 ? 0 : (cellAt(reg, 0) ?? 0);
}

/** @returns the last phandle that was made up, or 1 */
function resolve(
  nodes: readonly LiveNode[],
  topLevel: TopLevel,
  store: ValueStore,
  problems: Problems,
  { isPlugin, role }: { readonly isPlugin: boolean; readonly role: SourceRole },
): number {
  const phandles = new Phandles(store, problems, topLevel.tree);
  for (const node of nodes) phandles.read(node);
  const references = new References(store, problems, topLevel, phandles, isPlugin, role);
  for (const node of nodes) {
    for (const property of node.propertyList) {
      if (property.isDeleted || !property.data.hasReferences) continue;
      references.resolvePhandles(property);
      references.resolvePaths(property);
    }
  }
  for (const body of topLevel.homeless) {
    for (const node of liveNodes(body)) {
      for (const property of node.propertyList) if (property.data.hasReferences) references.reportUnknown(property);
    }
  }
  return phandles.last;
}

interface Kept {
  readonly labels: ReadonlyMap<string, LiveNode>;
  /** Those that have no label any more. */
  readonly unlabelled: ReadonlySet<LiveNode>;
}

function dropUnwanted(nodes: readonly LiveNode[], root: LiveNode, keepsLabelled: boolean): Kept {
  const isWanted = (node: LiveNode): boolean => {
    if (node.isDeleted) return false;
    return !node.isOmittedUnlessReferenced || node.isReferenced || (keepsLabelled && node.wasLabelled);
  };
  const labels = new Map<string, LiveNode>();
  const unlabelled = new Set<LiveNode>();
  const dropped = new Set<LiveNode>();
  // Parents come before their children: what is below a dropped node is dropped with it.
  for (const node of nodes) {
    const { parent } = node;
    if (node !== root && parent !== null && (dropped.has(parent) || !isWanted(node))) {
      dropped.add(node);
      continue;
    }
    node.keepChildren(isWanted);
    node.keepProperties((property) => !property.isDeleted && !isOwnName(node, property));
    for (const label of node.labels) if (!labels.has(label)) labels.set(label, node);
    if (node.wasLabelled && node.labels.length === 0) unlabelled.add(node);
  }
  if (root.isDeleted) {
    root.keepChildren(() => false);
    root.keepProperties(() => false);
  }
  return { labels, unlabelled };
}

/** In document order. */
function liveNodes(root: LiveNode): readonly LiveNode[] {
  const nodes: LiveNode[] = [];
  const pending = root.isDeleted ? [] : [root];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    nodes.push(node);
    const { childList } = node;
    for (let i = childList.length - 1; i >= 0; i--) {
      const child = childList[i];
      if (child !== undefined && !child.isDeleted) pending.push(child);
    }
  }
  return nodes;
}
