/** Findings board by board, each board with its verdict, and the verdict on all of them. */
import { counted } from "../amount.js";
import type { Block, FindingBlock } from "../blocks.js";
import { locationText } from "../location.js";
import type { Board, FindingView, Report } from "../schema.js";
import { passedOverBlocks, reasons } from "../section/closing.js";
import { attempted, failureBlocks, failureHeadline, failureList } from "../section/failures.js";
import type { MarkedLine } from "../source-lines.js";
import { joined, SEVERITY_STYLES, type Style, type Styled, text } from "../styled.js";
import { countOf, countsText } from "./model.js";

export function checkBlocks(report: Report, verbose: boolean): Block[] {
  const attempt = attempted(report);
  const boards = report.boards
    .filter((board) => board.analysed)
    .map((board) => boardBlock(board, report.kernelVersion, verbose));
  const passedOver = passedOverBlocks(report, verbose);
  if (report.boards.length < 2) return [...failureBlocks(attempt, "checked", verbose), ...boards, ...passedOver];
  const failed = failureHeadline(attempt, "checked");
  return [
    {
      kind: "result",
      opening: failed.length === 0 ? null : failed,
      summary: totalLine(report, failed),
      blocks: [...failureList(attempt, verbose), ...boards],
    },
    ...passedOver,
  ];
}

function totalLine({ boards, kernelVersion }: Report, failed: Styled): Styled {
  const checked = boards.filter((board) => board.analysed);
  const all = checked.flatMap((board) => board.findings);
  const where = failed.length === 0 ? counted(boards.length, "board") : `the other ${checked.length}`;
  const found = [...text(countsText(all), styleOf(all)), ...text(` on ${where} for Linux ${kernelVersion}`)];
  return joined([...(failed.length === 0 ? [] : [failed]), ...(checked.length === 0 ? [] : [found])], "; ");
}

function boardBlock(board: Board, kernelVersion: string, verbose: boolean): Block {
  const notes = board.findings.filter(({ severity }) => severity === "note");
  const assumed = board.assumptions.map((assumption) => text(`assumed: ${assumption}`, "faint"));
  const closing = [...skippedLines(board), ...assumed];
  return {
    kind: "result",
    opening: null,
    summary: summaryLine(board, kernelVersion),
    blocks: [
      ...board.findings.filter(({ severity }) => severity !== "note").map(findingBlock),
      ...(notes.length === 0
        ? []
        : [
            {
              kind: "folded",
              summary: text(counted(notes.length, "note")),
              // Notes are many, and seldom what somebody looks for.
              blocks: notes.map((note) => (verbose ? findingBlock(note) : withoutDetails(findingBlock(note)))),
            } as const,
          ]),
      ...(closing.length === 0 ? [] : [{ kind: "list", items: closing } as const]),
    ],
  };
}

const findingBlock = (finding: FindingView): FindingBlock => ({
  kind: "finding",
  severity: finding.severity,
  place: text(locationText(finding.location), "strong"),
  message: text(`${finding.message} [${finding.rule}]`),
  via: finding.location.via.map(({ kind, name, file, line }) =>
    text(
      kind === "include" ? `In file included from ${file}:${line}` : `In expansion of ${name} at ${file}:${line}`,
      "faint",
    ),
  ),
  source: markedLine(finding),
  details: finding.details.map((detail) => text(detail)),
  related: finding.related.map((other) => text(`${locationText(other.location)}: ${other.message}`, "faint")),
  help: finding.help === null ? null : text(finding.help),
});

const withoutDetails = (block: FindingBlock): FindingBlock => ({
  ...block,
  via: [],
  source: null,
  details: [],
  related: [],
  help: null,
});

function markedLine({ snippet, location }: FindingView): MarkedLine | null {
  if (snippet === null) return null;
  const { text: line, start, length } = snippet;
  return { text: line, line: location.line ?? 0, start, end: start + length };
}

/** One line for each root cause. */
function skippedLines({ skippedChecks }: Board): Styled[] {
  const causes = new Map<string, string[]>();
  for (const { rule, because, subject } of skippedChecks) {
    const cause = `${subject}, for its ${because}`;
    causes.set(cause, [...(causes.get(cause) ?? []), rule]);
  }
  return [...causes].map(([cause, rules]) => text(`skipped on ${cause}: ${rules.join(", ")}`, "faint"));
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
  const gravest = (["error", "warning"] as const).find((severity) => countOf(findings, severity) > 0);
  return gravest === undefined ? "good" : SEVERITY_STYLES[gravest];
}
