/** Several boards: a row each, and totals. */
import { amount, counted, total } from "../amount.js";
import { type Block, left, right } from "../blocks.js";
import type { Board, Report } from "../schema.js";
import { joined, path, type Styled, solid, text } from "../styled.js";
import { misfitsOf } from "./workloads.js";

export function summaryBlocks(report: Report): Block[] {
  const columns = [left("board"), ...FIGURES.map(right), left("result")];
  const folder = commonFolder(report.boards.map((board) => board.input));
  const analysed = report.boards.filter((board) => board.analysed);
  const failed = report.boards.filter((board) => !board.analysed);
  const rows = [...failed, ...analysed].map((board) => [
    path(board.input.slice(folder.length)),
    ...figures(board.analysed ? [board] : []),
    resultOf(board),
  ]);
  const name = text(counted(report.boards.length, "board"), "strong");
  const totals = [name, ...figures(analysed), totalResult(failed.length, analysed)];
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

const FIGURES = ["consumers", "skipped", "ranges", "least usable", "waste"];

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

/** The columns between name and result; the least usable space of all, and sums of the rest; empty for no board. */
function figures(boards: readonly Board[]): Styled[] {
  if (boards.length === 0) return FIGURES.map(() => []);
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
  if (!board.analysed) return text("not analysed", "bad");
  const parts = trouble([board]);
  return parts.length === 0 ? text("done", "good") : joined(parts, ", ");
}

/** What is wrong with boards that could be analysed. */
function trouble(boards: readonly Board[]): Styled[] {
  const unsafe = boards.reduce((sum, board) => sum + unsafeOf(board), 0);
  const misfits = boards.reduce((sum, board) => sum + misfitsOf(board).length, 0);
  return [
    ...(misfits === 0 ? [] : [text(`${counted(misfits, "workload does", "workloads do")} not fit`, "bad")]),
    ...(unsafe === 0 ? [] : [text(`${unsafe} unsafe`, "caution")]),
  ];
}

/** What could not be done first; all is done only where nothing else is wrong either. */
function totalResult(failed: number, analysed: readonly Board[]): Styled {
  const parts = [...(failed === 0 ? [] : [text(`${failed} not analysed`, "bad")]), ...trouble(analysed)];
  return parts.length === 0 ? text("all done", "good") : joined(parts, ", ");
}

/** Families whose layout of today leaves somebody short, as far as needs are known. */
const unsafeOf = (board: Board): number =>
  board.families.filter((family) =>
    family.layouts.some((layout) => layout.id === "as-written" && !layout.safe && layout.unknownNeeds === 0),
  ).length;
