/** Two sides of a board, each with the plan that speaks for it, and what changed between them. */

import type { Problem } from "../base/problem.js";
import { compareFacts } from "../diff/compare.js";
import type { Change, ConsumerName } from "../diff/model.js";
import { namedIn } from "../diff/named.js";
import type { Finding } from "../rule/engine/model.js";
import type { BoardJob, BoardResult, ConfigChoice, LentPlan, PlanUse } from "./job.js";

/** How one side is read and examined; what is lent to it, labels and the question follow from the other. */
export interface Side {
  readonly job: Omit<BoardJob, "lent" | "planConfig" | "labels" | "question">;
  /** Two sides of one form are two states of a board; else they are one state in two forms, and share what is asked. */
  readonly form: "source" | "blob" | "folder" | "stream";
  /** The config around the input. */
  readonly config: ConfigChoice;
}

/** An input that names nothing. */
export interface MissingSide {
  readonly name: string;
  readonly problem: Problem;
}

/** What stands for one side of a diff, and outlives the comparison. */
export interface SideSummary {
  readonly name: string;
  /** The one that wins first. */
  readonly plans: readonly PlanUse[];
  readonly sources: BoardResult["sources"];
  readonly problems: BoardResult["problems"];
  readonly config: BoardResult["config"];
  /** Null where an error left nothing to compare. */
  readonly counts: { readonly consumers: number; readonly findings: readonly Pick<Finding, "severity">[] } | null;
}

export interface Comparison {
  /** Null for a board that the side lacks. */
  readonly old: SideSummary | null;
  readonly new: SideSummary | null;
  /** Null where there are not two sides that could be examined. */
  readonly changes: readonly Change[] | null;
  /** Whom the changes are about. */
  readonly consumers: readonly ConsumerName[];
  /** Of the config around the old side. */
  readonly configProblems: BoardResult["problems"];
}

type Examine = (job: BoardJob<"side">) => Promise<BoardResult<"side">>;

/**
 * For a device that a side's plans say nothing of, it borrows what the other's say, so that the figures are of the same
 * consumers: that a plan, or a part of one, came or went is a change of its own. If what is lent does not fit a borrower
 * that is another state of the board, it is examined without. A blob lies where no plan does and has no labels; it borrows
 * both. A side that its own plan does not fit is not compared.
 */
export async function compareBoards(
  old: Side | MissingSide | null,
  now: Side | MissingSide | null,
  examine: Examine,
): Promise<Comparison> {
  if (old === null || now === null || "problem" in old || "problem" in now) return alone(old, now, examine);
  const { before, after } = await bothSides(old, now, examine);
  const summaries = { old: summaryOf(before), new: summaryOf(after) };
  const [was, is] = [before.answer, after.answer];
  if (was === null || is === null) return { ...summaries, ...NOT_COMPARED };
  const asked = old.form === now.form ? { before: was, after: is } : null;
  const changes = compareFacts(was.facts, is.facts, asked);
  const consumers = namedIn(changes, [...is.facts.consumers, ...was.facts.consumers]);
  return { ...summaries, changes, consumers, configProblems: was.configProblems };
}

export const NOT_COMPARED: Omit<Comparison, "old" | "new"> = { changes: null, consumers: [], configProblems: [] };

/** The side that is there is read all the same: what is wrong with it is said in the same run. */
async function alone(
  old: Side | MissingSide | null,
  now: Side | MissingSide | null,
  examine: Examine,
): Promise<Comparison> {
  const one = async (side: Side | MissingSide | null): Promise<SideSummary | null> => {
    if (side === null) return null;
    if ("problem" in side) return failedSide(side.name, [side.problem]);
    return summaryOf(await examine(jobFor(side, [], {})));
  };
  return { old: await one(old), new: await one(now), ...NOT_COMPARED };
}

/** Whoever is likely to have labels goes first, for the other may need them. */
async function bothSides(old: Side, now: Side, examine: Examine) {
  const isOldFirst = LABELLED.indexOf(old.form) <= LABELLED.indexOf(now.form);
  const [lender, borrower] = isOldFirst ? [old, now] : [now, old];
  const examineFirst = (lent: readonly LentPlan[]) =>
    examine({
      ...jobFor(lender, lent, {}),
      question: { kind: "side", config: lender.config, labels: lender.form !== borrower.form },
    });
  let first = await examineFirst([]);
  const second = await examine(jobFor(borrower, lentBy(first, lender, borrower), first.answer?.labels ?? {}));
  if (plansMore(second, first)) first = await examineFirst(lentBy(second, borrower, lender));
  return isOldFirst ? { before: first, after: second } : { before: second, after: first };
}

/** Whether a side's plans speak of something that the other's do not. */
function plansMore({ answer }: BoardResult<"side">, other: BoardResult<"side">): boolean {
  const known = new Set(other.answer?.planned);
  return other.answer !== null && answer?.planned.some((id) => !known.has(id)) === true;
}

/** One state in two forms is to be read with one plan: that it does not fit is an error then. */
function lentBy({ plans }: BoardResult<"side">, lender: Side, borrower: Side): readonly LentPlan[] {
  const isOtherState = lender.form === borrower.form;
  return plans
    .filter(({ from }) => from !== "lent")
    .map(({ path, name, isShared }) => ({ path, name, isShared: isShared || isOtherState, mayMisfit: isOtherState }));
}

export const failedSide = (name: string, problems: readonly Problem[]): SideSummary => ({
  name,
  plans: [],
  sources: [],
  problems,
  config: null,
  counts: null,
});

const LABELLED: readonly Side["form"][] = ["source", "stream", "folder", "blob"];

const jobFor = (
  { job, config }: Side,
  lent: readonly LentPlan[],
  labels: Readonly<Record<string, string>>,
): BoardJob<"side"> => ({
  ...job,
  lent,
  planConfig: config,
  labels,
  question: { kind: "side", config, labels: false },
});

const summaryOf = ({ answer, ...result }: BoardResult<"side">): SideSummary => ({
  name: result.name,
  plans: result.plans,
  sources: result.sources,
  problems: result.problems,
  config: result.config,
  counts: answer === null ? null : { consumers: answer.facts.consumers.length, findings: answer.facts.findings },
});
