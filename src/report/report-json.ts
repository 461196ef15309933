/** A report as JSON, piece by piece: of many boards it is long, and most of it is written already. */
import { writtenFiguresOf } from "./figures.js";
import type { Piece } from "./format.js";
import { listedMembers, safeJson } from "./json.js";
import type { Board, Report } from "./schema.js";

const decoder = new TextDecoder();

export const reportAsJson = (report: Report): string =>
  Array.from(reportJsonPieces(report), (piece) => (typeof piece === "string" ? piece : decoder.decode(piece))).join("");

/** No text has a line end within, so only the report's own list can be this one. */
const NO_BOARDS = '\n  "boards": []';

export function* reportJsonPieces(report: Report): Iterable<Piece> {
  const { boards } = report;
  const frame = safeJson({ ...report, boards: [] });
  if (boards.length === 0) {
    yield frame;
    return;
  }
  const at = frame.indexOf(NO_BOARDS);
  yield `${frame.slice(0, at)}\n  "boards": [\n`;
  for (const [i, board] of boards.entries()) {
    yield i === 0 ? "    {\n" : ",\n    {\n";
    yield* boardPieces(board);
    yield "\n    }";
  }
  yield `\n  ]${frame.slice(at + NO_BOARDS.length)}`;
}

function* boardPieces(board: Board): Iterable<Piece> {
  const figures = writtenFiguresOf(board);
  if (figures === null) {
    yield listedMembers(board);
    return;
  }
  const { findings, skippedChecks, suppressed, baselined, errors, warnings } = board;
  yield figures.json;
  yield `,\n${listedMembers({ findings, skippedChecks, suppressed, baselined, errors, warnings })}`;
}
