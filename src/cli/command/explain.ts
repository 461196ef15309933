/** `iova-plan explain <id>`: the page of a rule, or of something that is assumed, offline. */
import type { Command } from "commander";
import { rules } from "../../index.js";
import { assumptions, assumptionText, ruleText } from "../../parts.js";
import type { CommandAbout } from "../command-entry.js";
import { type ExitStatus, exitStatus } from "../exit-status.js";
import type { Host } from "../host.js";
import { lookOf } from "../look.js";
import { type MessageValues, messageOptions } from "../options.js";
import { UsageError, unknownName } from "../usage-error.js";

export const about: CommandAbout = {
  order: 120,
  summary: "explain a rule or an assumption",
  hidden: false,
};

export const words: readonly string[] = [...rules, ...assumptions].map(({ id }) => id);

export function configure(command: Command): void {
  command.argument("<id>", "a rule or an assumption, as reports show it in brackets");
  for (const option of messageOptions()) command.addOption(option);
}

export function run(command: Command, host: Host): Promise<ExitStatus> {
  const [id = ""] = command.args;
  const look = lookOf(command.opts<MessageValues>(), host.outIsTty, host);
  const rule = rules.find((one) => one.id === id);
  const assumption = assumptions.find((one) => one.id === id);
  if (rule !== undefined) host.writeOut(ruleText(rule, look));
  else if (assumption !== undefined) host.writeOut(assumptionText(assumption, look));
  else throw new UsageError(unknownName("rule or assumption", id, words));
  return Promise.resolve(exitStatus.fine);
}
