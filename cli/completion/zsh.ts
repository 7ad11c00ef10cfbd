import type { Outline, Values } from "./outline.ts";
import { quoted } from "./quoted.ts";

/** A zsh function that completes the command line, to be sourced, or found on the fpath as _headroom. */
export const zshCompletion = (outlines: readonly Outline[]): string => `#compdef headroom
# Completion of headroom in zsh.
_headroom_stacks() {
  local -a stacks
  stacks=(Pulumi.*.yaml(N))
  stacks=(\${\${stacks#Pulumi.}%.yaml})
  compadd -a stacks
}

_headroom() {
  local at="" word previous=\${words[CURRENT-1]}
  local -a found
  # --stack=name is one word here.
  if [[ $PREFIX == --*=* ]]; then
    previous=\${PREFIX%%=*}
    compset -P '*='
  fi
  for word in \${words[2,CURRENT-1]}; do
    case "\${at:+$at }$word" in
      ${outlines
        .slice(1)
        .map(({ path }) => `(${quoted(path)})`)
        .join("|")}) at="\${at:+$at }$word" ;;
    esac
  done
  case "$at $previous" in
${outlines.flatMap(optionCases).join("\n")}
  esac
  case "$at" in
${outlines.map(commandCase).join("\n")}
  esac
}

if [[ \${funcstack[1]} == _headroom ]]; then _headroom "$@"; else compdef _headroom headroom; fi
`;

const optionCases = ({ path, options }: Outline): string[] =>
  options.flatMap(({ flags, values }) =>
    values
      ? [`    ${flags.map((flag) => `(${quoted(`${path} ${flag}`)})`).join("|")}) ${replies(values)}; return ;;`]
      : [],
  );

function commandCase({ path, commands, options, values }: Outline): string {
  const flags = options.flatMap((option) =>
    option.flags.filter((flag) => flag.startsWith("--")).map((flag) => described(flag, option.description)),
  );
  const names = commands.map(({ name, description }) => described(name, description));
  return `    (${quoted(path)})
      if [[ $PREFIX == -* ]]; then found=(${flags.join(" ")}); _describe option found
      else ${[...(names.length > 0 ? [`found=(${names.join(" ")}); _describe command found`] : []), replies(values)].join("; ")}
      fi ;;`;
}

/** An item of _describe: what stands before its first colon is completed. */
const described = (word: string, description: string): string =>
  quoted(`${word.replaceAll(":", "\\:")}:${description}`);

/** Adds what fits of the values. */
function replies({ words, stacks, files }: Values): string {
  const ways = [
    ...(words.length > 0 ? [`compadd -- ${words.map(quoted).join(" ")}`] : []),
    ...(stacks ? ["_headroom_stacks"] : []),
    ...(files ? ["_files"] : []),
  ];
  return ways.length > 0 ? ways.join("; ") : ":";
}
