/**
 * The tool in a few calls: inputs in, the value that every format prints out. What is wrong with an input is in the
 * result; only a defect of iova-plan itself throws.
 */

import { isError, type Severity } from "../base/diagnostic.js";
import type { FileReader } from "../base/files.js";
import { type Problem, problemOf } from "../base/problem.js";
import { SourceStore } from "../base/source-store.js";
import type { Bytes } from "../base/units.js";
import { version } from "../base/version.js";
import type { Baseline } from "../config/baseline.js";
import type { DiffReport } from "../report/diff/schema.js";
import { diffBoardView, diffView } from "../report/diff/view.js";
import { failuresOf } from "../report/failures.js";
import type { Failure, Report } from "../report/schema.js";
import type { VerifyReport } from "../report/verify/schema.js";
import { problemView, reportView } from "../report/view.js";
import type { WhyReport } from "../report/why/schema.js";
import { defaultSystemOptions } from "../system/build.js";
import type { SystemOptions } from "../system/model.js";
import { captureOf, readCapture } from "../verify/read.js";
import { analyzeBoard } from "./analyze-board.js";
import { compareBoards, type Side } from "./compare-boards.js";
import { pathFrom } from "./config.js";
import type {
  BoardJob,
  BoardResult,
  ConfigChoice,
  Found,
  Kind,
  PlanChoice,
  Question,
  Selection,
  Suggestion,
} from "./job.js";
import { formOf, type LoadOptions, type TreeInput } from "./load.js";
import { plainRun, type RunOptions, type RunResult, type RunReview, type RunStatus, reviewRun } from "./review.js";

/** Only `files` has to be given. */
export interface BoardOptions extends LoadOptions {
  /** A plan's path; null for none; absent: the one beside the input, if there is one. */
  readonly plan?: string | null;
  /** Names of built-in profiles, or paths; before those of the config. */
  readonly profiles?: readonly string[];
  /** The kernel, how it runs its IOMMUs, and what the device tree does not tell. */
  readonly system?: Partial<SystemOptions>;
}

/** One board or several. */
export type Inputs = TreeInput | readonly TreeInput[];

const isSeveral = (inputs: Inputs): inputs is readonly TreeInput[] => Array.isArray(inputs);

export interface AnalyzeOptions extends BoardOptions, Partial<Selection> {}

export interface CheckOptions extends AnalyzeOptions {
  /** A config's path; absent: the nearest one upwards from each input. */
  readonly config?: string;
  /** Absent: what the configs say, else `error`. */
  readonly failOn?: Severity;
  readonly maxWaste?: Bytes;
  /** Findings that it lists are not told: see `loadBaseline`. */
  readonly baseline?: Baseline;
}

export interface Checked {
  readonly report: Report;
  /** `findings`: something at or above `failOn`, a failed expectation, a broken budget. */
  readonly status: RunStatus;
  /** Stale entries of the baseline, comments that hide nothing, configs that cannot be used. */
  readonly problems: readonly Problem[];
  /** What is wrong with the inputs and their plans, in the order of the inputs: `renderProblems` shows it with carets. */
  readonly inputProblems: readonly Problem[];
}

/** Figures of every board: consumers, groups, reservations, layouts; in the order of the inputs. */
export async function analyze(inputs: Inputs, options: AnalyzeOptions): Promise<Report> {
  return reportOf("analyze", (await review(inputs, options, plainRun)).reviewed, options);
}

/** The same with findings judged by config and baseline, and a verdict on all boards together. */
export async function check(inputs: Inputs, options: CheckOptions): Promise<Checked> {
  const { failOn = null, baseline = null, device = null } = options;
  const run = { failOn, baseline, updatesBaseline: false, isWhole: device === null, isShard: false };
  const { results, reviewed } = await review(inputs, options, run, (input) => ({
    ...nearestConfig(input),
    file: options.config ?? null,
    maxWaste: options.maxWaste ?? null,
  }));
  return {
    report: reportOf("check", reviewed, options),
    status: reviewed.status,
    problems: reviewed.problems,
    inputProblems: results.flatMap(({ result }) => result.problems),
  };
}

/** Of bytes that were read elsewhere: around the working directory. */
const nearestConfig = (input: TreeInput): ConfigChoice => ({
  file: null,
  board: typeof input === "string" ? input : ".",
  maxWaste: null,
});

async function review(
  inputs: Inputs,
  options: AnalyzeOptions,
  run: RunOptions,
  configFor?: (input: TreeInput) => ConfigChoice,
): Promise<{ readonly results: readonly RunResult[]; readonly reviewed: RunReview }> {
  const files = storeOf(options);
  const { layouts = null, device = null } = options;
  const question: Question<"report"> = { kind: "report", selection: { layouts, device } };
  const results = [];
  for (const input of isSeveral(inputs) ? inputs : [inputs]) {
    const config = configFor === undefined ? {} : { config: configFor(input) };
    const result = await analyzeBoard({ ...jobOf(input, options), ...config, question }, files);
    const key = run.baseline === null ? "" : pathFrom(run.baseline.file, nameOf(input), files);
    results.push({ result, key });
  }
  return { results, reviewed: reviewRun(results, run) };
}

