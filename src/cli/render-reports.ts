/** `render`: saved reports in, what the run that saved them would have printed out, its exit status included. */
import { atInput } from "../base/source.js";
import { type Diagnostic, type DiffReport, formatNames, type Printables } from "../index.js";
import {
  notShard,
  problemOf,
  readSaved,
  reportOver,
  runStatus,
  type Saved,
  type WholeRun,
  wholeRun,
} from "../parts.js";
import { writeStepSummary } from "./checking.js";
import { diffExitStatus } from "./diff-run.js";
import { type ExitStatus, exitStatus, gravest } from "./exit-status.js";
import type { Host } from "./host.js";
import { statusOf } from "./jobs.js";
import { tell } from "./look.js";
import type { OutputValues } from "./options.js";
import { type Destination, destinations } from "./output.js";
import { print } from "./print.js";
import { runExitStatus } from "./run.js";
import { sideInput } from "./side-input.js";
import { UsageError } from "./usage-error.js";

/** Of one report: twenty times what all boards of Linux come to. */
const REPORT_BYTES = 1 << 30;

export async function renderReports(args: readonly string[], values: OutputValues, host: Host): Promise<ExitStatus> {
  const outputs = destinations(values.format, values.output);
  const saved = await readAll(args, values, host);
  const runs = saved.flatMap((one) => (one.kind === "run" ? [one] : []));
  const [diff] = saved.flatMap((one) => (one.kind === "diff" ? [one] : []));
  if (diff !== undefined && saved.length > 1) return refuse([notShard(diff.file)], values, host);
  if (diff !== undefined) return renderDiff(diff.report, outputs, values, host);
  const { value: whole, diagnostics } = wholeRun(runs);
  return whole === null ? refuse(diagnostics, values, host) : renderRun(whole, outputs, values, host);
}

function refuse(diagnostics: readonly Diagnostic[], values: OutputValues, host: Host): ExitStatus {
  tell(diagnostics.map(problemOf), values, host);
  return exitStatus.unusable;
}

/** None where one of them cannot be used: what the others say is not what was asked for. */
async function readAll(args: readonly string[], values: OutputValues, host: Host): Promise<readonly Saved[]> {
  const saved: Saved[] = [];
  const problems: Diagnostic[] = [];
  for (const named of args) {
    const { name, read } = await sideInput(named, REPORT_BYTES, host);
    const location = atInput(name);
    if (!read.ok) {
      problems.push({ severity: "error", code: `report-${read.reason}`, message: read.message, location });
      continue;
    }
    const { value, diagnostics } = await readSaved(name, read.bytes);
    problems.push(...diagnostics);
    if (value !== null) saved.push(value);
  }
  tell(problems.map(problemOf), values, host);
  return problems.length > 0 ? [] : saved;
}

function renderRun(
  { head, boards, errors, problems }: WholeRun,
  outputs: readonly Destination[],
  values: OutputValues,
  host: Host,
): ExitStatus {
  const { command, judgement } = head;
  refuseFormats(command, outputs);
  tell(problems, values, host);
  const report = reportOver(head, boards, errors);
  const status = runExitStatus(command, runStatus(boards, errors, judgement?.failOn ?? "error"));
  const shown: OutputValues = judgement?.showsNotes === true ? { ...values, show: "note" } : values;
  const unwritten = command === "check" ? writeStepSummary(report, values.format, { host }) : [];
  tell(unwritten, values, host);
  return gravest([
    status,
    statusOf(unwritten),
    ...outputs.map((output) => print(command, report, output, shown, host)),
  ]);
}

function renderDiff(report: DiffReport, outputs: readonly Destination[], values: OutputValues, host: Host): ExitStatus {
  refuseFormats("diff", outputs);
  return gravest([diffExitStatus(report), ...outputs.map((output) => print("diff", report, output, values, host))]);
}

function refuseFormats(command: keyof Printables, outputs: readonly Destination[]): void {
  const known = formatNames(command);
  const unknown = outputs.find(({ format }) => !known.includes(format));
  if (unknown === undefined) return;
  throw new UsageError(`a report of ${command} has no format '${unknown.format}'; it has ${known.join(", ")}`);
}
