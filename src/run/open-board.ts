/** A board on its way from files to an answer: each stage is done when it is first asked for, and says what is wrong. */
import type { BoardFiles } from "../base/board-files.js";
import { type Diagnostic, isError, type Outcome } from "../base/diagnostic.js";
import { type Problem, problemOf } from "../base/problem.js";
import { atInput } from "../base/source.js";
import type { Watch } from "../base/watch.js";
import { type BoardSettings, defaultSettings } from "../config/model.js";
import type { Profile } from "../profile/model.js";
import { type ExpectationMatch, matchesOn } from "../rule/facts/expected.js";
import { type DeviceTree, type DtNode, nodeAt } from "../tree/tree.js";
import { type BoardPlans, plansFor } from "./board-plans.js";
import { withComments } from "./comments.js";
import { configFor } from "./config.js";
import { type Analysis, type ExamineOptions, examine } from "./examine.js";
import type { BoardJob, BoardResult, CommentUse, ConfigUse, PlanUse } from "./job.js";
import { loadDeviceTree, type TreeInput } from "./load.js";
import { loadProfiles, type NamedProfile } from "./load-profiles.js";
import { hashFiles, hashFolder, type NamedSources, type SourceHash } from "./sources.js";

type Job = Omit<BoardJob, "question">;

/** All of a result that does not depend on the question. */
type Summary = Omit<BoardResult, "answer">;

export class OpenBoard {
  private readonly problems: Problem[] = [];
  /** The plans that the board was examined with, the one that wins first. */
  private plans: readonly PlanUse[] = [];
  private config: ConfigUse | null = null;
  private comments: readonly CommentUse[] = [];
  private matches: readonly ExpectationMatch[] = [];
  /** What the board was examined with. */
  settings: BoardSettings = defaultSettings;

  constructor(
    readonly job: Job,
    readonly files: BoardFiles,
    readonly watch: Watch,
  ) {}

  /** What reports call the plan that wins; null for none. */
  get planName(): string | null {
    return this.plans[0]?.name ?? null;
  }

  /** @returns the value, and notes what was said of it */
  told<T>({ value, diagnostics }: Outcome<T>): T | null {
    this.problems.push(...diagnostics.map(problemOf));
    return diagnostics.some(isError) ? null : value;
  }

  async tree(): Promise<DeviceTree | null> {
    const loaded = withLabels(
      await loadDeviceTree(this.job.input, { ...this.job, files: this.files }),
      this.job.labels,
    );
    const { value, diagnostics } = loaded;
    return this.told({ value, diagnostics: [...diagnostics, ...overlayAlone(value)] });
  }

  /**
   * Null for an input or a plan with errors, and for a plan that does not fit.
   *
   * @param judged whether workloads are played and rules run
   */
  async analysis(judged = true): Promise<Analysis | null> {
    const { job, files } = this;
    const tree = await this.tree();
    const config = job.config === undefined ? null : await configFor(job.config, files.store);
    const settings = settingsOf(config?.settings ?? defaultSettings, job);
    this.settings = settings;
    const planned = job.planConfig === undefined ? settings : (await configFor(job.planConfig, files.store)).settings;
    const plans = await this.readPlans(planned);
    const asked = (job.profiles ?? []).map((name) => ({ name, location: atInput("--profile") }));
    const profiles = await this.profiles([...asked, ...settings.profiles]);
    this.config = config?.use ?? null;
    if (tree === null || profiles === null || plans === null) return null;
    const analysis = this.examined(tree, plans, { ...job.system, profiles, settings, judged });
    if (analysis === null) return null;
    this.matches = matchesOn(analysis.system, settings);
    return this.commented(analysis);
  }

  private async profiles(named: readonly NamedProfile[]): Promise<readonly Profile[] | null> {
    const { profiles, diagnostics } = await loadProfiles(named, this.files);
    return this.told({ value: profiles, diagnostics });
  }

  /** Null where one cannot be used: nothing is computed from the others alone. */
  private async readPlans(settings: BoardSettings): Promise<BoardPlans["read"] | null> {
    const { read, diagnostics } = await plansFor(this.job, settings, this.files);
    this.plans = read.map((file) => ({ ...file, lacking: [] }));
    return this.told({ value: read, diagnostics });
  }

  /** Where what was lent does not fit, the board is examined without. */
  private examined(tree: DeviceTree, plans: BoardPlans["read"], options: ExamineOptions): Analysis | null {
    const examinedWith = (used: BoardPlans["read"]) =>
      examine(tree, { ...options, others: used.map((one) => ({ ...one, isLent: one.from === "lent" })) });
    let used = plans;
    let found = examinedWith(used);
    if (found.analysis === null && used.some(({ mayMisfit }) => mayMisfit)) {
      used = used.filter(({ mayMisfit }) => !mayMisfit);
      found = examinedWith(used);
    }
    const lacking = found.lacking.map(problemOf);
    this.plans = used.map(({ plan: _, mayMisfit: __, ...file }) => ({
      ...file,
      lacking: lacking.filter(({ place }) => place.file === file.path),
    }));
    return this.told({ value: found.analysis, diagnostics: found.diagnostics });
  }

  private commented(analysis: Analysis): Analysis {
    const { candidates, comments, problems } = withComments(analysis.candidates, [...this.files.files.values()]);
    this.comments = comments;
    this.problems.push(...problems);
    return { ...analysis, candidates };
  }

  /** Once the question is answered. */
  async summary(): Promise<Summary> {
    const { job, plans } = this;
    const named = { plans: plans.map(({ path }) => path), overlays: job.overlays ?? [] };
    return {
      name: job.name,
      plans,
      sources: await sourcesOf(job.input, named, this.files),
      problems: this.problems,
      config: this.config,
      comments: this.comments,
      matches: this.matches,
    };
  }
}

const settingsOf = (settings: BoardSettings, { isUnleveled = false }: Job): BoardSettings =>
  isUnleveled ? { ...settings, levels: defaultSettings.levels } : settings;

function withLabels(tree: Outcome<DeviceTree>, lent: Job["labels"]): Outcome<DeviceTree> {
  const { value } = tree;
  if (value === null || lent === undefined || value.labels.size > 0) return tree;
  const labels = new Map(Object.entries(lent).flatMap(([label, path]) => labelled(label, nodeAt(value, path))));
  return { ...tree, value: { ...value, labels } };
}

const labelled = (label: string, node: DtNode | null): [string, DtNode][] => (node === null ? [] : [[label, node]]);

function overlayAlone(tree: DeviceTree | null): Diagnostic[] {
  if (tree?.isOverlay !== true) return [];
  const message = "the input is an overlay, which needs a base board";
  const hint = "give the board as the input and this file with --overlay";
  return [{ severity: "warning", code: "input-is-overlay", message, hint, location: atInput(tree.file) }];
}

function sourcesOf(input: TreeInput, named: Omit<NamedSources, "input">, files: BoardFiles): Promise<SourceHash[]> {
  const read = files.files.values();
  if (typeof input !== "string") return hashFiles(read, { ...named, input: input.name });
  const hash = files.kindOf(input) === "directory" ? hashFolder : hashFiles;
  return hash(read, { ...named, input });
}
