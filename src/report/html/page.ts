/** A report as one page: its data, and the viewer that shows it. It asks for nothing else, and its policy forbids it. */
import type { Piece } from "../format.js";
import { dataPieces } from "./data.js";
import type { Part } from "./members.js";
import { pageHead } from "./page-head.js";
import type { Viewer } from "./viewer.js";

export interface Page {
  readonly command: string;
  readonly title: string;
  readonly parts: Iterable<Part>;
}

/** @throws {RangeError} without a viewer */
export function* pagePieces({ command, title, parts }: Page, viewer: Viewer | undefined): Iterable<Piece> {
  if (viewer === undefined) {
    throw new RangeError("'html' needs the viewer as an option: it is in the package's file 'iova-plan/viewer.json'");
  }
  yield head(title, viewer);
  yield* dataPieces(command, parts);
  yield `<script>${viewer.script}</script>\n</body>\n</html>\n`;
}

/** Text of the report reaches the page through `textContent` alone: nobody may make text into markup. */
const head = (title: string, { style, scriptHash, styleHash }: Viewer): string =>
  pageHead({
    title,
    style,
    scriptHash,
    styleHash,
    trustedTypes: "'none'",
    withoutScript:
      "This page shows its report with a script, and scripts are off. The formats text and markdown need none; the data is in this file.",
  });
