/**
 * Findings that somebody has looked at and wants to live with, said next to the source: a comment
 * `iova-plan-ignore reservation-unaligned: the splash is three pages` on the finding's line or the line above.
 */
import type { Diagnostic } from "../base/diagnostic.js";
import { nearestName } from "../base/nearest.js";
import { type Place, placeOf } from "../base/place.js";
import type { Problem } from "../base/problem.js";
import { type Location, type SourceFile, spanPosition } from "../base/source.js";

export interface Suppression {
  readonly rule: string;
  readonly reason: string;
  readonly place: Place;
  /** The lines whose findings it is about: 1-based, both inclusive. */
  readonly firstLine: number;
  readonly lastLine: number;
}

export interface SuppressionsRead {
  readonly suppressions: readonly Suppression[];
  /** Comments that suppress nothing, for want of a reason or a known rule. */
  readonly diagnostics: readonly Diagnostic[];
}

const WORD = "iova-plan-ignore";
const COMMENT = /\/\*\s*iova-plan-ignore\b([\s\S]*?)\*\/|(?:\/\/|#)[ \t]*iova-plan-ignore\b([^\n]*)/g;
const FORM = /^\s*([a-z0-9-]+)\s*:\s*(\S[\s\S]*?)\s*$/;

export function suppressionsIn(source: SourceFile, ruleIds: readonly string[]): SuppressionsRead {
  const suppressions: Suppression[] = [];
  const diagnostics: Diagnostic[] = [];
  if (!source.text.includes(WORD)) return { suppressions, diagnostics };
  for (const match of source.text.matchAll(COMMENT)) {
    const start = match.index;
    const span = { source, start, end: start + match[0].trimEnd().length, via: null };
    const location: Location = { kind: "source", span };
    const [, rule, reason] = FORM.exec(match[1] ?? match[2] ?? "") ?? [];
    const problem = problemOf(rule, ruleIds);
    if (rule === undefined || reason === undefined || problem !== null) {
      diagnostics.push({ severity: "warning", ...(problem ?? noReason), location });
      continue;
    }
    const { line } = spanPosition(span);
    const lastLine = nextLineOfSource(source, source.positionAt(span.end).line);
    suppressions.push({
      rule,
      reason: reason.replace(/\s+/g, " "),
      place: placeOf(location),
      firstLine: line,
      lastLine,
    });
  }
  return { suppressions, diagnostics };
}

const noReason = {
  code: "suppression-without-reason",
  message: "the comment suppresses nothing: it takes the form 'iova-plan-ignore <rule-id>: reason'",
};

function problemOf(
  rule: string | undefined,
  ruleIds: readonly string[],
): Omit<Diagnostic, "severity" | "location"> | null {
  if (rule === undefined || ruleIds.includes(rule)) return null;
  const near = nearestName(rule, ruleIds);
  const hint = near === null ? {} : { hint: `did you mean '${near}'?` };
  return {
    code: "suppression-unknown-rule",
    message: `the comment suppresses nothing: there is no rule '${rule}'`,
    ...hint,
  };
}

/** The line after the comment; other such comments below it do not come between. */
function nextLineOfSource(source: SourceFile, line: number): number {
  let next = line + 1;
  while (/^\s*(\/\*|\/\/|#)\s*iova-plan-ignore\b/.test(source.lineText(next))) next++;
  return next;
}

export const covers = ({ rule, place, firstLine, lastLine }: Suppression, id: string, where: Place): boolean =>
  rule === id && place.file === where.file && where.line !== null && firstLine <= where.line && where.line <= lastLine;

/** For a comment that no finding of a whole run was about. */
export const unusedSuppression = ({ rule, place }: Suppression): Problem => ({
  severity: "warning",
  code: "suppression-unused",
  message: `nothing to suppress: no finding of '${rule}' is here`,
  place,
  hint: "delete the comment",
  related: [],
});
