/**
 * What a thread can be sent to do: one board, or one pair of them. An errand, the options that it is done by and what
 * comes of it are plain values.
 */
import { dirname } from "node:path";
import { type BoardComparison, type BoardResult, isWritten, writtenFigures } from "../parts.js";
import type { Kept } from "./cache/board-cache.js";
import { comparePair, notCompared, type PairValues } from "./compare-pair.js";
import type { Pair } from "./diff-pairs.js";
import type { Input } from "./inputs.js";
import {
  type Asking,
  boardJob,
  type Done,
  defective,
  doBoard,
  failedResult,
  type JobValues,
  nameOf,
  type World,
} from "./jobs.js";

export interface Errands {
  readonly board: { readonly input: Input; readonly asking: Asking<"report"> };
  readonly pair: Pair;
}

export interface ErrandValues {
  readonly board: JobValues;
  readonly pair: PairValues;
}

export interface Outcomes {
  readonly board: Done<BoardResult<"report">> & { readonly kept: Kept | null };
  readonly pair: Done<BoardComparison>;
}

export type ErrandKind = keyof Errands;

interface Doing<K extends ErrandKind> {
  /** What an earlier run has kept; null where it has to be done. */
  known(errand: Errands[K], values: ErrandValues[K], world: World): Promise<Outcomes[K] | null>;
  perform(errand: Errands[K], values: ErrandValues[K], world: World): Promise<Outcomes[K]>;
  /** What need not be copied on its way to another thread: nobody looks into it here any more. */
  buffersOf(outcome: Outcomes[K]): readonly ArrayBuffer[];
  /** The board as the user knows it. */
  pathOf(errand: Errands[K]): string;
  /** What stands for an errand that ended the thread that was at it. */
  lost(errand: Errands[K], reason: Error, values: ErrandValues[K], world: World): Outcomes[K];
}

export const errands: { readonly [K in ErrandKind]: Doing<K> } = {
  board: {
    known: async ({ input: { path, problem }, asking }, values, world) => {
      if (world.cache === null || problem !== null || asking.read !== undefined) return null;
      const result = await world.cache.find(boardJob(path, path, values, world, asking));
      return result === null ? null : { result, notice: null, kept: null };
    },
    perform: performBoard,
    buffersOf: ({ result: { answer } }) =>
      answer === null || !isWritten(answer.figures) ? [] : [answer.figures.json.buffer],
    pathOf: ({ input }) => input.path,
    lost: ({ input: { path } }, reason, { verbose }, { files }) => ({
      ...defective(path, reason, verbose === true, (problem) => failedResult<"report">(nameOf(path, files), problem)),
      kept: null,
    }),
  },
  pair: {
    known: async () => null,
    perform: comparePair,
    buffersOf: () => [],
    pathOf: ({ board }) => board,
    lost: ({ board }, reason, { verbose }) =>
      defective(board, reason, verbose === true, (problem) => notCompared(board, problem)),
  },
};

async function performBoard(
  { input, asking }: Errands["board"],
  values: JobValues,
  world: World,
): Promise<Outcomes["board"]> {
  let kept: Kept | null = null;
  const done = await doBoard(input, values, world, asking, async (result, job, files) => {
    const written = withWrittenFigures(result);
    if (world.cache !== null) kept = await world.cache.keep(job, written, files);
    return written;
  });
  return { ...done, kept };
}

/** In this form figures are sent and kept: they are most of a result, and mostly they are only printed. */
function withWrittenFigures(result: BoardResult<"report">): BoardResult<"report"> {
  const { answer } = result;
  if (answer === null || isWritten(answer.figures)) return result;
  return { ...result, sources: [], answer: { ...answer, figures: writtenFigures(result, answer.figures) } };
}

/** More boards at a time would leave the other threads without any at the end. */
const MOST_TOGETHER = 12;

/** Neighbours of one folder, which mostly include the same files, in the order given. */
export function batchesOf<K extends ErrandKind>(kind: K, all: readonly Placed<K>[]): readonly Batch<K>[] {
  const batches: Placed<K>[][] = [];
  let folder = "";
  for (const one of all) {
    const own = dirname(errands[kind].pathOf(one.errand));
    const open = batches.at(-1);
    if (open !== undefined && own === folder && open.length < MOST_TOGETHER) open.push(one);
    else batches.push([one]);
    folder = own;
  }
  return batches;
}

/** An errand and its place among all. */
export interface Placed<K extends ErrandKind> {
  readonly index: number;
  readonly errand: Errands[K];
}

export type Batch<K extends ErrandKind> = readonly Placed<K>[];
