/** A file taken apart into stretches of text and directives: done once, used by every board that includes the file. */
import type { SourceFile } from "../../base/source.js";
import type { LogicalLines } from "./logical-lines.js";
import type { Macro } from "./macro.js";
import type { Token } from "./token.js";

export const TEXT = 0;
export const DEFINE = 1;
export const UNDEF = 2;
export const IF = 3;
export const IFDEF = 4;
export const IFNDEF = 5;
export const ELIF = 6;
export const ELIFDEF = 7;
export const ELIFNDEF = 8;
export const ELSE = 9;
export const ENDIF = 10;
export const INCLUDE = 11;
export const INCLUDE_NEXT = 12;
export const IMPORT = 13;
export const ERROR = 14;
export const WARNING = 15;
export const LINE = 16;
export const PRAGMA = 17;
/** `#ident`, `#sccs` and a # with nothing behind it. */
export const IGNORED = 18;
export const ASSERT = 19;
export const UNASSERT = 20;

/** What is wrong with a directive, however often it is reached. Offsets are those of the scanned text. */
export interface Problem {
  readonly severity: "error" | "warning";
  readonly code: string;
  readonly message: string;
  readonly start: number;
  readonly end: number;
}

/** Offsets are those of the scanned text, see `ScannedFile.text`. */
export class Item {
  /** The macro that a conditional or a definition names; -1 if none is named. */
  name = -1;
  /** After the name, or after the directive's own name where none is named. */
  operandsAt: number;
  /** The index of the conditional's next branch or end; the number of items if there is none. */
  jump = 0;
  /** Made when the directive is first reached. */
  macro: Macro | null = null;
  problems: readonly Problem[] | null = null;
  tokens: readonly Token[] | null = null;

  /**
   * @param start of the text, or of the directive's #
   * @param end of the text, or of the directive's line without its newline
   * @param firstName index in `ScannedFile.names` of the text's first identifier
   * @param lastName end of the text's identifiers there
   */
  constructor(
    readonly kind: number,
    readonly start: number,
    readonly end: number,
    readonly firstName: number,
    readonly lastName: number,
  ) {
    this.operandsAt = start;
  }
}

/** The text's comments are blanked out: a comment is as many blanks as it was long. */
export interface ScannedFile extends LogicalLines {
  readonly source: SourceFile;
  readonly items: readonly Item[];
  /** Pairs of an identifier's offset in `text` and its number, for the text items. */
  readonly names: Int32Array;
  /** The macro that, once defined, makes the whole file empty: its include guard; -1 if there is none. */
  readonly guard: number;
  /** Offset of a comment that is never closed; -1 if all are. */
  readonly openComment: number;
  /** Where reading stopped because the file has too many directives; -1 if it has not. */
  readonly cutAt: number;
}

export const isConditional = (kind: number): boolean => kind >= IF && kind <= ENDIF;
