/** What the formats of `check` print. */

import { SEVERITIES } from "../../base/diagnostic.js";
import type { Rule } from "../../rule/engine/model.js";
import { someOf } from "../names.js";
import type { FindingView, FoldedFinding } from "../schema.js";

export type RuleText = Pick<Rule, "id" | "title" | "severity" | "why" | "fix">;

/** What the formats that list findings call an input that could not be checked: no rule, but nothing to be missed. */
export const NOT_CHECKED: RuleText = {
  id: "not-checked",
  title: "an input, its plan, the config or the baseline cannot be used",
  severity: "error",
  why: "A board that cannot be checked may have any number of findings: that none is listed does not mean that it has none",
  fix: "Correct what the message says; the exit status is 2 until then, or 3 for a defect of iova-plan itself",
};

export type SeverityName = FindingView["severity"];

/** These fail a run whatever their severity: somebody has asked for them by writing an expectation or a budget. */
export const ALWAYS_FAILING: ReadonlySet<string> = new Set(["expectation-failed", "waste-over-budget"]);

/** Notes are many, and seldom what somebody looks for: they are counted, unless they are asked for or fail the run. */
export const isListed = ({ severity, rule }: FindingView, showsNotes: boolean): boolean =>
  severity !== "note" || showsNotes || ALWAYS_FAILING.has(rule);

/** `on 41 boards: a.dts, b.dts and 39 more`; null where the place or the only board of the run says it. */
export function onBoards({ boards, location }: FoldedFinding, isOnlyBoard: boolean): string | null {
  if (isOnlyBoard || (boards.length === 1 && boards[0] === location.file)) return null;
  const named = someOf(boards, MOST_BOARDS);
  return boards.length === 1 ? `on ${named}` : `on ${boards.length} boards: ${named}`;
}

/** More boards than these are counted. */
const MOST_BOARDS = 4;

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

/** Message, boards, arithmetic and next step as plain lines. */
export const linesOf = ({ message, details, help }: FindingView, where: string | null = null): readonly string[] => [
  message,
  ...(where === null ? [] : [where]),
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
