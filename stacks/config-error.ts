import { foundAt, printable, show } from "./show.ts";

export { show } from "./show.ts";

/** One thing that is wrong with a stack's config. */
export interface Problem {
  /** where, as one would write it: `models[3].scopes[0]`; keys of other namespaces in full: `aws:region` */
  path: string;
  /** what stands there, as JSON and cut short; "nothing" where nothing does */
  found: string;
  /** what is wrong with it and what is allowed */
  message: string;
  /** what to do */
  fix: string;
}

/**
 * A stack's config that can't be used. The message is the whole report: plain text, ready for a terminal.
 * Nothing has been created or changed when it is thrown.
 */
export class ConfigError extends Error {
  /** the first of them, at most `mostProblems` */
  readonly problems: readonly Problem[];

  /**
   * @param untold how many more problems there are
   * @param program the component's name where its arguments are the config, and no stack file
   */
  constructor(stack: string, problems: readonly Problem[], untold = 0, program?: string) {
    super(report(program === undefined ? inFile(stack) : inProgram(program), problems, untold));
    this.name = "ConfigError";
    this.problems = problems;
  }
}

/** The file that holds a stack's config. */
export const stackFile = (stack: string): string => `Pulumi.${stack}.yaml`;

/** Where the problems are, and that they came to nothing. */
const inFile = (stack: string): string => `${stackFile(stack)} (keys under bedrock-headroom:); nothing was changed.`;
const inProgram = (name: string): string => `the arguments of BedrockQuotaMonitor "${name}".`;

/** Bytes of a report: more than a few screens hide what they have in common. */
const longestReport = 16_000;

function report(where: string, problems: readonly Problem[], untold: number): string {
  const all = problems.length + untold;
  const count = all === 1 ? "1 problem" : `${all} problems`;
  const parts = [`${count} in ${where}`];
  let size = 0;
  for (const { path, found, message, fix } of problems) {
    const part = `${path}\n  found  ${found}\n  ${message}\n  fix    ${fix}`;
    size += Buffer.byteLength(part) + 2;
    if (size > longestReport) break;
    parts.push(part);
  }
  const more = all - (parts.length - 1);
  if (more > 0) parts.push(`and ${more} more, which are told once these are mended`);
  return parts.join("\n\n");
}

/** A path with one more step: `alerts` and `email` give `alerts.email`, and a number an index. */
export function at(path: string, key: string | number): string {
  if (typeof key === "number") return `${path}[${key}]`;
  const step = /^[\w-]{1,80}$/.test(key) ? key : undefined;
  if (path === "") return step ?? `[${show(key)}]`;
  return step === undefined ? `${path}[${show(key)}]` : `${path}.${step}`;
}

/** Problems that are told at once. */
const mostProblems = 50;

/** Collects problems, so that all are told at once. */
export interface Problems {
  /** the first of them, at most `mostProblems` */
  readonly list: Problem[];
  /** how many more there are */
  readonly untold: number;
  /** whether what is added from now on is counted only: no use in looking for a good word about it */
  readonly full: boolean;
  /** adds one; `found` is shown as JSON */
  add(path: string, found: unknown, message: string, fix: string): void;
  /** whether something is wrong at the path or below: what rests on it can't be judged */
  under(path: string): boolean;
}

export function collectProblems(): Problems {
  const list: Problem[] = [];
  let untold = 0;
  const told = new Set<string>();
  const wrong = new Set<string>();
  return {
    list,
    get untold() {
      return untold;
    },
    get full() {
      return list.length >= mostProblems;
    },
    add(path, found, message, fix) {
      // An entry that selects many models has the same mistake for each: it is told once.
      const key = `${path}\n${message}\n${fix}`;
      if (told.has(key)) return;
      told.add(key);
      for (const place of placesOf(path)) wrong.add(place);
      if (list.length >= mostProblems) {
        untold += 1;
        return;
      }
      list.push({
        path: printable(path),
        found: printable(show(foundAt(path, found))),
        message: printable(message),
        fix: printable(fix),
      });
    },
    under: (path) => wrong.has(path),
  };
}

/** A path and the paths that lead to it: `a`, `a.b` and `a.b[1]` for `a.b[1]`. */
function placesOf(path: string): string[] {
  const ends = Array.from(path.matchAll(/[.[]/g), ({ index }) => index);
  return [path, ...ends.map((end) => path.slice(0, end))];
}

/** Words in a row for a sentence: "a", "a and b", "a, b and c". */
export function listed(words: readonly string[], joiner = "and"): string {
  if (words.length < 2) return words.join("");
  return `${words.slice(0, -1).join(", ")} ${joiner} ${words.at(-1)}`;
}

/** "did you mean …?" for the nearest words, or else what to do instead. */
export const didYouMean = (near: readonly string[], otherwise: string): string =>
  near.length === 0
    ? otherwise
    : `did you mean ${listed(
        near.map((word) => show(word)),
        "or",
      )}?`;
