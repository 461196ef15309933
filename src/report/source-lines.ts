/** A source line as errors and findings show it: its number before it, a caret below the place. */
import { excerpt } from "./excerpt.js";
import { type Styled, text } from "./styled.js";

export interface MarkedLine {
  readonly text: string;
  /** 1-based. */
  readonly line: number;
  /** 0-based, in UTF-16 code units of `text`; `end` is exclusive. */
  readonly start: number;
  readonly end: number;
}

/** Columns for a line's number. */
const NUMBER = 5;

export function sourceLines({ text: source, line, start, end }: MarkedLine, columns: number, indent = ""): Styled[] {
  const number = `${indent}${String(line).padStart(NUMBER)}`;
  const shown = excerpt(source, start, end, columns - number.length - 3);
  return [
    [...text(`${number} | `, "faint"), ...text(shown.line)],
    [...text(`${" ".repeat(number.length)} | `, "faint"), ...text(shown.marks, "good")],
  ];
}
