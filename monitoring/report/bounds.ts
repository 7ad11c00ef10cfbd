import { nearestRank } from "./nearest-rank.ts";
import { countBelow, valuesAtRanks, type WeightedValues } from "./weighted-ranks.ts";

/** What is known of a value that could not be read: the true one is at least `low` and at most `high`. */
export interface Bounds {
  low: number;
  high: number;
}

/**
 * Of a percentile over the minutes of a window of which some periods are known by their mean alone.
 *
 * A period of K minutes whose mean is R held K × R in all, none of its minutes less than 0. So at most
 * min(K, floor(K × R ÷ v)) of them can have been v or more, and, where R is v or more, at least one was.
 * @param percent of the minutes, above 0 and at most 100
 * @param groups means of periods with data, ascending; a weight is a period's minutes. Not all empty
 * @param minutes how many there are in the window, idle ones as 0; undefined: over the minutes with data, which in a
 *   period with data are any number from one to all
 */
export function percentileBounds(
  percent: number,
  groups: readonly WeightedValues[],
  minutes: number | undefined,
): Bounds {
  return { low: lowestAt(percent, groups, minutes), high: highestAt(percent, groups, minutes) };
}

/** All of a period's minutes but one at 0, and that one no higher than must be. */
function lowestAt(percent: number, groups: readonly WeightedValues[], minutes: number | undefined): number {
  const most = sum(groups, ({ ascending, weight }) => ascending.length * weight);
  const periods = sum(groups, ({ ascending }) => ascending.length);
  const all = minutes ?? most;
  const rank = nearestRank(percent, all) - (all - periods);
  if (rank <= 0) return 0;
  const [value] = valuesAtRanks(
    groups.map(({ ascending }) => ({ ascending, weight: 1 })),
    [rank],
  );
  return value!;
}

/** The highest value that the minute of the rank can have had, by bisection: a higher one is had by ever fewer. */
function highestAt(percent: number, groups: readonly WeightedValues[], minutes: number | undefined): number {
  const isPossible = (value: number): boolean => {
    const above = mostAtLeast(groups, value);
    if (minutes !== undefined) return above >= minutes - nearestRank(percent, minutes) + 1;
    // A period that can't have had such a minute had at least one that was lower.
    const below = sum(groups, ({ ascending, weight }) => countBelow(ascending, value / weight));
    return below <= nearestRank(percent, above + below) - 1;
  };
  let low = 0;
  let high = Math.max(...groups.map(({ ascending, weight }) => (ascending.at(-1) ?? 0) * weight));
  if (isPossible(high)) return high;
  for (let step = 0; step < bisections; step++) {
    const middle = (low + high) / 2;
    if (isPossible(middle)) low = middle;
    else high = middle;
  }
  return high;
}

/** Halves a range to less than a double can tell apart. */
const bisections = 60;

/** How many minutes can have been at least so high, all at once. */
function mostAtLeast(groups: readonly WeightedValues[], value: number): number {
  let most = 0;
  for (const { ascending, weight } of groups) {
    for (let minute = 1; minute <= weight; minute++) {
      most += ascending.length - countBelow(ascending, (value * minute) / weight);
    }
  }
  return most;
}

const sum = (groups: readonly WeightedValues[], of: (group: WeightedValues) => number): number =>
  groups.reduce((total, group) => total + of(group), 0);

/** What stands before a value, so that it is never taken for exact: what it is a bound of, or near to. */
export function markOf(value: number, bounds: Bounds | undefined): "" | "≥" | "≤" | "≈" {
  if (bounds === undefined) return "";
  if (value === bounds.low) return "≥";
  return value === bounds.high ? "≤" : "≈";
}

/** The bounds where they tell a value apart from an exact one. */
export const unlessExact = ({ low, high }: Bounds): Bounds | undefined => (low === high ? undefined : { low, high });

export const within = (value: number, { low, high }: Bounds): number => Math.min(high, Math.max(low, value));
