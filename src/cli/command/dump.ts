/** `iova-plan dump`: what a stage makes of an input, with the printers that the tests use. */
import { Argument, type Command } from "commander";
import { dumpStages, type Question } from "../../parts.js";
import type { CommandAbout } from "../command-entry.js";
import type { ExitStatus } from "../exit-status.js";
import type { Host } from "../host.js";
import { askBoard } from "../one-board.js";
import { type InputValues, inputOptions, knownName, type MessageValues, messageOptions } from "../options.js";

type Stage = Question<"dump">["stage"];

export const about: CommandAbout = {
  order: 150,
  summary: "what a stage makes of an input: text, tokens, tree or system",
  hidden: true,
};

export function configure(command: Command): void {
  command.addArgument(
    new Argument("<stage>", "whose result")
      .choices(dumpStages)
      .argParser((value) => knownName("stage", value, dumpStages)),
  );
  command.argument("<input>", "a file, a device-tree folder, REV:path, or - for standard input");
  for (const option of [...inputOptions(), ...messageOptions()]) command.addOption(option);
}

export async function run(command: Command, host: Host): Promise<ExitStatus> {
  const [name = "", path = ""] = command.args;
  const stage = dumpStages.find((one): one is Stage => one === name) ?? "tree";
  const values = command.opts<InputValues & MessageValues>();
  const { result, status } = await askBoard<"dump">(path, { kind: "dump", stage }, values, host, { config: "none" });
  host.writeOut(result.answer ?? "");
  return status;
}
