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
const COMMENT = /\/\*\s*iova-plan-ignore\b|(?:\/\/|#)[ \t]*iova-plan-ignore\b[^\n]*/g;
const FORM = /^([a-z0-9-]+)\s*:\s*(\S[\s\S]*)$/;

export function suppressionsIn(source: SourceFile, ruleIds: readonly string[]): SuppressionsRead {
  const suppressions: Suppression[] = [];
  const diagnostics: Diagnostic[] = [];
  if (!source.text.includes(WORD)) return { suppressions, diagnostics };
  const commentedLines = new CommentedLines(source);
  for (const { start, end, said } of commentsIn(source.text)) {
    const span = { source, start, end, via: null };
    const location: Location = { kind: "source", span };
    const [, rule, reason] = FORM.exec(said) ?? [];
    const problem = problemOf(rule, ruleIds);
    if (rule === undefined || reason === undefined || problem !== null) {
      diagnostics.push({ severity: "warning", ...(problem ?? noReason), location });
      continue;
    }
    suppressions.push({
      rule,
      reason: reason.replace(/\s+/g, " "),
      place: placeOf(location),
      firstLine: spanPosition(span).line,
      lastLine: commentedLines.nextLineOfSource(source.positionAt(end).line),
    });
  }
  return { suppressions, diagnostics };
}

/** Where the comments are, and what they say behind the word. One that never ends is none, nor is what follows it. */
function* commentsIn(text: string): Generator<{ readonly start: number; readonly end: number; readonly said: string }> {
  const comment = new RegExp(COMMENT);
  for (let match = comment.exec(text); match !== null; match = comment.exec(text)) {
    const { index: start, 0: found } = match;
    const isBlock = found.startsWith("/*");
    const end = isBlock ? text.indexOf("*/", comment.lastIndex) + 2 : start + found.trimEnd().length;
    if (isBlock && end < comment.lastIndex) return;
    const whole = text.slice(start, isBlock ? end - 2 : end);
    yield { start, end, said: whole.slice(whole.indexOf(WORD) + WORD.length).trim() };
    comment.lastIndex = Math.max(end, comment.lastIndex);
  }
}

const noReason = {
  code: "suppression-without-reason",
  message: "the comment suppresses nothing: write 'iova-plan-ignore <rule-id>: reason'",
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

/** Lines that hold such comments alone; a run of them is walked once. */
class CommentedLines {
  private lastWalked = { from: 0, next: 0 };

  constructor(private readonly source: SourceFile) {}

  /** The line after the comment; other such comments below it do not come between. */
  nextLineOfSource(line: number): number {
    const { from, next } = this.lastWalked;
    if (from <= line && line < next) return next;
    let end = line + 1;
    while (/^\s*(\/\*|\/\/|#)\s*iova-plan-ignore\b/.test(this.source.lineText(end))) end++;
    this.lastWalked = { from: line, next: end };
    return end;
  }
}

export const covers = ({ rule, place, firstLine, lastLine }: Suppression, id: string, where: Place): boolean =>
  rule === id && place.file === where.file && where.line !== null && firstLine <= where.line && where.line <= lastLine;

/** For a comment that no finding of a whole run was about. */
export const unusedSuppression = ({ rule, place }: Suppression): Problem => ({
  severity: "warning",
  code: "suppression-unused",
  message: `nothing to suppress: '${rule}' has no finding here`,
  place,
  hint: "delete the comment",
  related: [],
});
