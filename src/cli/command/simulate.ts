/** `iova-plan simulate`: the plan's workloads, or a recorded trace, played in every layout. */
import { type Command, InvalidArgumentError, Option } from "commander";
import { atInput } from "../../base/source.js";
import { formatNames, version } from "../../index.js";
import { notSimulated, readTrace, type Trace, type Watch } from "../../parts.js";
import type { CommandAbout } from "../command-entry.js";
import { type ExitStatus, exitStatus, gravest } from "../exit-status.js";
import type { Host } from "../host.js";
import { askBoard, toldProblems } from "../one-board.js";
import { analysisOptions, inputOptions, outputOptions } from "../options.js";
import { destinations } from "../output.js";
import { print } from "../print.js";
import { StagedProgress } from "../progress.js";
import type { RunValues } from "../run.js";
import { sideInput } from "../side-input.js";
import { systemOptions } from "../system-options.js";
import { noSuchDevice, UsageError } from "../usage-error.js";

/** Every layout is played; a device is looked up here. */
const NOT_HERE = ["--layout", "--device"];
/** A trace of ten million events. */
const TRACE_BYTES = 1 << 30;

export const about: CommandAbout = {
  order: 90,
  summary: "replay the plan's workloads or a kernel trace in every layout: do they fit",
  hidden: false,
};

export function configure(command: Command): void {
  command.argument("<input>", "a file, a device-tree folder, REV:path, or - for standard input");
  for (const option of [
    new Option(
      "--trace <file>",
      "replay this trace: tracefs text, trace-cmd report or perf script; - for standard input",
    ),
    new Option(
      "--device <device>",
      "the consumer of a trace's events that name no device; without --trace: only this consumer",
    ),
    new Option("--seed <number>", "for workloads with random sizes or frees (default: 1)").argParser(seed),
    ...analysisOptions().filter((one) => !NOT_HERE.includes(one.long ?? "")),
    ...inputOptions(),
    ...outputOptions(formatNames("simulate")),
  ]) {
    command.addOption(option);
  }
}

function seed(value: string): number {
  if (!/^[0-9]{1,9}$/.test(value)) throw new InvalidArgumentError("It takes a whole number of nine digits at most.");
  return Number(value);
}

interface SimulateValues extends RunValues {
  readonly trace?: string;
  readonly seed?: number;
}

export async function run(command: Command, host: Host): Promise<ExitStatus> {
  const values = command.opts<SimulateValues>();
  const [path = "", ...more] = command.args;
  if (more.length > 0) throw new UsageError("simulate takes one input");
  if (path === "-" && command.opts<SimulateValues>().trace === "-") {
    throw new UsageError("the board and the trace cannot both be standard input");
  }
  const outputs = destinations(values.format, values.output);
  const progress = new StagedProgress(host, values.quiet === true);
  const { watch } = progress;
  const trace = values.trace === undefined ? null : await traceAt(values.trace, host, watch);
  if (trace !== null && "message" in trace) {
    const { file, message } = trace;
    const problem = { severity: "error", code: "trace-unreadable", location: atInput(file), message } as const;
    toldProblems([problem], values, host);
    return exitStatus.unusable;
  }
  const { seed, device = null } = values;
  const question = { kind: "simulate", trace, device, ...(seed !== undefined && { seed }) } as const;
  const { result, status } = await askBoard<"simulate">(path, question, values, progress.host, { watch });
  progress.clear();
  const { answer } = result;
  if (answer?.isFound === false) throw noSuchDevice(answer);
  const report = answer?.value ?? notSimulated(version, systemOptions(values), result);
  const verdict = report.boards.some(({ failedExpectations }) => failedExpectations.length > 0)
    ? exitStatus.findings
    : exitStatus.fine;
  return gravest([status, verdict, ...outputs.map((output) => print("simulate", report, output, values, host))]);
}

async function traceAt(
  named: string,
  host: Host,
  watch: Watch,
): Promise<{ readonly file: string; readonly trace: Trace } | { readonly file: string; readonly message: string }> {
  const { name: file, read } = await sideInput(named, TRACE_BYTES, host);
  return read.ok ? { file, trace: readTrace(read.bytes, watch) } : { file, message: read.message };
}
