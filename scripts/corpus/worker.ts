/** A child of the corpus run: compares the boards that its parent sends, one after the other. */
import { SourceStore } from "../../src/base/source-store.js";
import { nodeFiles } from "../../src/cli/files.js";
import { type Comparison, compareBoard } from "./compare.js";

export interface Task {
  readonly index: number;
  readonly board: string;
  readonly dtc: string;
  readonly modes: readonly boolean[];
}

export interface Answer {
  readonly index: number;
  readonly comparisons: readonly Comparison[];
}

/** Shared by the boards of a worker, as by those of one call of the command line. */
const store = new SourceStore(nodeFiles);

process.on("message", ({ index, board, dtc, modes }: Task) => {
  const answer: Answer = { index, comparisons: compareBoard(board, dtc, modes, store) };
  process.send?.(answer);
});
