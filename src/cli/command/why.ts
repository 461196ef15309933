/** `iova-plan why`: the chain behind one address of one device. */
import type { Command } from "commander";
import { explainAddress, findConsumer, formatNames, parseSize, version, whyView } from "../../index.js";
import { type ExitStatus, gravest } from "../exit-status.js";
import type { Host } from "../host.js";
import { analyzeOne } from "../one-board.js";
import { analysisOptions, inputOptions, outputOptions } from "../options.js";
import { destinations } from "../output.js";
import { print } from "../print.js";
import type { RunValues } from "../run.js";
import { UsageError } from "../usage-error.js";

/** An address is asked of one device, in the tree as it is written. */
const NOT_HERE = ["--layout", "--device"];

export function configure(command: Command): void {
  command
    .argument("<input>", "a file, a device-tree folder, or - for standard input")
    .argument("<device>", "its path, &label, kernel name, or the end of its id")
    .argument("<address>", "as in 0x10000000, 268435456 or 256M");
  for (const option of [
    ...analysisOptions().filter((one) => !NOT_HERE.includes(one.long ?? "")),
    ...inputOptions(),
    ...outputOptions(formatNames("why")),
  ]) {
    command.addOption(option);
  }
}

export async function run(command: Command, host: Host): Promise<ExitStatus> {
  const values = command.opts<RunValues>();
  const [input = "", device = "", addressText = "", ...more] = command.args;
  if (more.length > 0) throw new UsageError("why takes one input, one device and one address");
  const address = parseSize(addressText);
  if (address === null || address >= 1n << 64n) {
    throw new UsageError(`'${addressText}' is no address below 2^64: it takes 0x10000000, 268435456 or 256M`);
  }
  const outputs = destinations(values.format, values.output);
  const { board, status } = await analyzeOne(input, values, host);
  if (board.analysis === null) return status;
  const { system } = board.analysis;
  const found = findConsumer(system, device);
  if (!found.ok) throw new UsageError(found.message);
  const kernelVersion = system.options.kernel.text;
  const report = whyView(
    { version, kernelVersion, input: board.input },
    explainAddress(system, found.consumer, address),
  );
  return gravest([status, ...outputs.map((output) => print("why", report, output, values, host))]);
}
