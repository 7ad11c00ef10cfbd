import type { Outline, Values } from "./outline.ts";
import { quoted } from "./quoted.ts";

/** A bash function that completes the command line. Works with bash 3.2, as macOS has it. */
export const bashCompletion = (outlines: readonly Outline[]): string => `# Completion of headroom in bash.
_headroom_stacks() {
  local file
  for file in Pulumi.*.yaml; do
    [[ -e $file ]] || continue
    file=\${file#Pulumi.}
    printf '%s\\n' "\${file%.yaml}"
  done
}

_headroom_files() {
  local IFS=$'\\n'
  COMPREPLY+=($(compgen -f -- "$current"))
  # For names with spaces, and folders; bash 3.2 hasn't it.
  type compopt > /dev/null 2>&1 && compopt -o filenames 2> /dev/null
}

_headroom() {
  local current=\${COMP_WORDS[COMP_CWORD]} previous=\${COMP_WORDS[COMP_CWORD-1]} at="" words="" index
  # bash takes --stack=name apart at the equals sign.
  if [[ $current == = ]]; then current=""
  elif [[ $previous == = ]]; then previous=\${COMP_WORDS[COMP_CWORD-2]}
  fi
  for ((index = 1; index < COMP_CWORD; index++)); do
    case "\${at:+$at }\${COMP_WORDS[index]}" in
      ${outlines
        .slice(1)
        .map(({ path }) => quoted(path))
        .join("|")}) at="\${at:+$at }\${COMP_WORDS[index]}" ;;
    esac
  done
  COMPREPLY=()
  case "$at $previous" in
${outlines.flatMap(optionCases).join("\n")}
  esac
  case "$at" in
${outlines.map(commandCase).join("\n")}
  esac
}

complete -F _headroom headroom
`;

const optionCases = ({ path, options }: Outline): string[] =>
  options.flatMap(({ flags, values }) =>
    values ? [`    ${flags.map((flag) => quoted(`${path} ${flag}`)).join("|")}) ${replies(values)}; return ;;`] : [],
  );

function commandCase({ path, commands, options, values }: Outline): string {
  const flags = options.flatMap((option) => option.flags).filter((flag) => flag.startsWith("--"));
  const words = [...commands.map(({ name }) => name), ...values.words];
  return `    ${quoted(path)})
      if [[ $current == -* ]]; then words=${quoted(flags.join(" "))}; COMPREPLY=($(compgen -W "$words" -- "$current"))
      else ${replies({ ...values, words })}
      fi ;;`;
}

/** Adds what fits of the values to COMPREPLY. */
function replies({ words, stacks, files }: Values): string {
  const lists = [words.join(" "), ...(stacks ? ["$(_headroom_stacks)"] : [])].filter((list) => list !== "");
  const ways = [
    ...(lists.length > 0 ? [`COMPREPLY=($(compgen -W "${lists.join(" ")}" -- "$current"))`] : []),
    ...(files ? ["_headroom_files"] : []),
  ];
  return ways.length > 0 ? ways.join("; ") : ":";
}
