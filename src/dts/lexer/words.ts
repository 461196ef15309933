/** Words, numbers, references and strings. Every function takes what starts at the lexer's place and moves behind it. */
import { code, isBlank, isHexDigit, isLabelCharacter, isLabelStart, isNameCharacter } from "./character-class.js";
import type { LexerState } from "./lexer-state.js";
import { characterEnd, NumberScanner, unescaped } from "./literals.js";
import { LiteralKind, TokenKind } from "./token-list.js";

const numbers = new NumberScanner();

/** The end of the `label:` that starts here, the colon included; 0 if none does. */
export function labelEnd(text: string, start: number): number {
  if (!isLabelStart(text.charCodeAt(start))) return 0;
  let at = start + 1;
  while (isLabelCharacter(text.charCodeAt(at))) at++;
  return text.charCodeAt(at) === code.colon ? at + 1 : 0;
}

export function nameEnd(text: string, start: number): number {
  let at = start;
  while (isNameCharacter(text.charCodeAt(at))) at++;
  return at;
}

/** The first character from `start` on that is no blank; comments are not looked through. */
export function nextCharacter(text: string, start: number): number {
  let at = start;
  while (isBlank(text.charCodeAt(at))) at++;
  return text.charCodeAt(at);
}

/** A number, which starts here, as a literal. */
export function scanNumber(state: LexerState): void {
  const { text, at, base } = state;
  numbers.scan(text, at);
  let end = numbers.end;
  if (isLabelStart(text.charCodeAt(end)) && labelEnd(text, end) === 0) {
    end = nameEnd(text, end);
    badNumber(state, end, `'${text.slice(at, end)}' is not a number`, numberHint(text.slice(at, end)));
  } else if (numbers.problem === "octal") {
    badNumber(state, end, `'${text.slice(at, end)}' is not a number: a leading 0 makes it octal`);
  } else if (numbers.problem === "range") {
    badNumber(state, end, `'${text.slice(at, end)}' does not fit 64 bits`);
  }
  state.literals.push(LiteralKind.Number, base + at, base + end, numbers.low, numbers.high);
  state.at = end;
}

function badNumber(state: LexerState, end: number, message: string, hint: string | null = null): void {
  state.problems.error("bad-number", state.base + state.at, state.base + end, message, { hint });
}

/** How the number is written that the author may have meant; null if nobody knows. */
export function numberHint(word: string): string | null {
  const digits = word.replace(/[hH]$/, "").replace(/_/g, "");
  if (/^[0-9a-fA-F]{1,16}$/.test(digits)) return `hexadecimal numbers begin with 0x: 0x${digits}`;
  if (/^0[xX][0-9a-fA-F]+$/.test(digits)) return `a number has only digits: ${digits}`;
  return /^[0-9]+[kKmMgG]$/.test(word) ? "a device tree has no units: write the number out, as in <(10 * 1024)>" : null;
}

/** A character literal, which starts here, as a literal. */
export function scanCharacter(state: LexerState): void {
  const { text, at, base } = state;
  const end = characterEnd(text, at);
  if (end === null || isRunaway(text, at, end)) {
    const stop = Math.max(at + 1, nameEnd(text, at + 1));
    const message = "this character literal never ends: expected an apostrophe";
    state.problems.lexicalError("unterminated-character", base + at, base + stop, message);
    state.literals.push(LiteralKind.Character, base + at, base + stop);
    state.at = stop;
    return;
  }
  const bytes = unescaped(text.slice(at + 1, end - 1));
  if (bytes?.length !== 1) {
    const message =
      bytes === null ? "'\\x' needs hexadecimal digits" : `a character literal holds one byte, not ${bytes.length}`;
    state.problems.error("bad-character", base + at, base + end, message);
  }
  state.literals.push(LiteralKind.Character, base + at, base + end, bytes?.[0] ?? 0);
  state.at = end;
}

/** Longer than any escape, and over a line's end: it has lost its closing apostrophe and took another's opening one. */
const isRunaway = (text: string, start: number, end: number): boolean =>
  end - start > "'\\377'".length && text.slice(start, end).includes("\n");

/** `&&label`, as in C: one of the two is too much. Behind it, the lexer stands at the other. */
export function skipSecondAmpersand(state: LexerState): void {
  const { text, at, base, problems } = state;
  if (text.charCodeAt(at + 1) !== code.ampersand || !isLabelStart(text.charCodeAt(at + 2))) return;
  const end = nameEnd(text, at + 2);
  const hint = `did you mean '${text.slice(at + 1, end)}'?`;
  problems.lexicalError("bad-reference", base + at, base + end, "a reference begins with one '&'", { hint });
  state.at = at + 1;
}

/**
 * The end of `&label` or `&{/path}`, which starts here; 0 if this `&` starts neither. A path that dtc's lexer would
 * not take is complained about and taken.
 */
