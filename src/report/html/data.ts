/**
 * A report as the data of a page: `<script id="report">`, which parses to what the JSON format prints. Up to 1 MiB it is
 * JSON; above, a line of base64 for each gzip member, with a list of what stands in which: `<script id="report-parts">`.
 */
import type { Piece } from "../format.js";
import { safeJson } from "../json.js";
import { base64 } from "./base64.js";
import type { BoardRow } from "./board-row.js";
import { type Member, membersOf, type Part, packed } from "./members.js";

/** Bytes of JSON from which on it is compressed. */
const LONG = 1 << 20;

/** Beside the compressed data: how many boards each of its lines has, and a row for every board. */
export interface PartsList {
  readonly boardsOfLine: readonly number[];
  readonly rows: readonly BoardRow[];
}

export const JSON_TYPE = "application/json";
export const PACKED_TYPE = "application/json+gzip";

const decoder = new TextDecoder();

/** @param command whose report it is */
export function* dataPieces(command: string, parts: Iterable<Part>): Iterable<Piece> {
  const members = membersOf(parts)[Symbol.iterator]();
  const first: Member[] = [];
  let length = 0;
  for (let next = members.next(); next.done !== true; next = members.next()) {
    first.push(next.value);
    length += next.value.bytes.length;
    if (length <= LONG) continue;
    yield `<script id="report" data-command="${command}" type="${PACKED_TYPE}">\n`;
    yield* packedPieces(first, members);
    return;
  }
  yield `<script id="report" data-command="${command}" type="${JSON_TYPE}">\n`;
  for (const { bytes } of first) yield withoutTags(decoder.decode(bytes));
  yield "</script>\n";
}

function* packedPieces(first: readonly Member[], more: Iterator<Member>): Iterable<Piece> {
  const boardsOfLine: number[] = [];
  const allRows: BoardRow[] = [];
  const line = function* ({ bytes, rows }: Member): Iterable<Piece> {
    boardsOfLine.push(rows.length);
    allRows.push(...rows);
    yield base64(packed(bytes));
    yield "\n";
  };
  for (const member of first) yield* line(member);
  for (let next = more.next(); next.done !== true; next = more.next()) yield* line(next.value);
  const list: PartsList = { boardsOfLine, rows: allRows };
  yield `</script>\n<script id="report-parts" type="${JSON_TYPE}">\n${withoutTags(safeJson(list))}</script>\n`;
}

/** JSON has `<` in its strings alone, where it may be escaped: nothing in it can end or begin an element. */
const withoutTags = (json: string): string => json.replace(/</g, "\\u003c");
