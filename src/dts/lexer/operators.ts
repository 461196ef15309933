/** The operators of integer expressions: C's, on unsigned 64-bit numbers. */
import { TokenKind } from "./token-list.js";

/** Longest first. */
const OPERATORS: ReadonlyMap<string, TokenKind> = new Map([
  ...["<<", ">>", "<=", ">=", "==", "!=", "&&", "||"].map((text) => [text, TokenKind.Binary] as const),
  ...["+", "*", "/", "%", "&", "|", "^", "<", ">"].map((text) => [text, TokenKind.Binary] as const),
  ["-", TokenKind.Minus],
  ["~", TokenKind.Unary],
  ["!", TokenKind.Unary],
  ["?", TokenKind.Question],
  [":", TokenKind.Colon],
]);

export interface OperatorAt {
  readonly kind: TokenKind;
  readonly end: number;
}

/** The longest operator that starts here. */
export function operatorEnd(text: string, at: number): OperatorAt | null {
  for (const length of [2, 1]) {
    const kind = OPERATORS.get(text.slice(at, at + length));
    if (kind !== undefined) return { kind, end: at + length };
  }
  return null;
}
