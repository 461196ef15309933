/** What `diff` adds to the API: two inputs, each with the plan that speaks for it, and what changed between them. */
import { isError } from "./base/diagnostic.js";
import type { Statement } from "./base/statement.js";
import { compareSides } from "./diff/compare.js";
import type { Change, DiffSide } from "./diff/model.js";
import type { Analysis, BoardResult } from "./report/analysis.js";
import { pathOf } from "./tree/tree.js";

/** How one side is analysed; what is not said here is the same for both. */
export interface SideOptions {
  /** A plan's path; null for none. */
  readonly plan: string | null;
  /** Labels by path, for a tree that has none of its own. */
  readonly labels?: ReadonlyMap<string, string>;
}

type Input = string | { readonly name: string; readonly bytes: Uint8Array };

export interface Side {
  readonly input: Input;
  /** Two sides of one form are two states of a board; else they are one state in two forms, and share what is asked. */
  readonly form: "source" | "blob" | "folder" | "stream";
  /** The plan that lies beside the input, or that the user named; null if there is none. */
  readonly plan: string | null;
  /** What the config asks that lies around the input. */
  readonly config: readonly Statement[];
  readonly analyze: (input: Input, options: SideOptions) => Promise<BoardResult>;
}

export interface Difference {
  readonly old: BoardResult;
  readonly new: BoardResult;
  /** The side that was read with the other's plan, for it has none; null if each has its own, or neither one. */
  readonly borrower: "old" | "new" | null;
  /** Null when a side could not be analysed. */
  readonly changes: readonly Change[] | null;
}

/**
 * A side without a plan borrows the other's, so that its figures are of the same consumers: that the plan came or went
 * is a change of its own. If the plan does not fit the borrower, it is read without. A blob lies where no plan does and
 * has no labels; it borrows both. A side that its own plan does not fit is not compared.
 */
export async function diffSides(old: Side, now: Side): Promise<Difference> {
  const oldPlan = old.plan ?? now.plan;
  const newPlan = now.plan ?? old.plan;
  const first = await old.analyze(old.input, { plan: oldPlan });
  const second = await now.analyze(now.input, { plan: newPlan });
  const areStates = old.form === now.form;
  const withPlan = {
    old: (await withLabelsOf(second, first, old)) ?? first,
    new: (await withLabelsOf(first, second, now)) ?? second,
  };
  const before = areStates ? await withoutMisfit(withPlan.old, old, withPlan.new) : withPlan.old;
  const after = areStates ? await withoutMisfit(withPlan.new, now, withPlan.old) : withPlan.new;
  return {
    old: before,
    new: after,
    borrower: borrows(before, old) ? "old" : borrows(after, now) ? "new" : null,
    changes: changesBetween(before, after, areStates ? { old: askedOf(before, old), new: askedOf(after, now) } : null),
  };
}

const borrows = (result: BoardResult, side: Side): boolean => side.plan === null && result.plan !== null;

/** What is asked of the two sides of a board; null where that is the same for both. */
interface Asked {
  readonly old: Pick<DiffSide, "plan" | "config">;
  readonly new: Pick<DiffSide, "plan" | "config">;
}

const NOTHING = { plan: null, config: [] };

export function changesBetween(
  old: BoardResult,
  now: BoardResult,
  asked: Asked | null = null,
): readonly Change[] | null {
  if (old.analysis === null || now.analysis === null) return null;
  const { old: before, new: after } = asked ?? { old: NOTHING, new: NOTHING };
  return compareSides(sideOf(old.analysis, before), sideOf(now.analysis, after));
}

/** A finding that is left unsaid, for one that says why, has not been fixed. */
function sideOf(analysis: Analysis, asked: Asked["old"]): DiffSide {
  const { findings, candidates } = analysis;
  const told = new Set(findings.map(({ fingerprint }) => fingerprint));
  const open = candidates.filter(({ hiddenBy }) => hiddenBy === null).map(({ finding }) => finding);
  return {
    ...analysis,
    ...asked,
    hidden: candidates.filter(({ hiddenBy }) => hiddenBy === "comment").map(({ finding }) => finding),
    unsaid: open.filter(({ fingerprint }) => !told.has(fingerprint)),
  };
}

const askedOf = ({ analysis }: BoardResult, { plan, config }: Side): Asked["old"] => ({
  plan: plan === null ? null : (analysis?.asked ?? null),
  config,
});

/** The side without the plan that it borrowed, if that fits its owner alone. */
async function withoutMisfit(result: BoardResult, side: Side, owner: BoardResult): Promise<BoardResult> {
  const errors = result.diagnostics.filter(isError);
  const isOfPlan = errors.every(
    ({ location }) => location.kind === "source" && location.span.source.path === result.plan,
  );
  if (!borrows(result, side) || owner.analysis === null || errors.length === 0 || !isOfPlan) return result;
  return side.analyze(side.input, { plan: null });
}

/** The side again with the lender's labels; null where it has no use for them. */
async function withLabelsOf(lender: BoardResult, result: BoardResult, side: Side): Promise<BoardResult | null> {
  if (result.plan === null || lender.analysis === null) return null;
  const lent = lender.analysis.system.tree.labels;
  // A plan that speaks of labels does not fit a tree without any: the side was not analysed then.
  if ((result.analysis?.system.tree.labels.size ?? 0) > 0 || lent.size === 0) return null;
  const labels = new Map([...lent].map(([label, node]) => [label, pathOf(node)]));
  return side.analyze(side.input, { plan: result.plan, labels });
}
