/** What the formats of `check` print. */
import type { Rule } from "../../rule/engine/model.js";
import type { Board, FindingView, Report } from "../schema.js";

export type RuleText = Pick<Rule, "id" | "title" | "severity" | "why" | "fix">;

/** What the formats that list findings call an input that could not be checked: no rule, but nothing to be missed. */
export const NOT_CHECKED: RuleText = {
  id: "not-checked",
  title: "an input, its plan, the config or the baseline could not be used",
  severity: "error",
  why: "Nothing is known of a board that could not be checked: that no finding is listed for it does not mean that it has none",
  fix: "Mend what the message says; the exit status is 2 until then, or 3 for a defect of iova-plan itself",
};

export interface BoardFinding {
  readonly board: Board;
  readonly finding: FindingView;
}

export type SeverityName = FindingView["severity"];

const SEVERITIES: readonly SeverityName[] = ["error", "warning", "note"];

/** The findings of all boards, gravest first, boards in the order of the report. */
export const allFindings = (report: Report): readonly BoardFinding[] =>
  SEVERITIES.flatMap((severity) =>
    report.boards.flatMap((board) =>
      board.findings.filter((finding) => finding.severity === severity).map((finding) => ({ board, finding })),
    ),
  );

export const countOf = (findings: readonly FindingView[], severity: SeverityName): number =>
  findings.filter((finding) => finding.severity === severity).length;

/** `2 errors, 1 warning, 5 notes`; nothing that is not there. */
export function countsText(findings: readonly FindingView[]): string {
  const parts = SEVERITIES.flatMap((severity) => {
    const count = countOf(findings, severity);
    return count === 0 ? [] : [`${count} ${severity}${count === 1 ? "" : "s"}`];
  });
  return parts.length === 0 ? "no findings" : parts.join(", ");
}

/** Message, arithmetic and next step as plain lines. */
export const linesOf = ({ message, details, help }: FindingView): readonly string[] => [
  message,
  ...details,
  ...(help === null ? [] : [`help: ${help}`]),
];

/**
 * A path as a URI: relative ones stay relative, absolute ones become `file:` URIs. What is no text (half a surrogate
 * pair) cannot be in one.
 */
export function uriOf(path: string): string {
  const parts = path
    .replace(/\p{Cs}/gu, "\ufffd")
    .split("/")
    .map(encodeURIComponent);
  return path.startsWith("/") ? `file://${parts.join("/")}` : parts.join("/");
}
