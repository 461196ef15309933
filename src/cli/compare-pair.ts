/** One pair of a diff: both sides read and examined, and what changed between them. */
import type { Problem } from "../index.js";
import {
  analyzeBoard,
  type BoardComparison,
  compareBoards,
  type DiffSide,
  failedSide,
  formOf,
  type MissingSide,
  NOT_COMPARED,
  problemOf,
} from "../parts.js";
import type { Pair } from "./diff-pairs.js";
import type { Input } from "./inputs.js";
import { configOf, type Done, guarded, inputOf, type JobValues, jobOf, nameOf, planOf, type World } from "./jobs.js";
import { withShownPaths } from "./shown.js";

export interface PairValues extends JobValues {
  /** Overlays of one side alone, behind those of both. */
  readonly overlayOld: readonly string[];
  readonly overlayNew: readonly string[];
  /** The plan that the user named is for several boards. */
  readonly isPlanShared?: boolean;
}

/** A defect that one board shows does not keep the others from being compared. */
export const comparePair = (pair: Pair, values: PairValues, world: World): Promise<Done<BoardComparison>> =>
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
      const compared = await compareBoards(old, now, (job) => analyzeBoard(job, world.files.store));
      return withShownPaths(compared, world.files);
    },
    (problem) => notCompared(pair.board, problem),
  );

/** What stands for a pair that a defect of ours kept from being compared. */
export const notCompared = (board: string, problem: Problem): BoardComparison => ({
  old: null,
  new: failedSide(board, [problem]),
  ...NOT_COMPARED,
});

/** @param judge the input whose config says how findings are judged */
async function sideOf(
  input: Input | null,
  judge: string,
  values: PairValues,
  world: World,
): Promise<DiffSide | MissingSide | null> {
  if (input === null) return null;
  const { path, problem } = input;
  const { host, files } = world;
  const name = nameOf(path, files);
  if (problem !== null) return { name, problem: problemOf(problem) };
  const read = await inputOf(path, values, host);
  if (read.value === null) return { name, problem: problemOf(read.problem) };
  return {
    job: {
      ...jobOf(path, read.value, values, world),
      plan: planOf(values, values.isPlanShared),
      config: configOf(judge, values.config, undefined),
    },
    form: formOf(read.value, files.store),
    config: configOf(path, values.config, undefined),
  };
}
