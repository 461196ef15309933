/** Tokens on their way through macro expansion, each with where it comes from. */
import type { Token } from "./token.js";

/**
 * Where a token was spelled: in the body of the macro whose use has this number, or, for a negative number, in the
 * file of reading `~origin`.
 */
export type Origin = number;

export class TokenRun {
  readonly tokens: Token[] = [];
  readonly origins: Origin[] = [];

  push(token: Token, origin: Origin): void {
    this.tokens.push(token);
    this.origins.push(origin);
  }

  get length(): number {
    return this.tokens.length;
  }

  /** Appends `[start, end)` of another run. */
  append(other: TokenRun, start: number, end: number): void {
    for (let i = start; i < end; i++) {
      const token = other.tokens[i];
      if (token !== undefined) this.push(token, other.origins[i] ?? 0);
    }
  }
}

/** `[start, end)` of a run. */
export interface TokenSlice {
  readonly run: TokenRun;
  readonly start: number;
  readonly end: number;
}

export const wholeOf = (run: TokenRun): TokenSlice => ({ run, start: 0, end: run.length });

export const emptySlice: TokenSlice = wholeOf(new TokenRun());
