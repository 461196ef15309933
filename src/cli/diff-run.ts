/** `diff` from arguments to a report: which boards, each side of each, and what changed. */
import { type Diagnostic, isError } from "../base/diagnostic.js";
import { compareText } from "../base/order.js";
import { atInput } from "../base/source.js";
import type { Statement } from "../base/statement.js";
import { visible } from "../base/visible.js";
import {
  analyzeInput,
  type BoardResult,
  type BoardSettings,
  type Change,
  type DiffBoard,
  type Difference,
  type DiffReport,
  defaultPlanPath,
  diffBoardView,
  diffSides,
  diffView,
  foldChanges,
  formOf,
  type Side,
  version,
} from "../index.js";
import { isOverlay } from "./board-folder.js";
import { defectNotice } from "./defect.js";
import { overlaysLeftOut, type Pair, type Pairs, pairsOf } from "./diff-pairs.js";
import { DiffSettings, type PairSettings } from "./diff-settings.js";
import { type ExitStatus, exitStatus, gravest } from "./exit-status.js";
import { defectResult, failedResult } from "./failed-result.js";
import { type Revisions, withRevisions } from "./git.js";
import { boardsReached, type CommitRange, changedFiles, endsOf } from "./git-range.js";
import { GitTree } from "./git-tree.js";
import type { Host } from "./host.js";
import { given, type Input } from "./inputs.js";
import { tell } from "./look.js";
import { destinations } from "./output.js";
import { print } from "./print.js";
import { Progress } from "./progress.js";
import { inputOf, loadOptions, nameOf } from "./reading.js";
import { type RunValues, systemOptions } from "./run.js";
import { SaidOnce } from "./said-once.js";

export interface DiffValues extends RunValues {
  /** Overlays of one side alone, behind those of both. */
  readonly overlayOld: readonly string[];
  readonly overlayNew: readonly string[];
  readonly config?: string;
  readonly exitCode?: true;
}

/** What is to be compared, and how the report calls the two sides. */
export interface Comparison extends Pairs {
  readonly old: string;
  readonly new: string;
  readonly files: Revisions;
}

export function comparisonOfInputs(old: string, now: string, host: Host): Comparison {
  const { args, files } = withRevisions([old, now], host);
  const [a = given(old), b = given(now)] = args;
  return { ...pairsOf(a, b, now, files), old, new: now, files };
}

