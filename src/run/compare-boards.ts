/** Two sides of a board, each with the plan that speaks for it, and what changed between them. */

import type { Problem } from "../base/problem.js";
import { compareFacts } from "../diff/compare.js";
import type { Asked, Change, ConsumerName } from "../diff/model.js";
import { namedIn } from "../diff/named.js";
import type { Finding } from "../rule/engine/model.js";
import type { BoardJob, BoardResult, ConfigChoice, NamedPlan } from "./job.js";

/** How one side is read and examined; plans, labels and the question follow from the other. */
export interface Side {
  readonly job: Omit<BoardJob, "plan" | "labels" | "question">;
  /** Two sides of one form are two states of a board; else they are one state in two forms, and share what is asked. */
  readonly form: "source" | "blob" | "folder" | "stream";
  /** The plan that lies beside the input, or that the user named; null if there is none. */
  readonly plan: Omit<NamedPlan, "isBorrowed"> | null;
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
  readonly plan: string | null;
  /** The plan is the other side's: this one has none. */
  readonly isPlanBorrowed: boolean;
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
 * A side without a plan borrows the other's, so that its figures are of the same consumers: that the plan came or went
 * is a change of its own. If the plan does not fit a borrower that is another state of the board, it is read without. A
 * blob lies where no plan does and has no labels; it borrows both. A side that its own plan does not fit is not compared.
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
  const asked = old.form === now.form ? { before: askedOf(before, old), after: askedOf(after, now) } : null;
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
    return summaryOf(await examine(jobFor(side, side.plan === null ? "none" : own(side.plan), {})));
  };
  return { old: await one(old), new: await one(now), ...NOT_COMPARED };
}

/** Whoever is likely to have labels goes first, for the other may need them. */
async function bothSides(old: Side, now: Side, examine: Examine) {
  const isOldFirst = LABELLED.indexOf(old.form) <= LABELLED.indexOf(now.form);
  const [lender, borrower] = isOldFirst ? [old, now] : [now, old];
  const first = await examine({
    ...jobFor(lender, planFor(lender, borrower), {}),
    question: { kind: "side", config: lender.config, labels: lender.form !== borrower.form },
  });
  const second = await examine(jobFor(borrower, planFor(borrower, lender), first.answer?.labels ?? {}));
  return isOldFirst ? { before: first, after: second } : { before: second, after: first };
}

export const failedSide = (name: string, problems: readonly Problem[]): SideSummary => ({
  name,
  plan: null,
  isPlanBorrowed: false,
  problems,
  config: null,
  counts: null,
});

const LABELLED: readonly Side["form"][] = ["source", "stream", "folder", "blob"];

const jobFor = (
  { job, config }: Side,
  plan: BoardJob["plan"],
  labels: Readonly<Record<string, string>>,
): BoardJob<"side"> => ({ ...job, plan, labels, question: { kind: "side", config, labels: false } });

function planFor(side: Side, other: Side): BoardJob["plan"] {
  if (side.plan !== null) return own(side.plan);
  // One state in two forms is to be read with one plan: that it does not fit is an error then.
  return other.plan === null ? "none" : { ...other.plan, isBorrowed: side.form === other.form };
}

const own = (plan: NonNullable<Side["plan"]>): NamedPlan => ({ ...plan, isBorrowed: false });

const askedOf = ({ answer }: BoardResult<"side">, { plan }: Side): Asked => ({
  plan: plan === null ? null : (answer?.plan ?? null),
  config: answer?.config ?? null,
});

const summaryOf = ({ answer, ...result }: BoardResult<"side">): SideSummary => ({
  name: result.name,
  plan: result.plan,
  isPlanBorrowed: result.isPlanBorrowed,
  problems: result.problems,
  config: result.config,
  counts: answer === null ? null : { consumers: answer.facts.consumers.length, findings: answer.facts.findings },
});
