/**
 * The outcome of a run over boards: which findings are told, what is unused or stale, whether it failed. A function of
 * the results alone, so that it does not matter which board was done first, or where.
 */
import { isError, type Severity } from "../base/diagnostic.js";
import { by } from "../base/order.js";
import { type Problem, problemKey } from "../base/problem.js";
import { type Baseline, type BaselineEntry, staleEntry } from "../config/baseline.js";
import { unusedSuppression } from "../config/suppressions.js";
import { ALWAYS_FAILING } from "../report/check/model.js";
import { DEFECT } from "../report/failures.js";
import type { Board } from "../report/schema.js";
import { boardView } from "../report/view.js";
import { isAtLeastAsGrave } from "../rule/engine/gravity.js";
import type { Candidate } from "../rule/engine/model.js";
import { applyBaseline, intoBaseline } from "../rule/engine/screen.js";
import { settle } from "../rule/engine/settle.js";
import type { BoardResult } from "./job.js";
import { lackedByAll } from "./lacking.js";

export interface RunOptions {
  /** What the user said; null: what the configs say. */
  readonly failOn: Severity | null;
  readonly baseline: Baseline | null;
  /** What is found goes into the baseline instead of being told. */
  readonly updatesBaseline: boolean;
  /** Whether all devices were asked for: only then something can be unused or stale. */
  readonly isWhole: boolean;
}

export const plainRun: RunOptions = { failOn: null, baseline: null, updatesBaseline: false, isWhole: false };

export interface RunResult {
  readonly result: BoardResult<"report">;
  /** What the baseline calls the board. */
  readonly key: string;
}

export type RunStatus = "fine" | "findings" | "unusable" | "defect";

export interface RunReview {
  /** In the order of the results. */
  readonly boards: readonly Board[];
  /** That concern no one board: configs that cannot be used, comments without a use, entries without a finding. */
  readonly problems: readonly Problem[];
  /** The gravest that applies. */
  readonly status: RunStatus;
  /** Findings of this severity and graver ones fail the run. */
  readonly failOn: Severity;
  /** Notes are to be listed: a config asks for them, or they fail the run. */
  readonly showsNotes: boolean;
  /** What the updated baseline holds for the boards of the run; null if it is not to be updated. */
  readonly baseline: ReadonlyMap<string, readonly BaselineEntry[]> | null;
}

export function reviewRun(results: readonly RunResult[], options: RunOptions): RunReview {
  const screened = results.map((one) => screen(one, options));
  const boards = screened.map(({ result, candidates }) => boardOf(result, candidates));
  const problems = [
    ...configProblems(results),
    ...lackedByAll(results.flatMap(({ result }) => (result.answer === null ? [] : [result.plans]))),
    ...(options.isWhole ? unusedComments(results) : []),
    ...(options.isWhole ? unmatchedExpectations(results) : []),
    ...(options.isWhole ? screened.flatMap(({ stale }) => stale) : []),
  ].sort(by(problemKey));
  const entries = screened.flatMap(({ key, entries: own }) => (own === null ? [] : [[key, own] as const]));
  const failOn = leastFailing(results, options);
  return {
    boards,
    problems,
    status: runStatus(boards, problems, failOn),
    failOn,
    showsNotes: failOn === "note" || results.some(({ result }) => result.config?.showsNotes === true),
    baseline: options.baseline !== null && options.updatesBaseline ? new Map(entries) : null,
  };
}

interface Screened extends RunResult {
  readonly candidates: readonly Candidate[];
  readonly stale: readonly Problem[];
  /** For the updated baseline; null for a board that nothing is known of. */
  readonly entries: readonly BaselineEntry[] | null;
}

function screen({ result, key }: RunResult, { baseline, updatesBaseline }: RunOptions): Screened {
  const unscreened = { result, key, candidates: result.answer?.candidates ?? [], stale: [], entries: null };
  if (baseline === null || result.answer === null) return unscreened;
  if (updatesBaseline) return { ...unscreened, ...intoBaseline(unscreened.candidates) };
  const { candidates, stale } = applyBaseline(unscreened.candidates, baseline, key);
  return { ...unscreened, candidates, stale: stale.map((entry) => staleEntry(entry, result.name)) };
}

function boardOf(result: BoardResult<"report">, candidates: readonly Candidate[]): Board {
  const hidden = (by: Candidate["hiddenBy"]) => candidates.filter(({ hiddenBy }) => hiddenBy === by).length;
  const told = { ...settle(candidates), suppressed: hidden("comment"), baselined: hidden("baseline") };
  return boardView(result, result.answer?.figures ?? null, told);
}

/** A config speaks for many boards; what is wrong with it is wrong once. */
function configProblems(results: readonly RunResult[]): Problem[] {
  const configs = new Map(
    results.flatMap(({ result: { config } }) => (config === null ? [] : [[config.file, config]])),
  );
  return [...configs.values()].flatMap(({ problems }) => problems);
}

/** A comment in a shared include is used if any board of the run uses it. */
const unusedComments = (results: readonly RunResult[]): Problem[] =>
  ofNoUse(
    results.flatMap(({ result }) => result.comments),
    ({ suppression: { place, rule } }) => [place.file, place.line, rule].join("\0"),
    ({ isUsed }) => isUsed,
  ).map(({ suppression }) => unusedSuppression(suppression));

/** One board may lack what others have; where all do, a `compatible` is misspelt or out of date. */
function unmatchedExpectations(results: readonly RunResult[]): Problem[] {
  if (results.length < 2) return [];
  const unmatched = ofNoUse(
    results.flatMap(({ result }) => result.matches),
    ({ place, names }) => JSON.stringify([place, names]),
    ({ isMatched }) => isMatched,
  );
  return unmatched.map(({ names, place }) => ({
    severity: "warning",
    code: "expectation-matches-nothing",
    message: `no board of this run has ${names.join(" or ")}, of which something is expected`,
    place,
    hint: null,
    related: [],
  }));
}

/** Of what speaks for many boards, what none of them has a use for, each once. */
function ofNoUse<T>(all: readonly T[], keyOf: (one: T) => string, isOfUse: (one: T) => boolean): T[] {
  const byKey = new Map<string, T>();
  for (const one of all) {
    const key = keyOf(one);
    if (isOfUse(one) || !byKey.has(key)) byKey.set(key, one);
  }
  return [...byKey.values()].filter((one) => !isOfUse(one));
}

/** @param problems that concern no one board */
export function runStatus(
  boards: readonly Pick<Board, "errors" | "findings">[],
  problems: readonly Pick<Problem, "severity" | "code">[],
  failOn: Severity,
): RunStatus {
  const own = boards.flatMap(({ errors }) => errors);
  if (own.some(({ code }) => code === DEFECT)) return "defect";
  if (own.length > 0 || problems.some(isError)) return "unusable";
  const isFailed = boards.some(({ findings }) =>
    findings.some(({ rule, severity }) => ALWAYS_FAILING.has(rule) || isAtLeastAsGrave(severity, failOn)),
  );
  return isFailed ? "findings" : "fine";
}

/** From which severity on findings fail the run. The strictest of several configs' counts, whichever board it came with. */
function leastFailing(results: readonly RunResult[], { failOn }: RunOptions): Severity {
  const said = results.flatMap(({ result }) => result.config?.failOn ?? []);
  return (
    failOn ?? said.reduce<Severity>((least, one) => (isAtLeastAsGrave(least, one) ? one : least), said[0] ?? "error")
  );
}
