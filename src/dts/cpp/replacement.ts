/** What a macro use is replaced by before it is looked at for further macros: arguments put in, # and ## carried out. */
import { singleToken } from "./lexer.js";
import type { Macro, Part } from "./macro.js";
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
import { type Origin, TokenRun } from "./token-run.js";

/** The arguments of one use. */
export class Arguments {
  /** As written. */
  readonly given: TokenRun[] = [];
  /** With the macros in them expanded; null where that has not been done. */
  readonly expanded: (TokenRun | null)[] = [];
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
    private readonly macro: Macro,
    private readonly args: Arguments,
    private readonly use: Origin,
    private readonly names: Names,
    private readonly work: Work,
  ) {}

  build(): TokenRun {
    this.addParts(this.macro.parts ?? []);
    return this.out;
  }

  private addParts(parts: readonly Part[]): void {
    for (let i = 0; i < parts.length; i++) {
      const part = parts[i];
      const next = parts[i + 1];
      if (part === undefined) return;
      if (next !== undefined && this.isGnuComma(part, next)) {
        // Nothing is pasted; and the comma goes where there is nothing to follow it. What follows is not expanded yet:
        // it will be when the replacement is looked at again.
        if (this.variadicOmitted()) {
          this.add(new TokenRun(), false);
        } else {
          this.add(this.single(part.token), false);
          this.add(this.given(next.parameter), false);
        }
        i++;
      } else {
        this.add(this.valueOf(part, i > 0), part.pasted);
      }
    }
  }

  /** `, ## __VA_ARGS__` */
  private isGnuComma(part: Part, next: Part): boolean {
    const { variadic, parameters } = this.macro;
    if (!variadic || !part.pasted || !part.token.is(",") || next.pasted || next.stringified) return false;
    return next.parameter === (parameters?.length ?? 0) - 1;
  }

  /** No further argument was given, which is not the same as an empty one, save where there is but one parameter. */
  private variadicOmitted(): boolean {
    const count = this.macro.parameters?.length ?? 0;
    return this.args.given.length < count || (count === 1 && this.given(0).length === 0);
  }

  private given(parameter: number): TokenRun {
    return this.args.given[parameter] ?? new TokenRun();
  }

  private single(token: Token): TokenRun {
    const run = new TokenRun();
    run.push(token, this.use);
    return run;
  }

  private valueOf(part: Part, hasPrevious: boolean): TokenRun {
    if (part.optional !== null) return this.optional(part, hasPrevious);
    if (part.parameter < 0) return this.single(part.token);
    if (part.stringified) return this.padded(this.single(this.stringified(part)), part, hasPrevious);
    const given = this.given(part.parameter);
    if (this.pasting || part.pasted) return this.padded(given, part, hasPrevious);
    return this.padded(this.args.expanded[part.parameter] ?? given, part, hasPrevious);
  }

  /** The blanks of the parameter's name go to what replaces it. */
  private padded(run: TokenRun, part: Part, hasPrevious: boolean): TokenRun {
    const out = new TokenRun();
    if (hasPrevious && !this.pasting) out.push(part.spaced ? PADDING_SPACED : PADDING_TIGHT, this.use);
    out.append(run);
    if (!part.pasted) out.push(PADDING_AFTER, this.use);
    return out;
  }

  /** `__VA_OPT__(...)`: its content if further arguments were given that are more than nothing. */
  private optional(part: Part, hasPrevious: boolean): TokenRun {
    const last = (this.macro.parameters?.length ?? 0) - 1;
    const variable = this.args.expanded[last] ?? this.given(last);
    const isPresent = variable.tokens.some((token) => token.kind !== PADDING);
    const inner = new Replacement(this.macro, this.args, this.use, this.names, this.work);
    if (isPresent) inner.addParts(part.optional ?? []);
    const content = part.stringified ? this.single(this.stringOf(inner.out, part)) : inner.out;
    return this.padded(content, part, hasPrevious);
  }

  private add(run: TokenRun, pasted: boolean): void {
    if (!this.work.spend(run.length)) return;
    const first = run.tokens.findIndex((token) => token.kind !== PADDING);
    if (this.pasting && first >= 0 && !this.leftEmpty) {
      this.paste(run.tokens[first], run.origins[first] ?? this.use);
      this.out.append(run, first + 1);
    } else {
      this.out.append(run);
    }
    this.leftEmpty = first < 0 && (!this.pasting || this.leftEmpty);
    this.pasting = pasted;
  }

  /** Makes one token of the last one and `right`; leaves them side by side, as assembler mode does, if there is none. */
  private paste(right: Token | undefined, origin: Origin): void {
    if (right === undefined) return;
    const { tokens, origins } = this.out;
    let at = tokens.length - 1;
    while (at >= 0 && tokens[at]?.kind === PADDING) at--;
    const left = tokens[at];
    if (left === undefined) {
      this.out.push(right, origin);
      return;
    }
    const text = left.text + right.text;
    if (!this.work.spend(text.length >> 4)) return;
    const sameBody = origins[at] === origin && left.end <= right.start;
    const pasted = singleToken(text, this.names, left.start, sameBody ? right.end : left.end, left.spaced);
    if (pasted === null) {
      this.out.push(PADDING_TIGHT, this.use);
      this.out.push(
        new Token(right.kind, right.text, right.name, right.start, right.end, false, right.painted),
        origin,
      );
      return;
    }
    const before = origins[at] ?? this.use;
    tokens.length = at;
    origins.length = at;
    this.out.push(left.spaced ? PADDING_SPACED : PADDING_TIGHT, this.use);
    this.out.push(pasted, before);
    this.out.push(PADDING_AFTER, this.use);
  }

  private stringified(part: Part): Token {
    return this.stringOf(this.given(part.parameter), part);
  }

  /** The spelling of a run as a string: one blank where there were any, literals escaped (C11 6.10.3.2). */
  private stringOf(run: TokenRun, part: Part): Token {
    let text = "";
    let padding: Token | null = null;
    for (const token of run.tokens) {
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
    const trailing = /\\*$/.exec(text)?.[0].length ?? 0;
    if (trailing % 2 === 1) text = text.slice(0, -1);
    this.work.spend(text.length >> 4);
    return new Token(STRING, `"${text}"`, -1, part.token.start, part.token.end, part.spaced, false);
  }
}
