import type { Outline, Values } from "./outline.ts";

/** Lines for fish that complete the command line. */
export const fishCompletion = (outlines: readonly Outline[]): string => `# Completion of headroom in fish.
function __headroom_stacks
    for file in Pulumi.*.yaml
        string replace -r '^Pulumi\\.(.*)\\.yaml$' '$1' -- $file
    end
end

# The command that the words before the cursor lead to.
function __headroom_at
    set -l at
    for word in (commandline -opc)[2..-1]
        if contains -- (string join -- ' ' $at $word) ${outlines
          .slice(1)
          .map(({ path }) => quoted(path))
          .join(" ")}
            set -a at $word
        end
    end
    string join -- ' ' $at
end

complete -c headroom -f
${outlines.flatMap(lines).join("\n")}
`;

function lines({ path, commands, options, values }: Outline): string[] {
  const start = `complete -c headroom -n ${quoted(`test "$(__headroom_at)" = ${quoted(path)}`)}`;
  return [
    ...commands.map(({ name, description }) => `${start} -a ${quoted(name)} -d ${quoted(description)}`),
    ...(values.words.length + Number(values.stacks) + Number(values.files) > 0 ? [`${start} ${given(values)}`] : []),
    ...options.map(
      ({ flags, description, values: own }) =>
        `${start} ${flags.map(flagOf).join(" ")} -d ${quoted(description)}${own ? ` -r ${given(own)}` : ""}`,
    ),
  ];
}

const flagOf = (flag: string): string => (flag.startsWith("--") ? `-l ${flag.slice(2)}` : `-s ${flag.slice(1)}`);

/** What the values are; files only where they are some. */
const given = ({ words, stacks, files }: Values): string =>
  [
    ...(files ? ["-F"] : ["-f"]),
    ...(words.length > 0 ? [`-a ${quoted(words.join(" "))}`] : []),
    ...(stacks ? [`-a '(__headroom_stacks)'`] : []),
  ].join(" ");

const quoted = (text: string): string => `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
