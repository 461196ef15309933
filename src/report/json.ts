/** The result as JSON, two spaces deep: the same input gives the same bytes. */

import { INVISIBLE } from "../base/visible.js";
import type { Board, Report } from "./schema.js";

export const reportAsJson = (report: Report): string => safeJson(report);

export const boardAsJson = (board: Board): string => safeJson(board);

/** JSON itself lets C1 controls and bidirectional characters through, and a report may be read on a terminal. */
export const safeJson = (value: object): string =>
  `${JSON.stringify(value, null, 2).replace(INVISIBLE, (character) => (character === "\n" ? character : escaped(character)))}\n`;

/** In UTF-16 code units, as JSON has them. */
const escaped = (character: string): string =>
  Array.from(
    { length: character.length },
    (_, i) => `\\u${character.charCodeAt(i).toString(16).padStart(4, "0")}`,
  ).join("");