function reportOf(
  command: "analyze" | "check",
  { parts, problems, failOn, showsNotes }: RunReview,
  { layouts = null, device = null, system }: AnalyzeOptions,
): Report {
  const judgement = command === "check" ? { judgement: { failOn, showsNotes } } : {};
  const asked = { ...defaultSystemOptions, ...system, layouts, device };
  return reportView(
    version,
    command,
    asked,
    parts.map(({ board }) => board),
    { problems, ...judgement },
  );
}

/**
 * What changed between two inputs of any kind, in effect and not in text: who gains or loses which space, which
 * findings are new or fixed, what is asked for no more. A side without a plan borrows the other's; `plan` is for both.
 */
export async function diff(old: TreeInput, now: TreeInput, options: BoardOptions): Promise<DiffReport> {
  const files = storeOf(options);
  const sides = [old, now].map((input) => sideOf(input, options, files));
  const [before = null, after = null] = sides;
  const compared = await compareBoards(before, after, (job) => analyzeBoard(job, files));
  const board = nameOf(now);
  const { kernel } = { ...defaultSystemOptions, ...options.system };
  const header = { version, kernelVersion: kernel.text, old: nameOf(old), new: board, failsOnChange: false };
  const configs = [compared.old, compared.new].flatMap((side) => side?.config?.problems ?? []);
  return diffView(header, [diffBoardView({ ...compared, board })], [...configs, ...compared.configProblems]);
}

function sideOf(input: TreeInput, options: BoardOptions, files: FileReader): Side {
  return { job: jobOf(input, options), form: formOf(input, files), config: nearestConfig(input) };
}

/** An answer, or why there is none. */
export interface Answered<T> {
  readonly value: T | null;
  readonly failures: readonly Failure[];
}

/** The chain behind one address of a device: reserved by what, written where; or free, and why. */
export async function why(
  input: TreeInput,
  device: string,
  address: bigint,
  options: BoardOptions,
): Promise<Answered<WhyReport>> {
  return found(await ask(input, { kind: "why", device, address }, options));
}

export interface SuggestOptions extends BoardOptions {
  /** Default: `patch`. */
  readonly form?: Question<"suggest">["form"];
  /** Id; null or absent: the best that the form can write. */
  readonly layout?: string | null;
  /** Null or absent: for all devices. */
  readonly device?: string | null;
  /** A config's path; absent: the nearest one upwards from the input. */
  readonly config?: string;
  /** All boards that read any of some files: a patch is proven on them as well. Absent: there are none but the input. */
  readonly reaching?: Question<"suggest">["reaching"];
}

/** The best layout as something to send, with the proof that it does what it says. */
export async function suggest(input: TreeInput, options: SuggestOptions): Promise<Answered<Suggestion>> {
  const { form = "patch", layout = null, device = null, config = null, reaching = async () => [], ...board } = options;
  const question = { kind: "suggest", form, layout, device, reaching } as const;
  return found(await ask(input, question, board, { ...nearestConfig(input), file: config }));
}

/** A device that the board does not have is the question's failure. */
function found<T>(result: BoardResult & { readonly answer: Found<T> | null }): Answered<T> {
  const { name, answer } = result;
  const failures = failuresFor(name, result.problems);
  if (answer === null) return { value: null, failures };
  if (answer.isFound) return { value: answer.value, failures };
  const location = { kind: "input", file: name } as const;
  const { message, hint } = answer;
  const more = hint === null ? {} : { hint };
  const unknown = problemOf({ severity: "error", code: "device-not-found", message, location, ...more });
  return { value: null, failures: failuresFor(name, [unknown]) };
}

/** The prediction against what a running kernel listed. @param capture a path, or bytes of a text or an archive */
export async function verify(
  input: TreeInput,
  capture: TreeInput,
  options: BoardOptions,
): Promise<Answered<VerifyReport>> {
  const files = storeOf(options);
  const { value, diagnostics } =
    typeof capture === "string" ? await readCapture(capture, files) : await captureOf(capture.name, capture.bytes);
  if (value === null) return { value, failures: failuresFor(nameOf(capture), diagnostics.map(problemOf)) };
  const { groups, running } = value;
  return answered(await ask(input, { kind: "verify", groups, running, capture: nameOf(capture) }, options));
}

const ask = <K extends Kind>(
  input: TreeInput,
  question: Question<K>,
  options: BoardOptions,
  config?: ConfigChoice,
): Promise<BoardResult<K>> =>
  analyzeBoard<K>({ ...jobOf(input, options), ...(config !== undefined && { config }), question }, storeOf(options));

const answered = <K extends Kind>({ name, answer, problems }: BoardResult<K>) => ({
  value: answer,
  failures: failuresFor(name, problems),
});

const failuresFor = (board: string, problems: readonly Problem[]): Failure[] =>
  failuresOf(problems.filter(isError).map((problem) => ({ board, side: null, error: problemView(problem) })));

const nameOf = (input: TreeInput): string => (typeof input === "string" ? input : input.name);

/** What several boards read is read once. */
const storeOf = ({ files }: LoadOptions): SourceStore =>
  files instanceof SourceStore ? files : new SourceStore(files);

function jobOf(input: TreeInput, { files: _, plan, ...options }: BoardOptions): Omit<BoardJob, "question"> {
  return { ...options, input, name: nameOf(input), plan: planChoice(plan) };
}

function planChoice(plan: string | null | undefined): PlanChoice {
  if (plan === undefined) return "beside";
  return plan === null ? "none" : { path: plan, name: plan, isShared: false };
}
