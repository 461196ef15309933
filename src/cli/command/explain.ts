/** `iova-plan explain <rule>`: a rule's page, offline. */
import type { Command } from "commander";
import { rules } from "../../index.js";
import { ruleText } from "../../parts.js";
import type { CommandAbout } from "../command-entry.js";
import { type ExitStatus, exitStatus } from "../exit-status.js";
import type { Host } from "../host.js";
import { lookOf } from "../look.js";
import { type MessageValues, messageOptions } from "../options.js";
import { UsageError, unknownName } from "../usage-error.js";

export const about: CommandAbout = {
  order: 120,
  summary: "a rule's page",
  hidden: false,
};

export const words: readonly string[] = rules.map(({ id }) => id);

export function configure(command: Command): void {
  command.argument("<rule>", "its id, as findings and 'iova-plan rules' show it");
  for (const option of messageOptions()) command.addOption(option);
}

export function run(command: Command, host: Host): Promise<ExitStatus> {
  const [id = ""] = command.args;
  const rule = rules.find((one) => one.id === id);
  if (rule === undefined) {
    const known = rules.map((one) => one.id);
    throw new UsageError(unknownName("rule", id, known));
  }
  host.writeOut(ruleText(rule, lookOf(command.opts<MessageValues>(), host.outIsTty, host)));
  return Promise.resolve(exitStatus.fine);
}