/** @param paths limit the changed files, as for git */
export async function comparisonOfRange(
  range: CommitRange,
  paths: readonly string[],
  values: DiffValues,
  host: Host,
): Promise<Comparison> {
  const { files } = withRevisions([], host);
  const ends = endsOf(range, host.git);
  const changed = "message" in ends ? ends : changedFiles(ends, paths, host.git);
  const names = { old: range.base, new: range.head, files };
  if ("message" in ends || "message" in changed) {
    const message = "message" in ends ? ends.message : "message" in changed ? changed.message : "";
    const location = atInput(`${range.base}..${range.head}`);
    const problem: Diagnostic = { severity: "error", code: "revision-unknown", message, location };
    return { ...names, pairs: [], diagnostics: [problem] };
  }
  const boards = new Set<string>();
  for (const revision of [ends.base, ends.head]) {
    files.add(revision);
    const options = { ...loadOptions(values, host), ...files.foldersFor(`${revision}:/`, values), files: files.store };
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

/** Compares every pair, even after one that cannot be used, and prints the result in every format asked for. */
export async function runDiff(comparison: Comparison, values: DiffValues, host: Host): Promise<ExitStatus> {
  const outputs = destinations(values.format, values.output);
  const settings = new DiffSettings(values.config, comparison.files.store);
  const { boards, changes, statuses } = await comparePairs(comparison, settings, values, host);
  const diagnostics = [...comparison.diagnostics, ...settings.diagnostics];
  tell(diagnostics, values, host);
  const problems = diagnostics.filter(isError);
  const kernelVersion = systemOptions(values).kernel.text;
  const header = {
    version,
    kernelVersion,
    old: overlaidName(comparison.old, values.overlayOld),
    new: overlaidName(comparison.new, values.overlayNew),
  };
  const report = diffView(header, boards, foldChanges(changes), problems);
  return gravest([
    ...statuses,
    ...problems.map(() => exitStatus.unusable),
    ...(values.exitCode === true && hasChanged(report) ? [exitStatus.findings] : []),
    ...outputs.map((output) => print("diff", report, output, values, host)),
  ]);
}

/** `board.dts + el2.dtso`: what tells the sides apart where their base is the same. */
const overlaidName = (name: string, overlays: readonly string[]): string => [name, ...overlays].join(" + ");

const hasChanged = ({ boards }: DiffReport): boolean =>
  boards.some(({ status }) => status === "changed" || status === "added" || status === "removed");

interface Compared {
  readonly boards: DiffBoard[];
  readonly changes: { board: string; changes: readonly Change[] }[];
  readonly statuses: ExitStatus[];
}

async function comparePairs(
  comparison: Comparison,
  settings: DiffSettings,
  values: DiffValues,
  host: Host,
): Promise<Compared> {
  const progress = new Progress(comparison.pairs.length, host, values.quiet === true);
  const said = new SaidOnce();
  const compared: Compared = { boards: [], changes: [], statuses: [] };
  for (const pair of comparison.pairs) {
    progress.show(pair.board);
    const { notice, ...done } = await attempt(pair, comparison, settings, values, host);
    progress.clear();
    const diagnostics = [done.old, done.new].flatMap((side) => side?.diagnostics ?? []);
    if (notice === null) tell(said.fresh(diagnostics), values, host);
    else host.writeErr(notice);
    if (notice !== null) compared.statuses.push(exitStatus.defect);
    else if (diagnostics.some(isError)) compared.statuses.push(exitStatus.unusable);
    const isChanged = done.changes !== null && done.changes.length > 0;
    compared.boards.push(diffBoardView({ ...done, board: pair.board, isChanged }));
    if (done.changes !== null) compared.changes.push({ board: pair.board, changes: done.changes });
  }
  return compared;
}

interface Done {
  readonly old: BoardResult | null;
  readonly new: BoardResult | null;
  readonly borrower: Difference["borrower"];
  readonly changes: readonly Change[] | null;
}

const NOT_COMPARED: Done = { old: null, new: null, borrower: null, changes: null };

/** A defect that one board shows does not keep the others from being compared. */
async function attempt(
  pair: Pair,
  comparison: Comparison,
  settings: DiffSettings,
  values: DiffValues,
  host: Host,
): Promise<Done & { readonly notice: string | null }> {
  try {
    const own = await settings.of(pair.old?.path ?? null, pair.new?.path ?? null);
    return { ...(await comparePair(pair, comparison, own, values, host)), notice: null };
  } catch (error) {
    const notice = `${visible(pair.board)}: ${defectNotice(error, values.verbose === true)}`;
    return { ...NOT_COMPARED, new: defectResult(pair.board, error), notice };
  }
}

async function comparePair(
  pair: Pair,
  { files }: Comparison,
  { settings, ...asked }: PairSettings,
  values: DiffValues,
  host: Host,
): Promise<Done> {
  const side = (input: Input | null, config: readonly Statement[], overlays: readonly string[]) => {
    if (input === null) return null;
    const overlaid = { ...values, overlay: [...values.overlay, ...overlays] };
    return { ...sideOf(input, files, settings, overlaid, host), config };
  };
  const [old, now] = [side(pair.old, asked.old, values.overlayOld), side(pair.new, asked.new, values.overlayNew)];
  if (old !== null && now !== null) return diffSides(old, now);
  const alone = (side: Side | null) => (side === null ? null : side.analyze(side.input, { plan: side.plan }));
  return { ...NOT_COMPARED, old: await alone(old), new: await alone(now) };
}

function sideOf(
  { path, problem }: Input,
  files: Revisions,
  settings: BoardSettings,
  values: DiffValues,
  host: Host,
): Omit<Side, "config"> {
  const beside = path === "-" ? null : defaultPlanPath(path);
  const plan = values.plan ?? (beside === null || files.store.kindOf(beside) === null ? null : beside);
  return {
    input: path,
    form: path === "-" ? "stream" : formOf(path, files.store),
    plan,
    analyze: async (_, options) => {
      const shown = files.shown(nameOf(path));
      if (problem !== null) return failedResult(shown, [problem], plan);
      const input = await inputOf(path, values, host);
      if (input.value === null) return failedResult(shown, input.diagnostics, plan);
      const result = await analyzeInput(input.value, {
        ...loadOptions(values, host),
        ...files.foldersFor(path, values),
        files: files.store,
        system: systemOptions(values),
        profiles: values.profile,
        settings,
        ...options,
      });
      return files.shownIn(result);
    },
  };
}
