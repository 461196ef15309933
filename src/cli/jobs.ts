/** From options and inputs to jobs, and the files that they are done on. */
import { isError } from "../base/diagnostic.js";
import { atInput } from "../base/source.js";
import type { Diagnostic, Problem, ReadOptions, TreeInput } from "../index.js";
import {
  analyzeBoard,
  BoardFiles,
  type BoardJob,
  type BoardResult,
  type ConfigChoice,
  DEFECT,
  defaultDtsLimits,
  type Kind,
  problemOf,
  type Question,
  type Watch,
} from "../parts.js";
import type { BoardCache } from "./cache/board-cache.js";
import { defectNotice } from "./defect.js";
import { type ExitStatus, exitStatus } from "./exit-status.js";
import type { Revisions } from "./git.js";
import type { Host } from "./host.js";
import type { Input } from "./inputs.js";
import { limitsOf } from "./limits.js";
import type { AnalysisValues, InputValues, MessageValues } from "./options.js";
import { withShownPaths } from "./shown.js";
import { STDIN_NAME } from "./side-input.js";
import { systemOptions } from "./system-options.js";

export type JobValues = InputValues & MessageValues & Partial<AnalysisValues>;

/** What a run reads through: git's objects where arguments name revisions, and standard input once. */
export interface World {
  readonly host: Host;
  readonly files: Revisions;
  /** What earlier runs have kept; null where nothing is kept. */
  readonly cache: BoardCache | null;
}

/** What reports call an input. */
export const nameOf = (path: string, files: Revisions): string => (path === "-" ? STDIN_NAME : files.shown(path));

/** How an input is read, by a user's options; folders of its own revision, where it has them. */
export const readOptions = (path: string, values: InputValues, files: Revisions): ReadOptions => ({
  defines: values.define,
  overlays: values.overlay,
  allowOutside: values.allowOutside ?? false,
  limits: limitsOf(values),
  ...files.foldersFor(path, values),
});

/** All but the question and what follows from it. @param input the path, or what was read for it */
export const jobOf = (
  path: string,
  input: TreeInput,
  values: JobValues,
  { files }: World,
): Omit<BoardJob, "question" | "plan"> => ({
  ...readOptions(path, values, files),
  input,
  name: nameOf(path, files),
  system: systemOptions(values),
  profiles: values.profile ?? [],
});

/** @param isShared the plan that the user named is for several boards */
export const planOf = ({ plan }: JobValues, isShared = false): BoardJob["plan"] =>
  plan === undefined ? "beside" : { path: plan, name: plan, isShared };

/** Standard input lies in the working directory. @param named the config that the user named */
export const configOf = (path: string, named: string | undefined, maxWaste: bigint | undefined): ConfigChoice => ({
  file: named ?? null,
  board: path === "-" ? "." : path,
  maxWaste: maxWaste ?? null,
});

type ReadInput =
  | { readonly value: TreeInput; readonly problem: null }
  | { readonly value: null; readonly problem: Diagnostic };

/** A path as it is; the bytes of standard input for `-`. */
export async function inputOf(path: string, values: InputValues, host: Host): Promise<ReadInput> {
  if (path !== "-") return { value: path, problem: null };
  const read = await host.readStdin(limitsOf(values).fileBytes ?? defaultDtsLimits.fileBytes);
  if (read.ok) return { value: { name: STDIN_NAME, bytes: read.bytes }, problem: null };
  const code = `input-${read.reason}`;
  const location = atInput(STDIN_NAME);
  return { value: null, problem: { severity: "error", code, message: read.message, location } };
}

export interface Done<T> {
  readonly result: T;
  /** What the user is told of a defect of ours; null without one. */
  readonly notice: string | null;
}

/** What one board is asked, where it differs from what the options say. */
export interface Asking<K extends Kind> extends Partial<Pick<BoardJob, "plan" | "config" | "isUnleveled">> {
  readonly question: Question<K>;
  /** What was read for the path already. */
  readonly read?: TreeInput;
  /** Told how far what is played is. */
  readonly watch?: Watch;
}

/** What is done with a result where the board is at hand. */
type Finish<K extends Kind> = (result: BoardResult<K>, job: BoardJob<K>, files: BoardFiles) => Promise<BoardResult<K>>;

export const boardJob = <K extends Kind>(
  path: string,
  input: TreeInput,
  values: JobValues,
  world: World,
  { read: _, watch: __, ...asking }: Asking<K>,
): BoardJob<K> => ({ ...jobOf(path, input, values, world), plan: planOf(values), ...asking });

/** One board; a defect that it shows is a result, too, so that others are done and every report says so. */
export async function doBoard<K extends Kind>(
  { path, problem }: Input,
  values: JobValues,
  world: World,
  asking: Asking<K>,
  finish: Finish<K> = async (result) => result,
): Promise<Done<BoardResult<K>>> {
  const { read } = asking;
  const name = nameOf(path, world.files);
  if (problem !== null) return { result: failedResult<K>(name, problemOf(problem)), notice: null };
  return guarded(
    path,
    values,
    async () => {
      const input = read === undefined ? await inputOf(path, values, world.host) : { value: read };
      if (input.value === null) return failedResult<K>(name, problemOf(input.problem));
      const job = boardJob(path, input.value, values, world, asking);
      const files = new BoardFiles(world.files.store);
      const result = await analyzeBoard<K>(job, files, asking.watch);
      return finish(withShownPaths(result, world.files), job, files);
    },
    (defect) => failedResult<K>(name, defect),
  );
}

/** @param failed what a defect leaves */
export async function guarded<T>(
  path: string,
  { verbose }: MessageValues,
  work: () => Promise<T>,
  failed: (problem: Problem) => T,
): Promise<Done<T>> {
  try {
    return { result: await work(), notice: null };
  } catch (error) {
    return defective(path, error, verbose === true, failed);
  }
}

/** What stands for work that a defect of ours has ended. */
export function defective<T>(
  path: string,
  error: unknown,
  isVerbose: boolean,
  failed: (problem: Problem) => T,
): Done<T> {
  const [message = ""] = (error instanceof Error ? error.message : String(error)).split("\n", 1);
  const location = atInput(path);
  const problem = problemOf({ severity: "error", code: DEFECT, message: `internal error: ${message}`, location });
  return { result: failed(problem), notice: defectNotice(path, error, isVerbose) };
}

export const failedResult = <K extends Kind>(name: string, problem: Problem): BoardResult<K> => ({
  name,
  plans: [],
  sources: [],
  problems: [problem],
  config: null,
  comments: [],
  matches: [],
  answer: null,
});

/** Of problems that have been told. */
export function statusOf(problems: readonly Pick<Problem, "severity" | "code">[]): ExitStatus {
  if (problems.some(({ code }) => code === DEFECT)) return exitStatus.defect;
  return problems.some(isError) ? exitStatus.unusable : exitStatus.fine;
}
