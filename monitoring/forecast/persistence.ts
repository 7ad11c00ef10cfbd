import { ascending } from "./quantiles.ts";
import type { Point } from "./slope.ts";

/**
 * How much less days tell together than as many independent ones would, as the factor by which variances grow:
 * (1 + r) / (1 - r), where r is the correlation of a day with the day before it (Bayley and Hammersley, "The 'effective'
 * number of independent observations in an autocorrelated time series", JRSS Supplement 8, 1946, for a first-order process).
 *
 * r is that of ranks, which an outlier doesn't spoil, and is raised by (1 + 4 r) / n, what it falls short on average
 * (Marriott and Pope, "Bias in the estimation of autocorrelations", Biometrika 41, 1954).
 * @param residuals what is left of the values without trend and weekday, in order of time
 * @returns at least 1
 */
export function inflationOf(residuals: readonly Point[]): number {
  const ranks = ranksOf(residuals.map(({ value }) => value));
  const middle = (residuals.length - 1) / 2;
  let together = 0;
  let pairs = 0;
  let alone = 0;
  for (const [i, { at }] of residuals.entries()) {
    alone += (ranks[i]! - middle) ** 2;
    if (i === 0 || residuals[i - 1]!.at !== at - 1) continue;
    together += (ranks[i]! - middle) * (ranks[i - 1]! - middle);
    pairs += 1;
  }
  if (pairs < 3 || alone === 0) return 1;
  const seen = together / pairs / (alone / residuals.length);
  const r = Math.min(mostCorrelation, seen + (1 + 4 * seen) / residuals.length);
  return Math.max(1, (1 + r) / (1 - r));
}

/** A wandering level has no finite factor; from here on intervals are so wide that nothing is told. */
const mostCorrelation = 0.9;

/** From 0; equal values have the mean of their ranks. */
function ranksOf(values: readonly number[]): number[] {
  const sorted = ascending(values);
  return values.map((value) => (lowerRank(sorted, value) + lowerRank(sorted, value, true) - 1) / 2);
}

/** How many ascending values are less than one, or no more than it. */
function lowerRank(sorted: Float64Array, value: number, withEqual = false): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle]! < value || (withEqual && sorted[middle] === value)) low = middle + 1;
    else high = middle;
  }
  return low;
}
