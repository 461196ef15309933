/** The lexer outside of `<>`, `[]` and `()`: punctuation, keywords and names. */

import { nearestName } from "../../base/nearest.js";
import { code, isBlank, isDigit, isLabelStart, isNameCharacter } from "./character-class.js";
import { type LexerState, Mode } from "./lexer-state.js";
import { scanLookalike } from "./lookalikes.js";
import { TokenKind } from "./token-list.js";
import {
  labelEnd,
  nameEnd,
  nextCharacter,
  referenceEnd,
  scanCharacter,
  scanNumber,
  scanString,
  skipSecondAmpersand,
  unknownWordEnd,
} from "./words.js";

const KEYWORDS: readonly (readonly [string, TokenKind])[] = [
  ["/delete-node/", TokenKind.DeleteNode],
  ["/delete-property/", TokenKind.DeleteProperty],
  ["/bits/", TokenKind.Bits],
  ["/omit-if-no-ref/", TokenKind.OmitIfNoRef],
  ["/dts-v1/", TokenKind.Version],
  ["/memreserve/", TokenKind.MemReserve],
  ["/incbin/", TokenKind.Incbin],
  ["/plugin/", TokenKind.Plugin],
];

export function scanStatement(state: LexerState): void {
  const c = state.text.charCodeAt(state.at);
  if (isNameCharacter(c) && !(c === code.comma && isInValue(state))) scanWord(state);
  else if (!scanPunctuation(state, c)) scanOther(state, c);
}

/** Also the way out of every other mode: what no bracket can hold. */
export function scanPunctuation(state: LexerState, c: number): boolean {
  const { at } = state;
  switch (c) {
    case code.semicolon:
      state.closeBrackets();
      state.push(TokenKind.Semicolon, at + 1);
      return true;
    case code.leftBrace:
      openBrace(state);
      return true;
    case code.rightBrace:
      state.closeBrackets();
      state.braces--;
      state.push(TokenKind.RightBrace, at + 1);
      return true;
    case code.equals:
      state.closeBrackets();
      state.push(TokenKind.Equals, at + 1);
      return true;
    default:
      return false;
  }
}

/** Depth and number of nodes are bounded here, before anything is built. */
function openBrace(state: LexerState): void {
  const { at, base, limits, problems } = state;
  state.closeBrackets();
  state.braces = Math.max(0, state.braces) + 1;
  state.nodes++;
  if (state.braces > limits.nodeDepth) {
    problems.lexicalError("too-deep", base + at, base + at + 1, `nodes are nested deeper than ${limits.nodeDepth}`);
    state.truncate();
  } else if (state.nodes > limits.nodes) {
    problems.lexicalError("too-many-nodes", base + at, base + at + 1, `there are more than ${limits.nodes} nodes`);
    state.truncate();
  } else {
    state.push(TokenKind.LeftBrace, at + 1);
  }
}

function scanOther(state: LexerState, c: number): void {
  const { at } = state;
  switch (c) {
    case code.less:
      state.mode = Mode.Cells;
      state.push(TokenKind.Less, at + 1);
      return;
    case code.leftBracket:
      state.mode = Mode.Bytes;
      state.push(TokenKind.LeftBracket, at + 1);
      return;
    case code.leftParen:
      openParen(state);
      return;
    case code.ampersand:
      state.push(...referenceOrStray(state));
      return;
    case code.slash:
      state.push(...keywordOrSlash(state));
      return;
    case code.backslash:
      scanEscapedName(state);
      return;
    case code.apostrophe: {
      const first = state.literals.count;
      scanCharacter(state);
      pushLiteral(state, first);
      return;
    }
    default:
      scanSymbol(state, c);
  }
}

/** A symbol that has no state of its own; also what is out of place in a bracket. */
export function scanSymbol(state: LexerState, c: number): void {
  const { text, at } = state;
  switch (c) {
    case code.quote:
      scanString(state);
      return;
    case code.comma:
      state.push(TokenKind.Comma, at + 1);
      return;
    case code.greater:
      state.push(TokenKind.Greater, at + 1);
      return;
    case code.rightBracket:
      state.push(TokenKind.RightBracket, at + 1);
      return;
    case code.rightParen:
      state.push(TokenKind.RightParen, at + 1);
      return;
    default: {
      if (c >= 128 && scanLookalike(state)) return;
      let end = at + 1;
      while (end < text.length && isNoToken(text.charCodeAt(end))) end++;
      state.push(TokenKind.Stray, end);
    }
  }
}

/** Control characters and what lies beyond ASCII: one complaint for a run of them, or binary junk makes thousands. */
const isNoToken = (c: number): boolean => c < 9 || (c > 13 && c < 32) || c >= 127;

/** A parenthesis opens an expression, whatever it stands in. */
export function openParen(state: LexerState): void {
  if (state.parens++ === 0) state.modeOutsideParens = state.mode;
  state.mode = Mode.Expression;
  state.push(TokenKind.LeftParen, state.at + 1);
}

function referenceOrStray(state: LexerState): [TokenKind, number] {
  skipSecondAmpersand(state);
  const end = referenceEnd(state);
  return end === 0 ? [TokenKind.Stray, state.at + 1] : [TokenKind.Reference, end];
}

function keywordOrSlash(state: LexerState): [TokenKind, number] {
  const { text, at } = state;
  for (const [keyword, kind] of KEYWORDS) {
    if (!text.startsWith(keyword, at)) continue;
    if (kind === TokenKind.MemReserve) state.isReserving = true;
    return [kind, at + keyword.length];
  }
  return misspeltKeyword(state) ?? [TokenKind.Slash, at + 1];
}

