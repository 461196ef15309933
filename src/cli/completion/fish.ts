/** Completion for fish: `iova-plan completion fish | source`. */
import { type CompletedCommand, type CompletedOption, quoted } from "./words.js";

export function fishScript(commands: readonly CompletedCommand[]): string {
  const names = commands.map((command) => command.name).join(" ");
  const first = commands.map(
    (command) =>
      `complete -c iova-plan -f -n 'not __fish_seen_subcommand_from ${names}' -a ${command.name} -d ${quoted(command.summary)}`,
  );
  return ["# fish completion for iova-plan", ...first, ...commands.flatMap(commandLines), ""].join("\n");
}

function commandLines(command: CompletedCommand): string[] {
  const seen = `complete -c iova-plan -n '__fish_seen_subcommand_from ${command.name}'`;
  const words = command.words.length === 0 ? [] : [`${seen} -f -a ${quoted(command.words.join(" "))}`];
  return [...words, ...command.options.map((option) => `${seen} ${optionArguments(option)}`)];
}

function optionArguments(option: CompletedOption): string {
  const short = option.short === null ? [] : [`-s ${option.short.slice(1)}`];
  const values = option.values.length === 0 ? [] : [`-f -a ${quoted(option.values.join(" "))}`];
  const value = option.takesValue ? ["-r", ...values] : [];
  return [`-l ${option.long.slice(2)}`, ...short, ...value, `-d ${quoted(option.summary)}`].join(" ");
}
