/** `diff` from pairs of inputs to a report. */
import { type DiffReport, version } from "../index.js";
import {
  type BoardComparison,
  type DiffBoardView,
  diffBoardView,
  diffProblems,
  diffView,
  type PlacedComparison,
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
import { diffShardView, shardPlaces, unitOfPair } from "./shard/shard.js";
import { systemOptions } from "./system-options.js";

export type DiffValues = RunValues & PairValues & { readonly exitCode?: true };

/** Compares every pair, even after one that cannot be used, and prints the result in every format asked for. */
export async function runDiff(inputs: DiffInputs, asked: DiffValues, host: Host): Promise<ExitStatus> {
  const values = withReadableFiles(asked, inputs.files, host);
  const outputs = destinations(values.format, values.output);
  const paths = inputs.pairs.slice(0, 1).flatMap(({ old, new: now }) => [old, now].flatMap((side) => side?.path ?? []));
  checkFolders(paths, values, inputs.files, host);
  const world = { host, files: inputs.files, cache: null };
  const places = await shardPlaces(inputs.pairs.map(unitOfPair), values, world);
  const compared = await comparePairs(inputs, places, values, world);
  const { views, parts } = compared;
  const shard = await diffShardView({ inputs, ...compared, asked }, values, world);
  const problems = [...inputs.diagnostics.map(problemOf), ...diffProblems(parts, shard !== null)];
  tell(problems, values, host);
  const kernelVersion = systemOptions(values).kernel.text;
  const header = {
    version,
    kernelVersion,
    old: overlaidName(inputs.old, asked.overlayOld),
    new: overlaidName(inputs.new, asked.overlayNew),
    failsOnChange: values.exitCode === true,
  };
  const report = diffView(header, views, problems, shard);
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
  readonly views: DiffBoardView[];
  readonly parts: PlacedComparison[];
  /** SHA-256 of every file that was read, by its name. */
  readonly sources: Map<string, string>;
}

/** @param places of those to compare */
async function comparePairs(
  { pairs }: DiffInputs,
  places: readonly number[],
  values: DiffValues,
  world: World,
): Promise<Compared> {
  const own = places.flatMap((place) => pairs.slice(place, place + 1));
  const progress = new Progress(own.length, world.host, values.quiet === true);
  const { host } = progress;
  const said = new SaidOnce();
  const compared: Compared = { views: [], parts: [], sources: new Map() };
  const run = { values: { ...values, isPlanShared: pairs.length > 1 }, jobs: values.jobs, world, progress };
  await performAll("pair", own, run, ({ result, notice }, { board }) => {
    const problems = sidesOf(result).flatMap((side) => side.problems);
    if (notice === null) tell(said.fresh(problems), values, host);
    else host.writeErr(notice);
    compared.parts.push({ place: places[compared.parts.length] ?? 0, ...partOf(result) });
    compared.views.push(diffBoardView({ ...result, board }));
    for (const { file, sha256 } of sidesOf(result).flatMap(({ sources }) => sources))
      compared.sources.set(file, sha256);
  });
  return compared;
}

const sidesOf = ({ old, new: now }: BoardComparison) => [old, now].flatMap((side) => side ?? []);

const partOf = (result: BoardComparison): Omit<PlacedComparison, "place"> => ({
  configs: [...sidesOf(result).flatMap(({ config }) => config?.problems ?? []), ...result.configProblems],
  plans: result.changes === null ? [] : (result.new?.plans.filter(({ from }) => from !== "lent") ?? []),
});
