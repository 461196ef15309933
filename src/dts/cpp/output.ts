/** The preprocessed text in the making, and where each piece of it came from. */
import { ExpandedText } from "../expanded-text.js";
import { classOf, QUOTE, UPPER_L } from "./chars.js";
import { endInFile, type LogicalLines, startInFile } from "./logical-lines.js";
import type { Definition } from "./macro.js";
import { type Expansions, NONE, Pieces, type Reading } from "./origins.js";
import { needsSpace, operatorBefore } from "./spacing.js";
import { combinedPadding, PADDING, PADDING_AFTER, type Token, WIDE } from "./token.js";

/** Preprocessed text, and where it comes from by the numbers of a run's readings. */
export interface TextPart {
  readonly text: string;
  readonly pieces: Pieces;
  readonly expansions: Expansions;
}

export class Output {
  private parts: string[] = [];
  private pieces = new Pieces();
  /** Characters so far. */
  length = 0;
  /** Of those, the ones that have been taken out. */
  private taken = 0;
  /** The last token that macro expansion wrote, or an operator right before it; null behind blanks and other text. */
  private last: Token | null = null;
  private padding: Token | null = null;

  constructor(private readonly expansions: Expansions) {}

  /** Where a text of nothing comes from, for what is to be said about it: the end of its source. */
  endOf(reading: number, end: number): void {
    if (this.pieces.count === 0) this.pieces.add(this.written, reading, end, end, NONE);
  }

  toText(readings: readonly Reading[]): ExpandedText {
    return new ExpandedText(this.parts.join(""), this.pieces, this.expansions, readings);
  }

  /** Takes out what has been written since this was done last; what follows is a text of its own. */
  cut(): TextPart {
    const part = { text: this.parts.join(""), pieces: this.pieces, expansions: this.expansions.cut() };
    this.parts = [];
    this.pieces = new Pieces();
    this.taken = this.length;
    this.last = null;
    this.padding = null;
    return part;
  }

  /** Characters that stand here in a text of their own. */
  skip(characters: number): void {
    this.length += characters;
    this.taken += characters;
  }

  private get written(): number {
    return this.length - this.taken;
  }

  /** A stretch of a file as it stands; what an expansion wrote before it must not run into it. */
  copy(file: LogicalLines, reading: number, start: number, end: number): void {
    if (end <= start) return;
    const { text } = file;
    if (this.last !== null) {
      const code = text.charCodeAt(start);
      const wide = code === UPPER_L && classOf(text.charCodeAt(start + 1)) === QUOTE;
      if (needsSpace(this.last, code, wide)) this.write(" ");
      this.last = null;
    }
    this.stretch(file, reading, start, end, NONE);
  }

  private stretch(file: LogicalLines, reading: number, start: number, end: number, use: number): void {
    const { text, removals } = file;
    if (removals === null) {
      this.pieces.add(this.written, reading, start, end, use);
    } else {
      // Where characters were removed inside the stretch, a new piece begins.
      let from = start;
      for (let i = removals.firstAfter(start); from < end; i++) {
        const to = Math.min(removals.at[i] ?? end, end);
        if (to <= from) continue;
        this.pieces.add(this.written + from - start, reading, startInFile(file, from), endInFile(file, to), use);
        from = to;
      }
    }
    this.write(start === 0 && end === text.length ? text : text.slice(start, end));
  }

  /** Before a macro use in a file's text at `at`: what stands right before it must not run into the expansion. */
  startUse(text: string, from: number, at: number): void {
    if (at > from) this.last = operatorBefore(text, from, at);
    this.padding = null;
  }

  /** One token out of an expansion, with the blank before it that cpp would write. */
  token(token: Token, reading: number, use: number): void {
    if (token.kind === PADDING) {
      this.padding = combinedPadding(this.padding, token);
      return;
    }
    const { padding, last } = this;
    const spaced = padding === null || padding === PADDING_AFTER ? token.spaced : padding.spaced;
    const touches =
      padding !== null && last !== null && needsSpace(last, token.text.charCodeAt(0), token.kind === WIDE);
    if (spaced || touches) this.write(" ");
    this.padding = null;
    this.last = token;
    this.pieces.add(this.written, reading, token.start, token.end, use);
    this.write(token.text);
  }

  /** The whole replacement list of a macro in one piece. */
  body({ file, bodyStart, bodyEnd }: Definition, tokens: readonly Token[], reading: number, use: number): void {
    const first = tokens[0];
    if (first === undefined) return;
    if (this.last !== null && needsSpace(this.last, first.text.charCodeAt(0), first.kind === WIDE)) this.write(" ");
    this.stretch(file, reading, bodyStart, bodyEnd, use);
    this.last = tokens.at(-1) ?? null;
  }

  /** Ends the line, if text is on it. */
  lineEnd(): void {
    this.last = null;
    if (this.parts.at(-1)?.endsWith("\n") === false) this.write("\n");
  }

  private write(text: string): void {
    this.parts.push(text);
    this.length += text.length;
  }
}
