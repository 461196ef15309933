/** The nodes whose braces are open, and a guess at which brace is missing when they do not come out even. */
import type { SourceTexts } from "../lexer/source-texts.js";
import type { LiveNode } from "./live-node.js";

export interface OpenNode {
  readonly body: LiveNode;
  /** Of the word that opened it. */
  readonly start: number;
  readonly end: number;
  /** An error keeps it out of the tree. */
  readonly isLost: boolean;
  /** No property may follow. */
  hasChildren: boolean;
  /** That one did has been said. */
  isOrderReported: boolean;
}

export class OpenNodes {
  private readonly stack: OpenNode[] = [];
  /** Since the outermost node was opened: the nodes that were closed, and the offsets of their braces. */
  private readonly closed: { readonly node: OpenNode; readonly brace: number }[] = [];

  private deepest = 0;

  constructor(private readonly texts: SourceTexts) {}

  get depth(): number {
    return this.stack.length;
  }

  get top(): OpenNode | null {
    return this.stack.at(-1) ?? null;
  }

  /** The most nodes that were open at once since there was none. */
  get height(): number {
    return this.deepest;
  }

  open(body: LiveNode, start: number, end: number, isLost: boolean): void {
    this.stack.push({ body, start, end, isLost, hasChildren: false, isOrderReported: false });
    this.deepest = Math.max(this.deepest, this.stack.length);
  }

  /** @param brace offset of the closing one */
  close(brace: number): OpenNode | null {
    const node = this.stack.pop() ?? null;
    if (this.stack.length > 0) {
      if (node !== null) this.closed.push({ node, brace });
    } else {
      this.closed.length = 0;
      this.deepest = 0;
    }
    return node;
  }

  /**
   * Forgets what is open. @returns the node that lacks its brace: the innermost one, or an inner one that took another
   * node's brace, going by the indentation of the lines. Null if nothing is open.
   */
  abandon(): OpenNode | null {
    const innermost = this.top;
    const thief = this.closed.find(
      ({ node, brace }) => this.texts.indentationAt(brace) < this.texts.indentationAt(node.start),
    );
    this.stack.length = 0;
    this.closed.length = 0;
    this.deepest = 0;
    return innermost === null ? null : (thief?.node ?? innermost);
  }
}
