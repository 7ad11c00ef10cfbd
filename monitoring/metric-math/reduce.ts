import { ExpressionError } from "./expression-error.ts";
import { datapoint, emptySeries, type Frame, nameOf, type Scalar, type TimeSeries, type Value } from "./values.ts";

/** Collects numbers into one. */
interface Reduction {
  start: number;
  add: (collected: number, value: number) => number;
  /** @param places how many values there could be */
  finish: (collected: number, places: number) => number;
}
const asIs = (collected: number): number => collected;

/**
 * SUM, MIN, MAX and AVG, as using-metric-math's table says: of one series a number, of an array a series.
 * A point (or an evaluation) in which nothing has a value has no result.
 * Ambiguous in the documentation: "Missing values are treated as 0" stands under AVG after both of its forms. Here the
 * average of an array counts a missing series as 0; the average of one series is over "all the data points in the
 * metric". Undocumented: MIN and MAX of an array leave missing values out.
 */
const reductions = {
  SUM: { start: 0, add: (sum, value) => sum + value, finish: asIs },
  MIN: { start: Number.POSITIVE_INFINITY, add: Math.min, finish: asIs },
  MAX: { start: Number.NEGATIVE_INFINITY, add: Math.max, finish: asIs },
  AVG: { start: 0, add: (sum, value) => sum + value, finish: (sum, places) => sum / places },
} as const satisfies Record<string, Reduction>;
export type ReductionName = keyof typeof reductions;

export function reduce(frame: Frame, name: ReductionName, value: Value): Scalar | TimeSeries {
  const reduction = reductions[name];
  if (value.kind === "series") return overTime(frame, reduction, value);
  if (value.kind === "list") return across(frame, reduction, value.items);
  throw new ExpressionError(`${name} takes a time series or an array of them, not ${nameOf(value)}.`);
}

function overTime({ points, evaluations }: Frame, { start, add, finish }: Reduction, series: TimeSeries): Scalar {
  const values = new Float64Array(evaluations);
  for (let e = 0; e < evaluations; e++) {
    let collected = start;
    let count = 0;
    for (let p = 0; p < points; p++) {
      const value = series.values[p * evaluations + e]!;
      if (Number.isNaN(value)) continue;
      collected = add(collected, value);
      count++;
    }
    values[e] = count === 0 ? Number.NaN : datapoint(finish(collected, count));
  }
  return { kind: "scalar", values };
}

function across(frame: Frame, { start, add, finish }: Reduction, items: readonly TimeSeries[]): TimeSeries {
  const result = emptySeries(frame);
  for (let i = 0; i < result.values.length; i++) {
    let collected = start;
    let count = 0;
    for (const item of items) {
      const value = item.values[i]!;
      if (Number.isNaN(value)) continue;
      collected = add(collected, value);
      count++;
    }
    if (count > 0) result.values[i] = datapoint(finish(collected, items.length));
  }
  return result;
}
