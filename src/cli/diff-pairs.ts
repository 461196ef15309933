/** Which board of one side is compared with which of the other. */
import { posix } from "node:path";
import type { Diagnostic } from "../base/diagnostic.js";
import { compareText } from "../base/order.js";
import { atInput } from "../base/source.js";
import type { Revisions } from "./git.js";
import { expandInputs, type Input, type Inputs, isUsable } from "./inputs.js";

export interface Pair {
  /** What the report calls the board. */
  readonly board: string;
  /** Null for a board that the side lacks. */
  readonly old: Input | null;
  readonly new: Input | null;
}

export interface Pairs {
  readonly pairs: readonly Pair[];
  /** Errors for which there is nothing to compare at all, and what was left out. */
  readonly diagnostics: readonly Diagnostic[];
}

/** Two inputs, or two folders whose boards are matched by their paths below them. @param board names a lone pair */
export function pairsOf(old: Input, now: Input, board: string, files: Revisions): Pairs {
  const [a, b] = [expandInputs([old], files), expandInputs([now], files)];
  const [isFolder, isOther] = [a.found.length > 0, b.found.length > 0];
  const isMissing = [...a.inputs, ...b.inputs].some((input) => !isUsable(input));
  if (isMissing || (!isFolder && !isOther)) {
    // The side that is there is read all the same, if it is one board: what is wrong with it is said in the same run.
    const one = (inputs: readonly Input[], several: boolean) => (several ? null : (inputs[0] ?? null));
    return { pairs: [{ board, old: one(a.inputs, isFolder), new: one(b.inputs, isOther) }], diagnostics: [] };
  }
  if (isFolder !== isOther) return { pairs: [], diagnostics: [folderAndFile(isFolder ? now.path : old.path)] };
  const namesOf = (folder: string, { found }: Inputs) =>
    found.flatMap(({ overlays }) => overlays.map((path) => posix.relative(folder, path)));
  const overlays = new Set([...namesOf(old.path, a), ...namesOf(now.path, b)]);
  const diagnostics = [...a.warnings, ...b.warnings, ...overlaysLeftOut([...overlays], now.path)];
  return { pairs: matched(below(old.path, a.inputs), below(now.path, b.inputs)), diagnostics };
}

/** An overlay changes a board that the diff does not know: it cannot be compared alone. */
export function overlaysLeftOut(overlays: readonly string[], input: string): Diagnostic[] {
  const [first] = overlays;
  if (first === undefined) return [];
  const what = overlays.length === 1 ? "an overlay is" : `${overlays.length} overlays are`;
  const message = `${what} not compared: '${first}'${overlays.length === 1 ? "" : ", ..."}`;
  const hint = "compare its board, with the overlay given by --overlay";
  return [{ severity: "warning", code: "overlay-passed-over", message, hint, location: atInput(input) }];
}

const folderAndFile = (single: string): Diagnostic => ({
  severity: "error",
  code: "diff-folder-and-file",
  message: "a folder of boards can only be compared with another folder",
  location: atInput(single),
});

/** By the path below the folder. */
const below = (folder: string, inputs: readonly Input[]): Map<string, Input> =>
  new Map(inputs.map((input) => [posix.relative(folder, input.path), input]));

/** By the whole name; then a source with the blob of its name, if only these two are left of it. */
function matched(old: ReadonlyMap<string, Input>, now: ReadonlyMap<string, Input>): Pair[] {
  const pairs: Pair[] = [];
  const [left, right] = [new Map<string, string[]>(), new Map<string, string[]>()];
  for (const [name, input] of old) {
    const other = now.get(name);
    if (other === undefined) left.set(stem(name), [...(left.get(stem(name)) ?? []), name]);
    else pairs.push({ board: name, old: input, new: other });
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
