/** The nodes whose braces are open, and a guess at which brace is missing when they do not come out even. */
import type { SourceTexts } from "../lexer/source-texts.js";
import type { LiveNode } from "./live-node.js";

export interface OpenNode {
  readonly parent: OpenNode | null;
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
    this.stack.push({ parent: this.top, body, start, end, isLost, hasChildren: false, isOrderReported: false });
    this.deepest = Math.max(this.deepest, this.stack.length);
  }

  /** Offset of the brace that closed an outermost node last; -1 if none has been closed. */
  lastEnd = -1;

  /** @param brace offset of the closing one */
  close(brace: number): OpenNode | null {
    const node = this.stack.pop() ?? null;
    if (this.stack.length === 0) this.lastEnd = brace;
    if (this.stack.length > 0) {
      if (node !== null) this.closed.push({ node, brace });
    } else {
      this.closed.length = 0;
      this.deepest = 0;
    }
    return node;
  }

  /** The outermost node. */
  get bottom(): OpenNode | null {
    return this.stack[0] ?? null;
  }

  /**
   * The node that lacks its brace, if any does, and where that should be: at the place where the braces turn out
   * uneven, or further up, where a line goes less far in than the node whose body it stands in.
   *
   * @param end offset of what shows that a brace is missing
   */
  unclosed(end: number): { readonly node: OpenNode; readonly end: number } | null {
    if (this.top === null) return null;
    const { texts } = this;
    const column = (offset: number): number => texts.indentationAt(offset);
    const thief = this.closed.find(({ node, brace }) => column(brace) < column(node.start));
    if (thief === undefined) return { node: this.top, end };
    const { node, brace } = thief;
    const outdented = this.closed.find(
      ({ node: child }) =>
        child.parent === node &&
        column(child.start) <= column(node.start) &&
        texts.lineStart(child.start) !== texts.lineStart(node.start),
    );
    return { node, end: outdented === undefined ? brace : texts.lineStart(outdented.node.start) };
  }

  closeAll(): void {
    this.stack.length = 0;
    this.closed.length = 0;
    this.deepest = 0;
  }
}
