/** `iova-plan completion`: a script that completes commands, options and their values, made from the registries. */
import { Argument, Command } from "commander";
import type { CommandAbout, CommandEntry } from "../command-entry.js";
import { bashScript } from "../completion/bash.js";
import { fishScript } from "../completion/fish.js";
import type { CompletedCommand } from "../completion/words.js";
import { zshScript } from "../completion/zsh.js";
import { type ExitStatus, exitStatus } from "../exit-status.js";
import type { Host } from "../host.js";
import { knownName } from "../options.js";

const scripts: Readonly<Record<string, (commands: readonly CompletedCommand[]) => string>> = {
  bash: bashScript,
  zsh: zshScript,
  fish: fishScript,
};

const shells = Object.keys(scripts);

export const about: CommandAbout = {
  order: 140,
  summary: "a completion script for bash, zsh or fish",
  hidden: false,
};

export function configure(command: Command): void {
  command.addArgument(
    new Argument("<shell>", "where the script is for")
      .choices(shells)
      .argParser((value) => knownName("shell", value, shells)),
  );
}

export async function run(command: Command, host: Host, commands: readonly CommandEntry[]): Promise<ExitStatus> {
  const script = scripts[command.args[0] ?? ""];
  const shown = await Promise.all(commands.filter((entry) => !entry.hidden).map(completed));
  host.writeOut(script?.([...shown, helpOf(shown)]) ?? "");
  return exitStatus.fine;
}

const helpOf = (commands: readonly CompletedCommand[]): CompletedCommand => ({
  name: "help",
  summary: "the help of a command",
  words: commands.map(({ name }) => name),
  options: [],
});

/** `--format name[=file]` */
const takesFile = (flags: string): boolean => flags.includes("[=file]");

async function completed({ name, summary, load }: CommandEntry): Promise<CompletedCommand> {
  const command = new Command(name);
  const module = await load();
  module.configure(command);
  return {
    name,
    summary,
    words: module.words ?? command.registeredArguments.flatMap((argument) => argument.argChoices ?? []),
    options: command.options.map((option) => ({
      long: option.long ?? option.flags,
      short: option.short ?? null,
      summary: option.description,
      takesValue: option.required,
      values: (option.argChoices ?? []).flatMap((value) => (takesFile(option.flags) ? [value, `${value}=`] : [value])),
    })),
  };
}
