/** What `diff` adds to the API: two inputs, each with the plan that speaks for it, and what changed between them. */
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
  /** The plan that lies beside the input, or that the user named; null if there is none. */
  readonly plan: string | null;
  readonly analyze: (input: Input, options: SideOptions) => Promise<BoardResult>;
}

export interface Difference {
  readonly old: BoardResult;
  readonly new: BoardResult;
  /** Null when a side could not be analysed. */
  readonly changes: readonly Change[] | null;
}

/**
 * A side without a plan borrows the other's: a blob lies where no plan does. A blob without labels borrows them, too.
 * A side that its plan does not fit is not compared.
 */
export async function diffSides(old: Side, now: Side): Promise<Difference> {
  const oldPlan = old.plan ?? now.plan;
  const newPlan = now.plan ?? old.plan;
  const first = await old.analyze(old.input, { plan: oldPlan });
  const second = await now.analyze(now.input, { plan: newPlan });
  const before = (await withLabelsOf(second, first, old)) ?? first;
  const after = (await withLabelsOf(first, second, now)) ?? second;
  return { old: before, new: after, changes: changesBetween(before, after) };
}

export const changesBetween = (old: BoardResult, now: BoardResult): readonly Change[] | null =>
  old.analysis === null || now.analysis === null ? null : compareSides(sideOf(old.analysis), sideOf(now.analysis));

/** A finding that is left unsaid, for one that says why, has not been fixed. */
function sideOf(analysis: Analysis): DiffSide {
  const { findings, candidates } = analysis;
  const told = new Set(findings.map(({ fingerprint }) => fingerprint));
  const open = candidates.filter(({ hiddenBy }) => hiddenBy === null).map(({ finding }) => finding);
  return {
    ...analysis,
    hidden: candidates.filter(({ hiddenBy }) => hiddenBy === "comment").map(({ finding }) => finding),
    unsaid: open.filter(({ fingerprint }) => !told.has(fingerprint)),
  };
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
