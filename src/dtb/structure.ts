/** The structure block of a blob (DT specification v0.4, section 5.4) as nodes and properties. */
import type { Diagnostic } from "../base/diagnostic.js";
import { isNodeName, isPropertyName } from "../tree/names.js";
import { type DtNode, pathOf } from "../tree/tree.js";
import { alignTo, textOfBytes, token } from "./format.js";
import type { DtbHeader } from "./header.js";
import { OpenNode } from "./open-node.js";

/** The part of the reader's limits that bears on this block. */
export interface StructureLimits {
  readonly nodes: number;
  readonly properties: number;
  readonly nodeDepth: number;
  /** Of one property or node name. */
  readonly nameBytes: number;
}

/** Reads one blob's structure block, once. Each step returns what is wrong with its token, or null. */
export class StructureReader {
  /** The nodes that have a phandle, in document order. */
  readonly phandleNodes: DtNode[] = [];
  /** What the blob calls the root: nothing, as a rule. */
  rootName = "";

  private readonly view: DataView;
  private readonly open: OpenNode[] = [];
  /** All at once, for names are then slices of it: a million overlapping names cost no more than their block. */
  private readonly strings: string;
  private readonly namesByOffset = new Map<number, string>();
  private root: DtNode | null = null;
  private at: number;
  private nodes = 0;
  private properties = 0;

  constructor(
    private readonly bytes: Uint8Array,
    private readonly header: DtbHeader,
    private readonly file: string,
    private readonly limits: StructureLimits,
  ) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.strings = textOfBytes(bytes.subarray(header.strings.start, header.strings.end));
    this.at = header.structure.start;
  }

  /** The root and null, or null and the one error that a blob's reader can stop at: nothing after it has a meaning. */
  read(): { readonly root: DtNode; readonly problem: null } | { readonly root: null; readonly problem: Diagnostic } {
    for (;;) {
      const word = this.word();
      if (word === token.end && this.root !== null && this.open.length === 0) return { root: this.root, problem: null };
      const problem = this.step(word);
      if (problem !== null) return { root: null, problem };
    }
  }

  private step(word: number | null): Diagnostic | null {
    switch (word) {
      case token.nop:
        return null;
      case token.beginNode:
        return this.beginNode();
      case token.property:
        return this.property();
      case token.endNode:
        return this.endNode();
      case token.end:
        return this.open.length > 0
          ? this.wrong("dtb-bad-structure", "FDT_END comes before the end of this node")
          : this.wrong("dtb-bad-structure", "the blob has no root node");
      case null:
        return this.wrong("dtb-truncated", "the structure block ends without FDT_END");
      default:
        return this.wrong("dtb-bad-token", `0x${word.toString(16)} at 0x${(this.at - 4).toString(16)} is not a token`);
    }
  }

  private beginNode(): Diagnostic | null {
    const parent = this.open.at(-1);
    if (parent === undefined && this.root !== null) {
      return this.wrong("dtb-bad-structure", "a second root node follows the first");
    }
    if (this.open.length >= this.limits.nodeDepth) {
      return this.wrong("too-deep", `nodes are nested deeper than ${this.limits.nodeDepth} levels`);
    }
    if (++this.nodes > this.limits.nodes) {
      return this.wrong("too-many-nodes", `the blob has more than ${this.limits.nodes} nodes`);
    }
    const name = this.nodeName();
    if (typeof name !== "string") return name;
    this.at = alignTo(this.at + name.length + 1, 4);
    if (parent === undefined) {
      // To libfdt and Linux the root is the root, whatever an old firmware calls it.
      this.rootName = name;
      this.open.push(new OpenNode("", null));
      return null;
    }
    if (!isNodeName(name)) return this.wrong("dtb-bad-name", `'${name}' is not a valid name of a sub-node`);
    if (parent.hasChild(name)) return this.wrong("duplicate-node", `two nodes here are named '${name}'`);
    const child = new OpenNode(name, parent.node);
    parent.addChild(child.node);
    this.open.push(child);
    return null;
  }

  private endNode(): Diagnostic | null {
    const closed = this.open.pop();
    if (closed === undefined) return this.wrong("dtb-bad-structure", "FDT_END_NODE without a node to end");
    const node = closed.close();
    if (this.open.length === 0) this.root = node;
    return null;
  }

  private property(): Diagnostic | null {
    const owner = this.open.at(-1);
    if (owner === undefined) return this.wrong("dtb-bad-structure", "a property is outside of any node");
    if (owner.hasChildren) {
      return this.wrong("dtb-bad-structure", "a property follows a subnode: dtc reads it, Linux ignores it");
    }
    if (++this.properties > this.limits.properties) {
      return this.wrong("too-many-properties", `the blob has more than ${this.limits.properties} properties`);
    }
    const length = this.word();
    const nameOffset = this.word();
    if (length === null || nameOffset === null || length > this.header.structure.end - this.at) {
      return this.wrong("dtb-truncated", "a property's value passes the end of the structure block");
    }
    const name = this.propertyName(nameOffset);
    if (typeof name !== "string") return name;
    if (owner.hasProperty(name)) {
      return this.wrong("duplicate-property", `two properties here are named '${name}'`);
    }
    const value = this.bytes.subarray(this.at, this.at + length);
    this.at = alignTo(this.at + length, 4);
    owner.addProperty(name, value);
    if (name === "phandle" || name === "linux,phandle") {
      if (this.phandleNodes.at(-1) !== owner.node) this.phandleNodes.push(owner.node);
    }
    return null;
  }

  private propertyName(offset: number): string | Diagnostic {
    const known = this.namesByOffset.get(offset);
    if (known !== undefined) return known;
    if (offset >= this.strings.length) {
      const message = `a property's name at 0x${offset.toString(16)} is outside of the strings block`;
      return this.wrong("dtb-bad-name", message);
    }
    const end = this.strings.indexOf("\0", offset);
    if (end < 0) return this.wrong("dtb-truncated", "a property name is not terminated within its block");
    if (end - offset > this.limits.nameBytes) return this.nameTooLong();
    const name = this.strings.slice(offset, end);
    if (!isPropertyName(name)) return this.wrong("dtb-bad-name", `'${name}' is not a valid property name`);
    this.namesByOffset.set(offset, name);
    return name;
  }

  private nodeName(): string | Diagnostic {
    const { end } = this.header.structure;
    const limit = Math.min(end, this.at + this.limits.nameBytes + 1);
    for (let at = this.at; at < limit; at++) {
      if (this.bytes[at] === 0) return textOfBytes(this.bytes.subarray(this.at, at));
    }
    return limit === end
      ? this.wrong("dtb-truncated", "a node name is not terminated within its block")
      : this.nameTooLong();
  }

  private nameTooLong(): Diagnostic {
    return this.wrong("name-too-long", `a name is longer than ${this.limits.nameBytes} bytes`);
  }

  private word(): number | null {
    if (this.at + 4 > this.header.structure.end) return null;
    const word = this.view.getUint32(this.at);
    this.at += 4;
    return word;
  }

  private wrong(code: string, message: string): Diagnostic {
    const node = this.open.at(-1)?.node;
    const path = node === undefined ? "/" : pathOf(node);
    return {
      severity: "error",
      code,
      message,
      location: { kind: "node", file: this.file, node: path, property: null },
    };
  }
}
