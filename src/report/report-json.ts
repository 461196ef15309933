/** A report as JSON, part by part: of many boards it is long, and most of it is written already. */
import { writtenFiguresOf } from "./figures.js";
import type { Piece } from "./format.js";
import { listedMembers, safeJson } from "./json.js";
import { joinedPieces } from "./pieces.js";
import type { Board, Report } from "./schema.js";

export const reportAsJson = (report: Report): string => joinedPieces(reportJsonPieces(report));

/** No text has a line end within, so only the report's own list can be this one. */
const NO_BOARDS = '\n  "boards": []';

/** A stretch of the report's text. Those of no board, one behind the other, are the report with an empty list of boards. */
export interface JsonPart {
  readonly board: Board | null;
  readonly pieces: Iterable<Piece>;
}

export function* reportJsonParts(report: Report): Iterable<JsonPart> {
  const { boards } = report;
  const frame = safeJson({ ...report, boards: [] });
  if (boards.length === 0) {
    yield { board: null, pieces: [frame] };
    return;
  }
  const at = frame.indexOf(NO_BOARDS);
  yield { board: null, pieces: [`${frame.slice(0, at)}\n  "boards": [\n`] };
  for (const [i, board] of boards.entries()) yield { board, pieces: listedBoard(board, i === 0) };
  yield { board: null, pieces: [`\n  ]${frame.slice(at + NO_BOARDS.length)}`] };
}

export function* reportJsonPieces(report: Report): Iterable<Piece> {
  for (const { pieces } of reportJsonParts(report)) yield* pieces;
}

function* listedBoard(board: Board, isFirst: boolean): Iterable<Piece> {
  yield isFirst ? "    {\n" : ",\n    {\n";
  yield* boardPieces(board);
  yield "\n    }";
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
