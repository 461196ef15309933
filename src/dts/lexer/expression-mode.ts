/** The lexer between parentheses: an integer expression, or the arguments of `/incbin/`. */
import { code, isDigit, isLabelStart } from "./character-class.js";
import { type LexerState, Mode } from "./lexer-state.js";
import { operatorEnd } from "./operators.js";
import { openParen, pushLiteral, scanPunctuation, scanSymbol, startsStatement } from "./statement-mode.js";
import { TokenKind } from "./token-list.js";
import { labelEnd, nextCharacter, referenceEnd, scanCharacter, scanNumber, unknownWordEnd } from "./words.js";

/** The grammar recurses for each parenthesis. dtc gives up at some thousands; people need a dozen. */
const MOST_PARENS = 200;

export function scanExpression(state: LexerState): void {
  const c = state.text.charCodeAt(state.at);
  if (isDigit(c) || c === code.apostrophe) {
    const first = state.literals.count;
    if (c === code.apostrophe) scanCharacter(state);
    else scanNumber(state);
    pushLiteral(state, first);
  } else if (c === code.leftParen) {
    openNested(state);
  } else if (c === code.rightParen) {
    state.parens--;
    if (state.parens === 0) state.mode = state.modeOutsideParens;
    state.push(TokenKind.RightParen, state.at + 1);
  } else if (startsStatement(state)) {
    state.closeBrackets();
  } else if (isLabelStart(c)) {
    scanWord(state);
  } else {
    scanOperator(state, c);
  }
}

function openNested(state: LexerState): void {
  if (state.parens < MOST_PARENS) {
    openParen(state);
    return;
  }
  const { text, at, base, problems } = state;
  const message = `parentheses are nested deeper than ${MOST_PARENS}`;
  problems.lexicalError("parentheses-too-deep", base + at, base + at + 1, message);
  const end = text.indexOf(";", at);
  state.at = end < 0 ? text.length : end;
  state.closeBrackets();
}

function scanWord(state: LexerState): void {
  const { text, at } = state;
  const label = labelEnd(text, at);
  // `a ? b : c`: the colon behind a word that should have been a number is most likely the operator.
  if (label === 0 || state.modeOutsideParens === Mode.Cells)
    state.push(TokenKind.UnknownWord, unknownWordEnd(text, at));
  else state.push(TokenKind.Label, label);
}

function scanOperator(state: LexerState, c: number): void {
  const { text, at } = state;
  if (c === code.ampersand) {
    const reference = referenceEnd(state);
    if (reference !== 0) {
      state.push(TokenKind.Reference, reference);
      return;
    }
  }
  const operator = operatorEnd(text, at);
  if (operator === null) {
    if (!scanPunctuation(state, c)) scanSymbol(state, c);
  } else if (c === code.greater && operator.end === at + 1 && closesCells(state)) {
    state.closeBrackets();
    state.push(TokenKind.Greater, at + 1);
  } else {
    state.push(operator.kind, operator.end);
  }
}

/** A `>` that ends a value cannot be an operator: a parenthesis was forgotten. */
function closesCells({ text, at, modeOutsideParens }: LexerState): boolean {
  const next = nextCharacter(text, at + 1);
  return modeOutsideParens === Mode.Cells && (next === code.semicolon || next === code.comma || Number.isNaN(next));
}
