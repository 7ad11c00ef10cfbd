import { type Effect, effectRank } from "../monitoring/effect.ts";

export type Sign = "+" | "−" | "~";

/** One single change. */
export interface SingleRow {
  sign: Sign;
  name: string;
  what: string;
  effect?: Effect;
  /** what it says names them all: how many they are is enough */
  counted?: boolean;
}

/** Changes that are equal, in a line. */
export interface ReportRow {
  sign: Sign;
  /** whom it concerns, in order */
  names: string[];
  what: string;
  effect?: Effect;
  counted?: boolean;
}

export interface ReportSection {
  title: string;
  /** what its rows are on: one of them, and several */
  nouns: readonly [one: string, several: string];
  rows: ReportRow[];
}

/** So many are named; of more, only their number is said. */
const namedUpTo = 3;

/**
 * Puts equal changes together: each single one is in one row, whatever their order. What silences most comes first, and
 * of that what concerns the fewest: one threshold that is not like the other 97.
 */
export function groupedRows(singles: readonly SingleRow[]): ReportRow[] {
  const groups = Map.groupBy(singles, ({ sign, what, effect, counted }) =>
    JSON.stringify([sign, what, effect, counted]),
  );
  const rows = [...groups.values()].map((alike): ReportRow => {
    const { sign, what, effect, counted } = alike[0]!;
    const names = alike.map(({ name }) => name).sort();
    return { sign, names, what, ...(effect && { effect }), ...(counted && { counted }) };
  });
  return rows.sort(byWeight);
}

const signs: readonly Sign[] = ["−", "~", "+"];

function byWeight(one: ReportRow, other: ReportRow): number {
  return (
    effectRank(one.effect) - effectRank(other.effect) ||
    one.names.length - other.names.length ||
    signs.indexOf(one.sign) - signs.indexOf(other.sign) ||
    compare(one.names[0]!, other.names[0]!) ||
    compare(one.what, other.what)
  );
}

const compare = (one: string, other: string): number => (one < other ? -1 : Number(one > other));

/** Whom a row concerns: by name, or how many. */
export const subjectOf = (row: ReportRow, [one, several]: ReportSection["nouns"]): string =>
  isNamed(row) ? row.names.join(", ") : countText(row.names.length, one, several);

export const isNamed = ({ names, counted }: ReportRow): boolean => names.length <= namedUpTo && !counted;

export const countText = (count: number, one: string, several = `${one}s`): string =>
  `${count.toLocaleString("en-US")} ${count === 1 ? one : several}`;

/** A row's effect, in words; what comes or goes needs none. */
export const effectText = ({ sign, effect }: ReportRow): string => (sign === "~" && effect ? `: ${effect}` : "");

/** How many come, go and change: "+3 −1 ~2", without what is 0. What changes in two ways is one. */
export function sectionCounts(rows: readonly ReportRow[]): string {
  const count = (sign: Sign) => new Set(rows.flatMap((row) => (row.sign === sign ? row.names : []))).size;
  return counts(count("+"), count("−"), count("~"));
}

export const counts = (added: number, removed: number, changed: number): string =>
  [added > 0 && `+${added}`, removed > 0 && `−${removed}`, changed > 0 && `~${changed}`].filter(Boolean).join(" ");

/** "a", "a and b", "a, b and c" */
export const listText = (words: readonly string[]): string =>
  words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;

/** The same with the rest counted where they are many. */
export const shortList = (words: readonly string[], upTo = namedUpTo): string =>
  words.length <= upTo ? listText(words) : `${words.slice(0, upTo).join(", ")} and ${words.length - upTo} more`;
