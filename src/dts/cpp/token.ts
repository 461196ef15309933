/** Preprocessing tokens. They are shared by every use of the macro whose body they stand in: nothing about a use is kept in them. */

export const NAME = 0;
export const NUMBER = 1;
/** `"..."` */
export const STRING = 2;
/** `'...'` */
export const CHARACTER = 3;
/** A literal with the prefix L, the only one that cpp knows in assembler mode. */
export const WIDE = 4;
export const PUNCTUATOR = 5;
/** Anything else: one character, or an opening quote with the rest of its line. */
export const STRAY = 6;
/** `<...>` after `__has_include(`. */
export const HEADER = 7;
/** No token: a place where macro expansion may have changed the spacing. */
export const PADDING = 8;

export class Token {
  private paintedCopy: Token | null = null;

  /**
   * @param name the number of the identifier; -1 for other tokens
   * @param start offset in the file (of the token's macro body, argument or line)
   * @param spaced blanks or a comment stood before it
   * @param painted a name that must not be expanded any more: it came out of its own expansion
   */
  constructor(
    readonly kind: number,
    readonly text: string,
    readonly name: number,
    readonly start: number,
    readonly end: number,
    readonly spaced: boolean,
    readonly painted: boolean,
  ) {}

  paint(): Token {
    this.paintedCopy ??= new Token(this.kind, this.text, this.name, this.start, this.end, this.spaced, true);
    return this.paintedCopy;
  }

  is(punctuator: string): boolean {
    return this.kind === PUNCTUATOR && this.text === punctuator;
  }
}

const padding = (spaced: boolean): Token => new Token(PADDING, "", -1, 0, 0, spaced, false);

/** Stands before the expansion of a name (macro or parameter) that blanks preceded: what comes next inherits them. */
export const PADDING_SPACED = padding(true);
/** The same for a name that nothing preceded. */
export const PADDING_TIGHT = padding(false);
/** Stands after an expansion: what comes next keeps its own spacing. */
export const PADDING_AFTER = padding(false);

export const paddingFor = (token: Token): Token => (token.spaced ? PADDING_SPACED : PADDING_TIGHT);

/**
 * Of several paddings in a row the first decides, unless it has no space and one from the end of an expansion follows
 * (GNU cpp internals, "Token Spacing").
 */
export function combinedPadding(first: Token | null, next: Token): Token {
  if (first === null || first === PADDING_AFTER) return next;
  return first === PADDING_TIGHT && next === PADDING_AFTER ? next : first;
}
