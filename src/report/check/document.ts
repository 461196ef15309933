/** Findings once, whatever number of boards have them; each board in a row, and the verdict on all of them. */
import { counted } from "../amount.js";
import { type Block, type FindingBlock, left, right } from "../blocks.js";
import { commonFolder } from "../common-folder.js";
import { locationText } from "../location.js";
import type { Board, FindingView, Report } from "../schema.js";
import { passedOverBlocks, reasons, whereExplained } from "../section/closing.js";
import { attempted, failureBlocks, failureHeadline, failureList } from "../section/failures.js";
import type { MarkedLine } from "../source-lines.js";
import { dashed, joined, path, SEVERITY_STYLES, type Style, type Styled, text } from "../styled.js";
import { countOf, countsText, isListed, onBoards } from "./model.js";

/** What is listed of what was found. */
export interface CheckListing {
  readonly verbose: boolean;
  readonly showsNotes?: boolean;
}

export function checkBlocks(report: Report, { verbose, showsNotes = false }: CheckListing): Block[] {
  const attempt = attempted(report);
  const checked = report.boards.filter((board) => board.analysed);
  const [only] = checked;
  const passedOver = passedOverBlocks(report, verbose);
  const isOnlyBoard = report.boards.length < 2;
  const failed = failureHeadline(attempt, "checked");
  if (isOnlyBoard && only === undefined) return [...failureBlocks(attempt, "checked", verbose), ...passedOver];
  const listed = report.findings.filter((one) => isListed(one, verbose || showsNotes));
  const rest = report.findings.length - listed.length;
  const findings = listed.map((one) => findingBlock(one, onBoards(one, isOnlyBoard)));
  const uncounted =
    rest === 0 ? [] : [text(`${rest} ${rest === 1 ? "note is" : "notes are"} not listed (--show note)`, "faint")];
  const closing = [...uncounted, ...fixableLine(report), ...skippedLines(checked), ...assumptionLines(checked)];
  const body: Block[] = [...findings, ...(closing.length === 0 ? [] : [{ kind: "list", items: closing } as const])];
  if (isOnlyBoard && only !== undefined) {
    const own: Block = {
      kind: "result",
      opening: null,
      summary: summaryLine(only, report.kernelVersion),
      blocks: body,
    };
    return [...failureBlocks(attempt, "checked", verbose), own, ...passedOver];
  }
  return [
    {
      kind: "result",
      opening: failed.length === 0 ? null : failed,
      summary: totalLine(report, failed),
      blocks: [
        ...failureList(attempt, verbose),
        ...body,
        ...boardTable(checked, { verbose, showsNotes }),
        ...coverageOf(checked),
      ],
    },
    ...passedOver,
  ];
}

/** Of which the tool can end some itself. */
function fixableLine({ findings, fixes }: Report): Styled[] {
  const ended = findings.filter(({ fingerprint, boards }) =>
    fixes.some((fix) => fix.fingerprint === fingerprint && fix.boards.some((board) => boards.includes(board))),
  );
  if (ended.length === 0) return [];
  return [text(`--fix can fix ${counted(ended.length, "finding")}`)];
}

function totalLine({ boards, findings, kernelVersion }: Report, failed: Styled): Styled {
  const checked = boards.filter((board) => board.analysed);
  const where =
    failed.length === 0
      ? counted(boards.length, "board")
      : `the other ${checked.length === 1 ? "board" : counted(checked.length, "board")}`;
  const found = [...text(countsText(findings), styleOf(findings)), ...text(` on ${where} for Linux ${kernelVersion}`)];
  return joined([...(failed.length === 0 ? [] : [failed]), ...(checked.length === 0 ? [] : [found])], "; ");
}

/** More than these are not looked through: of a whole kernel's boards, those that nothing is listed on are counted. */
const MOST_ROWS = 40;

