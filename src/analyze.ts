/** One input from its files to its figures and findings: the stages in their order, each called from here only. */
import { BoardFiles } from "./base/board-files.js";
import { type Diagnostic, isError, type Outcome } from "./base/diagnostic.js";
import { atInput } from "./base/source.js";
import { type Reviewed, reviewFindings, withCandidates } from "./check.js";
import { type BoardSettings, defaultSettings } from "./config/model.js";
import { isDtb } from "./dtb/read.js";
import { evaluateLayouts } from "./layout/evaluate.js";
import { defaultPlanPath, type LoadOptions, loadDeviceTree, loadPlan, type TreeInput } from "./load.js";
import { loadProfiles } from "./load-profiles.js";
import type { Plan } from "./plan/model.js";
import { planStatements } from "./plan/statements.js";
import { withProfiles } from "./profile/apply.js";
import type { Profile } from "./profile/model.js";
import type { Analysis, BoardResult, SourceHash } from "./report/analysis.js";
import { hashFiles, hashFolder } from "./report/sources.js";
import { rules } from "./rule/engine/registry.js";
import { runRules } from "./rule/engine/run.js";
import { settle } from "./rule/engine/settle.js";
import { simulate, workloadScript } from "./simulate/simulate.js";
import { buildSystem, defaultSystemOptions } from "./system/build.js";
import type { SystemOptions } from "./system/model.js";
import { nodeNamed } from "./system/plan-names.js";
import { type DeviceTree, type DtNode, nodeAt, pathOf } from "./tree/tree.js";
import { textOf } from "./tree/value.js";

export interface AnalyzeOptions extends Partial<SystemOptions> {
  readonly plan?: Plan | null;
  /** What hardware needs on every board; what the plan says of it wins. */
  readonly profiles?: readonly Profile[];
  /** Levels of rules, and budgets; absent: the rules' own levels and no budget. */
  readonly settings?: BoardSettings;
}

/**
 * One board: its consumers, groups and reservations, what every layout makes of each family, and what rules find.
 *
 * @returns a null analysis, and errors, for a plan that does not fit the board: figures from half a plan would be believed
 */
export function analyze(
  tree: DeviceTree,
  options: AnalyzeOptions = {},
): { analysis: Analysis | null; diagnostics: readonly Diagnostic[] } {
  const { plan: written = null, profiles = [], settings = defaultSettings, ...given } = options;
  const systemOptions = { ...defaultSystemOptions, ...given };
  const plan = withProfiles(tree, written, profiles, systemOptions.kernel);
  const { system, diagnostics } = buildSystem(tree, plan, systemOptions);
  if (diagnostics.some(isError)) return { analysis: null, diagnostics };
  const families = evaluateLayouts(system);
  const { simulations } = simulate(system, families, workloadScript());
  // What an overlay refers to is in its base: nothing in it is wrong by itself.
  const candidates = tree.isOverlay ? [] : runRules(rules, { system, families, plan, simulations, settings });
  const { findings, skipped } = settle(candidates);
  const model = textOf(tree.root, "model");
  const asked = plan === null ? null : planStatements(plan, (name) => pathNamed(tree, name));
  return {
    analysis: { asked, model, system, families, simulations, candidates, findings, skippedChecks: skipped },
    diagnostics,
  };
}

function pathNamed(tree: DeviceTree, name: string): string {
  const node = nodeNamed(tree, name);
  return node === null ? name : pathOf(node);
}

export interface InputOptions extends LoadOptions {
  readonly system?: Partial<SystemOptions>;
  /** A plan's path; null for none; absent: the one beside the input, if there is one. */
  readonly plan?: string | null;
  /** Names or paths of profiles, before those of the settings. */
  readonly profiles?: readonly string[];
  readonly settings?: BoardSettings;
  /** Paths by label, for a tree that has no labels of its own: a plan may speak of them. */
  readonly labels?: ReadonlyMap<string, string>;
}

