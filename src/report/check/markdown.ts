/** Findings as a pull-request comment: the verdict first, notes folded away, never more than a comment holds. */

import { visible } from "../../base/visible.js";
import { counted } from "../amount.js";
import { failureText } from "../failures.js";
import { locationText } from "../location.js";
import { cutToComment, failureItems, markdownText } from "../markdown.js";
import type { Board, FindingView, Report } from "../schema.js";
import { passedOverText } from "../section/closing.js";
import { attempted } from "../section/failures.js";
import { countOf, countsText, linesOf, type SeverityName } from "./model.js";

/** Lets a bot find its own comment again. */
const MARKER = "<!-- iova-plan check -->";

const MARKS: Readonly<Record<SeverityName, string>> = { error: "❌", warning: "⚠️", note: "ℹ️" };

export function checkAsMarkdown(report: Report): string {
  const checked = report.boards.filter((board) => board.analysed);
  const graver = [...checked].sort((a, b) => countOf(b.findings, "error") - countOf(a.findings, "error"));
  const passedOver = passedOverText(report, false);
  return cutToComment([
    MARKER,
    `## iova-plan: ${headline(report, checked)}`,
    ...failureItems(report.failures, report.boards.length),
    ...graver.flatMap(boardLines),
    ...(passedOver === null ? [] : ["", markdownText(visible(passedOver))]),
  ]);
}

function headline(report: Report, checked: readonly Board[]): string {
  const attempt = attempted(report);
  const failure = failureText(report.failures, attempt, "checked");
  const all = checked.flatMap((board) => board.findings);
  const others = attempt.failed === 0 ? "" : "the other ";
  const verdict = `**${countsText(all)}** on ${others}${counted(checked.length, "board")}`;
  const kernel = `, judged for Linux ${markdownText(report.kernelVersion)}`;
  return [
    ...(failure === null ? [] : [`**${markdownText(visible(failure))}**`]),
    ...(checked.length === 0 ? [] : [`${verdict}${kernel}`]),
  ].join("; ");
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
  return [
    "",
    `### ${markdownText(visible(board.input))}: ${countsText(board.findings)} (${coverage})`,
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
