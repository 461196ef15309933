/** Which board of one side is compared with which of the other. */
import { posix } from "node:path";
import type { Diagnostic } from "../base/diagnostic.js";
import { compareText } from "../base/order.js";
import { atInput } from "../base/source.js";
import type { Revisions } from "./git.js";
import { expandInputs } from "./inputs.js";

export interface Pair {
  /** What the report calls the board. */
  readonly board: string;
  /** A path that the run's files can read, `-`, or null for a board that the side lacks. */
  readonly old: string | null;
  readonly new: string | null;
}

export interface Pairs {
  readonly pairs: readonly Pair[];
  readonly diagnostics: readonly Diagnostic[];
}

/** Two inputs, or two folders whose boards are matched by their paths below them. @param board names a lone pair */
export function pairsOf(old: string, now: string, board: string, files: Revisions): Pairs {
  const [a, b] = [expandInputs([old], files), expandInputs([now], files)];
  const diagnostics = [...a.diagnostics, ...b.diagnostics];
  // The side that is there is read all the same: what is wrong with it is said in the same run.
  const [isFolder, isOther] = [a.found.length > 0, b.found.length > 0];
  if (diagnostics.length > 0) return { pairs: [], diagnostics };
  if (isFolder !== isOther) return { pairs: [], diagnostics: [folderAndFile(isFolder ? now : old)] };
  if (!isFolder) return { pairs: [{ board, old: a.paths[0] ?? null, new: b.paths[0] ?? null }], diagnostics };
  return { pairs: matched(below(old, a.paths), below(now, b.paths)), diagnostics };
}

const folderAndFile = (single: string): Diagnostic => ({
  severity: "error",
  code: "diff-folder-and-file",
  message: "a folder of boards can only be compared with another one",
  location: atInput(single),
});

/** By the path below the folder. */
const below = (folder: string, paths: readonly string[]): Map<string, string> =>
  new Map(paths.map((path) => [posix.relative(folder, path), path]));

/** By the whole name; then a source with the blob of its name, if only these two are left of it. */
function matched(old: ReadonlyMap<string, string>, now: ReadonlyMap<string, string>): Pair[] {
  const pairs: Pair[] = [];
  const [left, right] = [new Map<string, string[]>(), new Map<string, string[]>()];
  for (const [name, path] of old) {
    const other = now.get(name);
    if (other === undefined) left.set(stem(name), [...(left.get(stem(name)) ?? []), name]);
    else pairs.push({ board: name, old: path, new: other });
  }
  for (const name of now.keys()) {
    if (!old.has(name)) right.set(stem(name), [...(right.get(stem(name)) ?? []), name]);
  }
  for (const key of new Set([...left.keys(), ...right.keys()])) {
    const [olds, news] = [left.get(key) ?? [], right.get(key) ?? []];
    const [was, is] = [olds[0], news[0]];
    if (olds.length === 1 && news.length === 1 && was !== undefined && is !== undefined) {
      pairs.push({ board: is, old: old.get(was) ?? null, new: now.get(is) ?? null });
      continue;
    }
    pairs.push(...olds.map((name) => ({ board: name, old: old.get(name) ?? null, new: null })));
    pairs.push(...news.map((name) => ({ board: name, old: null, new: now.get(name) ?? null })));
  }
  return pairs.sort((x, y) => compareText(x.board, y.board));
}

const stem = (name: string): string => name.replace(/\.dt[sb]$/, "");
