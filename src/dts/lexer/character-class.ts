/** Which characters dtc lets stand where: one table of flags, because the lexer asks for every character. */

const BLANK = 1;
const NAME = 2;
const LABEL_START = 4;
const LABEL = 8;
const DIGIT = 16;
const HEX_DIGIT = 32;

const classes = new Uint8Array(128);

function mark(characters: string, flag: number): void {
  for (const character of characters) {
    const code = character.charCodeAt(0);
    classes[code] = (classes[code] ?? 0) | flag;
  }
}

const letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
const digits = "0123456789";
mark(" \t\n\v\f\r", BLANK);
// Wider than DT specification v0.4, table 2.1: which of these a node or a property may have is checked on the tree.
mark(`${letters + digits},._+*#?@-`, NAME);
mark(`${letters}_`, LABEL_START);
mark(`${letters + digits}_`, LABEL);
mark(digits, DIGIT);
mark(`${digits}abcdefABCDEF`, HEX_DIGIT);

const has = (code: number, flag: number): boolean => code < 128 && ((classes[code] ?? 0) & flag) !== 0;

export const isBlank = (code: number): boolean => has(code, BLANK);
/** May be part of a node's or a property's name. */
export const isNameCharacter = (code: number): boolean => has(code, NAME);
export const isLabelStart = (code: number): boolean => has(code, LABEL_START);
export const isLabelCharacter = (code: number): boolean => has(code, LABEL);
export const isDigit = (code: number): boolean => has(code, DIGIT);
export const isHexDigit = (code: number): boolean => has(code, HEX_DIGIT);

/** Codes of the characters that have a meaning of their own. */
export const code = {
  newline: 10,
  quote: 34,
  hash: 35,
  percent: 37,
  ampersand: 38,
  apostrophe: 39,
  leftParen: 40,
  rightParen: 41,
  asterisk: 42,
  plus: 43,
  comma: 44,
  minus: 45,
  slash: 47,
  zero: 48,
  colon: 58,
  semicolon: 59,
  less: 60,
  equals: 61,
  greater: 62,
  question: 63,
  leftBracket: 91,
  backslash: 92,
  rightBracket: 93,
  caret: 94,
  leftBrace: 123,
  pipe: 124,
  rightBrace: 125,
  tilde: 126,
  exclamation: 33,
} as const;
