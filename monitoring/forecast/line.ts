import { inflationOf } from "./persistence.ts";
import { ascending, atRank, median } from "./quantiles.ts";
import { byWeekday, type Point, type Slope, slopeOf, typicalSlope } from "./slope.ts";

/** A line through the busy days of a history, with what it may be wrong by. */
export interface Line {
  /** day that the level is of: the middle of the days, where level and slope err independently */
  center: number;
  /** what one day in seven exceeds, there */
  level: Slope;
  /** growth a week */
  slope: Slope;
}

/** Share of days that are not above the line: of a usual week the busiest day is. */
const busyShare = 6 / 7;

/**
 * @param points of one level and trend, in order of time
 * @param z of the normal distribution, e.g. 1.645 for 90 %
 */
export function lineThrough(points: readonly Point[], z: number): Line {
  const center = median(points.map(({ at }) => at));
  const rough = typicalSlope(points);
  const residuals = residualsOf(points, rough);
  const inflation = inflationOf(residuals);
  const slope = slopeOf(points, z, inflation);
  const level = levelOf(
    points.map(({ at, value }) => value - (slope.mid / 7) * (at - center)),
    residuals,
    z,
    inflation,
  );
  return { center, level, slope };
}

/**
 * Where a line may be on a day: its middle, and between what. Errors of level and slope are put together as independent
 * ones, each side by itself (Zou and Donner, "Construction of confidence limits about effect measures", Statistics in
 * Medicine 27, 2008: MOVER).
 * @param at a day
 */
export function lineAt({ center, level, slope }: Line, at: number): Slope {
  const weeks = (at - center) / 7;
  const mid = level.mid + slope.mid * weeks;
  const [rise, fall] = weeks >= 0 ? [slope.high, slope.low] : [slope.low, slope.high];
  return {
    low: mid - Math.hypot(level.mid - level.low, (slope.mid - fall) * weeks),
    mid,
    high: mid + Math.hypot(level.high - level.mid, (rise - slope.mid) * weeks),
  };
}

/** What is left of values without a trend and each weekday's median. @param slope per week */
export function residualsOf(points: readonly Point[], slope: number): Point[] {
  const level = points.map((point) => ({ at: point.at, value: point.value - trendIn(points, slope, point) }));
  const medians = new Map(byWeekday(level).map((own) => [own[0]!.at % 7, median(own.map(({ value }) => value))]));
  return level.map(({ at, value }) => ({ at, value: value - medians.get(at % 7)! }));
}

/** Values without their weekday's part: what is left, with the trend put back. @param slope per week */
export const withoutWeekdays = (points: readonly Point[], slope: number): Point[] =>
  residualsOf(points, slope).map((point) => ({ at: point.at, value: point.value + trendIn(points, slope, point) }));

const trendIn = (points: readonly Point[], slope: number, { at }: Point): number => (slope / 7) * (at - points[0]!.at);

/**
 * The value that one in seven exceeds and its interval, by the ranks n p ± z √(n p (1 - p)) (order statistics; Conover,
 * "Practical Nonparametric Statistics", 3.2), widened for days that resemble the one before. Where there are no such ranks,
 * which is with few days, by the large-sample error of a quantile of normal values, √(p (1 - p)) / φ(z_p) = 1.55 standard
 * deviations over √n (ibid.), the standard deviation taken from the median of the absolute residuals.
 */
function levelOf(values: readonly number[], residuals: readonly Point[], z: number, inflation: number): Slope {
  const sorted = ascending(values);
  const n = sorted.length;
  const reach = z * Math.sqrt(n * busyShare * (1 - busyShare) * inflation);
  const rank = busyShare * (n - 1);
  const mid = atRank(sorted, rank);
  const low = atRank(sorted, rank - reach);
  const high = atRank(sorted, rank + reach);
  if (rank - reach >= 0 && rank + reach <= n - 1) return { low, mid, high };
  const deviation = 1.4826 * median(residuals.map(({ value }) => Math.abs(value)));
  const half = z * 1.55 * deviation * Math.sqrt(inflation / n);
  return { low: Math.min(low, mid - half), mid, high: Math.max(high, mid + half) };
}
