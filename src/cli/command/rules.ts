/** `iova-plan rules`: every rule that `check` knows. */
import type { Command } from "commander";
import { rules } from "../../index.js";
import { rulesText } from "../../parts.js";
import type { CommandAbout } from "../command-entry.js";
import { type ExitStatus, exitStatus } from "../exit-status.js";
import type { Host } from "../host.js";
import { lookOf } from "../look.js";
import { type MessageValues, messageOptions } from "../options.js";

export const about: CommandAbout = {
  order: 110,
  summary: "the rules of check",
  hidden: false,
};

export function configure(command: Command): void {
  for (const option of messageOptions()) command.addOption(option);
}

export function run(command: Command, host: Host): Promise<ExitStatus> {
  host.writeOut(rulesText(rules, lookOf(command.opts<MessageValues>(), host.outIsTty, host)));
  return Promise.resolve(exitStatus.fine);
}
