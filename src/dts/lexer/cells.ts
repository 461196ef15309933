/** The lexer between `<` and `>`, and between `[` and `]`: most of a board. A run of plain cells is one token. */
import { code, isBlank, isDigit, isLabelStart, isNameCharacter } from "./character-class.js";
import { type LexerState, Mode } from "./lexer-state.js";
import { operatorEnd } from "./operators.js";
import { openParen, scanPunctuation, scanSymbol, startsStatement } from "./statement-mode.js";
import { LiteralKind, TokenKind } from "./token-list.js";
import {
  isByteStart,
  labelEnd,
  nameEnd,
  referenceEnd,
  scanCharacter,
  scanNumber,
  skipSecondAmpersand,
  unknownWordEnd,
} from "./words.js";

export function scanCells(state: LexerState): void {
  if (scanRun(state, TokenKind.Cells, scanCell)) return;
  const c = state.text.charCodeAt(state.at);
  if (c === code.leftParen) {
    openParen(state);
  } else if (c === code.greater) {
    state.mode = Mode.Statement;
    state.push(TokenKind.Greater, state.at + 1);
  } else if (startsStatement(state)) {
    state.mode = Mode.Statement;
  } else if (!scanPunctuation(state, c)) {
    const operator = operatorEnd(state.text, state.at);
    if (operator === null) scanSymbol(state, c);
    else state.push(operator.kind, operator.end);
  }
}

export function scanBytes(state: LexerState): void {
  if (scanRun(state, TokenKind.Bytes, scanByte)) return;
  const c = state.text.charCodeAt(state.at);
  if (c === code.rightBracket) {
    state.mode = Mode.Statement;
    state.push(TokenKind.RightBracket, state.at + 1);
  } else if (startsStatement(state)) {
    state.mode = Mode.Statement;
  } else if (!scanPunctuation(state, c)) {
    scanSymbol(state, c);
  }
}

/** One token for as many literals as follow each other; false if there is none. */
function scanRun(state: LexerState, kind: TokenKind, scanOne: (state: LexerState) => boolean): boolean {
  const { text, literals, tokens, base } = state;
  const first = literals.count;
  const start = state.at;
  let end = start;
  while (scanOne(state)) {
    end = state.at;
    let { at } = state;
    while (isBlank(text.charCodeAt(at))) at++;
    state.at = at;
  }
  if (literals.count === first) return false;
  tokens.push(kind, base + start, base + end, first, literals.count);
  return true;
}

function scanCell(state: LexerState): boolean {
  const { text, base, literals } = state;
  if (text.charCodeAt(state.at) === code.ampersand) skipSecondAmpersand(state);
  const { at } = state;
  const c = text.charCodeAt(at);
  if (isDigit(c)) {
    scanNumber(state);
    return true;
  }
  if (c === code.ampersand) {
    const end = referenceEnd(state);
    if (end === 0) return false;
    literals.push(LiteralKind.Reference, base + at, base + end);
    state.at = end;
    return true;
  }
  if (c === code.apostrophe) {
    scanCharacter(state);
    return true;
  }
  if (!isLabelStart(c)) return false;
  const label = labelEnd(text, at);
  if (label === 0 && startsStatement(state)) return false;
  const end = label === 0 ? unknownWordEnd(text, at) : label;
  literals.push(label === 0 ? LiteralKind.UnknownWord : LiteralKind.Label, base + at, base + end);
  state.at = end;
  return true;
}

function scanByte(state: LexerState): boolean {
  const { text, at, base, literals } = state;
  if (at >= state.noLabelBefore && isLabelStart(text.charCodeAt(at))) {
    const label = labelEnd(text, at);
    if (label !== 0) {
      literals.push(LiteralKind.Label, base + at, base + label);
      state.at = label;
      return true;
    }
    state.noLabelBefore = nameEnd(text, at);
  }
  if (isByteStart(text, at)) {
    const value = Number.parseInt(text.slice(at, at + 2), 16);
    literals.push(LiteralKind.Byte, base + at, base + at + 2, value);
    state.at = at + 2;
    return true;
  }
  const c = text.charCodeAt(at);
  if (!isNameCharacter(c) || c === code.comma || startsStatement(state)) return false;
  const end = nameEnd(text, at);
  state.problems.error(
    "bad-byte",
    base + at,
    base + end,
    `'${text.slice(at, end)}' is not a byte: expected two hexadecimal digits`,
  );
  literals.push(LiteralKind.Byte, base + at, base + end);
  state.at = end;
  return true;
}
