/** One board from its tree to its figures and findings: the stages in their order, each called from here only. */
import { type Diagnostic, isError } from "../base/diagnostic.js";
import type { Location } from "../base/source.js";
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
import { type Found, runRules } from "../rule/engine/run.js";
import { type LayoutSimulation, simulate, workloadScript } from "../simulate/simulate.js";
import { buildSystem, defaultSystemOptions } from "../system/build.js";
import { combinedPlan } from "../system/combined-plan.js";
import type { System, SystemOptions } from "../system/model.js";
import { LACKING, nodeNamed } from "../system/plan-names.js";
import { withSubNodes } from "../system/plan-sub-nodes.js";
import type { Edit } from "../tree/edit.js";
import { type DeviceTree, pathOf } from "../tree/tree.js";
import { textOf } from "../tree/value.js";

export interface ExamineOptions extends Partial<SystemOptions> {
  readonly plan?: Plan | null;
  /** Plans behind that one, the one that wins first. */
  readonly others?: readonly OtherPlan[];
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
  /** What would end findings for certain, by their fingerprints. */
  readonly edits: ReadonlyMap<string, Edit>;
  /** The plans as one, those not lent, before profiles; null without one. */
  readonly written: Plan | null;
  /** What they ask, profiles among it; null without one. */
  readonly asked: readonly Statement[] | null;
}

/** A plan for what a board's own says nothing of. */
interface OtherPlan {
  readonly plan: Plan;
  /** It speaks for other boards, too: what this one lacks is no mistake. */
  readonly isShared: boolean;
  /** It is of another state or form of the board. */
  readonly isLent: boolean;
}

const nothingFound: Found = { candidates: [], edits: new Map() };

export interface Examined {
  /** Null, and errors, for a plan that does not fit the board: figures from half a plan would be believed. */
  readonly analysis: Analysis | null;
  readonly diagnostics: readonly Diagnostic[];
  /** What shared plans name and the board lacks. */
  readonly lacking: readonly Diagnostic[];
}

/** A board's consumers, groups and reservations, what every layout makes of each family, and what rules find. */
export function examine(tree: DeviceTree, options: ExamineOptions = {}): Examined {
  const {
    plan: own = null,
    others = [],
    profiles = [],
    settings = defaultSettings,
    judged = true,
    ...systemGiven
  } = options;
  const systemOptions = { ...defaultSystemOptions, ...systemGiven };
  const plans = [...(own === null ? [] : [{ plan: own, isShared: false, isLent: false }]), ...others];
  const combined = (plans: readonly OtherPlan[]): Plan | null => {
    const all = plans.map(({ plan }) => plan);
    const plan = combinedPlan(tree, all);
    return plan === null ? null : withSubNodes(tree, plan);
  };
  const written = combined(plans.filter(({ isLent }) => !isLent));
  const plan = withProfiles(tree, combined(plans), profiles, systemOptions.kernel);
  const built = buildSystem(tree, plan, systemOptions);
  const { system } = built;
  const mayLack = new Set(others.flatMap(({ isShared, plan: { file } }) => (isShared ? [file] : [])));
  const isLacking = ({ code, location }: Diagnostic) => LACKING.has(code) && mayLack.has(fileOf(location));
  const diagnostics = built.diagnostics.filter((one) => !isLacking(one));
  const lacking = built.diagnostics.filter(isLacking);
  if (diagnostics.some(isError)) return { analysis: null, diagnostics, lacking };
  const families = evaluateLayouts(system);
  const simulations = judged ? simulate(system, families, workloadScript()).simulations : [];
  // What an overlay refers to is in its base: nothing in it is wrong by itself.
  const { candidates, edits } =
    tree.isOverlay || !judged ? nothingFound : runRules(rules, { system, families, plan, simulations, settings });
  const model = textOf(tree.root, "model");
  const asked = written === null ? null : statementsOf(tree, written, profiles, systemOptions.kernel);
  return {
    analysis: { model, system, families, simulations, candidates, edits, written, asked },
    diagnostics,
    lacking,
  };
}

const fileOf = (location: Location): string => (location.kind === "source" ? location.span.source.path : location.file);

function statementsOf(
  tree: DeviceTree,
  written: Plan,
  profiles: readonly Profile[],
  kernel: SystemOptions["kernel"],
): readonly Statement[] {
  const plan = withProfiles(tree, written, profiles, kernel) ?? written;
  return planStatements(plan, (name) => pathNamed(tree, name));
}

/** The path behind a node's name as plans write it; the name itself if the board has no such node. */
export function pathNamed(tree: DeviceTree, name: string): string {
  const node = nodeNamed(tree, name);
  return node === null ? name : pathOf(node);
}
