/** Nodes that come from no source: bytes only, without labels, markers and spans. */
import type { DtNode, Property } from "../tree/tree.js";

/** Shared by all that have none: most nodes of a hostile blob are empty. */
const NOTHING: readonly never[] = [];
const NO_PROPERTIES: ReadonlyMap<string, Property> = new Map();

class BlobNode implements DtNode {
  readonly labels = NOTHING;
  readonly span = null;
  children: readonly DtNode[] = NOTHING;
  properties: ReadonlyMap<string, Property> = NO_PROPERTIES;

  constructor(
    readonly name: string,
    readonly parent: BlobNode | null,
  ) {}
}

/** A node whose end has not come yet. Most nodes of a blob are leaves: its containers are made when needed. */
export class OpenNode {
  readonly node: BlobNode;
  private children: Map<string, DtNode> | null = null;
  private properties: Map<string, Property> | null = null;

  constructor(name: string, parent: BlobNode | null) {
    this.node = new BlobNode(name, parent);
  }

  get hasChildren(): boolean {
    return this.children !== null;
  }

  hasChild(name: string): boolean {
    return this.children?.has(name) ?? false;
  }

  hasProperty(name: string): boolean {
    return this.properties?.has(name) ?? false;
  }

  addChild(child: DtNode): void {
    this.children ??= new Map();
    this.children.set(child.name, child);
  }

  addProperty(name: string, value: Uint8Array): void {
    this.properties ??= new Map();
    this.properties.set(name, { name, value, markers: NOTHING, labels: NOTHING, span: null, nameSpan: null });
  }

  close(): BlobNode {
    if (this.children !== null) this.node.children = [...this.children.values()];
    if (this.properties !== null) this.node.properties = this.properties;
    return this.node;
  }
}
