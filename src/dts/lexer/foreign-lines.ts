/**
 * Lines that no author wrote: what a merge left behind, and a patch that was pasted with its `+` and `-`. Each is said
 * once, and what it marks is read as one side of it, so that nothing else is complained about.
 */
import { code } from "./character-class.js";
import type { LexerState } from "./lexer-state.js";

/** What git, and others after it, write at the start of a line: seven characters, and a name behind all but one. */
const MARKER = /(<{7}|\|{7}|>{7})(?:[ \t][^\n]*)?(?=\r?\n|$)|={7}[ \t]*(?=\r?\n|$)/y;

/** What a patch has in front of its lines; two of three such lines are nothing else. */
const PATCH_HEADER = /diff --git [^\n]*|@@ -[0-9]+[^\n]*|--- [^\n]*\n\+\+\+ [^\n]*/y;

/** A word, a brace or a directive behind a blank: no name that begins with a sign stands apart from its letters. */
const PATCH_LINE = /[+-][ \t]+[A-Za-z#&/}][^\n]*/y;

/** @returns whether such a line stood here; the lexer is behind it, or behind the sign that is too much */
export function skipForeignLine(state: LexerState): boolean {
  const { text, at } = state;
  if (!isForeignStart(text.charCodeAt(at)) || (at > 0 && text.charCodeAt(at - 1) !== code.newline)) return false;
  return skipMarker(state) || skipPatch(state);
}

const LETTER_D = 100;
const AT_SIGN = 64;

const isForeignStart = (c: number): boolean =>
  c === code.less ||
  c === code.greater ||
  c === code.equals ||
  c === code.pipe ||
  c === code.plus ||
  c === code.minus ||
  c === LETTER_D ||
  c === AT_SIGN;

function matchAt(pattern: RegExp, { text, at }: LexerState): string | null {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0] ?? null;
}

/** Of a conflict the first side is read, and the rest of it passed over. */
function skipMarker(state: LexerState): boolean {
  const marker = matchAt(MARKER, state);
  if (marker === null) return false;
  const { text, at, base, problems } = state;
  if (!state.isInConflict) {
    const message = `'${marker.slice(0, 7)}' is left of a merge: both sides of the conflict are here`;
    const hint = "keep one side, and delete the lines with '<<<<<<<', '=======' and '>>>>>>>'";
    problems.lexicalError("merge-marker", base + at, base + at + marker.length, message, { hint });
  }
  state.isInConflict = marker.startsWith("<");
  state.at = at + marker.length;
  if (marker.startsWith("<") || marker.startsWith(">")) return true;
  const end = text.indexOf("\n>>>>>>>", at);
  if (end >= 0) state.at = lineEnd(text, end + 1);
  return true;
}

/** Behind the headers of a patch nobody knows what is left out; `-` lines are not read, and `+` lines are. */
function skipPatch(state: LexerState): boolean {
  const { at, base, problems } = state;
  const header = matchAt(PATCH_HEADER, state);
  const line = header ?? matchAt(PATCH_LINE, state);
  if (line === null) return false;
  if (!state.isPatch) {
    const [first = ""] = line.split("\n", 1);
    const message =
      header === null
        ? `this line is from a patch: its '${line.charAt(0)}' is not part of a device tree`
        : "this is a patch, not a device tree";
    const hint = "apply it with 'git apply' or 'patch', and give the board that it changes";
    problems.lexicalError("patch", base + at, base + at + first.length, message, { hint });
  }
  state.isPatch = true;
  if (header !== null) state.truncate();
  else if (line.startsWith("-")) state.at = at + line.length;
  else state.at = at + 1;
  return true;
}

function lineEnd(text: string, from: number): number {
  const end = text.indexOf("\n", from);
  return end < 0 ? text.length : end;
}
