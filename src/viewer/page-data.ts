/** The report of the page that this script stands in. What is compressed is unpacked part by part, when it is looked at. */
import type { DiffReport } from "../report/diff/schema.js";
import { type BoardRow, boardRow } from "../report/html/board-row.js";
import type { PartsList } from "../report/html/data.js";
import type { Board, Report } from "../report/schema.js";
import type { SimulateReport } from "../report/simulate/schema.js";
import type { VerifyReport } from "../report/verify/schema.js";

/** The commands whose pages are of boards. */
export type BoardsCommand = "analyze" | "check" | "map";

const BOARDS_COMMANDS: readonly string[] = ["analyze", "check", "map"] satisfies readonly BoardsCommand[];

/** The boards of a report, in its order. */
export interface Boards {
  readonly rows: readonly BoardRow[];
  load(index: number): Promise<Board>;
}

export type PageData =
  /** `report.boards` is empty: they come from `boards`. */
  | { readonly command: BoardsCommand; readonly report: Report; readonly boards: Boards }
  | { readonly command: "diff"; readonly report: DiffReport }
  | { readonly command: "verify"; readonly report: VerifyReport }
  | { readonly command: "simulate"; readonly report: SimulateReport };

/** @throws {Error} where the page's data is damaged or was made by another version */
export async function readPageData(page: Document): Promise<PageData> {
  const data = page.getElementById("report");
  if (data === null) throw new Error("the page has no report");
  const { command = "" } = data.dataset;
  const text = data.textContent ?? "";
  const list = page.getElementById("report-parts");
  if (list === null) return plainData(command, JSON.parse(text));
  const parts: PartsList = JSON.parse(list.textContent ?? "");
  const lines = text.trim().split("\n");
  const frame = lines.filter((_, i) => parts.boardsOfLine[i] === 0);
  const report = JSON.parse((await Promise.all(frame.map(unpacked))).join(""));
  return dataOf(command, report, packedBoards(lines, parts));
}

function plainData(command: string, report: Report & { boards: Board[] }): PageData {
  if (!BOARDS_COMMANDS.includes(command)) return dataOf(command, report, null);
  const { boards, ...rest } = report;
  return dataOf(
    command,
    { ...rest, boards: [] },
    {
      rows: boards.map(boardRow),
      load: async (index) => known(boards[index]),
    },
  );
}

function dataOf(command: string, report: unknown, boards: Boards | null): PageData {
  switch (command) {
    case "analyze":
    case "check":
    case "map":
      return { command, report: report as Report, boards: known(boards) };
    case "diff":
      return { command, report: report as DiffReport };
    case "verify":
      return { command, report: report as VerifyReport };
    case "simulate":
      return { command, report: report as SimulateReport };
    default:
      throw new Error(`this page's viewer knows no reports of '${command}'`);
  }
}

function packedBoards(lines: readonly string[], { boardsOfLine, rows }: PartsList): Boards {
  const places = boardsOfLine.flatMap((count, line) => Array.from({ length: count }, (_, at) => ({ line, at })));
  const unpackedLines = new Map<number, Promise<readonly Board[]>>();
  const boardsIn = (line: number): Promise<readonly Board[]> => {
    const kept = unpackedLines.get(line) ?? boardsOf(lines[line] ?? "");
    // What was looked at last is kept: neighbours share a line.
    unpackedLines.delete(line);
    unpackedLines.set(line, kept);
    for (const oldest of unpackedLines.keys()) if (unpackedLines.size > KEPT_LINES) unpackedLines.delete(oldest);
    return kept;
  };
  return {
    rows,
    async load(index) {
      const { line, at } = known(places[index]);
      return known((await boardsIn(line))[at]);
    },
  };
}

const KEPT_LINES = 4;

/** A stretch of the report's list of boards, with the commas around it. */
const boardsOf = async (line: string): Promise<readonly Board[]> =>
  JSON.parse(`[${(await unpacked(line)).replace(/^[\s,]+|[\s,]+$/g, "")}]`);

async function unpacked(line: string): Promise<string> {
  const bytes = Uint8Array.from(atob(line), (character) => character.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return await new Response(stream).text();
}

function known<T>(value: T | null | undefined): T {
  if (value === null || value === undefined) throw new Error("the page's report and its list of parts do not agree");
  return value;
}
