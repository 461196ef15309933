/** A tree being changed: nodes that may be written, made from nodes that may not. */
import type { Span } from "../base/source.js";
import type { DeviceTree, DtNode, Property } from "./tree.js";
import { walk } from "./walk.js";

export class DraftNode implements DtNode {
  properties = new Map<string, Property>();
  labels: readonly string[] = [];
  span: Span | null = null;
  private list: DraftNode[] = [];
  /** By name, once someone has looked for one. */
  private index: Map<string, DraftNode> | null = null;

  constructor(
    readonly name: string,
    readonly parent: DraftNode | null,
  ) {}

  get children(): readonly DraftNode[] {
    return this.list;
  }

  child(name: string): DraftNode | null {
    this.index ??= new Map(this.list.map((child) => [child.name, child]));
    return this.index.get(name) ?? null;
  }

  /** A new child at the end of the list. There must be none of that name. */
  addChild(name: string): DraftNode {
    const made = new DraftNode(name, this);
    this.list.push(made);
    this.index?.set(name, made);
    return made;
  }

  /** Puts nodes that were made for this parent before its other children. */
  prependChildren(made: readonly DraftNode[]): void {
    this.list = [...made, ...this.list];
    this.index = null;
  }

  childOrNew(name: string): DraftNode {
    return this.child(name) ?? this.addChild(name);
  }

  /** Replaces the value in place, or appends a property; no source wrote what it now holds. */
  set(name: string, value: Uint8Array): void {
    this.properties.set(name, { name, value, markers: [], labels: [], span: null, nameSpan: null });
  }
}

/**
 * The same property with other bytes; what its source said of it stays. Field by field, for a property may work its
 * markers out when they are asked for, and a spread would lose that.
 */
export const withValue = ({ name, markers, labels, span, nameSpan }: Property, value: Uint8Array): Property => ({
  name,
  value,
  markers,
  labels,
  span,
  nameSpan,
});

export interface DraftTree extends DeviceTree {
  readonly root: DraftNode;
  readonly labels: Map<string, DraftNode>;
}

/** A copy of a whole tree. Properties are shared with the original: they are replaced, never written. */
export function draftOf(tree: DeviceTree): DraftTree {
  const drafts = new Map<DtNode, DraftNode>();
  const root = new DraftNode(tree.root.name, null);
  walk(tree.root, {
    enter(original) {
      const parent = original.parent === null ? undefined : drafts.get(original.parent);
      const draft = parent === undefined ? root : parent.addChild(original.name);
      draft.labels = original.labels;
      draft.span = original.span;
      for (const [name, property] of original.properties) draft.properties.set(name, property);
      drafts.set(original, draft);
    },
    leave() {},
  });
  const labels = new Map<string, DraftNode>();
  for (const [label, node] of tree.labels) {
    const draft = drafts.get(node);
    if (draft !== undefined) labels.set(label, draft);
  }
  const { memoryReservations, bootCpu, isOverlay, file, numbering } = tree;
  const rest = { memoryReservations, bootCpu, isOverlay, file, labels };
  if (numbering === undefined) return { root, ...rest };
  const unlabelled = [...numbering.unlabelled].flatMap((node) => drafts.get(node) ?? []);
  return { root, ...rest, numbering: { ...numbering, unlabelled: new Set(unlabelled) } };
}
