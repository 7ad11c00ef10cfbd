/** Numbers in ascending order, each of which counts `weight` times. */
export interface WeightedValues {
  ascending: Float64Array;
  weight: number;
}

/**
 * Nearest-rank values of numbers that count several times: for each rank the smallest value that, with all that are not
 * larger, counts at least so much.
 * @param groups one for each weight, or more; not all empty
 * @param ranks lowest first, each above 0 and at most what all values count together
 */
export function valuesAtRanks(groups: readonly WeightedValues[], ranks: readonly number[]): number[] {
  const next = groups.map(() => 0);
  let value = Number.NaN;
  let counted = 0;
  return ranks.map((rank) => {
    while (counted < rank) {
      const group = lowestNext(groups, next);
      value = groups[group]!.ascending[next[group]!]!;
      next[group]! += 1;
      counted += groups[group]!.weight;
    }
    return value;
  });
}

/** The group whose next value is the lowest. */
function lowestNext(groups: readonly WeightedValues[], next: readonly number[]): number {
  let lowest = Number.POSITIVE_INFINITY;
  let found = 0;
  for (let group = 0; group < groups.length; group++) {
    const value = groups[group]!.ascending[next[group]!];
    if (value !== undefined && value < lowest) {
      lowest = value;
      found = group;
    }
  }
  return found;
}
