/** What a character is to the preprocessor's lexer. Everything beyond ASCII is a token of its own, as in cpp's assembler mode. */

const OTHER = 0;
/** Blank space that does not end a line. cpp takes a stray NUL for a blank as well. */
export const BLANK = 1;
export const NEWLINE = 2;
export const NAME_START = 3;
export const DIGIT = 4;
export const QUOTE = 5;
export const SLASH = 6;
export const HASH = 7;
export const DOT = 8;

const classes = new Uint8Array(128);
const mark = (characters: string, kind: number): void => {
  for (const character of characters) classes[character.charCodeAt(0)] = kind;
};
mark(" \t\v\f\0", BLANK);
mark("\n", NEWLINE);
mark("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_", NAME_START);
mark("0123456789", DIGIT);
mark("\"'", QUOTE);
mark("/", SLASH);
mark("#", HASH);
mark(".", DOT);

/** NaN, which `charCodeAt` gives beyond the end, is OTHER. */
export const classOf = (code: number): number => (code < 128 ? (classes[code] ?? OTHER) : OTHER);

export function isNamePart(code: number): boolean {
  const kind = classOf(code);
  return kind === NAME_START || kind === DIGIT;
}

export const isDigit = (code: number): boolean => code >= 48 && code <= 57;

export const LF = 10;
export const CR = 13;
export const DOUBLE_QUOTE = 34;
export const APOSTROPHE = 39;
export const OPEN_PARENTHESIS = 40;
export const ASTERISK = 42;
export const PLUS = 43;
export const MINUS = 45;
export const LESS_THAN = 60;
export const BACKSLASH = 92;
export const UPPER_L = 76;

/** The end of the name that starts at `at`. */
export function nameEnd(text: string, at: number): number {
  let end = at + 1;
  while (isNamePart(text.charCodeAt(end))) end++;
  return end;
}

/** The end of the preprocessing number at `at`: digits, letters and points, and a sign after an exponent's letter. */
export function numberEnd(text: string, at: number): number {
  let end = at + 1;
  for (;;) {
    const code = text.charCodeAt(end);
    if (isNamePart(code) || classOf(code) === DOT) end++;
    else if ((code === PLUS || code === MINUS) && isExponent(text.charCodeAt(end - 1))) end++;
    else return end;
  }
}

/** e, E, p or P. */
const isExponent = (code: number): boolean => code === 101 || code === 69 || code === 112 || code === 80;

/** After the closing quote of the literal whose opening quote is at `at`; -1 if its line ends first. */
export function literalEnd(text: string, at: number): number {
  const quote = text.charCodeAt(at);
  for (let end = at + 1; end < text.length; end++) {
    const code = text.charCodeAt(end);
    if (code === quote) return end + 1;
    if (code === LF) return -1;
    if (code === BACKSLASH && text.charCodeAt(end + 1) !== LF) end++;
  }
  return -1;
}

/** The offset of the line's end, which is the text's length for the last line. */
export function lineEnd(text: string, at: number): number {
  const end = text.indexOf("\n", at);
  return end < 0 ? text.length : end;
}

export function skipBlanks(text: string, at: number, end: number): number {
  let next = at;
  while (next < end && classOf(text.charCodeAt(next)) === BLANK) next++;
  return next;
}
/** The end of `[start, end)` without the blanks at its end. */
export function trimBlanks(text: string, start: number, end: number): number {
  let last = end;
  while (last > start && classOf(text.charCodeAt(last - 1)) === BLANK) last--;
  return last;
}
