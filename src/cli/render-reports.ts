/** `render`: saved reports in, what the run that saved them would have printed out, its exit status included. */
import { atInput } from "../base/source.js";
import { type Diagnostic, formatNames, type Printables } from "../index.js";
import {
  problemOf,
  readSaved,
  reportOver,
  runStatus,
  type Saved,
  savedCommands,
  type WholeDiff,
  type WholeRun,
  wholeOf,
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
  const { value: whole, diagnostics } = wholeOf(await readAll(args, values, host));
  if (whole === null) {
    tell(diagnostics.map(problemOf), values, host);
    return exitStatus.unusable;
  }
  return whole.kind === "diff" ? renderDiff(whole, outputs, values, host) : renderRun(whole, outputs, values, host);
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
  refuseFormats(command, outputs, PICTURES);
  tell(problems, values, host);
  const report = reportOver(head, boards, errors);
  const status = runExitStatus(command, runStatus(boards, errors, judgement?.failOn ?? "error"));
  const shown: OutputValues = judgement?.showsNotes === true ? { ...values, show: "note" } : values;
  const unwritten = command === "check" ? writeStepSummary(report, values.format, { host }) : [];
  tell(unwritten, values, host);
  return gravest([
    status,
    statusOf(unwritten),
    ...outputs.map((output) => {
      if (!PICTURES.includes(output.format)) return print(command, report, output, shown, host);
      // As `map` does: nothing is drawn of boards that could not be used, and what is wrong is in the report.
      return boards.some(({ analysed }) => analysed) ? print("map", report, output, shown, host) : exitStatus.unusable;
    }),
  ]);
}

/** What `map` alone prints, of the very value that these reports hold. */
export const PICTURES: readonly string[] = formatNames("map").filter((name) =>
  savedCommands.every((command) => !formatNames(command).includes(name)),
);

function renderDiff(
  { report, problems }: WholeDiff,
  outputs: readonly Destination[],
  values: OutputValues,
  host: Host,
): ExitStatus {
  refuseFormats("diff", outputs, []);
  tell(problems, values, host);
  return gravest([diffExitStatus(report), ...outputs.map((output) => print("diff", report, output, values, host))]);
}

function refuseFormats(command: keyof Printables, outputs: readonly Destination[], more: readonly string[]): void {
  const known = [...formatNames(command), ...more];
  const unknown = outputs.find(({ format }) => !known.includes(format));
  if (unknown === undefined) return;
  throw new UsageError(`a report of ${command} has no format '${unknown.format}'; known are: ${known.join(", ")}`);
}
