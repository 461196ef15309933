/** Names for what a suggestion adds: free on every board that reads it. */
import { baseName, type DeviceTree, type DtNode, nodeAt } from "../tree/tree.js";

export class Names {
  private readonly labels = new Set<string>();
  private readonly added = new Map<string, Set<string>>();

  /** @param trees of all boards that read what is written */
  constructor(private readonly trees: readonly DeviceTree[]) {
    for (const { labels } of trees) for (const label of labels.keys()) this.labels.add(label);
  }

  /** @param wanted as a node's name; dashes and whatever else labels cannot have become `_` */
  label(wanted: string): string {
    const base = wanted.replace(/[^A-Za-z0-9_]/g, "_").replace(/^([0-9])/, "_$1");
    const label = unique(base, "_", (name) => this.labels.has(name));
    this.labels.add(label);
    return label;
  }

  /** A name for a new sub-node, without a unit address. @param parent path of the node that it is to be below */
  node(parent: string, wanted: string): string {
    const added = this.added.get(parent) ?? new Set<string>();
    this.added.set(parent, added);
    const base = wanted.replace(/[^A-Za-z0-9,.+-]/g, "-");
    const isThere = (name: string) =>
      this.trees.some((tree) => nodeAt(tree, parent)?.children.some((child) => baseName(child) === name) === true);
    const name = unique(base, "-", (one) => added.has(one) || isThere(one));
    added.add(name);
    return name;
  }
}

function unique(base: string, between: string, isTaken: (name: string) => boolean): string {
  let name = base;
  for (let i = 2; isTaken(name); i++) name = `${base}${between}${i}`;
  return name;
}

/** What the names of a device's additions begin with: its label, else its name. */
export const stemOf = (device: DtNode): string => (device.labels[0] ?? baseName(device)).replace(/_/g, "-");
