/** Completion for bash: `source <(iova-plan completion bash)`. */
import { type CompletedCommand, flagsOf } from "./words.js";

export const bashScript = (commands: readonly CompletedCommand[]): string =>
  `# bash completion for iova-plan
_iova_plan() {
  local cur="\${COMP_WORDS[COMP_CWORD]}" prev="\${COMP_WORDS[COMP_CWORD-1]}" flags="" words=""
  COMPREPLY=()
  if [ "$cur" = "=" ]; then cur="" prev="="; fi
  if [ "$COMP_CWORD" -eq 1 ]; then
    COMPREPLY=($(compgen -W "${commands.map((command) => command.name).join(" ")} --help --version" -- "$cur"))
    return
  fi
  case "\${COMP_WORDS[1]}" in
${commands.map(commandCase).join("\n")}
  esac
  if [ -n "$words" ]; then
    COMPREPLY=($(compgen -W "$words" -- "$cur"))
  elif [[ "$cur" == -* ]]; then
    COMPREPLY=($(compgen -W "$flags --help" -- "$cur"))
  else
    COMPREPLY=($(compgen -f -- "$cur"))
  fi
  if [ "\${#COMPREPLY[@]}" -eq 1 ] && [[ "\${COMPREPLY[0]}" == *= ]]; then
    compopt -o nospace 2>/dev/null
  fi
}
complete -o filenames -F _iova_plan iova-plan
`;

function commandCase(command: CompletedCommand): string {
  const values = command.options
    .filter((option) => option.values.length > 0)
    .map((option) => `      [ "$prev" = "${option.long}" ] && words="${option.values.join(" ")}"`);
  const words = command.words.length === 0 ? [] : [`      words="${command.words.join(" ")}"`];
  return [`    ${command.name})`, `      flags="${flagsOf(command).join(" ")}"`, ...words, ...values, "      ;;"].join(
    "\n",
  );
}
