/** `diff` from pairs of inputs to a report. */
import { type DiffBoard, type DiffReport, type Problem, version } from "../index.js";
import {
  type Change,
  type ConsumerName,
  diffBoardView,
  diffView,
  foldChanges,
  problemKey,
  problemOf,
} from "../parts.js";
import type { PairValues } from "./compare-pair.js";
import { performAll } from "./crew.js";
import type { DiffInputs } from "./diff-inputs.js";
import { type ExitStatus, exitStatus, gravest } from "./exit-status.js";
import { checkFolders } from "./folders.js";
import type { Host } from "./host.js";
import { statusOf, type World } from "./jobs.js";
import { tell } from "./look.js";
import { destinations } from "./output.js";
import { print } from "./print.js";
import { Progress } from "./progress.js";
import type { RunValues } from "./run.js";
import { SaidOnce } from "./said-once.js";
import { systemOptions } from "./system-options.js";

export type DiffValues = RunValues & PairValues & { readonly exitCode?: true };

/** Compares every pair, even after one that cannot be used, and prints the result in every format asked for. */
export async function runDiff(inputs: DiffInputs, values: DiffValues, host: Host): Promise<ExitStatus> {
  const outputs = destinations(values.format, values.output);
  const paths = inputs.pairs.slice(0, 1).flatMap(({ old, new: now }) => [old, now].flatMap((side) => side?.path ?? []));
  checkFolders(paths, values, inputs.files, host);
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
  const progress = new Progress(pairs.length, world.host, values.quiet === true);
  const { host } = progress;
  const said = new SaidOnce();
  const compared: Compared = { boards: [], changes: [], configs: new Map(), statuses: [] };
  await performAll("pair", pairs, { values, jobs: values.jobs, world, progress }, ({ result, notice }, { board }) => {
    const sides = [result.old, result.new];
    const problems = sides.flatMap((side) => side?.problems ?? []);
    if (notice === null) tell(said.fresh(problems), values, host);
    else host.writeErr(notice);
    compared.statuses.push(statusOf(problems));
    const ofConfigs = sides.flatMap((side) => side?.config?.problems ?? []);
    for (const problem of [...ofConfigs, ...result.configProblems]) compared.configs.set(problemKey(problem), problem);
    compared.boards.push(diffBoardView({ ...result, board }));
    const { changes, consumers } = result;
    if (changes !== null) compared.changes.push({ board, changes, consumers });
  });
  return compared;
}
