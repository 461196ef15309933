/**
 * Where expansion brings two tokens together that were apart, cpp writes a blank if they could be read as one. It errs
 * on the side of a blank; so that dtc sees the same text, the table below errs alike. It was measured: every pair of
 * tokens through cpp 12.2 as the arguments of two neighbouring macro uses.
 */
import { APOSTROPHE, classOf, DOT, DOUBLE_QUOTE, isNamePart, MINUS, NAME_START, PLUS } from "./chars.js";
import { Lexer } from "./lexer.js";
import { Names } from "./names.js";
import { NAME, NUMBER, type Token } from "./token.js";

/** For an operator, the characters that a token behind it must not start with. */
const AVOIDED: ReadonlyMap<string, string> = new Map([
  ["+", "+="],
  ["-", "->="],
  ["*", "="],
  ["/", "*/="],
  ["%", "=>:"],
  ["&", "&="],
  ["|", "|="],
  ["^", "="],
  ["!", "="],
  ["<", "%=:<"],
  [">", ">="],
  ["=", "="],
  [".", ".%0123456789"],
  [":", ":>"],
  ["#", "#%"],
  ["<<", "="],
  [">>", "="],
  ["<=", ">"],
  ["->", "*"],
  ["\\", ""],
]);

/**
 * @param first the code of the first character of the token that follows `last`
 * @param wide that token is a literal with a prefix
 */
export function needsSpace(last: Token, first: number, wide: boolean): boolean {
  if (last.kind === NAME || last.kind === NUMBER) {
    if (isNamePart(first)) return !wide;
    if (first === APOSTROPHE) return true;
    if (last.kind === NAME) return first === DOUBLE_QUOTE;
    return first === PLUS || first === MINUS || classOf(first) === DOT;
  }
  const avoided = AVOIDED.get(last.text);
  if (avoided === undefined) return false;
  return last.text === "\\" ? classOf(first) === NAME_START && !wide : avoided.includes(String.fromCharCode(first));
}

const OPERATORS = new Set("+-*/%&|^!<>=.:#\\");
const noNames = new Names();

/**
 * The operator that ends at an offset of a text, without blanks in between; null if what stands there cannot be read
 * together with anything.
 */
export function operatorBefore(text: string, from: number, at: number): Token | null {
  let start = at;
  while (start > from && OPERATORS.has(text.charAt(start - 1))) start--;
  if (start === at) return null;
  return new Lexer(text, null, noNames, start, at).rest().at(-1) ?? null;
}
