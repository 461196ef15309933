/** `iova-plan playground`: the whole tool as one HTML page, which needs no server and asks for nothing. */
import { type Command, Option } from "commander";
import { visible } from "../../base/visible.js";
import type { CommandAbout } from "../command-entry.js";
import { type ExitStatus, exitStatus } from "../exit-status.js";
import type { Host } from "../host.js";
import { UsageError } from "../usage-error.js";

export const about: CommandAbout = {
  order: 105,
  summary: "write the whole tool as one HTML page that runs in a browser",
  hidden: false,
};

export function configure(command: Command): void {
  command.addOption(new Option("-o, --output <file>", "write there instead of standard output"));
}

export async function run(command: Command, host: Host): Promise<ExitStatus> {
  const { output = "-" } = command.opts<{ readonly output?: string }>();
  if (output === "") throw new UsageError("the file name of an output is empty");
  const page = host.playground();
  if (output === "-") {
    if (host.outIsTty)
      throw new UsageError("the page is one megabyte of HTML: write it to a file with -o FILE, or to a pipe");
    host.writeOut(page);
    return exitStatus.fine;
  }
  const written = host.writeFile(output, page);
  if (written.ok) return exitStatus.fine;
  host.writeErr(`${visible(output)}: error: cannot be written: ${visible(written.message)}\n`);
  return exitStatus.unusable;
}
