/** `iova-plan tree`: the inheritance trees alone, families that nothing is reserved for included. */
import type { Command } from "commander";
import { formatNames } from "../../index.js";
import type { CommandAbout } from "../command-entry.js";
import type { ExitStatus } from "../exit-status.js";
import type { Host } from "../host.js";
import { analysisOptions, cacheOptions, crewOptions, inputOptions, outputOptions, shardOption } from "../options.js";
import { type RunValues, runReport } from "../run.js";

export const about: CommandAbout = {
  order: 40,
  summary: "the inheritance tree alone",
  hidden: false,
};

export function configure(command: Command): void {
  command.argument("<input...>", "as for analyze");
  for (const option of [
    ...analysisOptions(),
    ...inputOptions(),
    ...crewOptions(),
    shardOption(),
    ...cacheOptions(),
    ...outputOptions(formatNames("tree")),
  ]) {
    command.addOption(option);
  }
}

export const run = (command: Command, host: Host): Promise<ExitStatus> =>
  runReport("tree", command.args, command.opts<RunValues>(), host);
