/** One board from its tree to its figures and findings: the stages in their order, each called from here only. */
import { type Diagnostic, isError } from "../base/diagnostic.js";
import type { Statement } from "../base/statement.js";
import { type BoardSettings, defaultSettings } from "../config/model.js";
import { evaluateLayouts } from "../layout/engine/evaluate.js";
import type { FamilyLayouts } from "../layout/engine/model.js";
import type { Plan } from "../plan/model.js";
import { planStatements } from "../plan/statements.js";
import { withProfiles } from "../profile/apply.js";
import type { Profile } from "../profile/model.js";
import type { Candidate } from "../rule/engine/model.js";
import { rules } from "../rule/engine/registry.js";
import { runRules } from "../rule/engine/run.js";
import { type LayoutSimulation, simulate, workloadScript } from "../simulate/simulate.js";
import { buildSystem, defaultSystemOptions } from "../system/build.js";
import type { System, SystemOptions } from "../system/model.js";
import { nodeNamed } from "../system/plan-names.js";
import { type DeviceTree, pathOf } from "../tree/tree.js";
import { textOf } from "../tree/value.js";

export interface ExamineOptions extends Partial<SystemOptions> {
  readonly plan?: Plan | null;
  /** What hardware needs on every board; what the plan says of it wins. */
  readonly profiles?: readonly Profile[];
  /** False where nobody looks at workloads or findings; default true. */
  readonly judged?: boolean;
  /** Levels of rules, and budgets; absent: the rules' own levels and no budget. */
  readonly settings?: BoardSettings;
}

/** What the stages find out about a board. It holds the tree, so it stays where it was made. */
export interface Analysis {
  /** The root's `model`; null if it has none. */
  readonly model: string | null;
  readonly system: System;
  readonly families: readonly FamilyLayouts[];
  /** The plan's workloads, played in every layout; none where nobody asked. */
  readonly simulations: readonly LayoutSimulation[];
  /** All that the rules found, gravest first, and what hides it. */
  readonly candidates: readonly Candidate[];
  /** What the plan asks; null without one. */
  readonly asked: readonly Statement[] | null;
}

/**
 * A board's consumers, groups and reservations, what every layout makes of each family, and what rules find.
 *
 * @returns a null analysis, and errors, for a plan that does not fit the board: figures from half a plan would be believed
 */
export function examine(
  tree: DeviceTree,
  options: ExamineOptions = {},
): { analysis: Analysis | null; diagnostics: readonly Diagnostic[] } {
  const { plan: written = null, profiles = [], settings = defaultSettings, judged = true, ...given } = options;
  const systemOptions = { ...defaultSystemOptions, ...given };
  const plan = withProfiles(tree, written, profiles, systemOptions.kernel);
  const { system, diagnostics } = buildSystem(tree, plan, systemOptions);
  if (diagnostics.some(isError)) return { analysis: null, diagnostics };
  const families = evaluateLayouts(system);
  const simulations = judged ? simulate(system, families, workloadScript()).simulations : [];
  // What an overlay refers to is in its base: nothing in it is wrong by itself.
  const candidates =
    tree.isOverlay || !judged ? [] : runRules(rules, { system, families, plan, simulations, settings });
  const model = textOf(tree.root, "model");
  const asked = plan === null ? null : planStatements(plan, (name) => pathNamed(tree, name));
  return { analysis: { model, system, families, simulations, candidates, asked }, diagnostics };
}

/** The path behind a node's name as plans write it; the name itself if the board has no such node. */
export function pathNamed(tree: DeviceTree, name: string): string {
  const node = nodeNamed(tree, name);
  return node === null ? name : pathOf(node);
}
