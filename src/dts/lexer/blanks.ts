/** What stands between tokens: blanks, comments, line markers, and `/include/`, which dtc takes wherever a token may be. */
import { code, isBlank } from "./character-class.js";
import { skipForeignLine } from "./foreign-lines.js";
import type { LexerState } from "./lexer-state.js";
import { unescaped } from "./literals.js";
import { skipLookalikeBlank } from "./lookalikes.js";
import type { RawIncludes } from "./raw-includes.js";

/** `# 12 "file" 1 3` as a preprocessor leaves it; positions are the input's own, so that messages can show its lines. */
const LINE_MARKER = /#(?:line)?[ \t]+[0-9]+[ \t]+"((?:[^\\"]|\\.)*)"(?:[ \t]+[0-9]+)*/y;

const INCLUDE = /\/include\/[ \t\n\v\f\r]*"((?:[^\\"]|\\.)*)"/y;

/** Moves on to the next token. @returns false at the end of the text */
export function skipBlanks(state: LexerState, includes: RawIncludes): boolean {
  for (;;) {
    const { text } = state;
    let { at } = state;
    let c = text.charCodeAt(at);
    while (isBlank(c)) c = text.charCodeAt(++at);
    state.at = at;
    if (at >= text.length) return false;
    if (c === code.slash) {
      if (!skipComment(state) && !enterInclude(state, includes)) return true;
    } else if (c === code.hash) {
      if (!skipLineMarker(state)) return true;
    } else if (!skipForeignLine(state) && !skipLookalikeBlank(state)) {
      return true;
    }
  }
}

function skipComment(state: LexerState): boolean {
  const { text, at } = state;
  const second = text.charCodeAt(at + 1);
  if (second === code.slash) {
    const newline = text.indexOf("\n", at);
    state.at = newline < 0 ? text.length : newline + 1;
    return true;
  }
  if (second !== code.asterisk) return false;
  const end = text.indexOf("*/", at + 2);
  if (end >= 0) {
    state.at = end + 2;
    return true;
  }
  const start = state.base + at;
  state.problems.lexicalError("unterminated-comment", start, start + 2, "this comment never ends: expected '*/'");
  state.truncate();
  return true;
}

function skipLineMarker(state: LexerState): boolean {
  const { text, at } = state;
  if (at > 0 && text.charCodeAt(at - 1) !== code.newline) return false;
  LINE_MARKER.lastIndex = at;
  const name = LINE_MARKER.exec(text)?.[1];
  if (name === undefined) return false;
  state.at = LINE_MARKER.lastIndex;
  // dtc reads the name as it reads strings.
  if (unescaped(name)?.includes(0) !== false) {
    const message = "this line marker's file has a name that no file can have";
    state.problems.error("bad-line-marker", state.base + at, state.base + state.at, message);
  }
  return true;
}

function enterInclude(state: LexerState, includes: RawIncludes): boolean {
  INCLUDE.lastIndex = state.at;
  const match = INCLUDE.exec(state.text);
  if (match === null) return false;
  const start = state.at;
  state.at = INCLUDE.lastIndex;
  includes.enter(state, match[1] ?? "", start);
  return true;
}
