/** `iova-plan analyze`: one board in full, or a summary of several. */
import type { Command } from "commander";
import { formatNames } from "../../index.js";
import type { CommandAbout } from "../command-entry.js";
import type { ExitStatus } from "../exit-status.js";
import type { Host } from "../host.js";
import {
  analysisOptions,
  arrangementOptions,
  cacheOptions,
  crewOptions,
  inputOptions,
  outputOptions,
  shardOption,
} from "../options.js";
import { type RunValues, runReport } from "../run.js";

export const about: CommandAbout = {
  order: 10,
  summary: "consumers, inheritance, groups, reservations, usable space, and the waste of every layout",
  hidden: false,
};

export function configure(command: Command): void {
  command.argument("<input...>", "files (.dts, .dtb...), folders, patterns, or - for standard input");
  for (const option of [
    ...analysisOptions(),
    ...inputOptions(),
    ...arrangementOptions(),
    ...crewOptions(),
    shardOption(),
    ...cacheOptions(),
    ...outputOptions(formatNames("analyze")),
  ]) {
    command.addOption(option);
  }
}

export const run = (command: Command, host: Host): Promise<ExitStatus> =>
  runReport("analyze", command.args, command.opts<RunValues>(), host);
