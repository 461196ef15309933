/** Inputs in, reports out: what `analyze` and `tree` have in common. */
import { visible } from "../base/visible.js";
import {
  analyzeInput,
  type Board,
  type BoardResult,
  boardView,
  defaultSystemOptions,
  type ReportOptions,
  reportView,
  select,
  version,
} from "../index.js";
import { defectNotice } from "./defect.js";
import { type ExitStatus, exitStatus, gravest } from "./exit-status.js";
import { type Revisions, withRevisions } from "./git.js";
import type { Host } from "./host.js";
import { expandInputs } from "./inputs.js";
import { tell } from "./look.js";
import type { AnalysisValues, InputValues, OutputValues } from "./options.js";
import { destinations } from "./output.js";
import { print } from "./print.js";
import { Progress } from "./progress.js";
import { inputOf, loadOptions } from "./reading.js";
import type { Reviewer } from "./reviewer.js";
import { SaidOnce } from "./said-once.js";

/** A host whose files may be those of revisions. */
type RevisionHost = Host & { readonly files: Revisions };

export type RunValues = InputValues & AnalysisValues & OutputValues;

/** Analyses every input, even after one that cannot be used, and prints the result in every format asked for. */
export async function runReport(
  command: "analyze" | "tree" | "check",
  args: readonly string[],
  values: RunValues,
  host: Host,
  reviewer: Reviewer | null = null,
): Promise<ExitStatus> {
  const outputs = destinations(values.format, values.output);
  const revised = withRevisions(args, host);
  tell(revised.diagnostics, values, host);
  const inputs = expandInputs(revised.args, revised.files.store);
  if (values.quiet !== true) host.writeErr(inputs.found.map(foundText).join(""));
  tell(inputs.diagnostics, values, host);
  const { boards, statuses } = await runBoards(inputs.paths, values, { ...host, files: revised.files }, reviewer);
  if (inputs.diagnostics.length + revised.diagnostics.length > 0) statuses.push(exitStatus.unusable);
  const report = reportView(version, reportOptions(values), boards);
  const verdict = reviewer?.finish(report);
  tell(verdict?.diagnostics ?? [], values, host);
  statuses.push(...(verdict?.statuses ?? []));
  if (boards.length === 0) return gravest(statuses);
  return gravest([...statuses, ...outputs.map((output) => print(command, report, output, values, host))]);
}

const foundText = ({ argument, boards }: { argument: string; boards: number }): string =>
  `${visible(argument)}: ${boards} ${boards === 1 ? "board" : "boards"}\n`;

async function runBoards(
  paths: readonly string[],
  values: RunValues,
  host: RevisionHost,
  reviewer: Reviewer | null,
): Promise<{ boards: Board[]; statuses: ExitStatus[] }> {
  const progress = new Progress(paths.length, host, values.quiet === true);
  const said = new SaidOnce(values.plan);
  const boards: Board[] = [];
  const statuses: ExitStatus[] = [];
  for (const path of paths) {
    progress.show(path);
    const { board, notice } = await attempt(path, values, host, reviewer);
    progress.clear();
    if (notice !== null) {
      host.writeErr(notice);
      statuses.push(exitStatus.defect);
      continue;
    }
    tell(said.fresh(board.diagnostics), values, host);
    if (board.diagnostics.some((d) => d.severity === "error")) statuses.push(exitStatus.unusable);
    // A view holds no tree: a thousand boards fit in memory.
    boards.push(boardView(board));
  }
  return { boards, statuses };
}

type Attempt =
  | { readonly notice: null; readonly board: BoardResult }
  | { readonly notice: string; readonly board: null };

/** A defect that one input shows does not keep the others from being done. */
async function attempt(
  path: string,
  values: RunValues,
  host: RevisionHost,
  reviewer: Reviewer | null,
): Promise<Attempt> {
  try {
    const board = await resultOf(path, values, host, reviewer);
    return { notice: null, board: reviewer?.review(board) ?? board };
  } catch (error) {
    return { notice: `${visible(path)}: ${defectNotice(error, values.verbose === true)}`, board: null };
  }
}

async function resultOf(
  path: string,
  values: RunValues,
  host: RevisionHost,
  reviewer: Reviewer | null,
): Promise<BoardResult> {
  const input = await inputOf(path, values, host);
  if (input.value === null) {
    return { input: path, plan: null, sources: [], analysis: null, diagnostics: input.diagnostics };
  }
  const result = await analyzeInput(input.value, {
    ...loadOptions(values, host),
    ...host.files.foldersFor(path, values),
    files: host.files.store,
    system: systemOptions(values),
    ...(reviewer !== null && { settings: await reviewer.settings(path) }),
    ...(values.plan !== undefined && { plan: values.plan }),
  });
  const named = host.files.shownIn(result);
  if (result.analysis === null) return named;
  const part = select(result.analysis, selectionOf(values));
  return { ...named, analysis: part.value, diagnostics: [...result.diagnostics, ...part.diagnostics] };
}

export const systemOptions = (values: AnalysisValues) => ({
  ...defaultSystemOptions,
  ...(values.kernelVersion !== undefined && { kernel: values.kernelVersion }),
  ...(values.iommuMode !== undefined && { iommuMode: values.iommuMode }),
  ...(values.granule !== undefined && { granule: values.granule }),
  ...(values.dmaMask !== undefined && { dmaMaskBits: values.dmaMask }),
  ...(values.dmaLimit !== undefined && { dmaLimit: values.dmaLimit }),
});

const selectionOf = (values: AnalysisValues) => ({
  layouts: values.layout.length === 0 ? null : values.layout,
  device: values.device ?? null,
});

const reportOptions = (values: AnalysisValues): ReportOptions => ({ ...systemOptions(values), ...selectionOf(values) });
