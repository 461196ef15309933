/** A source line and a caret below the right place in it, whatever tabs, long lines or odd characters it holds. */
import { visible } from "../base/visible.js";

const TAB = 8;
const CUT = "…";

export interface Excerpt {
  readonly line: string;
  /** Spaces, a caret and tildes, as wide as the marked part of `line`. */
  readonly marks: string;
}

/**
 * @param source the whole line, as read
 * @param start 0-based UTF-16 offset of the marked text in the line; may be at its end
 * @param end exclusive; a mark that goes on in the next line ends with this one
 * @param width columns for the line; the part around the caret is kept
 */
export function excerpt(source: string, start: number, end: number, width: number): Excerpt {
  // A hostile file may be one line of many megabytes: only what could be shown is looked at.
  const first = Math.max(0, start - width);
  const near = source.slice(first, start + 2 * width);
  const shown = expand(near);
  const from = shown.columnOf(start - first);
  const to = Math.max(from + 1, shown.columnOf(end - first));
  const cut = window(shown.text.length, from, to, width);
  const before = first + cut.start > 0 ? CUT : "";
  const after = cut.end < shown.text.length || first + near.length < source.length ? CUT : "";
  const marked = Math.max(1, Math.min(to, cut.end) - from);
  return {
    line: `${before}${shown.text.slice(cut.start, cut.end)}${after}`.trimEnd(),
    marks: `${" ".repeat(before.length + from - cut.start)}^${"~".repeat(marked - 1)}`,
  };
}

/** Tabs to the next multiple of eight, invisible characters written out; and where each offset went. */
function expand(source: string): { text: string; columnOf: (offset: number) => number } {
  const columns: number[] = [];
  let shown = "";
  for (const character of source) {
    for (let i = 0; i < character.length; i++) columns.push(shown.length);
    shown += character === "\t" ? " ".repeat(TAB - (shown.length % TAB)) : visible(character);
  }
  columns.push(shown.length);
  return { text: shown, columnOf: (offset) => columns[offset] ?? shown.length };
}

/** The part of a line to show: all of it if it fits, else what is around the mark. */
function window(length: number, from: number, to: number, width: number): { start: number; end: number } {
  if (length <= width) return { start: 0, end: length };
  const room = Math.max(10, width - 2 * CUT.length);
  const lead = Math.max(0, Math.floor((room - Math.min(to - from, room)) / 2));
  const start = Math.max(0, Math.min(from - lead, length - room));
  return { start, end: Math.min(length, start + room) };
}
