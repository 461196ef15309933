/** What macro expansion needs around it. */
import type { Macro } from "./macro.js";
import type { MacroTable } from "./macro-table.js";
import type { Names } from "./names.js";
import type { Expansions } from "./origins.js";
import type { Work } from "./replacement.js";
import type { Token } from "./token.js";
import type { Origin, TokenRun } from "./token-run.js";

/** Where tokens come from when all expansions in progress are used up. */
export interface Feed {
  next(): Token | null;
  /** Of the token that `next` gave last. */
  readonly origin: Origin;
  /** Whether the next token is an opening parenthesis; takes nothing. */
  opensParenthesis(): boolean;
  /** Whether the token that `next` gave last is the first of its line. */
  startsLine(): boolean;
}

/** The tokens behind a macro that is built in and takes some. */
export interface Operands {
  /** The next token: expanded, unless that is in the middle of an argument; null at the end. */
  operand(): Token | null;
  /** Of the token that `operand` gave last. */
  readonly origin: Origin;
}

/** What expansion needs of the run it is part of. */
export interface Setting extends Work {
  readonly macros: MacroTable;
  readonly names: Names;
  readonly expansions: Expansions;
  /** Macros that are being expanded just now: not to be expanded again inside. */
  readonly disabled: Set<Macro>;
  /** A limit has been reached: nothing is to be expanded any more. */
  readonly isStopped: boolean;
  /** @returns false when there have been too many; has been reported then */
  countExpansion(use: number): boolean;
  /** The tokens of a macro that is built in; may take more from the expander. */
  expandBuiltin(macro: Macro, use: number, operands: Operands): TokenRun;
  /** @param hasLineHash a # at the start of a line ended one of the arguments */
  reportArguments(macro: Macro, use: number, given: number, hasLineHash: boolean): void;
  reportUnterminated(macro: Macro, use: number): void;
}
