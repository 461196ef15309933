/**
 * The first phase of preprocessing: lines that a backslash continues become one, and every kind of line end a single
 * newline. What is removed is remembered, so that positions stay those of the file.
 */
import { BACKSLASH, BLANK, CR, classOf, LF } from "./chars.js";

/** Where characters were taken out of a text. */
export class Removals {
  /** @param at offsets in the shortened text, ascending; @param total characters removed up to and including each */
  constructor(
    readonly at: readonly number[],
    private readonly total: readonly number[],
  ) {}

  /** The offset in the file of the character that stands at an offset of the shortened text. */
  original(offset: number): number {
    const index = this.firstAfter(offset);
    return offset + (index === 0 ? 0 : (this.total[index - 1] ?? 0));
  }

  /** The index of the first removal beyond an offset of the shortened text. */
  firstAfter(offset: number): number {
    let low = 0;
    let high = this.at.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.at[middle] ?? 0) <= offset) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

export interface LogicalLines {
  readonly text: string;
  /** Null if nothing was removed. */
  readonly removals: Removals | null;
}

/** An offset of the text as an offset of the file. */
export const startInFile = (lines: LogicalLines, offset: number): number =>
  lines.removals === null ? offset : lines.removals.original(offset);

/** The same for the end of a stretch, which must not reach over what was removed behind it. */
export const endInFile = (lines: LogicalLines, end: number): number =>
  lines.removals === null || end === 0 ? end : lines.removals.original(end - 1) + 1;

export function logicalLines(text: string): LogicalLines {
  const hasReturns = text.includes("\r");
  if (!hasReturns && !text.includes("\\")) return { text, removals: null };
  const parts: string[] = [];
  const at: number[] = [];
  const total: number[] = [];
  let kept = 0;
  let length = 0;
  let removed = 0;
  const cut = (from: number, to: number): void => {
    parts.push(text.slice(kept, from));
    length += from - kept;
    removed += to - from;
    at.push(length);
    total.push(removed);
    kept = to;
  };
  for (let i = nextCandidate(text, 0, hasReturns); i < text.length; i = nextCandidate(text, i, hasReturns)) {
    const end = text.charCodeAt(i) === CR ? returnEnd(text, i) : spliceEnd(text, i);
    if (end > i) cut(i, end);
    i = Math.max(i + 1, end);
  }
  if (at.length === 0) return { text: hasReturns ? text.replaceAll("\r", "\n") : text, removals: null };
  parts.push(text.slice(kept));
  const joined = parts.join("");
  return { text: hasReturns ? joined.replaceAll("\r", "\n") : joined, removals: new Removals(at, total) };
}

/** The next backslash or carriage return. */
function nextCandidate(text: string, from: number, hasReturns: boolean): number {
  if (!hasReturns) {
    const at = text.indexOf("\\", from);
    return at < 0 ? text.length : at;
  }
  for (let at = from; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === BACKSLASH || code === CR) return at;
  }
  return text.length;
}

/** A carriage return before a newline goes; one that stands alone is a line end itself, as cpp has it. */
const returnEnd = (text: string, at: number): number => (text.charCodeAt(at + 1) === LF ? at + 1 : at);

/** The end of a backslash, blanks and a line end; `at` if it is no such thing. The file's end continues nothing. */
function spliceEnd(text: string, at: number): number {
  let end = at + 1;
  while (classOf(text.charCodeAt(end)) === BLANK) end++;
  const code = text.charCodeAt(end);
  if (code === LF) return end + 1;
  if (code !== CR) return at;
  return text.charCodeAt(end + 1) === LF ? end + 2 : end + 1;
}
