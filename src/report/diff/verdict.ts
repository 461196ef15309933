/** The first line of a diff, and what is to be said about boards. */
import { amount, counted } from "../amount.js";
import { fullName } from "../names.js";
import { type Style, type Styled, text } from "../styled.js";
import type { BoardNames } from "./board-names.js";
import { delta, lostBytes, type Move, namesOf, type Tally, tallyOf } from "./effects.js";
import { movedText } from "./phrases.js";
import type { DiffBoard, DiffReport } from "./schema.js";

export interface Verdict {
  readonly text: string;
  readonly style: Style;
}

/** What is known of the boards that could be compared; empty where there is none, for a reason that is told before. */
export function verdictOf(report: DiffReport): Verdict {
  const parts = [...changeParts(report), ...boardParts(report)];
  const compared = withStatus(report, "same").length + withStatus(report, "changed").length;
  const failed = withStatus(report, "failed").length;
  if (parts.length === 0) {
    if (compared === 0) return { text: report.failures.length > 0 ? "" : "no board was compared", style: "caution" };
    const consumers = withStatus(report, "same").reduce((sum, board) => sum + (board.new?.consumers ?? 0), 0);
    const where =
      compared === 1 && failed === 0 ? "" : ` on ${failed > 0 ? "the other " : ""}${counted(compared, "board")}`;
    return { text: `no effect: nothing changes for ${counted(consumers, "consumer")}${where}`, style: "good" };
  }
  const { losers, newFindings, lost, unprotected, untranslated } = tallyOf(report);
  const isWorse = losers + unprotected + untranslated > 0 || newFindings.error > 0;
  const style = isWorse || Object.values(lost).some((count) => count > 0) ? "bad" : "plain";
  const changed = withStatus(report, "changed").length;
  const where = compared > 1 ? ` (${changed} of ${counted(compared, "board")} changed)` : "";
  return { text: `${parts.join("; ")}${where}`, style };
}

function changeParts(report: DiffReport): string[] {
  const tally = tallyOf(report);
  const { newFindings, worst } = tally;
  const most =
    worst === null
      ? ""
      : ` (${tally.losers > 1 ? "most: " : ""}${fullName(namesOf(report)(worst.consumer ?? ""))}, ${amount((-delta(worst.before.bytes, worst.after.bytes)).toString())})`;
  const { lost, elsewhere } = tally;
  const parts: [number, (count: number) => string][] = [
    [lost.file, () => "plan dropped"],
    [lost.profile, (n) => `${counted(n, "profile")} dropped`],
    [lost.expectation, (n) => `${counted(n, "expectation")} lost`],
    [lost.need, (n) => `${counted(n, "stated need")} lost`],
    [lost.budget, (n) => `${counted(n, "budget")} loosened`],
    [lost.level, (n) => `${counted(n, "level")} lowered`],
    [
      tally.unprotected,
      (n) => `${counted(n, "consumer")} ${n === 1 ? "loses" : "lose"} reserved ranges${mostLost(tally, report)}`,
    ],
    [tally.untranslated, (n) => `${counted(n, "consumer")} ${n === 1 ? "loses its" : "lose their"} IOMMU`],
    [tally.losers, (n) => `${counted(n, "consumer")} ${n === 1 ? "loses" : "lose"} IOVA space${most}`],
    [
      tally.unkept,
      (n) => `${counted(n, "consumer")} under ${n === 1 ? "another name loses" : "other names lose"} reservations`,
    ],
    [
      elsewhere.consumers,
      (n) =>
        `${counted(n, "consumer")} ${n === 1 ? "loses" : "lose"} protection on Linux ${elsewhere.kernels.join(", ")}`,
    ],
    [newFindings.error, (n) => counted(n, "new error")],
    [newFindings.warning, (n) => counted(n, "new warning")],
    [tally.removed, (n) => `${counted(n, "consumer")} gone`],
    [tally.gainers, (n) => `${counted(n, "consumer")} ${n === 1 ? "gains" : "gain"} IOVA space`],
    [tally.added, (n) => counted(n, "new consumer")],
    [tally.renamed.length, (n) => `${counted(n, "consumer")} renamed${soleMove(tally.renamed)}`],
    [tally.moved.length, (n) => `${counted(n, "consumer")} moved${soleMove(tally.moved)}`],
    [tally.others, (n) => `${counted(n, "consumer")} with changed ranges or groups`],
    [newFindings.note, (n) => counted(n, "new note")],
    [Number(tally.planAdded), () => "plan added"],
    [tally.otherwise.length, () => `${tally.otherwise.join(" and ")} changed`],
    [tally.fixedFindings, (n) => `${counted(n, "finding")} fixed`],
    [
      report.changes.filter((change) => change.kind === "layout").length,
      (n) => `${counted(n, "family", "families")} with changed layout figures`,
    ],
  ];
  return parts.filter(([count]) => count > 0).map(([count, words]) => words(count));
}

/** Whose loss it is, or the largest, and how much. */
function mostLost({ mostLost: most, unprotected }: Tally, report: DiffReport): string {
  if (most === null) return "";
  const size = lostBytes(most);
  const who = fullName(namesOf(report)(most.consumer ?? ""));
  return ` (${unprotected > 1 ? "most: " : ""}${who}${size === 0n ? "" : `, ${amount(size.toString())}`})`;
}

function soleMove(moves: readonly Move[]): string {
  const [move] = moves;
  return move === undefined || moves.length > 1 ? "" : ` (${movedText(move)})`;
}

function boardParts(report: DiffReport): string[] {
  const parts: [DiffBoard["status"], string][] = [
    ["added", "added"],
    ["removed", "removed"],
  ];
  return parts.flatMap(([status, words]) => {
    const count = withStatus(report, status).length;
    return count === 0 ? [] : [`${counted(count, "board")} ${words}`];
  });
}

const withStatus = ({ boards }: DiffReport, status: DiffBoard["status"]): DiffBoard[] =>
  boards.filter((board) => board.status === status);

/** More boards than these are one line. */
const MOST_LINES = 4;

/** Boards that only one side has: a line each, or all in one. */
export const boardLines = (report: DiffReport, verbose: boolean, names: BoardNames): Styled[] => [
  ...linesOf(withStatus(report, "removed"), "removed", verbose, names),
  ...linesOf(withStatus(report, "added"), "added", verbose, names),
];

function linesOf(
  boards: readonly DiffBoard[],
  what: "added" | "removed",
  verbose: boolean,
  names: BoardNames,
): Styled[] {
  const style = what === "added" ? "good" : "caution";
  if (!verbose && boards.length > MOST_LINES) {
    return [[...text(`${boards.length} boards ${what}: `, style), ...names.list(boards.map(({ board }) => board))]];
  }
  return boards.map(({ board, new: now }) => [
    ...text(`board ${what}: `, style),
    ...names.one(board),
    ...text(now === null ? "" : ` (${counted(now.consumers, "consumer")}, ${findingsText(now.findings)})`),
  ]);
}

const findingsText = ({ error, warning, note }: { error: number; warning: number; note: number }): string =>
  [counted(error, "error"), counted(warning, "warning"), counted(note, "note")].join(", ");
