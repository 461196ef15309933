/** Preprocessing tokens of a stretch of text whose lines are joined and whose comments are blanks. */
import {
  BLANK,
  classOf,
  DIGIT,
  DOT,
  isDigit,
  LESS_THAN,
  lineEnd,
  literalEnd,
  NAME_START,
  NEWLINE,
  nameEnd,
  numberEnd,
  QUOTE,
  UPPER_L,
} from "./chars.js";
import type { Removals } from "./logical-lines.js";
import type { Names } from "./names.js";
import { CHARACTER, HEADER, NAME, NUMBER, PUNCTUATOR, STRAY, STRING, Token, WIDE } from "./token.js";

/** cpp's punctuators in assembler mode of more than one character; digraphs and C++ ones are none. */
const LONG_PUNCTUATORS = new Set("... <<= >>= ++ -- << >> <= >= == != && || -> += -= *= /= %= &= |= ^= ##".split(" "));
const PUNCTUATION = new Set("+-*/%&|^!~<>=.,;:?(){}[]#");

export class Lexer {
  constructor(
    private readonly text: string,
    private readonly removals: Removals | null,
    private readonly names: Names,
    /** Offset in `text` of what comes next. */
    public at: number,
    private readonly end: number,
  ) {}

  /** The next token; null at the end of the stretch. Line ends count as blanks. */
  next(): Token | null {
    let at = this.at;
    let kind = classOf(this.text.charCodeAt(at));
    while (at < this.end && (kind === BLANK || kind === NEWLINE)) kind = classOf(this.text.charCodeAt(++at));
    if (at >= this.end) {
      this.at = this.end;
      return null;
    }
    const spaced = at > this.at;
    this.at = at;
    return this.token(kind, spaced);
  }

  /** All tokens up to the end. */
  rest(): Token[] {
    const tokens: Token[] = [];
    for (let token = this.next(); token !== null; token = this.next()) tokens.push(token);
    return tokens;
  }

  /** `<...>` as one token, if it comes next: inside it neither names nor comments mean anything. */
  header(): Token | null {
    let at = this.at;
    while (at < this.end && classOf(this.text.charCodeAt(at)) === BLANK) at++;
    if (this.text.charCodeAt(at) !== LESS_THAN) return null;
    const close = this.text.indexOf(">", at);
    if (close < 0 || close >= this.end) return null;
    const spaced = at > this.at;
    this.at = at;
    return this.make(HEADER, close + 1, spaced);
  }

  private token(kind: number, spaced: boolean): Token {
    const { text, at } = this;
    if (kind === NAME_START) {
      const end = nameEnd(text, at);
      if (end === at + 1 && text.charCodeAt(at) === UPPER_L && classOf(text.charCodeAt(end)) === QUOTE) {
        return this.literal(end, WIDE, spaced);
      }
      return this.make(NAME, end, spaced);
    }
    if (kind === DIGIT || (kind === DOT && isDigit(text.charCodeAt(at + 1)))) {
      return this.make(NUMBER, numberEnd(text, at), spaced);
    }
    if (kind === QUOTE) return this.literal(at, text[at] === '"' ? STRING : CHARACTER, spaced);
    return this.punctuator(spaced);
  }

  /** @param quote offset of the opening quote; without a closing one it and the rest of the line are one token */
  private literal(quote: number, kind: number, spaced: boolean): Token {
    const end = literalEnd(this.text, quote);
    if (end < 0 || end > this.end) return this.make(STRAY, Math.min(lineEnd(this.text, quote), this.end), spaced);
    return this.make(kind, end, spaced);
  }

  private punctuator(spaced: boolean): Token {
    const { text, at } = this;
    if (!PUNCTUATION.has(text.charAt(at))) return this.make(STRAY, at + 1, spaced);
    for (const length of [3, 2]) {
      if (at + length <= this.end && LONG_PUNCTUATORS.has(text.slice(at, at + length))) {
        return this.make(PUNCTUATOR, at + length, spaced);
      }
    }
    return this.make(PUNCTUATOR, at + 1, spaced);
  }

  private make(kind: number, end: number, spaced: boolean): Token {
    const start = this.at;
    const text = this.text.slice(start, end);
    this.at = end;
    const from = this.removals === null ? start : this.removals.original(start);
    const to = this.removals === null ? end : this.removals.original(end - 1) + 1;
    return new Token(kind, text, kind === NAME ? this.names.id(text) : -1, from, to, spaced, false);
  }
}

/** The single token that a text is; null if it is none or several. */
export function singleToken(text: string, names: Names, start: number, end: number, spaced: boolean): Token | null {
  const lexer = new Lexer(text, null, names, 0, text.length);
  const token = lexer.next();
  if (token === null || token.text.length !== text.length) return null;
  return new Token(token.kind, text, token.name, start, end, spaced, false);
}
