/** `iova-plan capture`: a shell script for the target that prints what `verify` compares. */
import { type Command, Option } from "commander";
import { captureScript } from "../../parts.js";
import type { CommandAbout } from "../command-entry.js";
import { type ExitStatus, exitStatus } from "../exit-status.js";
import type { Host } from "../host.js";
import { UsageError } from "../usage-error.js";

export const about: CommandAbout = {
  order: 80,
  summary: "print a shell script for the target that collects what verify compares",
  hidden: false,
};

export function configure(command: Command): void {
  command.addOption(
    new Option("--device-tree", "collect the flattened device tree as well, so that verify needs no other input"),
  );
}

export async function run(command: Command, host: Host): Promise<ExitStatus> {
  if (command.args.length > 0) throw new UsageError("capture takes no arguments: it prints a script for the target");
  const { deviceTree = false } = command.opts<{ readonly deviceTree?: true }>();
  host.writeOut(captureScript({ deviceTree }));
  return exitStatus.fine;
}
