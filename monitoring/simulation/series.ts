import { minute, type Seconds } from "../../words/units.ts";
import type { MetricStat } from "../plan-types.ts";

/** A metric's values at a fixed distance in time. */
export interface Series {
  /** epoch seconds at which the first period starts; a whole multiple of the period */
  start: number;
  period: Seconds;
  /** one value per period; NaN: no datapoint */
  values: Float64Array;
}

/** Namespace, name and dimensions: what makes a CloudWatch metric one metric. */
export type MetricIdentity = MetricStat["Metric"];

/** Two metrics are one series when namespace, name and dimensions are the same, in whatever order the dimensions come. */
export const identityKey = (metric: MetricIdentity): string =>
  JSON.stringify([
    metric.Namespace,
    metric.MetricName,
    metric.Dimensions.map(({ Name, Value }) => [Name, Value]).sort(),
  ]);

/** The metric that a key stands for. */
export function identityOf(key: string): MetricIdentity {
  const [Namespace, MetricName, dimensions] = JSON.parse(key) as [string, string, [string, string][]];
  return { Namespace, MetricName, Dimensions: dimensions.map(([Name, Value]) => ({ Name, Value })) };
}

/**
 * A metric's minute-by-minute series by CloudWatch statistic: Sum, SampleCount, Minimum, Maximum, Average, p90 …
 * Series of one metric may start at different times.
 */
export type Statistics = Readonly<Partial<Record<string, Series>>>;

/** Finds a metric's series of minutes; undefined: the metric has no data at all. */
export type SeriesLookup = (metric: MetricIdentity) => Statistics | undefined;

/** A minute-by-minute series. */
export const minutes = (start: number, values: Iterable<number>): Series => ({
  start,
  period: minute,
  values: Float64Array.from(values),
});

/** All statistics of a metric that was put once a minute, e.g. a published quota. */
export const putOnceAMinute = (start: number, values: Iterable<number>): Statistics => {
  const series = minutes(start, values);
  const SampleCount = { ...series, values: series.values.map((value) => (Number.isNaN(value) ? Number.NaN : 1)) };
  return { Sum: series, Minimum: series, Maximum: series, Average: series, SampleCount };
};

/** Several metrics' series, by identity. */
export type SeriesStore = Map<string, Statistics>;
export const lookupIn =
  (store: ReadonlyMap<string, Statistics>): SeriesLookup =>
  (metric) =>
    store.get(identityKey(metric));
