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
  readonly problems: readonly Problem[];

  constructor(stack: string, problems: readonly Problem[]) {
    super(report(stack, problems));
    this.name = "ConfigError";
    this.problems = problems;
  }
}

/** The file that holds a stack's config. */
export const stackFile = (stack: string): string => `Pulumi.${stack}.yaml`;

function report(stack: string, problems: readonly Problem[]): string {
  const count = problems.length === 1 ? "1 problem" : `${problems.length} problems`;
  return [
    `${count} in ${stackFile(stack)} (keys under bedrock-headroom:); nothing was changed.`,
    ...problems.map(({ path, found, message, fix }) => `${path}\n  found  ${found}\n  ${message}\n  fix    ${fix}`),
  ].join("\n\n");
}

const longestShown = 80;

/** A value as a report shows it: JSON on one line, cut short. */
export function show(value: unknown): string {
  if (value === undefined) return "nothing";
  const text = JSON.stringify(value) ?? String(value);
  return text.length > longestShown ? `${text.slice(0, longestShown - 1)}…` : text;
}

/** Control and direction characters, escaped: what a file holds must not steer the terminal it is shown in. */
const printable = (text: string): string =>
  text.replaceAll(
    /[\p{Cc}\p{Bidi_Control}]/gu,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );

/** A path with one more step: `alerts` and `email` give `alerts.email`, and a number an index. */
export function at(path: string, key: string | number): string {
  if (typeof key === "number") return `${path}[${key}]`;
  const step = /^[\w-]{1,80}$/.test(key) ? key : undefined;
  if (path === "") return step ?? `[${show(key)}]`;
  return step === undefined ? `${path}[${show(key)}]` : `${path}.${step}`;
}

/** Collects problems, so that all are told at once. */
export interface Problems {
  readonly list: Problem[];
  /** adds one; `found` is shown as JSON */
  add(path: string, found: unknown, message: string, fix: string): void;
  /** whether something is wrong at the path or below: what rests on it can't be judged */
  under(path: string): boolean;
}

export function collectProblems(): Problems {
  const list: Problem[] = [];
  return {
    list,
    add(path, found, message, fix) {
      const problem = {
        path: printable(path),
        found: printable(show(found)),
        message: printable(message),
        fix: printable(fix),
      };
      // An entry that selects many models has the same mistake for each: it is told once.
      const told = list.some(
        (other) => other.path === problem.path && other.message === problem.message && other.fix === problem.fix,
      );
      if (!told) list.push(problem);
    },
    under: (path) =>
      list.some(
        (problem) =>
          problem.path === path || problem.path.startsWith(`${path}.`) || problem.path.startsWith(`${path}[`),
      ),
  };
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
