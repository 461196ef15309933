/** Inputs in, reports out: what `analyze`, `tree` and `check` have in common. */
import { visible } from "../base/visible.js";
import { type Problem, type Report, version } from "../index.js";
import {
  type ConfigChoice,
  plainRun,
  problemOf,
  type Question,
  type RunOptions,
  type RunReview,
  type RunStatus,
  reportView,
  reviewRun,
  unitedFixes,
  withConfig,
} from "../parts.js";
import { cacheAt } from "./cache/board-cache.js";
import { CacheUse } from "./cache/place.js";
import { performAll } from "./crew.js";
import type { Errands } from "./errand.js";
import { type ExitStatus, exitStatus, gravest } from "./exit-status.js";
import { type FixableBoard, fixViews, tryFixes } from "./fixing.js";
import { checkFolders } from "./folders.js";
import { withRevisions } from "./git.js";
import type { Host } from "./host.js";
import { expandInputs, type Found, type Input } from "./inputs.js";
import { boardJob, configOf, inputOf, planOf, statusOf, type World } from "./jobs.js";
import { tell } from "./look.js";
import { withReadableFiles } from "./named-files.js";
import type { AnalysisValues, CacheValues, CrewValues, InputValues, OutputValues, ShardValues } from "./options.js";
import { destinations } from "./output.js";
import { print } from "./print.js";
import { Progress } from "./progress.js";
import { SaidOnce } from "./said-once.js";
import { shardPlaces, shardView, unitOf } from "./shard/shard.js";
import { reportOptions, selectionOf } from "./system-options.js";

export type RunValues = InputValues & AnalysisValues & CrewValues & CacheValues & OutputValues & ShardValues;

/** What `check` adds to a run. */
export interface Checking {
  readonly options: RunOptions;
  /** Of the baseline. */
  readonly problems: readonly Problem[];
  configFor(path: string): ConfigChoice;
  /** What the baseline calls an input. */
  keyOf(path: string): string;
  /** Writes what goes elsewhere than to the outputs. @returns what could not be written */
  publish(report: Report, review: RunReview): readonly Problem[];
}

/** Analyses every input, even after one that cannot be used, and prints the result in every format asked for. */
export async function runReport(
  command: Report["command"],
  args: readonly string[],
  asked: RunValues,
  host: Host,
  checking: CheckingFor | null = null,
): Promise<ExitStatus> {
  const outputs = destinations(asked.format, asked.output);
  const { report, review, world, values, check, problems } = await reviewedRun(command, args, asked, host, checking);
  const shown: RunValues = report.judgement?.showsNotes === true ? { ...values, show: "note" } : values;
  const unwritten = check?.publish(report, review) ?? [];
  tell(unwritten, values, host);
  return gravest([
    runExitStatus(command, review.status),
    statusOf([...problems, ...unwritten]),
    ...outputs.map((output) => print(command, report, output, shown, world.host)),
  ]);
}

export type CheckingFor = (world: World, values: RunValues) => Promise<Checking>;

