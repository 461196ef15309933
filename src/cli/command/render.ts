/** `iova-plan render`: what was saved as JSON, printed in any format. */
import type { Command } from "commander";
import { formatNames } from "../../index.js";
import { savedCommands } from "../../parts.js";
import type { CommandAbout } from "../command-entry.js";
import type { ExitStatus } from "../exit-status.js";
import type { Host } from "../host.js";
import { arrangementOptions, type OutputValues, outputOptions, showOption } from "../options.js";
import { PICTURES, renderReports } from "../render-reports.js";

export const about: CommandAbout = {
  order: 110,
  summary: "a saved report in any other format",
  hidden: false,
};

export function configure(command: Command): void {
  command.argument(
    "<report...>",
    "JSON or pages of analyze, tree, check or diff: files, REV:path, or - for standard input",
  );
  const names = new Set([...savedCommands.flatMap(formatNames), ...PICTURES]);
  for (const option of [showOption(), ...arrangementOptions(), ...outputOptions([...names])]) command.addOption(option);
}

export const run = (command: Command, host: Host): Promise<ExitStatus> =>
  renderReports(command.args, command.opts<OutputValues>(), host);
