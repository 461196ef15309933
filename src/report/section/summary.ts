/** Several boards: a row each, and totals. */
import { amount, counted, total } from "../amount.js";
import { type Block, left, right } from "../blocks.js";
import { foldedFindings } from "../check/fold.js";
import { commonFolder } from "../common-folder.js";
import type { Board, Report } from "../schema.js";
import { dashed, joined, path, rawText, type Styled, solid, text } from "../styled.js";
import { kernelText } from "./header.js";
import { misfitsOf } from "./workloads.js";

export function summaryBlocks(report: Report): Block[] {
  const folder = commonFolder(report.boards.map((board) => board.input));
  const analysed = report.boards.filter((board) => board.analysed);
  const failed = report.boards.filter((board) => !board.analysed);
  const { shown, shared } = told(analysed);
  const row = (boards: readonly Board[]) => shown.map(({ cell }) => (boards.length === 0 ? [] : cell(boards)));
  const rows = [...failed, ...analysed].map((board) => [
    nameOf(board.input.slice(folder.length)),
    ...row(board.analysed ? [board] : []),
    resultOf(board),
  ]);
  const name = text(counted(report.boards.length, "board"), "strong");
  const totals = [name, ...row(analysed), totalResult(failed.length, analysed)];
  return [
    {
      kind: "title",
      level: 1,
      text: [
        ...text(`Summary for ${kernelText(report)}`, "strong"),
        ...(folder === "" ? [] : [...text(", boards below "), ...path(folder)]),
        ...shared,
      ],
    },
    {
      kind: "table",
      columns: [left("board"), ...shown.map(({ title }) => right(title)), left("result")],
      rows: [...rows, totals],
    },
    { kind: "paragraph", text: text(LEGEND, "faint") },
  ];
}

/** A board's name may be continued on the next line, where a table would be too wide. */
const nameOf = (name: string): Styled => dashed(name);

interface Figure {
  readonly title: string;
  readonly cell: (boards: readonly Board[]) => Styled;
}

const sumOf = (count: (board: Board) => number) => (boards: readonly Board[]) =>
  solid(String(boards.reduce((all, board) => all + count(board), 0)));

const FIGURES: readonly Figure[] = [
  { title: "consumers", cell: sumOf((board) => board.coverage.consumers) },
  { title: "skipped", cell: sumOf((board) => board.coverage.skipped.length) },
  {
    title: "ranges",
    cell: sumOf((board) => board.consumers.flatMap((c) => c.reservations.filter((r) => r.inAllocator)).length),
  },
  { title: "least usable", cell: leastUsable },
  { title: "waste", cell: wasteAsWritten },
];

/** A column that has nothing to say, or says the same of all boards that it speaks of, is no column. */
function told(boards: readonly Board[]): { shown: Figure[]; shared: Styled } {
  const values = (figure: Figure) =>
    [...new Set(boards.map((board) => rawText(figure.cell([board]))))].filter((value) => value !== "");
  const isTold = (figure: Figure) => values(figure).some((value) => value !== "0" && value !== "0 B");
  const isSame = (figure: Figure) => boards.length > 1 && values(figure).length === 1;
  return {
    shown: FIGURES.filter((figure) => isTold(figure) && !isSame(figure)),
    shared: FIGURES.filter((figure) => isTold(figure) && isSame(figure)).flatMap((figure) => [
      ...text(`, ${figure.title} `),
      ...solid(values(figure).join()),
      ...text(" on each"),
    ]),
  };
}

const LEGEND =
  "ranges: reservations in allocators; least usable: the minimum over all consumers; waste, unsafe: of the tree as written, where needs are known; " +
  "columns of zeros are left out; --verbose shows each board in full";

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
  // As `check` counts: one in a file that boards share is one.
  const findings = foldedFindings(boards);
  const grave = (severity: string) => findings.filter((finding) => finding.severity === severity).length;
  const [errors, warnings] = [grave("error"), grave("warning")];
  return [
    ...(misfits === 0 ? [] : [text(`${counted(misfits, "workload does", "workloads do")} not fit`, "bad")]),
    ...(unsafe === 0 ? [] : [text(`${unsafe} unsafe`, "caution")]),
    ...(errors === 0 ? [] : [solid(counted(errors, "error"), "bad")]),
    ...(warnings === 0 ? [] : [solid(counted(warnings, "warning"), "caution")]),
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
