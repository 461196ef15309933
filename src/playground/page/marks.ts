/** What of a file's text is marked: where findings and errors stand. */
import type { Severity } from "../../index.js";
import type { ReportTold } from "../messages.js";

export interface Mark {
  /** UTF-16 code units from the start of the text. */
  readonly start: number;
  readonly end: number;
  readonly severity: Severity;
}

interface Marked {
  readonly line: number;
  readonly column: number;
  readonly length: number;
  readonly severity: Severity;
}

const isOf = (path: string, file: string): boolean => file.replace(/^\//, "") === path;

/** All that the report says of a file's lines, notes left out: they are many, and nothing is wrong there. */
export function markedIn(path: string, { board, problems }: ReportTold): readonly Marked[] {
  const said = problems.flatMap(({ severity, place }) =>
    isOf(path, place.file) && place.line !== null && place.column !== null
      ? [{ line: place.line, column: place.column, length: place.excerpt?.length ?? 1, severity }]
      : [],
  );
  const found = (board?.findings ?? []).flatMap(({ severity, location: { file, line, column }, snippet }) =>
    isOf(path, file) && line !== null && column !== null
      ? [{ line, column, length: snippet?.length ?? 1, severity }]
      : [],
  );
  return [...said, ...found].filter(({ severity }) => severity !== "note");
}

/** In the order of the text, none within another. */
export function marksIn(text: string, marked: readonly Marked[]): readonly Mark[] {
  const starts = lineStarts(text);
  const all = marked
    .map(({ line, column, length, severity }) => {
      const start = Math.min((starts[line - 1] ?? text.length) + column - 1, text.length);
      return { start, end: Math.min(start + length, text.length), severity };
    })
    .sort((a, b) => a.start - b.start || b.end - a.end);
  const kept: Mark[] = [];
  for (const mark of all) if (mark.start >= (kept.at(-1)?.end ?? 0) && mark.end > mark.start) kept.push(mark);
  return kept;
}

export function lineStarts(text: string): readonly number[] {
  const starts = [0];
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
  return starts;
}
