/** What `diff` compares: two inputs, two folders, or the boards that a range of commits reaches. */
import type { Diagnostic } from "../base/diagnostic.js";
import { compareText } from "../base/order.js";
import { atInput } from "../base/source.js";
import { isOverlay } from "./board-folder.js";
import { overlaysLeftOut, type Pair, type Pairs, pairsOf } from "./diff-pairs.js";
import { type Revisions, withRevisions } from "./git.js";
import { boardsReached, type CommitRange, changedFiles, endsOf } from "./git-range.js";
import { GitTree } from "./git-tree.js";
import type { Host } from "./host.js";
import { given, type Input } from "./inputs.js";
import { readOptions } from "./jobs.js";
import type { InputValues } from "./options.js";

/** The pairs, and how the report calls the two sides. */
export interface DiffInputs extends Pairs {
  readonly old: string;
  readonly new: string;
  readonly files: Revisions;
}

export function twoInputs(old: string, now: string, host: Host): DiffInputs {
  const { args, files } = withRevisions([old, now], host);
  const [a = given(old), b = given(now)] = args;
  return { ...pairsOf(a, b, now, files), old, new: now, files };
}

/** @param paths limit the changed files, as for git */
export async function boardsOfRange(
  range: CommitRange,
  paths: readonly string[],
  values: InputValues,
  host: Host,
): Promise<DiffInputs> {
  const { files } = withRevisions([], host);
  const ends = endsOf(range, host.git);
  const changed = "message" in ends ? ends : changedFiles(ends, paths, host.git);
  const names = { old: range.base, new: range.head, files };
  if ("message" in ends || "message" in changed) {
    const said = "message" in ends ? ends : changed;
    const location = atInput(`${range.base}..${range.head}`);
    const message = "message" in said ? said.message : "";
    const hint = "hint" in said && said.hint !== undefined ? { hint: said.hint } : {};
    const problem: Diagnostic = { severity: "error", code: "revision-unknown", message, location, ...hint };
    return { ...names, pairs: [], diagnostics: [problem] };
  }
  const boards = new Set<string>();
  for (const revision of [ends.base, ends.head]) {
    files.add(revision);
    const options = { ...readOptions(`${revision}:/`, values, files), files: files.store };
    for (const board of await boardsReached(revision, changed, files, options)) boards.add(board);
  }
  const at = (revision: string, board: string): Input | null => {
    const tree = files.add(revision);
    return tree instanceof GitTree && tree.kindOf(board) === "file" ? given(`${revision}:/${board}`) : null;
  };
  const all = [...boards]
    .sort(compareText)
    .map((board) => ({ board, old: at(ends.base, board), new: at(ends.head, board) }));
  const isPassedOver = (pair: Pair): boolean => isOverlay((pair.new ?? pair.old)?.path ?? "", files.store);
  const overlays = all.filter(isPassedOver).map(({ board }) => board);
  const pairs = all.filter(({ board }) => !overlays.includes(board));
  return { ...names, pairs, diagnostics: overlaysLeftOut(overlays, `${range.base}..${range.head}`) };
}
