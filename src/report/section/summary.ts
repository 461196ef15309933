/** Several boards: a row each, and totals. */
import { amount, counted, total } from "../amount.js";
import { type Block, left, right } from "../blocks.js";
import type { Board, Report } from "../schema.js";
import { path, type Style, type Styled, solid, text } from "../styled.js";

export function summaryBlocks(report: Report): Block[] {
  const columns = [
    left("board"),
    right("consumers"),
    right("skipped"),
    right("ranges"),
    right("least usable"),
    right("waste"),
    left("result"),
  ];
  const folder = commonFolder(report.boards.map((board) => board.input));
  const rows = report.boards.map((board) => [
    path(board.input.slice(folder.length)),
    ...figures([board]),
    resultOf(board),
  ]);
  const failed = report.boards.filter((board) => board.errors.length > 0).length;
  const result = failed === 0 ? text("all done", "good") : text(`${counted(failed, "board")} with errors`, "bad");
  const totals = [text(counted(report.boards.length, "board"), "strong"), ...figures(report.boards), result];
  return [
    {
      kind: "title",
      level: 1,
      text: [
        ...text(`Summary for Linux ${report.kernelVersion}`, "strong"),
        ...(folder === "" ? [] : [...text(", boards below "), ...path(folder)]),
      ],
    },
    { kind: "table", columns, rows: [...rows, totals] },
    { kind: "paragraph", text: text(LEGEND, "faint") },
  ];
}

const LEGEND =
  "ranges: reservations in allocators; least usable: of any consumer; waste, unsafe: of today's layouts, where needs are known; " +
  "--verbose has each board in full";

/** The folder that all inputs lie in, with its slash; empty if there is none. */
function commonFolder(inputs: readonly string[]): string {
  const folders = inputs.map((input) => input.split("/").slice(0, -1));
  const [first = [], ...others] = folders;
  const length = first.findIndex((part, i) => others.some((other) => other[i] !== part));
  const common = length < 0 ? first : first.slice(0, length);
  return common.length === 0 ? "" : `${common.join("/")}/`;
}

/** The columns between name and result; the least usable space of all, and sums of the rest. */
function figures(boards: readonly Board[]): Styled[] {
  const sum = (count: (board: Board) => number) => solid(String(boards.reduce((all, board) => all + count(board), 0)));
  return [
    sum((board) => board.coverage.consumers),
    sum((board) => board.coverage.skipped.length),
    sum((board) => board.consumers.flatMap((c) => c.reservations.filter((r) => r.inAllocator)).length),
    leastUsable(boards),
    wasteAsWritten(boards),
  ];
}

function leastUsable(boards: readonly Board[]): Styled {
  const all = boards.flatMap((board) => board.consumers.map((consumer) => BigInt(consumer.usable.bytes)));
  const least = all.reduce<bigint | null>((best, bytes) => (best === null || bytes < best ? bytes : best), null);
  return least === null ? text("", "faint") : solid(amount(least.toString()), least === 0n ? "bad" : "plain");
}

/** Over the families whose needs are known. */
function wasteAsWritten(boards: readonly Board[]): Styled {
  const wastes = boards.flatMap((board) =>
    board.families.flatMap((family) => family.layouts.find((layout) => layout.id === "as-written")?.waste ?? []),
  );
  if (wastes.length === 0) return text("", "faint");
  return solid(total(wastes));
}

function resultOf(board: Board): Styled {
  if (board.errors.length > 0) return text(counted(board.errors.length, "error"), "bad");
  const unsafe = board.families.filter((family) =>
    family.layouts.some((layout) => layout.id === "as-written" && !layout.safe && layout.unknownNeeds === 0),
  ).length;
  const [words, style]: [string, Style] = unsafe === 0 ? ["done", "good"] : [`${unsafe} unsafe`, "caution"];
  return text(words, style);
}