/** A run that has been judged; nothing is printed of it yet. */
export async function reviewedRun(
  command: Report["command"],
  args: readonly string[],
  asked: RunValues,
  host: Host,
  checking: CheckingFor | null,
) {
  const { args: revised, files } = withRevisions(args, host);
  const values = withReadableFiles(asked, files, host);
  const use = CacheUse.open(values, host);
  const world: World = { host, files, cache: cacheAt(use?.place ?? null, host, files) };
  checkFolders(
    revised.map(({ path }) => path),
    values,
    files,
    host,
  );
  const { inputs: all, found, warnings } = expandInputs(revised, files.store);
  if (values.quiet !== true) host.writeErr(found.map(foundText).join(""));
  tell(warnings.map(problemOf), values, host);
  const check = (await checking?.(world, values)) ?? null;
  const places = await shardPlaces(all.map(unitOf), values, world);
  const inputs = places.flatMap((place) => all.slice(place, place + 1));
  const results = await runBoards(inputs, all.length > 1, values, world, check, use);
  use?.close();
  const options = check?.options ?? plainRun;
  const review = reviewRun(results, { ...options, isShard: values.shard !== undefined });
  const problems = [...(check?.problems ?? []), ...review.problems];
  tell(problems, values, host);
  const passedOver = found.flatMap(({ overlays }) => overlays);
  const fixable = check === null ? [] : fixableBoards(results, review);
  const tried = await tryFixes(
    fixable,
    all.map(({ path }) => path),
    values,
    world,
  );
  const showsNotes = review.showsNotes || values.show === "note";
  const boards = review.parts.map(({ board }) => board);
  const parts = review.parts.map((part, i) => ({ ...part, place: places[i] ?? 0 }));
  const shard = await shardView({ all, parts, passedOver, check, asked }, values, world);
  const report = reportView(version, command, reportOptions(values), boards, {
    problems,
    passedOver,
    fixes: unitedFixes(
      fixViews(tried, world),
      boards.map(({ input }) => input),
    ),
    ...(shard !== null && { shard }),
    ...(command === "check" && { judgement: { failOn: review.failOn, showsNotes } }),
  });
  return { report, review, world, values, check, problems, tried };
}

const fixableBoards = (results: Awaited<ReturnType<typeof runBoards>>, { parts }: RunReview): FixableBoard[] =>
  parts.flatMap(({ board }, i) => {
    const one = results[i];
    return one === undefined ? [] : [{ ...one, board }];
  });

/** Findings fail a check alone. */
export const runExitStatus = (command: Report["command"], status: RunStatus): ExitStatus =>
  status === "findings" && command !== "check" ? exitStatus.fine : exitStatus[status];

function foundText({ argument, boards, overlays }: Found): string {
  const also = overlays.length === 0 ? "" : `; ${counted(overlays.length, "overlay")} skipped`;
  return `${visible(argument)}: ${counted(boards, "board")}${also}\n`;
}

const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? "" : "s"}`;

/** In the order of the inputs. */
async function runBoards(
  inputs: readonly Input[],
  isOneOfSeveral: boolean,
  values: RunValues,
  world: World,
  check: Checking | null,
  use: CacheUse | null,
) {
  const progress = new Progress(inputs.length, world.host, values.quiet === true);
  const { host } = progress;
  const said = new SaidOnce();
  const question: Question<"report"> = { kind: "report", selection: selectionOf(values) };
  const asked = { question, plan: planOf(values, isOneOfSeveral) };
  const boards = await Promise.all(inputs.map((input) => boardErrand(input, asked, values, host, check)));
  const results: (Omit<FixableBoard, "board"> & { config: ConfigChoice | undefined; key: string })[] = [];
  const run = { values, jobs: values.jobs, world, progress };
  await performAll("board", boards, run, ({ result, notice, kept }, { input: { path }, asking }) => {
    if (kept !== null) use?.note(kept);
    if (notice === null) tell(said.fresh(result.problems), values, host);
    else host.writeErr(notice);
    const job = () => boardJob(path, path, values, world, { ...asking, isUnleveled: false });
    results.push({ path, job, result, config: asking.config, key: check?.keyOf(path) ?? path });
  });
  const { store } = world.files;
  return Promise.all(results.map(async (one) => ({ ...one, result: await withConfig(one.result, one.config, store) })));
}

/** With standard input read: whoever does the board may not have it. */
async function boardErrand(
  input: Input,
  asked: Pick<Errands["board"]["asking"], "question" | "plan">,
  values: RunValues,
  host: Host,
  check: Checking | null,
): Promise<Errands["board"]> {
  const config = check?.configFor(input.path) ?? configOf(input.path, values.config, undefined);
  const asking = { ...asked, config, isUnleveled: true };
  if (input.path !== "-") return { input, asking };
  const { value, problem } = await inputOf(input.path, values, host);
  return value === null ? { input: { ...input, problem }, asking } : { input, asking: { ...asking, read: value } };
}