/** A row a board; what its shared files hold is told above, once. */
function boardTable(boards: readonly Board[], { verbose, showsNotes = false }: CheckListing): Block[] {
  if (boards.length === 0) return [];
  const isTold = (board: Board) =>
    hiddenText(board).length > 0 || board.findings.some((one) => isListed(one, showsNotes));
  const listed = verbose || boards.length <= MOST_ROWS ? boards : boards.filter(isTold);
  const folder = commonFolder(boards.map(({ input }) => input));
  const place = folder === "" ? [] : [...text(" below "), ...path(folder)];
  const summary = [...text(counted(boards.length, "board")), ...place];
  const rest = boards.length - listed.length;
  const blocks: Block[] = listed.length === 0 ? [] : [rowsOf(listed, folder)];
  if (rest > 0) blocks.push({ kind: "paragraph", text: text(untold(rest, boards.length, showsNotes), "faint") });
  return [{ kind: "folded", summary, blocks }];
}

function untold(count: number, all: number, showsNotes: boolean): string {
  const which = count === all ? "no board has" : `${count} ${count === 1 ? "board has" : "boards have"} no`;
  return `${which} ${showsNotes ? "findings" : "errors or warnings"} (--verbose lists ${count === 1 ? "it" : "them"})`;
}

function rowsOf(boards: readonly Board[], folder: string): Block {
  const count = (board: Board, severity: FindingView["severity"]): Styled => {
    const number = countOf(board.findings, severity);
    return text(String(number), number === 0 ? "faint" : SEVERITY_STYLES[severity]);
  };
  const hides = boards.some((board) => hiddenText(board).length > 0);
  const rows = boards.map((board) => [
    dashed(board.input.slice(folder.length)),
    count(board, "error"),
    count(board, "warning"),
    count(board, "note"),
    text(String(board.coverage.consumers)),
    text(String(board.coverage.skipped.length)),
    ...(hides ? [text(hiddenText(board).join(", "))] : []),
  ]);
  const columns = [
    left("board"),
    ...["errors", "warnings", "notes", "examined", "skipped"].map(right),
    ...(hides ? [left("hidden")] : []),
  ];
  return { kind: "table", columns, rows };
}

/** Silence must never be mistaken for a pass: over all boards. */
function coverageOf(boards: readonly Board[]): Block[] {
  if (boards.length === 0) return [];
  const consumers = boards.reduce((sum, board) => sum + board.coverage.consumers, 0);
  const skipped = boards.flatMap((board) => board.coverage.skipped);
  const line = `${counted(consumers, "consumer")} examined, ${skipped.length} skipped${reasons(skipped)}`;
  return [{ kind: "paragraph", text: text(line) }];
}

const hiddenText = ({ suppressed, baselined }: Board): string[] => [
  ...(suppressed === 0 ? [] : [`${suppressed} suppressed by comments`]),
  ...(baselined === 0 ? [] : [`${baselined} in the baseline`]),
];

/** What the run takes for granted: each once. */
function assumptionLines(boards: readonly Board[]): Styled[] {
  const all = once(boards.flatMap(({ assumptions }) => assumptions));
  return [...all.map((assumption) => text(`assumption: ${assumption}`, "faint")), ...whereExplained(all)];
}

const once = (lines: readonly string[]): readonly string[] => [...new Set(lines)];

const findingBlock = (finding: FindingView, where: string | null): FindingBlock => ({
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
  details: [...(where === null ? [] : [text(where)]), ...finding.details.map((detail) => text(detail))],
  related: finding.related.map((other) => text(`${locationText(other.location)}: ${other.message}`, "faint")),
  help: finding.help === null ? null : text(finding.help),
});

function markedLine({ snippet, location }: FindingView): MarkedLine | null {
  if (snippet === null) return null;
  const { text: line, start, length } = snippet;
  return { text: line, line: location.line ?? 0, start, end: start + length };
}

/** One line for each root cause. */
const skippedLines = (boards: readonly Board[]): Styled[] =>
  once(boards.flatMap(skippedOn)).map((line) => text(line, "faint"));

function skippedOn({ skippedChecks }: Board): string[] {
  const causes = new Map<string, string[]>();
  for (const { rule, because, subject } of skippedChecks) {
    const cause = `${subject} because of ${because}`;
    causes.set(cause, [...(causes.get(cause) ?? []), rule]);
  }
  return [...causes].map(([cause, rules]) => `not checked on ${cause}: ${rules.join(", ")}`);
}

/** Silence must never be mistaken for a pass. */
function summaryLine(board: Board, kernelVersion: string): Styled {
  const { consumers, skipped } = board.coverage;
  const hidden = hiddenText(board);
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
