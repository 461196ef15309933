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
import type { ExpectationMatch } from "../rule/facts/expected.js";
import type { BoardResult, CommentUse, ConfigUse, PlanUse } from "./job.js";
import { lackedByAll } from "./lacking.js";

export interface RunOptions {
  /** What the user said; null: what the configs say. */
  readonly failOn: Severity | null;
  readonly baseline: Baseline | null;
  /** What is found goes into the baseline instead of being told. */
  readonly updatesBaseline: boolean;
  /** Whether all devices were asked for: only then something can be unused or stale. */
  readonly isWhole: boolean;
  /** Other boards of the run are looked at elsewhere: nothing is said of what they may have a use for. */
  readonly isShard: boolean;
}

export const plainRun: RunOptions = {
  failOn: null,
  baseline: null,
  updatesBaseline: false,
  isWhole: false,
  isShard: false,
};

export interface RunResult {
  readonly result: BoardResult<"report">;
  /** What the baseline calls the board. */
  readonly key: string;
}

export type RunStatus = "fine" | "findings" | "unusable" | "defect";

/** One board, and what it has to say of the whole run: a plain value, but for how the board keeps its figures. */
export interface BoardPart {
  readonly board: Board;
  readonly config: ConfigUse | null;
  /** None of a board that could not be examined. */
  readonly plans: readonly PlanUse[];
  readonly comments: readonly CommentUse[];
  readonly matches: readonly ExpectationMatch[];
  /** What the baseline lists for it, and it has no longer. */
  readonly stale: readonly Problem[];
}

/** The verdict on all boards together. */
export interface RunVerdict {
  /** That concern no one board: configs that cannot be used, comments without a use, entries without a finding. */
  readonly problems: readonly Problem[];
  /** The gravest that applies. */
  readonly status: RunStatus;
  /** Findings of this severity and graver ones fail the run. */
  readonly failOn: Severity;
  /** Notes are to be listed: a config asks for them, or they fail the run. */
  readonly showsNotes: boolean;
}

export interface RunReview extends RunVerdict {
  /** In the order of the results. */
  readonly parts: readonly BoardPart[];
  /** What the updated baseline holds for the boards of the run; null if it is not to be updated. */
  readonly baseline: ReadonlyMap<string, readonly BaselineEntry[]> | null;
}

export function reviewRun(results: readonly RunResult[], options: RunOptions): RunReview {
  const screened = results.map((one) => screen(one, options));
  const parts = screened.map(partOf);
  const entries = screened.flatMap(({ key, entries: own }) => (own === null ? [] : [[key, own] as const]));
  return {
    parts,
    ...judgeRun(parts, options),
    baseline: options.baseline !== null && options.updatesBaseline ? new Map(entries) : null,
  };
}

/** A function of the boards alone, in the order of the inputs, wherever and whenever each of them was done. */
export function judgeRun(
  parts: readonly BoardPart[],
  { failOn: asked, isWhole, isShard }: Pick<RunOptions, "failOn" | "isWhole" | "isShard">,
): RunVerdict {
  const ofAll = isShard ? [] : [...lackedByAll(parts.map(({ plans }) => plans)), ...(isWhole ? ofNoBoard(parts) : [])];
  const problems = [...configProblems(parts), ...ofAll].sort(by(problemKey));
  const failOn = leastFailing(parts, asked);
  return {
    problems,
    status: runStatus(
      parts.map(({ board }) => board),
      problems,
      failOn,
    ),
    failOn,
    showsNotes: failOn === "note" || parts.some(({ config }) => config?.showsNotes === true),
  };
}

/** What is of use to no board of the run. */
const ofNoBoard = (parts: readonly BoardPart[]): Problem[] => [
  ...unusedComments(parts),
  ...unmatchedExpectations(parts),
  ...parts.flatMap(({ stale }) => stale),
];

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

function partOf({ result, candidates, stale }: Screened): BoardPart {
  const hidden = (by: Candidate["hiddenBy"]) => candidates.filter(({ hiddenBy }) => hiddenBy === by).length;
  const told = { ...settle(candidates), suppressed: hidden("comment"), baselined: hidden("baseline") };
  const { config, comments, matches } = result;
  const plans = result.answer === null ? [] : result.plans;
  return { board: boardView(result, result.answer?.figures ?? null, told), config, plans, comments, matches, stale };
}

/** A config speaks for many boards; what is wrong with it is wrong once. */
function configProblems(parts: readonly BoardPart[]): Problem[] {
  const configs = new Map(parts.flatMap(({ config }) => (config === null ? [] : [[config.file, config]])));
  return [...configs.values()].flatMap(({ problems }) => problems);
}

/** A comment in a shared include is used if any board of the run uses it. */
const unusedComments = (parts: readonly BoardPart[]): Problem[] =>
  ofNoUse(
    parts.flatMap(({ comments }) => comments),
    ({ suppression: { place, rule } }) => [place.file, place.line, rule].join("\0"),
    ({ isUsed }) => isUsed,
  ).map(({ suppression }) => unusedSuppression(suppression));

/** One board may lack what others have; where all do, a `compatible` is misspelt or out of date. */
function unmatchedExpectations(parts: readonly BoardPart[]): Problem[] {
  if (parts.length < 2) return [];
  const unmatched = ofNoUse(
    parts.flatMap(({ matches }) => matches),
    ({ place, names }) => JSON.stringify([place, names]),
    ({ isMatched }) => isMatched,
  );
  return unmatched.map(({ names, place }) => ({
    severity: "warning",
    code: "expectation-matches-nothing",
    message: `no board of this run has ${names.join(" or ")}, which has an expectation`,
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
function leastFailing(parts: readonly BoardPart[], asked: Severity | null): Severity {
  const said = parts.flatMap(({ config }) => config?.failOn ?? []);
  return (
    asked ?? said.reduce<Severity>((least, one) => (isAtLeastAsGrave(least, one) ? one : least), said[0] ?? "error")
  );
}