/**
 * Everything that `iova-plan analyze` does for one input: load it and its plan, analyse them, and hash what was read.
 * An input or plan with errors is not analysed: figures for half a board would be believed.
 */
export async function analyzeInput(input: TreeInput, options: InputOptions): Promise<BoardResult> {
  const files = BoardFiles.over(options.files);
  const name = typeof input === "string" ? input : input.name;
  const tree = withLabels(await loadDeviceTree(input, { ...options, files }), options.labels);
  const planPath = planOf(input, { ...options, files });
  const plan = planPath === null ? null : await loadPlan(planPath, files);
  const named = [...(options.profiles ?? []), ...(options.settings?.profiles ?? [])];
  const { profiles, ...profileProblems } = await loadProfiles(named, files);
  const diagnostics = [
    ...tree.diagnostics,
    ...overlayAlone(tree.value),
    ...(plan?.diagnostics ?? []),
    ...profileProblems.diagnostics,
  ];
  const loaded = {
    input: name,
    plan: planPath,
    sources: await sourcesOf(input, { plan: planPath, overlays: options.overlays ?? [] }, files),
  };
  if (tree.value === null || diagnostics.some(isError)) return { ...loaded, analysis: null, diagnostics };
  const settings = options.settings === undefined ? {} : { settings: options.settings };
  const { analysis, ...result } = analyze(tree.value, {
    ...options.system,
    ...settings,
    profiles,
    plan: plan?.value ?? null,
  });
  if (analysis === null) return { ...loaded, analysis, diagnostics: [...diagnostics, ...result.diagnostics] };
  const reviewed = review(analysis, loaded.sources, files);
  return {
    ...loaded,
    analysis: withCandidates(analysis, reviewed.candidates),
    suppressions: reviewed.suppressions,
    diagnostics: [...diagnostics, ...result.diagnostics, ...reviewed.diagnostics],
  };
}

function withLabels(tree: Outcome<DeviceTree>, lent: InputOptions["labels"]): Outcome<DeviceTree> {
  const { value } = tree;
  if (value === null || lent === undefined || value.labels.size > 0) return tree;
  const labels = new Map([...lent].flatMap(([label, path]) => labelled(label, nodeAt(value, path))));
  return { ...tree, value: { ...value, labels } };
}

const labelled = (label: string, node: DtNode | null): [string, DtNode][] => (node === null ? [] : [[label, node]]);

/** Comments next to the source that speak for findings are read from every text file of the run. */
function review(analysis: Analysis, sources: readonly SourceHash[], { files }: BoardFiles): Reviewed {
  const texts = sources.flatMap((source) => {
    const file = files.get(source.file);
    return file === undefined || isDtb(file.bytes) ? [] : [file];
  });
  return reviewFindings(analysis.candidates, texts);
}

function overlayAlone(tree: DeviceTree | null): Diagnostic[] {
  if (tree?.isOverlay !== true) return [];
  const message = "the input is an overlay: alone it says nothing about a board";
  const hint = "give the board as the input and this file with --overlay";
  return [{ severity: "warning", code: "input-is-overlay", message, hint, location: atInput(tree.file) }];
}

/** The plan of an input: the one given, else the one beside it; null for none. */
export function planOf(input: TreeInput, { plan, files }: InputOptions): string | null {
  if (plan !== undefined) return plan;
  if (typeof input !== "string") return null;
  const beside = defaultPlanPath(input);
  return files.kindOf(beside) === null ? null : beside;
}

function sourcesOf(
  input: TreeInput,
  named: { readonly plan: string | null; readonly overlays: readonly string[] },
  files: BoardFiles,
): Promise<SourceHash[]> {
  const read = files.files.values();
  if (typeof input !== "string") return hashFiles(read, { ...named, input: input.name });
  const hash = files.kindOf(input) === "directory" ? hashFolder : hashFiles;
  return hash(read, { ...named, input });
}
