/** One input and one question, for commands that look at a single board. */
import type { Problem, TreeInput } from "../index.js";
import { type BoardResult, type Kind, lackedByAll, problemOf, type Question, type Watch } from "../parts.js";
import type { ExitStatus } from "./exit-status.js";
import { checkFolders } from "./folders.js";
import { withRevisions } from "./git.js";
import type { Host } from "./host.js";
import { expandInputs, type Input } from "./inputs.js";
import { configOf, doBoard, type JobValues, statusOf, type World } from "./jobs.js";
import { tell } from "./look.js";
import { withReadableFiles } from "./named-files.js";

/**
 * What is wrong with the input or its plan has been told; with an error there is no answer.
 *
 * @param more `read`: what was read for the path already; `watch`: told how far what is played is; `config`: whether the one that speaks for the input counts
 */
export async function askBoard<K extends Kind>(
  path: string,
  question: Question<K>,
  named: JobValues,
  host: Host,
  {
    config,
    ...more
  }: {
    readonly plan?: "none";
    readonly config?: "none";
    readonly read?: TreeInput;
    readonly watch?: Watch;
  } = {},
): Promise<{ readonly result: BoardResult<K>; readonly status: ExitStatus }> {
  const { args, files } = withRevisions([path], host);
  const values = withReadableFiles(named, files, host);
  const world: World = { host, files, cache: null };
  checkFolders([args[0]?.path ?? path], values, files, host);
  const input = onlyOne(expandInputs(args, files.store).inputs, path);
  const judged = config === "none" ? {} : { config: configOf(input.path, values.config, undefined) };
  const { result, notice } = await doBoard<K>(input, values, world, { question, ...judged, ...more });
  const lacking = result.answer === null ? [] : lackedByAll([result.plans]);
  const problems = [...(result.config?.problems ?? []), ...lacking, ...result.problems];
  if (notice === null) tell(problems, values, host);
  else host.writeErr(notice);
  return { result, status: statusOf(problems) };
}

/** More boards than these are counted. */
const MOST_LISTED = 5;

/** A folder or a pattern may stand for a board, if it holds no other. */
function onlyOne(inputs: readonly Input[], path: string): Input {
  const [input, ...others] = inputs;
  if (input !== undefined && others.length === 0) return input;
  const names = inputs.map((one) => one.path);
  const more = names.length > MOST_LISTED ? ` and ${names.length - MOST_LISTED} more` : "";
  const message = `this command takes one board, and there are ${names.length}: ${names.slice(0, MOST_LISTED).join(", ")}${more}`;
  return {
    path,
    problem: { severity: "error", code: "input-several", message, location: { kind: "input", file: path } },
  };
}

/** Of what is not a board: standard input as a log, a capture. */
export const toldProblems = (
  diagnostics: readonly Parameters<typeof problemOf>[0][],
  values: JobValues,
  host: Host,
): readonly Problem[] => {
  const problems = diagnostics.map(problemOf);
  tell(problems, values, host);
  return problems;
};
