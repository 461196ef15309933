/** `iova-plan dump`: what a stage makes of an input, with the printers that the tests use. */
import { Argument, type Command } from "commander";
import { dumps } from "../../index.js";
import { type ExitStatus, exitStatus } from "../exit-status.js";
import type { Host } from "../host.js";
import { tell } from "../look.js";
import { type InputValues, inputOptions, knownName, type MessageValues, messageOptions } from "../options.js";
import { inputOf, loadOptions } from "../reading.js";

const stages = Object.keys(dumps);

export function configure(command: Command): void {
  command.addArgument(
    new Argument("<stage>", "whose result").choices(stages).argParser((value) => knownName("stage", value, stages)),
  );
  command.argument("<input>", "a file, a device-tree folder, or - for standard input");
  for (const option of [...inputOptions(), ...messageOptions()]) command.addOption(option);
}

export async function run(command: Command, host: Host): Promise<ExitStatus> {
  const [stage = "", path = ""] = command.args;
  const values = command.opts<InputValues & MessageValues>();
  const input = await inputOf(path, values, host);
  const dumped = input.value === null ? null : await dumps[stage]?.(input.value, loadOptions(values, host));
  tell([...input.diagnostics, ...(dumped?.diagnostics ?? [])], values, host);
  host.writeOut(dumped?.value ?? "");
  return dumped?.value == null ? exitStatus.unusable : exitStatus.fine;
}
