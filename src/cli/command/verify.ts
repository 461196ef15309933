/** `iova-plan verify`: the prediction against what a running kernel shows below /sys/kernel/iommu_groups. */
import type { Command } from "commander";
import { compareWithCapture, formatNames, LIVE_GROUPS, readCapture, verifyView, version } from "../../index.js";
import { type ExitStatus, exitStatus, gravest } from "../exit-status.js";
import type { Host } from "../host.js";
import { tell } from "../look.js";
import { analyzeOne } from "../one-board.js";
import { analysisOptions, inputOptions, outputOptions } from "../options.js";
import { destinations } from "../output.js";
import { print } from "../print.js";
import type { RunValues } from "../run.js";
import { UsageError } from "../usage-error.js";

/** A kernel runs one layout, for all devices. */
const NOT_HERE = ["--layout", "--device"];

export function configure(command: Command): void {
  command
    .argument("<input>", "a file, a device-tree folder, or - for standard input")
    .argument("[sysfs]", `a folder, text dump or tar of the groups (default: ${LIVE_GROUPS})`);
  for (const option of [
    ...analysisOptions().filter((one) => !NOT_HERE.includes(one.long ?? "")),
    ...inputOptions(),
    ...outputOptions(formatNames("verify")),
  ]) {
    command.addOption(option);
  }
}

export async function run(command: Command, host: Host): Promise<ExitStatus> {
  const values = command.opts<RunValues>();
  const [path = "", sysfs = LIVE_GROUPS, ...more] = command.args;
  if (more.length > 0) throw new UsageError("verify takes one input and one capture");
  const outputs = destinations(values.format, values.output);
  const { board, status } = await analyzeOne(path, values, host);
  const capture = await readCapture(sysfs, host.files);
  tell(capture.diagnostics, values, host);
  if (board.analysis === null || capture.value === null) return exitStatus.unusable;
  const { system } = board.analysis;
  const { assumptions } = system;
  const header = {
    version,
    kernelVersion: system.options.kernel.text,
    input: board.input,
    capture: sysfs,
    assumptions,
  };
  const report = verifyView(header, compareWithCapture(system, capture.value));
  const verdict = report.agrees ? exitStatus.fine : exitStatus.findings;
  return gravest([status, verdict, ...outputs.map((output) => print("verify", report, output, values, host))]);
}
