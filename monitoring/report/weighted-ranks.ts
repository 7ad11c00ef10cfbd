/** Numbers in ascending order, each of which counts `weight` times. */
export interface WeightedValues {
  ascending: Float64Array;
  weight: number;
}

/**
 * Nearest-rank values of numbers that count several times: for each rank the smallest value that, with all that are not
 * larger, counts at least so much.
 * @param groups one for each weight, or more; not all empty
 * @param ranks each above 0 and at most what all values count together
 */
export const valuesAtRanks = (groups: readonly WeightedValues[], ranks: readonly number[]): number[] => {
  const some = groups.filter(({ ascending }) => ascending.length > 0);
  const [only, ...others] = some;
  if (only && others.length === 0) return ranks.map((rank) => only.ascending[Math.ceil(rank / only.weight) - 1]!);
  return ranks.map((rank) => Math.min(...some.map(({ ascending }) => lowestReaching(ascending, some, rank))));
};

/** The lowest of some values that with all that are not larger counts so much; infinite where none does. */
function lowestReaching(values: Float64Array, groups: readonly WeightedValues[], rank: number): number {
  const counted = (value: number) =>
    groups.reduce((sum, { ascending, weight }) => sum + weight * countNotAbove(ascending, value), 0);
  const first = firstIndex(values.length, (index) => counted(values[index]!) >= rank);
  return values[first] ?? Number.POSITIVE_INFINITY;
}

/** How many of ascending values are lower than one. */
export const countBelow = (ascending: Float64Array, value: number): number =>
  firstIndex(ascending.length, (index) => ascending[index]! >= value);

const countNotAbove = (ascending: Float64Array, value: number): number =>
  firstIndex(ascending.length, (index) => ascending[index]! > value);

/** The first index that passes a test which all after it pass, too; the length where none does. */
function firstIndex(length: number, passes: (index: number) => boolean): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (passes(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}
