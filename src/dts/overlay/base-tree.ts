/**
 * The tree that an overlay is applied to, with libfdt's ways of finding things in it (fdtoverlay 1.8.1, observed): a
 * name without a unit address finds the first child of that base name, `serial` the node `serial@9000000`; a path
 * may begin with an alias.
 */
import { DraftNode, type DraftTree } from "../../tree/draft.js";
import { phandleOf } from "../../tree/phandles.js";
import { baseName, descendants, type Property } from "../../tree/tree.js";
import { textOf } from "../../tree/value.js";

export class BaseTree {
  /** Of every node that was asked: the first child of a full name, and of a base name. */
  private readonly indexes = new Map<DraftNode, Map<string, DraftNode>>();
  private readonly byPhandle = new Map<number, DraftNode>();
  readonly highestPhandle: number;

  constructor(readonly tree: DraftTree) {
    let highest = 0;
    for (const node of descendants(tree.root)) {
      const phandle = phandleOf(node);
      if (phandle !== null && !this.byPhandle.has(phandle)) this.byPhandle.set(phandle, node);
      highest = Math.max(highest, phandle ?? 0);
    }
    this.highestPhandle = highest;
  }

  child(node: DraftNode, name: string): DraftNode | null {
    return this.indexOf(node).get(name) ?? null;
  }

  nodeAt(path: string): DraftNode | null {
    const whole = this.withoutAlias(path);
    if (whole === null) return null;
    let node: DraftNode | null = this.tree.root;
    for (const name of whole.split("/")) {
      if (node !== null && name !== "") node = this.child(node, name);
    }
    return node;
  }

  nodeByPhandle(phandle: number): DraftNode | null {
    return this.byPhandle.get(phandle) ?? null;
  }

  /**
   * The child for each of an overlay's nodes, made where there is none. New nodes come before the old ones, each before the one made
   * last, as fdt_add_subnode() puts them.
   */
  childrenLike(node: DraftNode, originals: readonly DraftNode[]): readonly DraftNode[] {
    const index = this.indexOf(node);
    const made: DraftNode[] = [];
    const children = originals.map(({ name, span }) => {
      const known = index.get(name);
      if (known !== undefined) return known;
      const child = new DraftNode(name, node);
      child.span = span;
      made.push(child);
      addToIndex(index, child, true);
      return child;
    });
    node.prependChildren(made.reverse());
    return children;
  }

  /** Values replaced stay in place; new properties come before the old ones, as fdt_setprop() puts them. */
  setProperties(node: DraftNode, properties: Iterable<Property>): void {
    const added: [string, Property][] = [];
    for (const property of properties) {
      if (node.properties.has(property.name)) node.properties.set(property.name, property);
      else added.push([property.name, property]);
    }
    if (added.length > 0) node.properties = new Map([...added.reverse(), ...node.properties]);
    const phandle = phandleOf(node);
    if (phandle !== null) this.byPhandle.set(phandle, node);
  }

  private indexOf(node: DraftNode): Map<string, DraftNode> {
    let index = this.indexes.get(node);
    if (index === undefined) {
      index = new Map();
      for (const child of node.children) addToIndex(index, child, false);
      this.indexes.set(node, index);
    }
    return index;
  }

  /** An alias of an alias is none. */
  private withoutAlias(path: string): string | null {
    if (path.startsWith("/")) return path;
    const [alias = "", ...rest] = path.split("/");
    const aliases = this.child(this.tree.root, "aliases");
    const target = aliases === null ? null : textOf(aliases, alias);
    return target?.startsWith("/") ? [target, ...rest].join("/") : null;
  }
}

function addToIndex(index: Map<string, DraftNode>, child: DraftNode, isFirst: boolean): void {
  for (const name of new Set([child.name, baseName(child)])) {
    if (isFirst || !index.has(name)) index.set(name, child);
  }
}
