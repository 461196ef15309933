/** Inputs in, reports out: what `analyze` and `tree` have in common. */

import { isError } from "../base/diagnostic.js";
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
import { defectResult, failedResult } from "./failed-result.js";
import { type Revisions, withRevisions } from "./git.js";
import type { Host } from "./host.js";
import { expandInputs, type Found, type Input } from "./inputs.js";
import { tell } from "./look.js";
import type { AnalysisValues, InputValues, OutputValues } from "./options.js";
import { destinations } from "./output.js";
import { print } from "./print.js";
import { Progress } from "./progress.js";
import { inputOf, loadOptions, nameOf } from "./reading.js";
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
  const { args: revised, files } = withRevisions(args, host);
  const { inputs, found, warnings } = expandInputs(revised, files.store);
  if (values.quiet !== true) host.writeErr(found.map(foundText).join(""));
  tell(warnings, values, host);
  const { boards, statuses } = await runBoards(inputs, values, { ...host, files }, reviewer);
  const { diagnostics, ...verdict } = reviewer?.verdict() ?? { diagnostics: [], statuses: [] };
  tell(diagnostics, values, host);
  const passedOver = found.flatMap(({ overlays }) => overlays);
  const report = reportView(version, reportOptions(values), boards, {
    problems: diagnostics.filter(isError),
    passedOver,
  });
  const unwritten = reviewer?.publish(report) ?? [];
  tell(unwritten, values, host);
  return gravest([
    ...statuses,
    ...verdict.statuses,
    ...unwritten.map(() => exitStatus.unusable),
    ...outputs.map((output) => print(command, report, output, values, host)),
  ]);
}

function foundText({ argument, boards, overlays }: Found): string {
  const also = overlays.length === 0 ? "" : `; ${counted(overlays.length, "overlay")} passed over`;
  return `${visible(argument)}: ${counted(boards, "board")}${also}\n`;
}

const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? "" : "s"}`;

async function runBoards(
  inputs: readonly Input[],
  values: RunValues,
  host: RevisionHost,
  reviewer: Reviewer | null,
): Promise<{ boards: Board[]; statuses: ExitStatus[] }> {
  const progress = new Progress(inputs.length, host, values.quiet === true);
  const said = new SaidOnce();
  const boards: Board[] = [];
  const statuses: ExitStatus[] = [];
  for (const input of inputs) {
    progress.show(input.path);
    const { board, notice } = await attempt(input, values, host, reviewer);
    progress.clear();
    if (notice === null) tell(said.fresh(board.diagnostics), values, host);
    else host.writeErr(notice);
    if (notice !== null) statuses.push(exitStatus.defect);
    else if (board.diagnostics.some(isError)) statuses.push(exitStatus.unusable);
    // A view holds no tree: a thousand boards fit in memory.
    boards.push(boardView(board));
  }
  return { boards, statuses };
}

interface Attempt {
  readonly board: BoardResult;
  /** What the user is told of a defect. */
  readonly notice: string | null;
}

/** A defect that one input shows does not keep the others from being done. */
async function attempt(
  input: Input,
  values: RunValues,
  host: RevisionHost,
  reviewer: Reviewer | null,
): Promise<Attempt> {
  const { path, problem } = input;
  if (problem !== null) return { notice: null, board: failedResult(path, [problem]) };
  try {
    const board = await resultOf(path, values, host, reviewer);
    return { notice: null, board: reviewer?.review(board) ?? board };
  } catch (error) {
    const notice = `${visible(path)}: ${defectNotice(error, values.verbose === true)}`;
    return { notice, board: defectResult(host.files.shown(path), error) };
  }
}

async function resultOf(
  path: string,
  values: RunValues,
  host: RevisionHost,
  reviewer: Reviewer | null,
): Promise<BoardResult> {
  const input = await inputOf(path, values, host);
  if (input.value === null) return failedResult(nameOf(path), input.diagnostics);
  const result = await analyzeInput(input.value, {
    ...loadOptions(values, host),
    ...host.files.foldersFor(path, values),
    files: host.files.store,
    system: systemOptions(values),
    profiles: values.profile,
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
