/** A board on its way from files to an answer: each stage is done when it is first asked for, and says what is wrong. */
import type { BoardFiles } from "../base/board-files.js";
import { type Diagnostic, isError, type Outcome } from "../base/diagnostic.js";
import type { FileReader } from "../base/files.js";
import { type Problem, problemOf } from "../base/problem.js";
import { atInput } from "../base/source.js";
import type { Watch } from "../base/watch.js";
import { type BoardSettings, defaultSettings } from "../config/model.js";
import type { Plan } from "../plan/model.js";
import type { Profile } from "../profile/model.js";
import { type ExpectationMatch, matchesOn } from "../rule/facts/expected.js";
import { type DeviceTree, type DtNode, nodeAt } from "../tree/tree.js";
import { withComments } from "./comments.js";
import { configFor } from "./config.js";
import { type Analysis, examine } from "./examine.js";
import type { BoardJob, BoardResult, CommentUse, ConfigUse, NamedPlan } from "./job.js";
import { defaultPlanPath, loadDeviceTree, loadPlan, type TreeInput } from "./load.js";
import { loadProfiles, type NamedProfile } from "./load-profiles.js";
import { hashFiles, hashFolder, type SourceHash } from "./sources.js";

type Job = Omit<BoardJob, "question">;

/** All of a result that does not depend on the question. */
type Summary = Omit<BoardResult, "answer">;

export class OpenBoard {
  private readonly problems: Problem[] = [];
  /** The plan that the board was examined with. */
  private plan: NamedPlan | null = null;
  private config: ConfigUse | null = null;
  private comments: readonly CommentUse[] = [];
  private matches: readonly ExpectationMatch[] = [];
  /** The plan that the board was examined with, before profiles; null for none. */
  written: Plan | null = null;
  /** What the board was examined with. */
  settings: BoardSettings = defaultSettings;

  constructor(
    readonly job: Job,
    readonly files: BoardFiles,
    readonly watch: Watch,
  ) {}

  /** What reports call the plan that the board was examined with; null for none. */
  get planName(): string | null {
    return this.plan?.name ?? null;
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
    const plan = planOf(job, files);
    const planned = plan === null ? null : this.told(await loadPlan(plan.path, files));
    const config = job.config === undefined ? null : await configFor(job.config, files.store);
    const settings = config?.settings ?? defaultSettings;
    this.settings = settings;
    const asked = (job.profiles ?? []).map((name) => ({ name, location: atInput("--profile") }));
    const profiles = await this.profiles([...asked, ...settings.profiles]);
    this.plan = plan;
    this.config = config?.use ?? null;
    this.written = planned;
    if (tree === null || profiles === null || (plan !== null && planned === null)) return null;
    const options = { ...job.system, profiles, settings, judged };
    let examined = examine(tree, { ...options, plan: planned });
    if (examined.analysis === null && plan?.isBorrowed === true) {
      this.plan = null;
      this.written = null;
      examined = examine(tree, options);
    }
    const analysis = this.told({ value: examined.analysis, diagnostics: examined.diagnostics });
    if (analysis === null) return null;
    this.matches = matchesOn(analysis.system, settings);
    return this.commented(analysis);
  }

  private async profiles(named: readonly NamedProfile[]): Promise<readonly Profile[] | null> {
    const { profiles, diagnostics } = await loadProfiles(named, this.files);
    return this.told({ value: profiles, diagnostics });
  }

  private commented(analysis: Analysis): Analysis {
    const { candidates, comments, problems } = withComments(analysis.candidates, [...this.files.files.values()]);
    this.comments = comments;
    this.problems.push(...problems);
    return { ...analysis, candidates };
  }

  /** Once the question is answered. */
  async summary(): Promise<Summary> {
    const { job, plan } = this;
    const named = { plan: plan?.path ?? null, overlays: job.overlays ?? [] };
    return {
      name: job.name,
      plan: this.planName,
      isPlanBorrowed: plan?.isBorrowed ?? false,
      sources: await sourcesOf(job.input, named, this.files),
      problems: this.problems,
      config: this.config,
      comments: this.comments,
      matches: this.matches,
    };
  }
}

function withLabels(tree: Outcome<DeviceTree>, lent: Job["labels"]): Outcome<DeviceTree> {
  const { value } = tree;
  if (value === null || lent === undefined || value.labels.size > 0) return tree;
  const labels = new Map(Object.entries(lent).flatMap(([label, path]) => labelled(label, nodeAt(value, path))));
  return { ...tree, value: { ...value, labels } };
}

const labelled = (label: string, node: DtNode | null): [string, DtNode][] => (node === null ? [] : [[label, node]]);

function overlayAlone(tree: DeviceTree | null): Diagnostic[] {
  if (tree?.isOverlay !== true) return [];
  const message = "the input is an overlay: alone it says nothing about a board";
  const hint = "give the board as the input and this file with --overlay";
  return [{ severity: "warning", code: "input-is-overlay", message, hint, location: atInput(tree.file) }];
}

function planOf({ input, name, plan }: Job, files: FileReader): NamedPlan | null {
  if (plan === "none") return null;
  if (plan !== "beside") return plan;
  const path = planBeside(input, files);
  return path === null ? null : { path, name: defaultPlanPath(name), isBorrowed: false };
}

/** The plan that lies beside an input; null for none. */
export function planBeside(input: TreeInput, files: FileReader): string | null {
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
