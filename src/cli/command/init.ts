/** `iova-plan init`: a commented plan to begin with, for the families found. */
import { type Command, Option } from "commander";
import { visible } from "../../base/visible.js";
import type { CommandAbout } from "../command-entry.js";
import { type ExitStatus, exitStatus } from "../exit-status.js";
import type { Host } from "../host.js";
import { askBoard } from "../one-board.js";
import { type InputValues, inputOptions, type MessageValues, messageOptions } from "../options.js";
import { noSuchDevice } from "../usage-error.js";

export const about: CommandAbout = {
  order: 60,
  summary: "write a starter plan: what each device needs, to fill in",
  hidden: false,
};

export function configure(command: Command): void {
  command.argument("<input>", "a file, a device-tree folder, REV:path, or - for standard input");
  for (const option of [
    new Option("--device <device>", "only for this device: a path, &label, Linux's name, or the end of its id"),
    new Option("-o, --output <file>", "write to this file, never over an existing one (default: standard output)"),
    ...inputOptions(),
    ...messageOptions(),
  ]) {
    command.addOption(option);
  }
}

type InitValues = InputValues & MessageValues & { readonly device?: string; readonly output?: string };

export async function run(command: Command, host: Host): Promise<ExitStatus> {
  const values = command.opts<InitValues>();
  const question = { kind: "init", device: values.device ?? null } as const;
  const alone = { plan: "none", config: "none" } as const;
  const { result, status } = await askBoard<"init">(command.args[0] ?? "", question, values, host, alone);
  const { answer } = result;
  if (answer === null) return status;
  if (!answer.isFound) throw noSuchDevice(answer);
  return write(answer.value, values.output, host);
}

function write(plan: string, output: string | undefined, host: Host): ExitStatus {
  if (output === undefined || output === "-") {
    host.writeOut(plan);
    return exitStatus.fine;
  }
  // A plan that is there was written by hand.
  const written =
    host.files.kindOf(output) === "file" ? ({ ok: false, message: "exists" } as const) : host.writeFile(output, plan);
  if (written.ok) return exitStatus.fine;
  host.writeErr(`${visible(output)}: error: cannot be written: ${visible(written.message)}\n`);
  return exitStatus.unusable;
}
