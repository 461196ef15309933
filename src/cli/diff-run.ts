/** `diff` from pairs of inputs to a report. */
import { type DiffBoard, type DiffReport, type Problem, version } from "../index.js";
import {
  type Change,
  type ConsumerName,
  diffBoardView,
  diffView,
  foldChanges,
  lackedByAll,
  type PlanUse,
  problemKey,
  problemOf,
} from "../parts.js";
import type { PairValues } from "./compare-pair.js";
import { performAll } from "./crew.js";
import type { DiffInputs } from "./diff-inputs.js";
import { type ExitStatus, exitStatus, gravest } from "./exit-status.js";
import { checkFolders } from "./folders.js";
import type { Host } from "./host.js";
import type { World } from "./jobs.js";
import { tell } from "./look.js";
import { withReadableFiles } from "./named-files.js";
import { destinations } from "./output.js";
import { print } from "./print.js";
import { Progress } from "./progress.js";
import type { RunValues } from "./run.js";
import { SaidOnce } from "./said-once.js";
import { systemOptions } from "./system-options.js";

export type DiffValues = RunValues & PairValues & { readonly exitCode?: true };

/** Compares every pair, even after one that cannot be used, and prints the result in every format asked for. */
export async function runDiff(inputs: DiffInputs, asked: DiffValues, host: Host): Promise<ExitStatus> {
  const values = withReadableFiles(asked, inputs.files, host);
  const outputs = destinations(values.format, values.output);
  const paths = inputs.pairs.slice(0, 1).flatMap(({ old, new: now }) => [old, now].flatMap((side) => side?.path ?? []));
  checkFolders(paths, values, inputs.files, host);
  const world = { host, files: inputs.files, cache: null };
  const { boards, changes, configs, plans } = await comparePairs(inputs, values, world);
  const problems = [...inputs.diagnostics.map(problemOf), ...configs.values(), ...lackedByAll(plans)];
  tell(problems, values, host);
  const kernelVersion = systemOptions(values).kernel.text;
  const header = {
    version,
    kernelVersion,
    old: overlaidName(inputs.old, asked.overlayOld),
    new: overlaidName(inputs.new, asked.overlayNew),
    failsOnChange: values.exitCode === true,
  };
  const report = diffView(header, boards, foldChanges(changes), problems);
  return gravest([diffExitStatus(report), ...outputs.map((output) => print("diff", report, output, values, host))]);
}

/** `board.dts + el2.dtso`: what tells the sides apart where their base is the same. */
const overlaidName = (name: string, overlays: readonly string[]): string => [name, ...overlays].join(" + ");

/** What was compared has; what could not be printed is not in it. */
export function diffExitStatus({ boards, failures, failsOnChange }: DiffReport): ExitStatus {
  if (failures.some(({ of }) => of === "defect")) return exitStatus.defect;
  if (failures.length > 0) return exitStatus.unusable;
  const isChanged = boards.some(({ status }) => status === "changed" || status === "added" || status === "removed");
  return isChanged && failsOnChange ? exitStatus.findings : exitStatus.fine;
}

interface Compared {
  readonly boards: DiffBoard[];
  readonly changes: { board: string; changes: readonly Change[]; consumers: readonly ConsumerName[] }[];
  /** What is wrong with configs, each once. */
  readonly configs: Map<string, Problem>;
  /** Of the new side of each board: what has become of the old side's plans is a change. */
  readonly plans: (readonly PlanUse[])[];
}

async function comparePairs({ pairs }: DiffInputs, values: DiffValues, world: World): Promise<Compared> {
  const progress = new Progress(pairs.length, world.host, values.quiet === true);
  const { host } = progress;
  const said = new SaidOnce();
  const compared: Compared = { boards: [], changes: [], configs: new Map(), plans: [] };
  const run = { values: { ...values, isPlanShared: pairs.length > 1 }, jobs: values.jobs, world, progress };
  await performAll("pair", pairs, run, ({ result, notice }, { board }) => {
    const sides = [result.old, result.new];
    const problems = sides.flatMap((side) => side?.problems ?? []);
    if (notice === null) tell(said.fresh(problems), values, host);
    else host.writeErr(notice);
    const ofConfigs = sides.flatMap((side) => side?.config?.problems ?? []);
    for (const problem of [...ofConfigs, ...result.configProblems]) compared.configs.set(problemKey(problem), problem);
    if (result.changes !== null) compared.plans.push(result.new?.plans.filter(({ from }) => from !== "lent") ?? []);
    compared.boards.push(diffBoardView({ ...result, board }));
    const { changes, consumers } = result;
    if (changes !== null) compared.changes.push({ board, changes, consumers });
  });
  return compared;
}
