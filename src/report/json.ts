/** The result as JSON, two spaces deep: the same input gives the same bytes. */

import { INVISIBLE } from "../base/visible.js";
import type { Board, Report } from "./schema.js";

export const reportAsJson = (report: Report): string => safeJson(report);

export const boardAsJson = (board: Board): string => safeJson(board);

/** To look for it takes a sixth of the time that looking at the properties of every character does; few reports have any. */
const BEYOND_ASCII = /[^\n -~]+/g;

/** JSON itself lets C1 controls and bidirectional characters through, and a report may be read on a terminal. */
export const safeJson = (value: object): string =>
  `${JSON.stringify(value, null, 2).replace(BEYOND_ASCII, (run) => run.replace(INVISIBLE, escaped))}\n`;

/** In UTF-16 code units, as JSON has them. */
const escaped = (character: string): string =>
  Array.from(
    { length: character.length },
    (_, i) => `\\u${character.charCodeAt(i).toString(16).padStart(4, "0")}`,
  ).join("");
