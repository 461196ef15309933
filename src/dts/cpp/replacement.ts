/** What a macro use is replaced by before it is looked at for further macros: arguments put in, # and ## carried out. */
import { singleToken } from "./lexer.js";
import type { Part, Shape } from "./macro.js";
import type { Names } from "./names.js";
import {
  CHARACTER,
  combinedPadding,
  PADDING,
  PADDING_AFTER,
  PADDING_SPACED,
  PADDING_TIGHT,
  STRING,
  Token,
  WIDE,
} from "./token.js";
import { emptySlice, type Origin, TokenRun, type TokenSlice, wholeOf } from "./token-run.js";

/** The arguments of one use: in one run, since a use may have a million of them. */
export class Arguments {
  /** As written. */
  readonly written = new TokenRun();
  private readonly starts: number[] = [];
  private readonly ends: number[] = [];
  /** With the macros in them expanded; nothing where that has not been done. */
  readonly expanded: TokenRun[] = [];

  get count(): number {
    return this.ends.length;
  }

  /** Ends an argument behind the last token, leaving out paddings at its end. */
  close(): void {
    const start = this.openedAt;
    let end = this.written.length;
    while (end > start && this.written.tokens[end - 1]?.kind === PADDING) end--;
    this.starts.push(start);
    this.ends.push(end);
    this.openedAt = this.written.length;
  }

  /** The argument that is being read has no token yet. */
  get isFresh(): boolean {
    return this.written.length === this.openedAt;
  }

  private openedAt = 0;

  given(parameter: number): TokenSlice {
    const start = this.starts[parameter];
    const end = this.ends[parameter];
    return start === undefined || end === undefined ? emptySlice : { run: this.written, start, end };
  }

  /** Expanded, or as given where nothing in it is to be expanded. */
  value(parameter: number): TokenSlice {
    const run = this.expanded[parameter];
    return run === undefined ? this.given(parameter) : wholeOf(run);
  }
}

/** Copies of tokens and strings made of them are work that a hostile macro can ask for without end. */
export interface Work {
  /** @returns whether `steps` more are granted */
  spend(steps: number): boolean;
}

export class Replacement {
  private readonly out = new TokenRun();
  /** A ## stood before what comes next. */
  private pasting = false;
  /** The left operand of that ## is empty. */
  private leftEmpty = true;

  /** @param use the number of the use, whose body the tokens come from */
  constructor(
    private readonly shape: Shape,
    private readonly args: Arguments,
    private readonly use: Origin,
    private readonly names: Names,
    private readonly work: Work,
  ) {}

  build(): TokenRun {
    this.addParts(this.shape.parts);
    return this.out;
  }

  private addParts(parts: readonly Part[]): void {
    for (let i = 0; i < parts.length; i++) {
      const part = parts[i];
      const next = parts[i + 1];
      if (part === undefined) return;
      if (next !== undefined && this.isGnuComma(part, next)) {
        this.addGnuComma(part, next);
        i++;
      } else {
        this.addPart(part, i > 0);
      }
    }
  }

  /** `, ## __VA_ARGS__` */
  private isGnuComma(part: Part, next: Part): boolean {
    const { variadic, parameters } = this.shape;
    if (!variadic || !part.pasted || !part.token.is(",") || next.pasted || next.stringified) return false;
    return next.parameter === (parameters?.length ?? 0) - 1;
  }

  /**
   * Nothing is pasted; and the comma goes where there is nothing to follow it. What follows is not expanded yet: it
   * will be when the replacement is looked at again.
   */
  private addGnuComma(comma: Part, variadic: Part): void {
    const given = this.args.given(variadic.parameter);
    const count = this.shape.parameters?.length ?? 0;
    // An empty argument is not the same as none, save where it may be the only one.
    const isOmitted = this.args.count < count || (count === 1 && given.start === given.end);
    if (isOmitted) {
      this.add(emptySlice, null, false, false);
    } else {
      this.addToken(comma.token, this.use, false);
      this.add(given, null, false, false);
    }
  }

  private addPart(part: Part, hasPrevious: boolean): void {
    if (part.optional === null && part.parameter < 0) {
      this.addToken(part.token, this.use, part.pasted);
      return;
    }
    // The blanks before the parameter's name go to what replaces it.
    const before = hasPrevious ? (part.spaced ? PADDING_SPACED : PADDING_TIGHT) : null;
    const value = part.optional === null ? this.argument(part) : this.optional(part);
    this.add(value, before, part.pasted, !part.pasted);
  }

