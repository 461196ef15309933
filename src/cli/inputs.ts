/** From arguments to inputs: patterns and folders of boards become the files in them. */
import { join } from "node:path";
import type { Diagnostic } from "../base/diagnostic.js";
import type { FileReader } from "../base/files.js";
import { nearestName } from "../base/nearest.js";
import { atInput } from "../base/source.js";
import { isTreeFolder } from "../index.js";
import { isPattern, matchingPaths } from "./glob.js";

export interface Inputs {
  /** In the order of the arguments; no path twice. */
  readonly inputs: readonly Input[];
  /** How many boards were found in which folder or by which pattern. */
  readonly found: readonly { readonly argument: string; readonly boards: number }[];
}

/** A path, or `-` for standard input, that can be tried; or what is wrong with an argument that names nothing. */
export type Input =
  | { readonly path: string; readonly problem: null }
  | { readonly path: string; readonly problem: Diagnostic };

export const given = (path: string): Input => ({ path, problem: null });

export const isUsable = (input: Input): input is Extract<Input, { readonly problem: null }> => input.problem === null;

const BOARD = /\.(dts|dtb)$/;
const MOST_DEPTH = 40;

export function expandInputs(args: readonly Input[], files: FileReader): Inputs {
  const inputs = new Map<string, Input>();
  const found: { argument: string; boards: number }[] = [];
  for (const argument of args) {
    const expanded = isUsable(argument) ? expand(argument.path, files) : argument;
    if ("problem" in expanded) inputs.set(argument.path, { path: argument.path, problem: expanded.problem });
    else {
      for (const path of expanded.paths) inputs.set(path, { path, problem: null });
      if (expanded.isSeveral) found.push({ argument: argument.path, boards: expanded.paths.length });
    }
  }
  return { inputs: [...inputs.values()], found };
}

type Expanded = { readonly paths: readonly string[]; readonly isSeveral: boolean } | { readonly problem: Diagnostic };

function expand(argument: string, files: FileReader): Expanded {
  const kind = argument === "-" ? "other" : files.kindOf(argument);
  if (kind === "file" || kind === "other") return { paths: [argument], isSeveral: false };
  if (kind === "directory") return expandFolder(argument, files);
  if (!isPattern(argument)) return notFound(argument, files);
  const matches = matchingPaths(argument, files);
  const paths = matches.flatMap((path) => (files.kindOf(path) === "directory" ? boardsBelow(path, files) : [path]));
  if (paths.length === 0) return problem(argument, "input-no-match", "no file matches the pattern");
  return { paths, isSeveral: true };
}

function expandFolder(folder: string, files: FileReader): Expanded {
  if (isTreeFolder(folder, files)) return { paths: [folder], isSeveral: false };
  const paths = boardsBelow(folder, files);
  if (paths.length > 0) return { paths, isSeveral: true };
  const message = "the folder holds no boards (*.dts, *.dtb) and is no device tree (it lacks '#address-cells')";
  return problem(folder, "input-no-boards", message);
}

function boardsBelow(folder: string, files: FileReader): string[] {
  const boards: string[] = [];
  const seen = new Set<string>();
  const pending = [{ path: folder, depth: 0 }];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const { path, depth } = next;
    const real = files.realPath(path);
    if (real === null || seen.has(real) || depth > MOST_DEPTH) continue;
    seen.add(real);
    const entries = files.list(path).map((name) => ({ path: join(path, name), depth: depth + 1 }));
    boards.push(...entries.filter((e) => BOARD.test(e.path) && files.kindOf(e.path) === "file").map((e) => e.path));
    pending.push(...entries.filter((e) => files.kindOf(e.path) === "directory").reverse());
  }
  return boards;
}

function notFound(argument: string, files: FileReader): Expanded {
  const slash = argument.lastIndexOf("/");
  const folder = argument.slice(0, slash + 1);
  const near = nearestName(argument.slice(slash + 1), files.list(folder === "" ? "." : folder));
  const hint = near === null ? {} : { hint: `did you mean '${folder}${near}'?` };
  return problem(argument, "input-not-found", "no such file or directory", hint);
}

const problem = (argument: string, code: string, message: string, more: { hint?: string } = {}): Expanded => ({
  problem: { severity: "error", code, message, location: atInput(argument), ...more },
});
