/** Findings the way a compiler shows problems, then one line for each board. */
import { counted } from "../amount.js";
import { locationText } from "../location.js";
import { paint } from "../palette.js";
import type { Board, FindingView, Report } from "../schema.js";
import { passedOverText, reasons } from "../section/closing.js";
import { attempted, failureBlocks } from "../section/failures.js";
import { sourceLines } from "../source-lines.js";
import { joined, type Style, type Styled, text } from "../styled.js";
import { blocksAsText, type Look } from "../text.js";
import { wrap } from "../wrap.js";
import { countOf, countsText, type SeverityName } from "./model.js";

const STYLES: Readonly<Record<SeverityName, Style>> = { error: "bad", warning: "caution", note: "faint" };

export function checkAsText(report: Report, look: Look & { readonly verbose: boolean }): string {
  const failed = blocksAsText(failureBlocks(attempted(report), "checked", look.verbose), look);
  const lines = report.boards
    .filter((board) => board.analysed)
    .flatMap((board) => boardLines(board, report.kernelVersion, look));
  const passedOver = passedOverText(report, look.verbose);
  const total = [
    ...(report.boards.length < 2 ? [] : [totalLine(report)]),
    ...(passedOver === null ? [] : hanging(text(passedOver), look.columns)),
  ];
  return `${failed}${[...lines, ...total].map((line) => `${paint(line, look.palette)}\n`).join("")}`;
}

function totalLine({ boards }: Report): Styled {
  const checked = boards.filter((board) => board.analysed);
  const failed = boards.length - checked.length;
  const all = checked.flatMap((board) => board.findings);
  const parts = [
    ...(failed === 0 ? [] : [text(`${failed} could not be checked`, "bad")]),
    ...(checked.length === 0
      ? []
      : [[...text(countsText(all), styleOf(all)), ...text(failed === 0 ? "" : ` on the other ${checked.length}`)]]),
  ];
  return [...text(`${boards.length} boards: `, "strong"), ...joined(parts, "; ")];
}

function boardLines(board: Board, kernelVersion: string, look: Look & { readonly verbose: boolean }): Styled[] {
  const findings = board.findings.flatMap((finding) => findingLines(finding, look));
  return [
    ...findings,
    ...skippedLines(board, look.columns),
    ...board.assumptions.flatMap((assumption) =>
      hanging([...text("assumed: ", "faint"), ...text(assumption, "faint")], look.columns),
    ),
    ...hanging(summaryLine(board, kernelVersion), look.columns),
  ];
}

function findingLines(finding: FindingView, { columns, verbose }: Look & { readonly verbose: boolean }): Styled[] {
  const { severity, location, message, rule, details, help, related } = finding;
  const head = [
    ...text(`${locationText(location)}: `, "strong"),
    ...text(`${severity}: `, STYLES[severity]),
    ...text(`${message} [${rule}]`),
  ];
  // Notes are many, and seldom what somebody looks for.
  if (severity === "note" && !verbose) return hanging(head, columns);
  return [
    ...includeLines(finding),
    ...hanging(head, columns),
    ...snippetLines(finding, columns),
    ...details.flatMap((detail) => hanging(text(`  ${detail}`), columns, "  ")),
    ...related.flatMap((one) =>
      hanging(text(`  ${locationText(one.location)}: ${one.message}`, "faint"), columns, "  "),
    ),
    ...(help === null ? [] : hanging([...text("  help: ", "good"), ...text(help)], columns, "  ")),
  ];
}

const includeLines = ({ location }: FindingView): Styled[] =>
  location.via.map(({ kind, name, file, line }) =>
    text(
      kind === "include" ? `In file included from ${file}:${line}:` : `In expansion of ${name} at ${file}:${line}:`,
      "faint",
    ),
  );

function snippetLines({ snippet, location }: FindingView, columns: number): Styled[] {
  if (snippet === null) return [];
  const { text: line, start, length } = snippet;
  return sourceLines({ text: line, line: location.line ?? 0, start, end: start + length }, columns);
}

/** One line for each root cause. */
function skippedLines({ skippedChecks }: Board, columns: number): Styled[] {
  const causes = new Map<string, string[]>();
  for (const { rule, because, subject } of skippedChecks) {
    const cause = `${subject}, for its ${because}`;
    causes.set(cause, [...(causes.get(cause) ?? []), rule]);
  }
  return [...causes].flatMap(([cause, rules]) =>
    hanging(text(`skipped on ${cause}: ${rules.join(", ")}`, "faint"), columns),
  );
}

/** Silence must never be mistaken for a pass. */
function summaryLine(board: Board, kernelVersion: string): Styled {
  const { consumers, skipped } = board.coverage;
  const hidden = [
    board.suppressed === 0 ? [] : [`${board.suppressed} suppressed by comments`],
    board.baselined === 0 ? [] : [`${board.baselined} in the baseline`],
  ].flat();
  const coverage = `${counted(consumers, "consumer")} examined, ${skipped.length} skipped${reasons(skipped)}`;
  return [
    ...text(`${board.input}: `, "strong"),
    ...text(countsText(board.findings), styleOf(board.findings)),
    ...text(` for Linux ${kernelVersion}; ${[...hidden, coverage].join("; ")}`),
  ];
}

function styleOf(findings: readonly FindingView[]): Style {
  if (countOf(findings, "error") > 0) return "bad";
  return countOf(findings, "warning") > 0 ? "caution" : "good";
}

/** Wrapped, the lines after the first indented. */
function hanging(styled: Styled, columns: number, indent = ""): Styled[] {
  const lead = /^ */.exec(styled[0]?.text ?? "")?.[0] ?? "";
  return wrap(styled, columns - indent.length - 4).map((line, i) => [
    ...text(i === 0 ? lead : `${indent}    `),
    ...line,
  ]);
}
