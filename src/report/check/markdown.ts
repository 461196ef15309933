/** Findings as a pull-request comment: the verdict first, notes folded away, never more than a comment holds. */

import { visible } from "../../base/visible.js";
import { counted } from "../amount.js";
import { locationText } from "../location.js";
import { cutToComment, markdownText } from "../markdown.js";
import type { Board, FindingView, Report } from "../schema.js";
import { countOf, countsText, linesOf, type SeverityName } from "./model.js";

/** Lets a bot find its own comment again. */
const MARKER = "<!-- iova-plan check -->";

const MARKS: Readonly<Record<SeverityName, string>> = { error: "❌", warning: "⚠️", note: "ℹ️" };

export function checkAsMarkdown(report: Report): string {
  const { boards } = report;
  const all = boards.flatMap((board) => board.findings);
  const unusable = boards.filter((board) => !board.analysed).length;
  const verdict = [
    `**${countsText(all)}** on ${counted(boards.length, "board")}, judged for Linux ${markdownText(report.kernelVersion)}`,
    ...(unusable === 0 ? [] : [`${counted(unusable, "board")} could not be checked`]),
  ];
  const graver = [...boards].sort((a, b) => countOf(b.findings, "error") - countOf(a.findings, "error"));
  return cutToComment([MARKER, `## iova-plan: ${verdict.join("; ")}`, ...graver.flatMap(boardLines)]);
}

function boardLines(board: Board): string[] {
  const grave = board.findings.filter(({ severity }) => severity !== "note");
  const notes = board.findings.filter(({ severity }) => severity === "note");
  const { consumers, skipped } = board.coverage;
  const hidden = board.suppressed + board.baselined;
  const coverage = [
    counted(consumers, "consumer"),
    `${skipped.length} skipped`,
    ...(hidden === 0 ? [] : [`${hidden} hidden by comments or baseline`]),
  ].join(", ");
  const state = board.analysed ? `${countsText(board.findings)} (${coverage})` : "could not be checked";
  return [
    "",
    `### ${markdownText(visible(board.input))}: ${state}`,
    ...board.errors.map(
      (error) => `- ❌ ${markdownText(visible(`${locationText(error.location)}: ${error.message}`))}`,
    ),
    ...grave.flatMap(item),
    ...folded(notes),
  ];
}

function folded(notes: readonly FindingView[]): string[] {
  if (notes.length === 0) return [];
  return [
    "",
    `<details><summary>${counted(notes.length, "note")}</summary>`,
    "",
    ...notes.flatMap(item),
    "",
    "</details>",
  ];
}

function item(finding: FindingView): string[] {
  const [message = "", ...more] = linesOf(finding).map((line) => markdownText(visible(line)));
  const place = markdownText(visible(locationText(finding.location)));
  return [
    "",
    `- ${MARKS[finding.severity]} ${message} (${markdownText(finding.rule)})<br>${place}`,
    ...more.map((line) => `  - ${line}`),
  ];
}
