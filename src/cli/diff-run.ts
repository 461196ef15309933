/** `diff` from pairs of inputs to a report. */
import { type DiffBoard, type DiffReport, defaultPlanPath, type Problem, version } from "../index.js";
import {
  analyzeBoard,
  type BoardComparison,
  type Change,
  type ConsumerName,
  compareBoards,
  type DiffSide,
  diffBoardView,
  diffView,
  failedSide,
  foldChanges,
  formOf,
  type MissingSide,
  NOT_COMPARED,
  planBeside,
  problemKey,
  problemOf,
} from "../parts.js";
import type { DiffInputs } from "./diff-inputs.js";
import type { Pair } from "./diff-pairs.js";
import { type ExitStatus, exitStatus, gravest } from "./exit-status.js";
import type { Host } from "./host.js";
import type { Input } from "./inputs.js";
import { configOf, type Done, guarded, inputOf, jobOf, nameOf, statusOf, type World } from "./jobs.js";
import { tell } from "./look.js";
import { destinations } from "./output.js";
import { print } from "./print.js";
import { Progress } from "./progress.js";
import type { RunValues } from "./run.js";
import { SaidOnce } from "./said-once.js";
import { systemOptions } from "./system-options.js";

export interface DiffValues extends RunValues {
  /** Overlays of one side alone, behind those of both. */
  readonly overlayOld: readonly string[];
  readonly overlayNew: readonly string[];
  readonly exitCode?: true;
}

/** Compares every pair, even after one that cannot be used, and prints the result in every format asked for. */
export async function runDiff(inputs: DiffInputs, values: DiffValues, host: Host): Promise<ExitStatus> {
  const outputs = destinations(values.format, values.output);
  const { boards, changes, configs, statuses } = await comparePairs(inputs, values, { host, files: inputs.files });
  const problems = [...inputs.diagnostics.map(problemOf), ...configs.values()];
  tell(problems, values, host);
  const kernelVersion = systemOptions(values).kernel.text;
  const header = {
    version,
    kernelVersion,
    old: overlaidName(inputs.old, values.overlayOld),
    new: overlaidName(inputs.new, values.overlayNew),
  };
  const report = diffView(header, boards, foldChanges(changes), problems);
  return gravest([
    ...statuses,
    statusOf(problems),
    ...(values.exitCode === true && hasChanged(report) ? [exitStatus.findings] : []),
    ...outputs.map((output) => print("diff", report, output, values, host)),
  ]);
}

/** `board.dts + el2.dtso`: what tells the sides apart where their base is the same. */
const overlaidName = (name: string, overlays: readonly string[]): string => [name, ...overlays].join(" + ");

const hasChanged = ({ boards }: DiffReport): boolean =>
  boards.some(({ status }) => status === "changed" || status === "added" || status === "removed");

interface Compared {
  readonly boards: DiffBoard[];
  readonly changes: { board: string; changes: readonly Change[]; consumers: readonly ConsumerName[] }[];
  /** What is wrong with configs, each once. */
  readonly configs: Map<string, Problem>;
  readonly statuses: ExitStatus[];
}

async function comparePairs({ pairs }: DiffInputs, values: DiffValues, world: World): Promise<Compared> {
  const { host } = world;
  const progress = new Progress(pairs.length, host, values.quiet === true);
  const said = new SaidOnce();
  const compared: Compared = { boards: [], changes: [], configs: new Map(), statuses: [] };
  for (const pair of pairs) {
    progress.show(pair.board);
    const { result, notice } = await comparePair(pair, values, world);
    progress.clear();
    const sides = [result.old, result.new];
    const problems = sides.flatMap((side) => side?.problems ?? []);
    if (notice === null) tell(said.fresh(problems), values, host);
    else host.writeErr(notice);
    compared.statuses.push(statusOf(problems));
    const ofConfigs = sides.flatMap((side) => side?.config?.problems ?? []);
    for (const problem of [...ofConfigs, ...result.configProblems]) compared.configs.set(problemKey(problem), problem);
    compared.boards.push(diffBoardView({ ...result, board: pair.board }));
    const { changes, consumers } = result;
    if (changes !== null) compared.changes.push({ board: pair.board, changes, consumers });
  }
  return compared;
}

/** A defect that one board shows does not keep the others from being compared. */
const comparePair = (pair: Pair, values: DiffValues, world: World): Promise<Done<BoardComparison>> =>
  guarded(
    pair.board,
    values,
    async () => {
      // Rules are judged as the new side's config has it, on both: one switched off is no finding fixed.
      const judge = (pair.new ?? pair.old)?.path ?? "";
      const side = (input: Input | null, overlays: readonly string[]) =>
        sideOf(input, judge, { ...values, overlay: [...values.overlay, ...overlays] }, world);
      const old = await side(pair.old, values.overlayOld);
      const now = await side(pair.new, values.overlayNew);
      return compareBoards(old, now, (job) => analyzeBoard(job, world.files.store));
    },
    (problem) => ({ old: null, new: failedSide(pair.board, [problem]), ...NOT_COMPARED }),
  );

/** @param judge the input whose config says how findings are judged */
async function sideOf(
  input: Input | null,
  judge: string,
  values: DiffValues,
  world: World,
): Promise<DiffSide | MissingSide | null> {
  if (input === null) return null;
  const { path, problem } = input;
  const { host, files } = world;
  const name = nameOf(path, files);
  if (problem !== null) return { name, problem: problemOf(problem) };
  const read = await inputOf(path, values, host);
  if (read.value === null) return { name, problem: problemOf(read.problem) };
  const beside = planBeside(read.value, files.store);
  return {
    job: { ...jobOf(path, read.value, values, world), config: configOf(judge, values.config, undefined) },
    form: formOf(read.value, files.store),
    plan: namedPlan(values.plan) ?? (beside === null ? null : { path: beside, name: defaultPlanPath(name) }),
    config: configOf(path, values.config, undefined),
  };
}

const namedPlan = (path: string | undefined) => (path === undefined ? null : { path, name: path });
