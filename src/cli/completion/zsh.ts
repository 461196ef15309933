/** Completion for zsh: `source <(iova-plan completion zsh)`, or a file `_iova-plan` in `$fpath`. */
import { type CompletedCommand, type CompletedOption, quoted } from "./words.js";

export const zshScript = (commands: readonly CompletedCommand[]): string =>
  `#compdef iova-plan
_iova_plan() {
  if (( CURRENT == 2 )); then
    local -a commands=(${commands.map((command) => quoted(`${command.name}:${command.summary}`)).join(" ")})
    _describe command commands
    return
  fi
  local command="$words[2]"
  shift words
  (( CURRENT-- ))
  case "$command" in
${commands.map(commandCase).join("\n")}
  esac
}
compdef _iova_plan iova-plan
`;

function commandCase(command: CompletedCommand): string {
  const rest = command.words.length === 0 ? "*:input:_files" : `1:name:(${command.words.join(" ")})`;
  const specs = [...command.options.flatMap(optionSpecs), quoted(rest)];
  return [`    ${command.name})`, `      _arguments ${specs.join(" \\\n        ")}`, "      ;;"].join("\n");
}

function optionSpecs(option: CompletedOption): string[] {
  const summary = option.summary.replace(/[[\]:\\]/g, " ");
  const completion = option.values.length > 0 ? `(${option.values.join(" ")})` : "_files";
  const value = option.takesValue ? `:value:${completion}` : "";
  const flags = option.short === null ? [option.long] : [option.short, option.long];
  return flags.map((flag) => quoted(`*${flag}[${summary}]${value}`));
}