export function referenceEnd(state: LexerState): number {
  const { text, at, base } = state;
  const second = text.charCodeAt(at + 1);
  if (isLabelStart(second)) {
    let end = at + 2;
    while (isLabelCharacter(text.charCodeAt(end))) end++;
    return text.charCodeAt(end) === code.minus ? hyphenatedEnd(state, end) : end;
  }
  if (second !== code.leftBrace) return 0;
  let end = at + 2;
  for (let c = text.charCodeAt(end); isNameCharacter(c) || c === code.slash; ) c = text.charCodeAt(++end);
  if (text.charCodeAt(end) === code.rightBrace) {
    if (end === at + 2)
      state.problems.error("bad-reference", base + at, base + end + 1, "this reference names no path");
    return end + 1;
  }
  const line = text.slice(at, at + 500).split(/[\n;]/, 1)[0] ?? "";
  const stop = line.indexOf("}") < 0 ? end : at + line.indexOf("}") + 1;
  const found = text[end] === undefined ? "the end of the file" : `'${text[end]}'`;
  state.problems.lexicalError(
    "bad-reference",
    base + at,
    base + stop,
    `expected '}' after the path of this reference, found ${found}`,
  );
  return stop;
}

/** `&my-label`: a node may have such a name, but no label. */
function hyphenatedEnd({ text, at, base, problems }: LexerState, labelEnds: number): number {
  const end = nameEnd(text, labelEnds);
  if (!isLabelCharacter(text.charCodeAt(labelEnds + 1))) return labelEnds;
  const name = text.slice(at, end);
  const hint = `did you mean '${name.replace(/[^&A-Za-z0-9_]/g, "_")}'?`;
  const message = `'${name}' is not a reference: a label has only letters, digits and underscores`;
  problems.lexicalError("bad-reference", base + at, base + end, message, { hint });
  return end;
}

/** A string, which starts here, as a token. */
export function scanString(state: LexerState): void {
  const { text, at, base } = state;
  if (isExtraQuote(state)) return;
  const end = stringEnd(text, at);
  if (end !== 0 && !swallowsStatement(text, at, end)) {
    state.push(TokenKind.String, end);
    return;
  }
  const stop = guessedStringEnd(text, at);
  state.problems.lexicalError("unterminated-string", base + at, base + stop, `this string never ends: expected '"'`);
  state.push(TokenKind.String, stop);
}

/** A quote directly behind a string, on a line whose other quotes are paired: told, and passed over. */
function isExtraQuote(state: LexerState): boolean {
  const { text, at, base, tokens, problems } = state;
  if (state.previousKind !== TokenKind.String || tokens.end(tokens.count - 1) !== base + at) return false;
  const [rest = ""] = text.slice(at + 1, at + 1 + LONGEST_LINE).split("\n", 1);
  if (rest.replace(/\\./g, "").split('"').length % 2 === 0) return false;
  const hint = "the string before it has ended: delete one of the two";
  problems.lexicalError("extra-quote", base + at, base + at + 1, "this quote is one too many", { hint });
  state.at = at + 1;
  return true;
}

/** Beyond this nobody guesses. */
const LONGEST_LINE = 500;

/** Where a string without an end was meant to end: on its line, before what closes a statement. */
function guessedStringEnd(text: string, start: number): number {
  const newline = text.indexOf("\n", start);
  let end = newline < 0 ? text.length : newline;
  while (end > start + 1 && closesStatement(text.charCodeAt(end - 1))) end--;
  return end;
}

const closesStatement = (c: number): boolean =>
  isBlank(c) || c === code.semicolon || c === code.greater || c === code.comma;

/** The end of a string, quotes included; 0 if it has none. A backslash cannot stand before the end of a line. */
function stringEnd(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    const c = text.charCodeAt(at);
    if (c === code.quote) return at + 1;
    if (c === code.backslash && text.charCodeAt(++at) === code.newline) return 0;
  }
  return 0;
}

/** A string may hold line breaks; but one that nothing fits behind has lost its closing quote, and taken another's. */
function swallowsStatement(text: string, start: number, end: number): boolean {
  if (!text.slice(start, end).includes("\n")) return false;
  const next = nextCharacter(text, end);
  const fits = next === code.semicolon || next === code.comma || next === code.rightParen || next === code.slash;
  return !fits && labelEnd(text, end) === 0;
}

/**
 * The end of a word that should not be here, with its arguments if it looks like the use of a macro: `NAME(...)`, or
 * `NAME (a, b)`.
 */
export function unknownWordEnd(text: string, start: number): number {
  const end = nameEnd(text, start);
  let open = end;
  while (isBlank(text.charCodeAt(open)) && text.charCodeAt(open) !== code.newline) open++;
  if (text.charCodeAt(open) !== code.leftParen) return end;
  const close = closingParen(text, open);
  if (close === 0) return end;
  return open === end || text.slice(open, close).includes(",") ? close : end;
}

/** Characters of a macro's arguments: beyond them it is none. */
const LONGEST_ARGUMENTS = 2000;

/** Behind the parenthesis that closes the one at `open`; 0 if the statement ends before it. */
function closingParen(text: string, open: number): number {
  let depth = 0;
  const limit = Math.min(text.length, open + LONGEST_ARGUMENTS);
  for (let at = open; at < limit; at++) {
    const c = text.charCodeAt(at);
    if (c === code.leftParen) depth++;
    else if (c === code.rightParen && --depth === 0) return at + 1;
    else if (c === code.semicolon || c === code.leftBrace || c === code.rightBrace) return 0;
  }
  return 0;
}

export const isByteStart = (text: string, at: number): boolean =>
  isHexDigit(text.charCodeAt(at)) && isHexDigit(text.charCodeAt(at + 1));
