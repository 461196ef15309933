/** `iova-plan simulate`: the plan's workloads, or a recorded trace, played in every layout. */
import { type Command, InvalidArgumentError, Option } from "commander";
import { atInput } from "../../base/source.js";
import { findConsumer, formatNames, readTrace, type System, simulateBoard, type Trace, version } from "../../index.js";
import { type ExitStatus, exitStatus, gravest } from "../exit-status.js";
import type { Host } from "../host.js";
import { tell } from "../look.js";
import { analyzeOne } from "../one-board.js";
import { analysisOptions, inputOptions, outputOptions } from "../options.js";
import { destinations } from "../output.js";
import { print } from "../print.js";
import { type RunValues, systemOptions } from "../run.js";
import { UsageError } from "../usage-error.js";

/** Every layout is played; a device is looked up here. */
const NOT_HERE = ["--layout", "--device"];
/** A trace of ten million events. */
const TRACE_BYTES = 1 << 30;

export function configure(command: Command): void {
  command.argument("<input>", "a file, a device-tree folder, or - for standard input");
  for (const option of [
    new Option("--trace <file>", "play this trace: tracefs text, trace-cmd report or perf script"),
    new Option("--device <device>", "whose the events of a trace are that name no device; else: only this consumer"),
    new Option("--seed <number>", "for workloads with chance in them (default: 1)").argParser(seed),
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
  const outputs = destinations(values.format, values.output);
  const { board, status } = await analyzeOne(path, values, host);
  const trace = values.trace === undefined ? null : traceAt(values.trace, host);
  if (trace !== null && "message" in trace) {
    const { file, message } = trace;
    tell([{ severity: "error", code: "trace-unreadable", location: atInput(file), message }], values, host);
    return exitStatus.unusable;
  }
  if (board.analysis === null) return status;
  const device = deviceId(board.analysis.system, values.device);
  const report = simulateBoard(version, systemOptions(values), board, {
    trace,
    device,
    ...(values.seed !== undefined && { seed: values.seed }),
  });
  const verdict = report.boards.some(({ failedExpectations }) => failedExpectations.length > 0)
    ? exitStatus.findings
    : exitStatus.fine;
  return gravest([status, verdict, ...outputs.map((output) => print("simulate", report, output, values, host))]);
}

function traceAt(
  file: string,
  host: Host,
): { readonly file: string; readonly trace: Trace } | { readonly file: string; readonly message: string } {
  const read = host.files.readFile(file, TRACE_BYTES);
  return read.ok ? { file, trace: readTrace(read.bytes) } : { file, message: read.message };
}

function deviceId(system: System, device: string | undefined): string | null {
  if (device === undefined) return null;
  const found = findConsumer(system, device);
  if (!found.ok) throw new UsageError(found.message);
  return found.consumer.id;
}
