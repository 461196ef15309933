/** One board from its files to the answer of a question: what every command does, once or a thousand times. */
import { BoardFiles } from "../base/board-files.js";
import type { FileReader } from "../base/files.js";
import { unwatched } from "../base/watch.js";
import { answerTo } from "./answers.js";
import type { BoardJob, BoardResult, Kind } from "./job.js";
import { OpenBoard } from "./open-board.js";

/**
 * Reads an input and its plan, examines the board as far as the question needs, and answers. An input or plan with
 * errors, or a plan that does not fit, has no answer: figures for half a board would be believed.
 *
 * @param files a `SourceStore` is shared by all jobs that read through it
 * @param watch told how far what is played is
 */
export async function analyzeBoard<K extends Kind>(
  job: BoardJob<K>,
  files: FileReader,
  watch = unwatched,
): Promise<BoardResult<K>> {
  const board = new OpenBoard(job, BoardFiles.over(files), watch);
  const answer = await answerTo(board, job.question);
  return { ...(await board.summary()), answer };
}
