/** What to say where the grammar does not know on: what was expected, what is there, and what may have gone wrong. */
import { TokenKind as Kind } from "../lexer/token-list.js";

export interface Misfit {
  /** What would have fitted, as chevrotain knows it; empty where a statement should start. */
  readonly expected: readonly Kind[];
  /** What stands there instead; null at the end of the file. */
  readonly found: Kind | null;
  readonly foundText: string;
  /** In front of it, in the same statement. */
  readonly previous: Kind | null;
  readonly isInNode: boolean;
}

export interface Complaint {
  readonly message: string;
  readonly hint: string | null;
}

export function complaint(misfit: Misfit): Complaint {
  const found = misfit.found === null ? "the end of the file" : `'${shortened(misfit.foundText)}'`;
  return { message: `expected ${expectation(misfit)}, found ${found}`, hint: hintFor(misfit) };
}

function expectation({ expected, previous, isInNode }: Misfit): string {
  if (expected.length === 0) return isInNode ? "a property, a node or '};'" : "'/ {' or '&label {'";
  const has = (kind: Kind): boolean => expected.includes(kind);
  if (has(Kind.Less) && has(Kind.String)) return "a value";
  if (has(Kind.LeftParen) && has(Kind.Integer)) return "a number";
  if (has(Kind.Equals)) return "'=', '{' or ';'";
  if (has(Kind.Name) && has(Kind.RightBrace)) return isInNode ? "a property or a node" : "'/ {' or '&label {'";
  if (has(Kind.Semicolon) && previous !== null && ENDS_VALUE.has(previous)) return "',' or ';'";
  return listed([...new Set(expected.map((kind) => PHRASES.get(kind) ?? Kind[kind]))]);
}

/** After these a value may go on. */
const ENDS_VALUE: ReadonlySet<Kind> = new Set([
  Kind.Greater,
  Kind.String,
  Kind.RightBracket,
  Kind.RightParen,
  Kind.Label,
]);

const PHRASES: ReadonlyMap<Kind, string> = new Map([
  [Kind.Greater, "a number, a reference or '>'"],
  [Kind.RightBracket, "two hexadecimal digits or ']'"],
  [Kind.RightParen, "an operator or ')'"],
  [Kind.LeftParen, "'('"],
  [Kind.LeftBrace, "'{'"],
  [Kind.Semicolon, "';'"],
  [Kind.Comma, "','"],
  [Kind.Less, "'<'"],
  [Kind.Name, "a name"],
  [Kind.Reference, "a reference"],
  [Kind.String, "a string"],
  [Kind.Integer, "a number"],
]);

function listed(phrases: readonly string[]): string {
  const last = phrases.at(-1) ?? "";
  return phrases.length < 2 ? last : `${phrases.slice(0, -1).join(", ")} or ${last}`;
}

function hintFor({ expected, found, foundText, previous }: Misfit): string | null {
  if (expected.includes(Kind.Greater)) {
    if (found === Kind.Comma) return "numbers are separated by blanks";
    if (found === Kind.String) return "strings go outside of '< >'";
    if (found === Kind.Minus) return "a negative number needs parentheses: <(-1)>";
    if (found !== null && OPERATORS.has(found)) return "arithmetic needs parentheses: <(1 + 2)>";
  }
  if (found === Kind.LeftParen && expected.includes(Kind.Less)) return "numbers go between '<' and '>'";
  if (found === Kind.Stray && foundText.startsWith(":") && previous === Kind.Name) {
    return "a label has only letters, digits and underscores";
  }
  return null;
}

const OPERATORS: ReadonlySet<Kind> = new Set([Kind.Binary, Kind.Unary, Kind.Question, Kind.Colon]);

/** The first line of it, and no more of that than a message can hold. */
function shortened(text: string): string {
  const [line = ""] = text.split("\n", 1);
  return line.length > 40 || line.length < text.length ? `${line.slice(0, 37)}...` : line;
}