/** `/delete-prop/`, `/delete-node` without its second slash: taken for the keyword, once that is said. */
function misspeltKeyword(state: LexerState): [TokenKind, number] | null {
  const { text, at, base, problems } = state;
  KEYWORD_LIKE.lastIndex = at;
  const [word, name = ""] = KEYWORD_LIKE.exec(text) ?? [];
  if (word === undefined) return null;
  const isClosed = word.endsWith("/");
  const meant = isClosed || KEYWORDS.some(([keyword]) => keyword === `/${name}/`) ? keywordLike(name) : null;
  if (meant === null) return null;
  const [keyword, kind] = meant;
  const message = `'${word}' is not a keyword`;
  problems.lexicalError("unknown-keyword", base + at, base + at + word.length, message, {
    hint: `did you mean '${keyword}'?`,
  });
  if (kind === TokenKind.MemReserve) state.isReserving = true;
  return [kind, at + word.length];
}

const KEYWORD_LIKE = /\/([a-z][a-z0-9-]*)\/?/y;

/** Letters of a keyword from which on it is known for what it begins. */
const TELLING = 8;

function keywordLike(name: string): (typeof KEYWORDS)[number] | null {
  const near = nearestName(
    name,
    KEYWORDS.map(([keyword]) => keyword.slice(1, -1)),
  );
  const begun = KEYWORDS.find(([keyword]) => name.length >= TELLING && keyword.startsWith(`/${name}`));
  return KEYWORDS.find(([keyword]) => keyword === `/${near}/`) ?? begun ?? null;
}

/** `\name`: dtc's way to let a name start with what would be a keyword. */
function scanEscapedName(state: LexerState): void {
  const end = nameEnd(state.text, state.at + 1);
  if (end === state.at + 1) state.push(TokenKind.Stray, end);
  else state.push(TokenKind.Name, end);
}

function scanWord(state: LexerState): void {
  const { text, at } = state;
  const isNumber = state.isReserving || state.previousKind === TokenKind.Bits;
  if (isNumber && isDigit(text.charCodeAt(at))) {
    const first = state.literals.count;
    scanNumber(state);
    pushLiteral(state, first);
    return;
  }
  const end = nameEnd(text, at);
  if (text.charCodeAt(end) === code.colon && labelEnd(text, at) === end + 1) {
    state.push(TokenKind.Label, end + 1);
  } else if (
    text.charCodeAt(end) === code.leftParen ||
    ((isNumber || isValueExpected(state)) && !startsStatement(state))
  ) {
    scanUnknownWord(state);
  } else {
    state.push(TokenKind.Name, end);
  }
}

/** Where a value should be: most likely a macro, or a string without its first quote. */
function scanUnknownWord(state: LexerState): void {
  const { text, at, base } = state;
  const quote = closingQuote(text, at);
  if (quote === 0) {
    state.push(TokenKind.UnknownWord, unknownWordEnd(text, at));
    return;
  }
  state.problems.lexicalError("missing-quote", base + at, base + quote, `expected '"' before this string`);
  state.push(TokenKind.String, quote);
}

/** Beyond this nobody guesses. */
const LONGEST_LINE = 500;

/** Behind a quote on this line that can only be a closing one: no other follows it that it could be paired with. */
function closingQuote(text: string, start: number): number {
  const [line = ""] = text.slice(start, start + LONGEST_LINE).split("\n", 1);
  const quotes = line.split('"').length - 1;
  return quotes % 2 === 1 ? start + line.indexOf('"') + 1 : 0;
}

/** A word stands here that only a new statement can explain: `name = ...` or `name {`, or a line with `name;`. */
export function startsStatement(state: LexerState): boolean {
  const { text, at } = state;
  const c = text.charCodeAt(at);
  if (at < state.noStatementBefore || (!isLabelStart(c) && c !== code.hash)) return false;
  const end = nameEnd(text, at);
  const isStart = isFollowedAsStatement(text, at, end);
  if (!isStart) state.noStatementBefore = end;
  return isStart;
}

function isFollowedAsStatement(text: string, start: number, end: number): boolean {
  const next = nextCharacter(text, end);
  if (next === code.leftBrace) return true;
  if (next === code.equals) return text.charCodeAt(text.indexOf("=", end) + 1) !== code.equals;
  return next === code.semicolon && isFirstOnLine(text, start);
}

function isFirstOnLine(text: string, start: number): boolean {
  let at = start - 1;
  while (text.charCodeAt(at) !== code.newline && isBlank(text.charCodeAt(at))) at--;
  return at < 0 || text.charCodeAt(at) === code.newline;
}

/** The token for the one literal that was just scanned. */
export function pushLiteral(state: LexerState, first: number): void {
  const { tokens, literals } = state;
  tokens.push(TokenKind.Integer, literals.start(first), literals.end(first), first, first + 1);
}

/** Behind `=` or `,`: what follows is a value. */
function isValueExpected(state: LexerState): boolean {
  const kind = kindBeforeLabels(state);
  return kind === TokenKind.Equals || kind === TokenKind.Comma;
}

/** Not where a statement starts: only there can a comma be the first character of a name. */
function isInValue(state: LexerState): boolean {
  switch (kindBeforeLabels(state)) {
    case null:
    case TokenKind.Semicolon:
    case TokenKind.LeftBrace:
    case TokenKind.RightBrace:
    case TokenKind.DeleteNode:
    case TokenKind.DeleteProperty:
    case TokenKind.OmitIfNoRef:
      return false;
    default:
      return true;
  }
}

function kindBeforeLabels({ tokens }: LexerState): TokenKind | null {
  let last = tokens.count - 1;
  while (last >= 0 && tokens.kind(last) === TokenKind.Label) last--;
  return last < 0 ? null : tokens.kind(last);
}
