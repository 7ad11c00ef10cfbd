import type { Argument, Command, Option } from "commander";
import { regionNames } from "../../registry/regions.ts";

/** What may stand at a place of the command line. */
export interface Values {
  words: readonly string[];
  /** the stacks whose files are in the folder at the time */
  stacks: boolean;
  files: boolean;
}

export interface OptionOutline {
  /** `--json`, `-h` */
  flags: readonly string[];
  description: string;
  /** what may follow; absent where nothing does */
  values?: Values;
}

/** One command, as a shell must know it to complete its command line. */
export interface Outline {
  /** the words that lead to it: none for `headroom` itself, `increase status` */
  path: string;
  commands: readonly { name: string; description: string }[];
  options: readonly OptionOutline[];
  values: Values;
}

/** The program and every command in it, from the outside in. */
export function outlinesOf(program: Command): Outline[] {
  return outlined(program, "");
}

function outlined(command: Command, path: string): Outline[] {
  const help = command.createHelp();
  const commands = help.visibleCommands(command);
  const own: Outline = {
    path,
    commands: commands.map((one) => ({ name: one.name(), description: firstWords(one.description()) })),
    options: help.visibleOptions(command).map((option) => ({
      flags: [option.long, option.short].flatMap((flag) => flag ?? []),
      description: firstWords(option.description),
      ...((option.required || option.optional) && { values: valuesOf(placeholderOf(option), option) }),
    })),
    values: together(command.registeredArguments.map((argument) => valuesOf(argument.name(), argument))),
  };
  const below = commands.filter((one) => command.commands.includes(one));
  return [own, ...below.flatMap((one) => outlined(one, `${path} ${one.name()}`.trim()))];
}

/** `name` of `--stack <name>`; the option's own name tells more where it is `--stack` or `--region`. */
const placeholderOf = ({ flags, long }: Option): string =>
  long === "--stack" || long === "--region" ? long.slice(2) : (/[<[]([^>\].]+)/.exec(flags)?.[1] ?? "");

function valuesOf(name: string, { argChoices }: Pick<Option | Argument, "argChoices">): Values {
  const none = { words: argChoices ?? [], stacks: false, files: false };
  if (argChoices) return none;
  if (name === "stack") return { ...none, stacks: true };
  if (name === "region" || name === "regions") return { ...none, words: regionNames };
  // A plan's file, or a stack.
  if (name === "before" || name === "after") return { ...none, stacks: true, files: true };
  return { ...none, files: /file|folder|places/.test(name) };
}

const together = (all: readonly Values[]): Values => ({
  words: [...new Set(all.flatMap(({ words }) => words))],
  stacks: all.some(({ stacks }) => stacks),
  files: all.some(({ files }) => files),
});

/** As much of a description as a line of a menu has room for. */
const firstWords = (text: string): string => text.split(/[:;(]/)[0]!.trim();
