/** Where the lexer is: in which text, and between which brackets. */
import type { ExpandedText } from "../expanded-text.js";
import type { DtsLimits } from "../options.js";
import type { Problems } from "../problems.js";
import { LiteralList, TokenKind, TokenList } from "./token-list.js";

export enum Mode {
  /** Between statements and in them: words are names. */
  Statement,
  /** Between `<` and `>`: words are numbers. */
  Cells,
  /** Between `[` and `]`. */
  Bytes,
  /** Between parentheses. */
  Expression,
}

interface Frame {
  readonly text: string;
  readonly at: number;
  readonly base: number;
  readonly expanded: ExpandedText;
}

export class LexerState {
  /** The text being read, the offset in it, and the offset of its start among all source texts. */
  text = "";
  at = 0;
  base = 0;

  mode = Mode.Statement;
  /** Open parentheses, and what their last one leads back to. */
  parens = 0;
  modeOutsideParens = Mode.Statement;
  /** Open braces. */
  braces = 0;
  nodes = 0;
  /** Between `/memreserve/` and its `;`, words are numbers. */
  isReserving = false;
  /** A word of a bytestring that reaches to here is no label: asked once, not for each of its bytes. */
  noLabelBefore = 0;
  /** No statement starts in the word that reaches to here: asked once, not for each `#` of it. */
  noStatementBefore = 0;
  /** What follows was not read: a comment without an end, or a limit. The missing braces are no errors. */
  isTruncated = false;

  /** Between a merge's markers; and a line of a patch has been complained about. */
  isInConflict = false;
  isPatch = false;
  /** Characters that only look like those of a source, and have been complained about. */
  readonly lookalikes = new Set<string>();

  /** A file that should have been included was not: names that are unknown may have stood there. */
  misses = false;

  readonly tokens = new TokenList();
  readonly literals = new LiteralList();
  private readonly outer: Frame[] = [];
  private current: ExpandedText | null = null;

  constructor(
    readonly problems: Problems,
    readonly limits: DtsLimits,
  ) {}

  /** Files that the text being read was included through, `/include/` only. */
  get depth(): number {
    return this.outer.length;
  }

  /** Goes on at the start of another text, and comes back behind the present offset when that one ends. */
  enter(expanded: ExpandedText, reader: string): void {
    if (this.current !== null) {
      this.outer.push({ text: this.text, at: this.at, base: this.base, expanded: this.current });
    }
    this.current = expanded;
    this.text = expanded.text;
    this.at = 0;
    this.noLabelBefore = 0;
    this.noStatementBefore = 0;
    this.base = this.problems.texts.add(expanded, reader);
  }

  /** The outermost text has ended; what comes next is no part of it. */
  forgetText(): void {
    this.current = null;
  }

  /** @returns false at the end of the outermost text */
  leave(): boolean {
    const frame = this.outer.pop();
    if (frame === undefined) return false;
    this.current = frame.expanded;
    this.text = frame.text;
    this.at = frame.at;
    this.noLabelBefore = frame.at;
    this.noStatementBefore = frame.at;
    this.base = frame.base;
    return true;
  }

  /** Nothing more is read. */
  truncate(): void {
    this.isTruncated = true;
    this.outer.length = 0;
    this.at = this.text.length;
  }

  /** A token from here to `end`, and on to there. */
  push(kind: TokenKind, end: number): void {
    this.tokens.push(kind, this.base + this.at, this.base + end);
    this.at = end;
  }

  /** The kind of the token before this place; `/plugin/`'s never matters. */
  get previousKind(): TokenKind {
    return this.tokens.count === 0 ? TokenKind.Plugin : this.tokens.kind(this.tokens.count - 1);
  }

  /** Whatever was open is no longer: a statement ends or starts here. */
  closeBrackets(): void {
    this.mode = Mode.Statement;
    this.parens = 0;
    this.isReserving = false;
  }
}
