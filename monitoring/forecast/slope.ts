import { ascending, atRank, quantile } from "./quantiles.ts";

/** A value at a time, both plain numbers; times in days. */
export interface Point {
  at: number;
  value: number;
}

/** How fast values grow, per week, and between what the true growth lies. */
export interface Slope {
  low: number;
  mid: number;
  high: number;
}

/**
 * Slopes of every two points of one weekday, so that weekends and weekdays are never compared: the pairs of the seasonal
 * Kendall slope estimator (Hirsch, Slack and Smith, "Techniques of trend analysis for monthly water quality data", Water
 * Resources Research 18, 1982), with a week in place of their year.
 * @returns per week, ascending; none where no weekday has two points
 */
function pairSlopes(points: readonly Point[]): Float64Array {
  const slopes: number[] = [];
  for (const own of byWeekday(points)) {
    for (let i = 0; i < own.length; i++) {
      for (let j = i + 1; j < own.length; j++) {
        slopes.push(((own[j]!.value - own[i]!.value) / (own[j]!.at - own[i]!.at)) * 7);
      }
    }
  }
  return ascending(slopes);
}

export const byWeekday = <P extends Point>(points: readonly P[]): P[][] => [
  ...Map.groupBy(points, ({ at }) => at % 7).values(),
];

/** The median of the pairs' slopes, per week; NaN where there is none. */
export const typicalSlope = (points: readonly Point[]): number => quantile(pairSlopes(points), 0.5);

/**
 * The growth a week and its interval: of the pairs' slopes the median, and those at the ranks (N ± z σ) / 2, where N is how
 * many pairs there are and σ² the variance of Kendall's S, n (n - 1) (2 n + 5) / 18 added over the weekdays (Sen, "Estimates
 * of the regression coefficient based on Kendall's tau", JASA 63, 1968; for seasons Gilbert, "Statistical Methods for
 * Environmental Pollution Monitoring", 1987, chapter 17). Days that resemble the day before tell less than independent ones: σ² is
 * multiplied by `inflation` (Yue and Wang, "The Mann-Kendall test modified by effective sample size", Water Resources
 * Management 18, 2004).
 * @param points in order of time
 * @param z of the normal distribution, e.g. 1.645 for 90 %
 * @param inflation at least 1
 */
export function slopeOf(points: readonly Point[], z: number, inflation: number): Slope {
  const slopes = pairSlopes(points);
  let variance = 0;
  for (const { length: n } of byWeekday(points)) variance += (n * (n - 1) * (2 * n + 5)) / 18;
  const reach = z * Math.sqrt(variance * inflation);
  const middle = (slopes.length - 1) / 2;
  const mid = atRank(slopes, middle);
  return {
    low: beyond(slopes, middle - reach / 2, mid),
    mid,
    high: beyond(slopes, middle + reach / 2, mid),
  };
}

/** A value at a rank; where there is none any more, as far beyond the end as ranks are. */
function beyond(sorted: Float64Array, rank: number, mid: number): number {
  const last = sorted.length - 1;
  if (rank >= 0 && rank <= last) return atRank(sorted, rank);
  const end = rank < 0 ? sorted[0]! : sorted[last]!;
  return mid + (end - mid) * (Math.abs(rank - last / 2) / (last / 2));
}
