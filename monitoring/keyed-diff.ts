import type { Effect } from "./effect.ts";

/** One thing that changed: its values as a person reads them, null where only "it changed" can be said. */
export interface Change {
  field: string;
  before: string | null;
  after: string | null;
  /** absent where it has none that can be told for sure */
  effect?: Effect;
}

export interface KeyedDiff<T> {
  added: T[];
  removed: T[];
  /** the entries of both sides with the same key, the earlier one first */
  kept: [T, T][];
}

/** What came, went and stayed between two lists, by a key that is unique in each; in the order of the keys. */
export function keyedDiff<T>(before: readonly T[], after: readonly T[], key: (entry: T) => string): KeyedDiff<T> {
  const [old, now] = [byKey(before, key), byKey(after, key)];
  const added: T[] = [];
  const removed: T[] = [];
  const kept: [T, T][] = [];
  for (const name of inOrder([...new Set([...old.keys(), ...now.keys()])])) {
    const [one, other] = [old.get(name), now.get(name)];
    if (one !== undefined && other !== undefined) kept.push([one, other]);
    else if (other !== undefined) added.push(other);
    else if (one !== undefined) removed.push(one);
  }
  return { added, removed, kept };
}

export const byKey = <T>(entries: readonly T[], key: (entry: T) => string): Map<string, T> =>
  new Map(entries.map((entry) => [key(entry), entry]));

/** A sorted copy, by code units: the same in every locale. */
export const inOrder = (texts: readonly string[]): string[] => [...texts].sort();

/**
 * The change of one field, or none.
 * @param text what a person reads of the value; values are the same when these are
 */
export function changeOf<T>(field: string, before: T, after: T, text: (value: T) => unknown = String): Change[] {
  const [one, other] = [shown(text(before)), shown(text(after))];
  return one === other ? [] : [{ field, before: one, after: other }];
}

const shown = (value: unknown): string => (Array.isArray(value) ? value.join(", ") || "none" : String(value));

/**
 * A text that is the same for values that say the same: keys in order, lists in any order (none of a plan's has one
 * that means anything), absent and undefined alike.
 */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${inOrder(value.map(canonical)).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "undefined";
  const fields = Object.entries(value).filter(([, field]) => field !== undefined);
  return `{${inOrder(fields.map(([name, field]) => `${JSON.stringify(name)}:${canonical(field)}`)).join(",")}}`;
}

export const withEffect = (change: Change, effect: Effect | undefined): Change =>
  effect ? { ...change, effect } : change;

/** The entries of both sides in which something changes. */
export function changesOfKept<T, C extends { changes: Change[] }>(
  kept: KeyedDiff<T>["kept"],
  compare: (one: T, other: T) => C,
): C[] {
  return kept.map(([one, other]) => compare(one, other)).filter(({ changes }) => changes.length > 0);
}
