/** The overlay while its phandles are being made the base's: a draft of it, and what is wrong with it. */
import type { Diagnostic, RelatedLocation } from "../../base/diagnostic.js";
import type { Location } from "../../base/source.js";
import { type DraftNode, type DraftTree, withValue } from "../../tree/draft.js";
import { type DtNode, locationOfByte, locationOfNode, locationOfProperty, type Property } from "../../tree/tree.js";

/** Nodes of an overlay that are about it, not part of it. */
const ABOUT = ["__symbols__", "__fixups__", "__local_fixups__"];

const MOST_PROBLEMS = 100;

/** A node directly below an overlay's root: where to merge, and what. */
export interface Fragment {
  readonly node: DraftNode;
  readonly content: DraftNode;
}

/** Null if there is nothing to merge in the node. */
export function fragmentOf(node: DraftNode): Fragment | null {
  const content = node.child("__overlay__");
  return content === null ? null : { node, content };
}

export class IncomingOverlay {
  readonly problems: Diagnostic[] = [];
  /** Properties whose value is already a copy of ours. */
  private readonly copied = new WeakSet<Property>();

  constructor(readonly tree: DraftTree) {}

  /** Children of the root without `__overlay__` are no fragments: libfdt passes over them. */
  fragments(): readonly Fragment[] {
    return this.tree.root.children
      .filter(({ name }) => !ABOUT.includes(name))
      .map(fragmentOf)
      .filter((fragment) => fragment !== null);
  }

  cellAt(node: DraftNode, name: string, offset: number): number | null {
    const value = node.properties.get(name)?.value;
    if (value === undefined || offset + 4 > value.length) return null;
    return new DataView(value.buffer, value.byteOffset).getUint32(offset);
  }

  /** Offsets need not be multiples of 4: a reference may follow a string. */
  setCell(node: DraftNode, name: string, offset: number, cell: number): void {
    const old = node.properties.get(name);
    if (old === undefined) throw new RangeError(`no property ${name}`);
    const property = this.copied.has(old) ? old : withValue(old, new Uint8Array(old.value));
    new DataView(property.value.buffer).setUint32(offset, cell);
    this.copied.add(property);
    node.properties.set(name, property);
  }

  /** At most a hundred problems are kept: a hostile blob has a million. */
  refuse(
    code: string,
    message: string,
    location: Location,
    more: { hint?: string; related?: RelatedLocation[] } = {},
  ): void {
    if (this.problems.length < MOST_PROBLEMS)
      this.problems.push({ severity: "error", code, message, location, ...more });
  }

  atNode(node: DtNode): Location {
    return locationOfNode(this.tree, node);
  }

  /** The property of that name, or its node where there is none. */
  atProperty(node: DtNode, name: string): Location {
    const property = node.properties.get(name);
    return property === undefined ? this.atNode(node) : locationOfProperty(this.tree, node, property);
  }

  atByte(node: DtNode, name: string, offset: number): Location {
    const property = node.properties.get(name);
    return property === undefined ? this.atNode(node) : locationOfByte(this.tree, node, property, offset);
  }
}
