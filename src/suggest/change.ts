/** What is to be written into a device tree, whatever file it goes to and however that spells it. */
import type { DeviceTree, DtNode } from "../tree/tree.js";
import { pathOf } from "../tree/tree.js";

export interface NewProperty {
  readonly name: string;
  /** Groups of cells or strings as DTS has them (`<&smmu 0x10>`), in their order; none for a property without a value. */
  readonly value: readonly string[];
}

export interface NewNode {
  readonly name: string;
  readonly label: string | null;
  readonly properties: readonly NewProperty[];
  readonly children: readonly NewNode[];
}

/** What changes about a node that is there. */
interface NodeChange {
  /** By name: the last word on each. */
  readonly set: Map<string, NewProperty>;
  /** Names of properties that go. */
  readonly drop: Set<string>;
  readonly add: NewNode[];
}

export class TreeChange {
  /** In the order in which they were first spoken of. */
  readonly nodes = new Map<DtNode, NodeChange>();
  /** Nodes that go, with all below them. */
  readonly deleted = new Set<DtNode>();
  /** Why something that should be written cannot be. */
  readonly refusals: string[] = [];

  /** What nodes that had no label are to be called. */
  readonly labels = new Map<DtNode, string>();

  /** Nodes whose phandle is written with a reference by path. */
  readonly byPath = new Set<DtNode>();

  /** @param labelFor a free label; null where labels cannot be made, and paths have to do */
  constructor(
    readonly tree: DeviceTree,
    private readonly labelFor: ((node: DtNode) => string) | null = null,
  ) {}

  get isEmpty(): boolean {
    return this.nodes.size === 0 && this.deleted.size === 0;
  }

  on(node: DtNode): NodeChange {
    const known = this.nodes.get(node) ?? { set: new Map(), drop: new Set(), add: [] };
    this.nodes.set(node, known);
    return known;
  }

  set(node: DtNode, name: string, value: readonly string[]): void {
    this.on(node).set.set(name, { name, value });
  }

  drop(node: DtNode, name: string): void {
    if (node.properties.has(name)) this.on(node).drop.add(name);
  }

  delete(node: DtNode): void {
    this.deleted.add(node);
  }

  /** As a reference inside `< >`: by a label, if need be by one that is made for it. */
  reference(node: DtNode): string {
    if (node.labels.length > 0) return referenceTo(node);
    if (node.parent === null || this.labelFor === null) {
      this.byPath.add(node);
      return referenceTo(node);
    }
    const label = this.labels.get(node) ?? this.labelFor(node);
    this.labels.set(node, label);
    return `&${label}`;
  }

  refuse(reason: string): void {
    if (!this.refusals.includes(reason)) this.refusals.push(reason);
  }
}

/** As it can be referred to today, inside or outside `< >`. */
export const referenceTo = (node: DtNode): string => `&${node.labels[0] ?? `{${pathOf(node)}}`}`;
