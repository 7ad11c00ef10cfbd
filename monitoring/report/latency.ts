import { type Seconds, seconds } from "../../words/units.ts";
import type { Metric } from "../expression/expression.ts";
import { runtimeMetric } from "../metrics.ts";
import type { Buckets } from "./buckets.ts";
import type { BucketValues, LatencyFigure } from "./document.ts";
import type { SeriesOf, Span } from "./evaluate.ts";
import { isoTime } from "./iso-time.ts";

export type LatencyMetric = "InvocationLatency" | "TimeToFirstToken";
export const latencyMetrics = ["InvocationLatency", "TimeToFirstToken"] as const satisfies readonly LatencyMetric[];

const percentiles = ["p50", "p90", "p99"] as const;
const statistics = ["Sum", "SampleCount", "Maximum", ...percentiles] as const;

/** What is asked of a latency metric of one id. Percentiles can't be computed from other statistics, so they are asked for. */
export const latencyAsks = (name: LatencyMetric, id: string): Metric[] =>
  statistics.map((stat) => runtimeMetric(name, id, stat));

/**
 * The span that latency is read over: hours for a day or more, 5 minutes for less, coarser where only that is kept.
 * @param stretches the window's, oldest first
 */
export function latencySpan(stretches: readonly Span[]): Span {
  const [first] = stretches;
  const last = stretches.at(-1);
  if (!first || !last) throw new RangeError("a window has at least one stretch");
  const length = last.end - first.start;
  const coarsest = Math.max(...stretches.map(({ period }) => period));
  const period: Seconds = seconds(Math.max(coarsest, length >= 86_400 ? 3_600 : 300));
  // The last period may not be over: a percentile of a part of it is still one of real requests.
  return {
    start: Math.floor(first.start / period) * period,
    end: Math.ceil(last.end / period) * period,
    period,
  };
}

/**
 * Latency of a target's ids together. Mean and maximum are exact. Percentiles of several series can't be put together
 * exactly; but one of the whole lies between the lowest and the highest of its parts', so those are told.
 */
export function latencyOf(
  name: LatencyMetric,
  ids: readonly string[],
  span: Span,
  seriesOf: SeriesOf,
): LatencyFigure | null {
  let sum = 0;
  let samples = 0;
  let max = Number.NEGATIVE_INFINITY;
  let maxAt = 0;
  for (const id of ids) {
    const sums = seriesOf(runtimeMetric(name, id, "Sum"));
    const counts = seriesOf(runtimeMetric(name, id, "SampleCount"));
    const highest = seriesOf(runtimeMetric(name, id, "Maximum"));
    if (!sums || !counts || !highest) continue;
    for (let i = 0; i < sums.length; i++) {
      if (Number.isNaN(sums[i]!) || Number.isNaN(counts[i]!)) continue;
      sum += sums[i]!;
      samples += counts[i]!;
      if (highest[i]! > max) {
        max = highest[i]!;
        maxAt = span.start + i * span.period;
      }
    }
  }
  if (samples === 0) return null;
  const range = (stat: (typeof percentiles)[number]) => {
    const found = ids.flatMap((id) => {
      const values = seriesOf(runtimeMetric(name, id, stat)) ?? [];
      return Array.from(values, (value, index) => ({ value, index })).filter(({ value }) => !Number.isNaN(value));
    });
    const sorted = found.toSorted((a, b) => a.value - b.value);
    const highest = sorted.at(-1);
    return {
      lowest: sorted[0]?.value ?? Number.NaN,
      typical: sorted[Math.max(0, Math.ceil(sorted.length / 2) - 1)]?.value ?? Number.NaN,
      highest: highest?.value ?? Number.NaN,
      highestAt: isoTime(span.start + (highest?.index ?? 0) * span.period),
    };
  };
  return {
    mean: sum / samples,
    max,
    maxAt: isoTime(maxAt),
    samples,
    start: isoTime(span.start),
    end: isoTime(span.end),
    periodSeconds: span.period,
    percentiles: { p50: range("p50"), p90: range("p90"), p99: range("p99") },
  };
}

/** Percentiles for a chart: in each bucket the highest of its periods and ids. */
export function latencyInBuckets(
  name: LatencyMetric,
  ids: readonly string[],
  span: Span,
  seriesOf: SeriesOf,
  buckets: Buckets,
): Record<(typeof percentiles)[number], BucketValues> {
  const of = (stat: (typeof percentiles)[number]): BucketValues => {
    const result: BucketValues = new Array(buckets.count).fill(null);
    for (const id of ids) {
      const values = seriesOf(runtimeMetric(name, id, stat));
      if (!values) continue;
      // A bucket may be shorter than the period: then each of the period's buckets has its value.
      for (let bucket = 0; bucket < buckets.count; bucket++) {
        const from = Math.floor((buckets.start + bucket * buckets.seconds - span.start) / span.period);
        const to = Math.ceil((buckets.start + (bucket + 1) * buckets.seconds - span.start) / span.period);
        for (let i = Math.max(0, from); i < Math.min(to, values.length); i++) {
          const value = values[i]!;
          if (!Number.isNaN(value) && value > (result[bucket] ?? Number.NEGATIVE_INFINITY)) result[bucket] = value;
        }
      }
    }
    return result;
  };
  return { p50: of("p50"), p90: of("p90"), p99: of("p99") };
}
