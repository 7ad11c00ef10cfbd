import type { Seconds } from "../../words/units.ts";
import { ExpressionError } from "./expression-error.ts";

/**
 * What a value is computed over: some evaluations, each looking back over the same number of periods.
 * A chart is one evaluation of many points; an alarm is evaluated every minute over its few newest points.
 */
export interface Frame {
  /** epoch seconds at which the newest period of the first evaluation ends */
  firstEnd: number;
  /** seconds from one evaluation to the next */
  step: Seconds;
  evaluations: number;
  /** periods that each evaluation looks back over */
  points: number;
  period: Seconds;
  /** what a missing value gives that is compared with a number; nothing where it is left out */
  missingCompared?: MissingCompared;
}

/**
 * What `m1 > 5`, or `m1 AND 1`, gives where m1 has no datapoint: none, or the answer for 0. No AWS page says
 * (AmazonCloudWatch/latest/monitoring/using-metric-math tells of two series only), so both can be asked for.
 */
export type MissingCompared = "nothing" | "as 0";

/** One number per evaluation; NaN where there is none. */
export interface Scalar {
  kind: "scalar";
  values: Float64Array;
}

/** One number per point and evaluation: `values[point * evaluations + evaluation]`, the oldest point first; NaN: no datapoint. */
export interface TimeSeries {
  kind: "series";
  values: Float64Array;
}

/** Several time series, CloudWatch's TS[]. */
export interface SeriesList {
  kind: "list";
  items: readonly TimeSeries[];
}

export type Value = Scalar | TimeSeries | SeriesList;

export const scalarOf = (frame: Frame, value: number): Scalar => ({
  kind: "scalar",
  values: new Float64Array(frame.evaluations).fill(value),
});

export const emptySeries = (frame: Frame): TimeSeries => ({
  kind: "series",
  values: new Float64Array(frame.points * frame.evaluations).fill(Number.NaN),
});

/** What an expression's names stand for. */
export interface Names {
  /** the metrics of the request in its order, without its expressions */
  metrics: ReadonlyMap<string, TimeSeries>;
  /** the value of another expression of the request; undefined where there is none of that id */
  expression(id: string): Value | undefined;
}

/** Epoch seconds at which a point's period starts, which is the datapoint's timestamp. */
export const timestampOf = (frame: Frame, point: number, evaluation: number): number =>
  frame.firstEnd + evaluation * frame.step - (frame.points - point) * frame.period;

/** CloudWatch stores no NaN and no infinity: such a result is no datapoint. */
export const datapoint = (value: number): number => (Number.isFinite(value) ? value : Number.NaN);

const kindNames = { scalar: "a number", series: "a time series", list: "an array of time series" } as const;
export const nameOf = (value: Value): string => kindNames[value.kind];

/** Applies a function to each series of a value that is a series or a list of them. */
export function eachSeries(
  what: string,
  value: Value,
  apply: (series: TimeSeries) => TimeSeries,
): TimeSeries | SeriesList {
  if (value.kind === "series") return apply(value);
  if (value.kind === "list") return { kind: "list", items: value.items.map(apply) };
  throw new ExpressionError(`${what} takes a time series or an array of them, not ${nameOf(value)}.`);
}

/** A new series whose every point is computed from the one of the same time. */
export function mapPoints(series: TimeSeries, f: (value: number) => number): TimeSeries {
  const values = new Float64Array(series.values.length);
  for (let i = 0; i < values.length; i++) values[i] = datapoint(f(series.values[i]!));
  return { kind: "series", values };
}
