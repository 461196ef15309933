/** From arguments to inputs: patterns and folders of boards become the files in them. */
import type { Diagnostic } from "../base/diagnostic.js";
import type { FileReader } from "../base/files.js";
import { nearestName } from "../base/nearest.js";
import { atInput } from "../base/source.js";
import { isTreeFolder } from "../parts.js";
import { type BoardFolder, boardsBelow, isOverlay } from "./board-folder.js";
import { isPattern, matchingPaths } from "./glob.js";

export interface Inputs {
  /** In the order of the arguments; no path twice. */
  readonly inputs: readonly Input[];
  /** What was found in which folder or by which pattern. */
  readonly found: readonly Found[];
  readonly warnings: readonly Diagnostic[];
}

/** A path, or `-` for standard input, that can be tried; or what is wrong with an argument that names nothing. */
export type Input =
  | { readonly path: string; readonly problem: null }
  | { readonly path: string; readonly problem: Diagnostic };

export const given = (path: string): Input => ({ path, problem: null });

export const isUsable = (input: Input): input is Extract<Input, { readonly problem: null }> => input.problem === null;

export interface Found {
  readonly argument: string;
  readonly boards: number;
  /** Overlays named like boards, which alone say nothing: they are passed over. */
  readonly overlays: readonly string[];
}

export function expandInputs(args: readonly Input[], files: FileReader): Inputs {
  const inputs = new Map<string, Input>();
  const found: Found[] = [];
  const warnings: Diagnostic[] = [];
  for (const argument of args) {
    const expanded = isUsable(argument) ? expand(argument.path, files) : argument;
    if ("problem" in expanded) {
      inputs.set(argument.path, { path: argument.path, problem: expanded.problem });
      continue;
    }
    for (const path of expanded.paths) inputs.set(path, given(path));
    if (expanded.several === null) continue;
    const { overlays, linksOut } = expanded.several;
    found.push({ argument: argument.path, boards: expanded.paths.length, overlays });
    warnings.push(...linksLeft(argument.path, linksOut));
  }
  return { inputs: [...inputs.values()], found, warnings };
}

type Expanded =
  | {
      readonly paths: readonly string[];
      /** Null if the argument is one input. */
      readonly several: BoardFolder | null;
    }
  | { readonly problem: Diagnostic };

const single = (path: string): Expanded => ({ paths: [path], several: null });

function expand(argument: string, files: FileReader): Expanded {
  const kind = argument === "-" ? "other" : files.kindOf(argument);
  if (kind === "file" || kind === "other") return single(argument);
  if (kind === "directory") {
    if (isTreeFolder(argument, files)) return single(argument);
    return several(argument, boardsBelow(argument, files), "the folder");
  }
  if (!isPattern(argument)) return notFound(argument, files);
  const { paths, linksOut } = matchingPaths(argument, files);
  if (paths.length + linksOut.length === 0) return problem(argument, "input-no-match", "no file matches the pattern");
  const matches = paths.map((path) => boardsAt(path, files));
  return several(argument, merged([...matches, { boards: [], overlays: [], linksOut }]), "what matches");
}

/** What a pattern found is a board whatever its name, unless it is an overlay. */
function boardsAt(path: string, files: FileReader): BoardFolder {
  if (files.kindOf(path) === "directory") return boardsBelow(path, files);
  return isOverlay(path, files)
    ? { boards: [], overlays: [path], linksOut: [] }
    : { boards: [path], overlays: [], linksOut: [] };
}

const merged = (folders: readonly BoardFolder[]): BoardFolder => ({
  boards: distinct(folders.flatMap(({ boards }) => boards)),
  overlays: distinct(folders.flatMap(({ overlays }) => overlays)),
  linksOut: distinct(folders.flatMap(({ linksOut }) => linksOut)),
});

const distinct = (paths: readonly string[]): readonly string[] => [...new Set(paths)];

const several = (argument: string, found: BoardFolder, what: string): Expanded =>
  found.boards.length > 0 ? { paths: found.boards, several: found } : noBoards(argument, found, what);

function noBoards(argument: string, { overlays, linksOut }: BoardFolder, what: string): Expanded {
  const [first] = overlays;
  if (first !== undefined) {
    const more = overlays.length === 1 ? "" : ` and ${overlays.length - 1} more`;
    const hint = "give the board that an overlay is for, and the overlay with --overlay";
    return problem(argument, "input-no-boards", `${what} holds overlays and no board: '${first}'${more}`, { hint });
  }
  const message = `${what} holds no boards (*.dts, *.dtb) and is not a device tree (it has no '#address-cells')`;
  const [link] = linksOut;
  const hint = link === undefined ? {} : { hint: `links that lead out of it are not followed, such as '${link}'` };
  return problem(argument, "input-no-boards", message, hint);
}

function linksLeft(argument: string, links: readonly string[]): Diagnostic[] {
  const [first] = links;
  if (first === undefined) return [];
  const others = links.length === 1 ? "" : `, and ${links.length - 1} more`;
  const message = `a link that leads out of the folder is not followed: '${first}'${others}`;
  return [{ severity: "warning", code: "input-link-out", message, location: atInput(argument) }];
}

function notFound(argument: string, files: FileReader): Expanded {
  const slash = argument.lastIndexOf("/");
  const folder = argument.slice(0, slash + 1);
  const name = argument.slice(slash + 1);
  const names = files.list(folder === "" ? "." : folder);
  if (names.includes(name)) {
    const read = files.readFile(argument, 0);
    return problem(argument, "input-not-found", `a link that leads nowhere${read.ok ? "" : `: ${read.message}`}`);
  }
  const near = nearestName(name, names);
  const hint = near === null ? {} : { hint: `did you mean '${folder}${near}'?` };
  return problem(argument, "input-not-found", "no such file or directory", hint);
}

const problem = (argument: string, code: string, message: string, more: { hint?: string } = {}): Expanded => ({
  problem: { severity: "error", code, message, location: atInput(argument), ...more },
});