  private argument(part: Part): TokenSlice {
    const given = this.args.given(part.parameter);
    if (part.stringified) return this.single(this.stringOf(given, part));
    return this.pasting || part.pasted ? given : this.args.value(part.parameter);
  }

  /** `__VA_OPT__(...)`: its content if further arguments were given that are more than nothing. */
  private optional(part: Part): TokenSlice {
    const { run, start, end } = this.args.value((this.shape.parameters?.length ?? 0) - 1);
    let isPresent = false;
    for (let i = start; i < end && !isPresent; i++) isPresent = run.tokens[i]?.kind !== PADDING;
    const inner = new Replacement(this.shape, this.args, this.use, this.names, this.work);
    if (isPresent) inner.addParts(part.optional ?? []);
    const content = wholeOf(inner.out);
    return part.stringified ? this.single(this.stringOf(content, part)) : content;
  }

  private single(token: Token): TokenSlice {
    const run = new TokenRun();
    run.push(token, this.use);
    return wholeOf(run);
  }

  private addToken(token: Token, origin: Origin, pasted: boolean): void {
    if (!this.work.spend(1)) return;
    if (this.pasting && !this.leftEmpty) this.paste(token, origin);
    else this.out.push(token, origin);
    this.leftEmpty = false;
    this.pasting = pasted;
  }

  /** @param before, after: the paddings around it, of which ## takes its side */
  private add({ run, start, end }: TokenSlice, before: Token | null, pasted: boolean, after: boolean): void {
    if (!this.work.spend(end - start)) return;
    let first = start;
    while (first < end && run.tokens[first]?.kind === PADDING) first++;
    const right = first < end ? run.tokens[first] : undefined;
    if (right !== undefined && this.pasting && !this.leftEmpty) {
      this.paste(right, run.origins[first] ?? this.use);
      this.out.append(run, first + 1, end);
    } else {
      if (before !== null && !this.pasting) this.out.push(before, this.use);
      this.out.append(run, start, end);
    }
    if (after) this.out.push(PADDING_AFTER, this.use);
    this.leftEmpty = right === undefined && (!this.pasting || this.leftEmpty);
    this.pasting = pasted;
  }

  /** Makes one token of the last one and `right`; leaves them side by side, as assembler mode does, if there is none. */
  private paste(right: Token, origin: Origin): void {
    const { tokens, origins } = this.out;
    let at = tokens.length - 1;
    while (at >= 0 && tokens[at]?.kind === PADDING) at--;
    const left = tokens[at];
    if (left === undefined || !this.work.spend((left.text.length + right.text.length) >> 4)) {
      this.out.push(right, origin);
      return;
    }
    const before = origins[at] ?? this.use;
    const end = before === origin && left.end <= right.start ? right.end : left.end;
    const pasted = singleToken(left.text + right.text, this.names, left.start, end, left.spaced);
    if (pasted === null) {
      this.out.push(PADDING_AFTER, this.use);
      this.out.push(right, origin);
      return;
    }
    tokens.length = at;
    origins.length = at;
    this.out.push(left.spaced ? PADDING_SPACED : PADDING_TIGHT, this.use);
    this.out.push(pasted, before);
    this.out.push(PADDING_AFTER, this.use);
  }

  /** The spelling of tokens as a string: one blank where there were any, literals escaped (C11 6.10.3.2). */
  private stringOf({ run, start, end }: TokenSlice, part: Part): Token {
    let text = "";
    let padding: Token | null = null;
    for (let i = start; i < end; i++) {
      const token = run.tokens[i];
      if (token === undefined || !this.work.spend(token.text.length >> 2)) break;
      if (token.kind === PADDING) {
        padding = combinedPadding(padding, token);
        continue;
      }
      const spaced = padding === null || padding === PADDING_AFTER ? token.spaced : padding.spaced;
      if (spaced && text !== "") text += " ";
      padding = null;
      const isLiteral = token.kind === STRING || token.kind === CHARACTER || token.kind === WIDE;
      text += isLiteral ? token.text.replace(/["\\]/g, "\\$&") : token.text;
    }
    // A lone backslash at the end would escape the closing quote: cpp drops it with a warning.
    const content = endsInLoneBackslash(text) ? text.slice(0, -1) : text;
    return new Token(STRING, `"${content}"`, -1, part.token.start, part.token.end, part.spaced, false);
  }
}

function endsInLoneBackslash(text: string): boolean {
  let count = 0;
  while (text.charAt(text.length - 1 - count) === "\\") count++;
  return count % 2 === 1;
}
