/**
 * What a thread can be sent to do: one board, or one pair of them. An errand, the options that it is done by and what
 * comes of it are plain values.
 */
import { dirname } from "node:path";
import type { BoardComparison, BoardResult } from "../parts.js";
import { comparePair, notCompared, type PairValues } from "./compare-pair.js";
import type { Pair } from "./diff-pairs.js";
import type { Input } from "./inputs.js";
import {
  type Asking,
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
  readonly board: Done<BoardResult<"report">>;
  readonly pair: Done<BoardComparison>;
}

export type ErrandKind = keyof Errands;

interface Doing<K extends ErrandKind> {
  perform(errand: Errands[K], values: ErrandValues[K], world: World): Promise<Outcomes[K]>;
  /** The board as the user knows it. */
  pathOf(errand: Errands[K]): string;
  /** What stands for an errand that ended the thread that was at it. */
  lost(errand: Errands[K], reason: Error, values: ErrandValues[K], world: World): Outcomes[K];
}

export const errands: { readonly [K in ErrandKind]: Doing<K> } = {
  board: {
    perform: ({ input, asking }, values, world) => doBoard(input, values, world, asking),
    pathOf: ({ input }) => input.path,
    lost: ({ input: { path } }, reason, { verbose }, { files }) =>
      defective(path, reason, verbose === true, (problem) => failedResult(nameOf(path, files), problem)),
  },
  pair: {
    perform: comparePair,
    pathOf: ({ board }) => board,
    lost: ({ board }, reason, { verbose }) =>
      defective(board, reason, verbose === true, (problem) => notCompared(board, problem)),
  },
};

/** More boards at a time would leave the other threads without any at the end. */
const MOST_TOGETHER = 12;

/** Neighbours of one folder, which mostly include the same files, in the order given. */
export function batchesOf<K extends ErrandKind>(kind: K, all: readonly Errands[K][]): readonly Batch<K>[] {
  const batches: { first: number; errands: Errands[K][] }[] = [];
  let folder = "";
  for (const [index, errand] of all.entries()) {
    const own = dirname(errands[kind].pathOf(errand));
    const open = batches.at(-1);
    if (open !== undefined && own === folder && open.errands.length < MOST_TOGETHER) open.errands.push(errand);
    else batches.push({ first: index, errands: [errand] });
    folder = own;
  }
  return batches;
}

export interface Batch<K extends ErrandKind> {
  /** The place of the first errand among all; the others follow it. */
  readonly first: number;
  readonly errands: readonly Errands[K][];
}
