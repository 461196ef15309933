/** The tree as far as it is known, and how a further body of statements changes it: exactly as dtc merges. */
import type { LiveNode } from "./live-node.js";

export class LiveTree {
  /** Null until the first `/ { };`, or the first fragment of an overlay. */
  root: LiveNode | null = null;
  /** Every node that has, or had, the label. */
  private readonly byLabel = new Map<string, LiveNode[]>();

  /** A body for the root, as `/ { };` gives it. */
  defineRoot(body: LiveNode): void {
    if (this.root === null) {
      this.root = body;
      this.indexLabels(body);
    } else {
      this.merge(this.root, body);
    }
  }

  /** A node that comes last in `parent`, whatever it is called. */
  append(parent: LiveNode, node: LiveNode): void {
    parent.appendChild(node);
    this.indexLabels(node);
  }

  addLabel(node: LiveNode, label: string): void {
    node.addLabel(label);
    this.indexLabel(node, label);
  }

  /**
   * Everything in `body` goes to `target`, which comes to life again if it was deleted. A body that makes a node of
   * its own is not merged: what it defines twice stays there twice, and is an error later.
   */
  merge(target: LiveNode, body: LiveNode): void {
    // By hand: the depth of the nodes is the input's.
    const open = [this.startMerge(target, body)];
    for (let top = open.at(-1); top !== undefined; top = open.at(-1)) {
      const child = top.body.childList[top.next++];
      if (child === undefined) {
        open.pop();
        continue;
      }
      const known = top.target.findChild(child.name);
      if (child.isDeleted) known?.delete();
      else if (known === null) this.append(top.target, child);
      else open.push(this.startMerge(known, child));
    }
  }

  private startMerge(target: LiveNode, body: LiveNode): { target: LiveNode; body: LiveNode; next: number } {
    target.isDeleted = false;
    target.isChecked &&= body.isChecked;
    for (const label of body.labels) this.addLabel(target, label);
    for (const property of body.propertyList) {
      const known = target.findProperty(property.name);
      if (property.isDeleted) {
        if (known !== null) known.isDeleted = true;
      } else if (known === null) {
        target.appendProperty(property);
      } else {
        known.redefine(property);
      }
    }
    return { target, body, next: 0 };
  }

  /** @param reference as written, without `&`: `label`, `{/path}` or `{label/path}` */
  find(reference: string): LiveNode | null {
    if (!reference.startsWith("{")) return this.findLabel(reference);
    const [first = "", ...names] = reference.slice(1, -1).split("/");
    // The root can be found even when it is deleted.
    let node = first === "" ? this.root : this.findLabel(first);
    for (const name of names) {
      if (node === null) return null;
      if (name !== "") node = node.findLiveChild(name);
    }
    return node;
  }

  /** Labels that a live node has, `most` at most. */
  *labels(most: number): Generator<string> {
    let count = 0;
    for (const label of this.byLabel.keys()) {
      if (this.findLabel(label) === null) continue;
      if (count++ === most) return;
      yield label;
    }
  }

  findLabel(label: string): LiveNode | null {
    const nodes = this.byLabel.get(label);
    if (nodes === undefined) return null;
    if (nodes.length > MOST_COMPARED) return nodes.find((node) => isLabelled(node, label)) ?? null;
    if (nodes.some((node) => !isLabelled(node, label))) {
      // A node that gets its label back is entered again.
      const live = nodes.filter((node) => isLabelled(node, label));
      nodes.length = 0;
      nodes.push(...live);
    }
    const [first = null] = nodes;
    if (nodes.length < 2) return first;
    // An error, unless all but one are deleted later; until then dtc takes the first in the tree.
    return nodes.reduce((best, node) => (isBefore(node, best) ? node : best));
  }

  private indexLabels(top: LiveNode): void {
    const pending = [top];
    for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
      for (const label of node.labels) this.indexLabel(node, label);
      for (const child of node.childList) pending.push(child);
    }
  }

  private indexLabel(node: LiveNode, label: string): void {
    const known = this.byLabel.get(label);
    if (known === undefined) this.byLabel.set(label, [node]);
    else if (known.length > MOST_COMPARED || !known.includes(node)) known.push(node);
  }
}

/** Nodes of one label that are told apart: more are no device tree, and an error in any case. */
const MOST_COMPARED = 16;

const isLabelled = (node: LiveNode, label: string): boolean => !node.isDeleted && node.hasLabel(label);

/** In document order, a node before what it contains. */
function isBefore(a: LiveNode, b: LiveNode): boolean {
  const pathA = chain(a);
  const pathB = chain(b);
  let depth = 0;
  while (depth < pathA.length && pathA[depth] === pathB[depth]) depth++;
  const nextA = pathA[depth];
  const nextB = pathB[depth];
  if (nextA === undefined || nextB === undefined) return nextA === undefined;
  const siblings = nextA.parent?.childList ?? [];
  return siblings.indexOf(nextA) < siblings.indexOf(nextB);
}

function chain(node: LiveNode): readonly LiveNode[] {
  const nodes: LiveNode[] = [];
  for (let at: LiveNode | null = node; at !== null; at = at.parent) nodes.push(at);
  return nodes.reverse();
}
