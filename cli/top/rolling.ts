import type { SeriesAsk } from "../../aws/metrics.ts";
import { type Metric, metricKey } from "../../monitoring/expression/expression.ts";
import { windowMinutes } from "./reading.ts";

const minute = 60;

/** The newest hour of some metrics, a value a minute, NaN where there is none. */
export interface Rolling {
  /** epoch seconds, exclusive: the end of the last minute */
  end: number;
  series: ReadonlyMap<string, { metric: Metric; values: Float64Array }>;
  /** epoch seconds: start of the newest minute whose data are whole */
  settled: number;
}

/**
 * Minutes that every round reads again, because CloudWatch may still have put something into them. AWS does not say
 * how late that can be; Bedrock's metrics have been seen three minutes late.
 */
const lateMinutes = 10;

/** A minute that ended this long ago is taken as whole, seconds: AWS gives no figure; see `lateMinutes`. */
const settledAfter = 180;

/** The end of the last whole minute before a time. */
const endOfLastMinute = (now: number): number => Math.floor(now / minute) * minute;

/** What must be read to bring some metrics up to a time: the whole hour of those that are new, else the late minutes. */
export function asksUpTo(rolling: Rolling | undefined, metrics: readonly Metric[], now: number): SeriesAsk[] {
  const end = endOfLastMinute(now);
  const first = end - windowMinutes * minute;
  const again = Math.max(first, Math.min(rolling?.end ?? first, end) - lateMinutes * minute);
  return metrics.map((metric) => ({
    metric,
    start: rolling?.series.has(metricKey(metric)) ? again : first,
    end,
    period: minute as SeriesAsk["period"],
  }));
}

/**
 * The hour after a round of reading. A late minute's value replaces what was there; what a round lacks stays as it was.
 * @param asks what was asked, all up to the same end
 * @param values as the reader gives them
 */
export function takeRound(
  rolling: Rolling | undefined,
  asks: readonly SeriesAsk[],
  values: readonly (Float64Array | undefined)[],
  now: number,
): Rolling {
  const end = endOfLastMinute(now);
  const start = end - windowMinutes * minute;
  const series = new Map<string, { metric: Metric; values: Float64Array }>();
  for (const [index, { metric, start: from }] of asks.entries()) {
    const key = metricKey(metric);
    const known = rolling?.series.get(key)?.values;
    const moved = new Float64Array(windowMinutes).fill(Number.NaN);
    if (rolling && known) overlay(moved, start, known, rolling.end - windowMinutes * minute);
    const fresh = values[index];
    if (fresh) overlay(moved, start, fresh, from);
    series.set(key, { metric, values: moved });
  }
  return { end, series, settled: settledMinute(rolling, { end, series }, now) };
}

/** Puts values that begin at one time into a series that begins at another. */
function overlay(into: Float64Array, intoStart: number, values: Float64Array, start: number): void {
  const shift = (start - intoStart) / minute;
  for (let i = 0; i < values.length; i++) {
    const index = i + shift;
    if (index >= 0 && index < into.length && !Number.isNaN(values[i])) into[index] = values[i]!;
  }
}

/** The newest minute that ended long enough ago, or that two rounds in a row had with the same data. */
function settledMinute(before: Rolling | undefined, fresh: Pick<Rolling, "end" | "series">, now: number): number {
  const byAge = endOfLastMinute(now - settledAfter) - minute;
  const oldest = Math.max(byAge, before?.settled ?? 0);
  if (!before) return oldest;
  for (let at = Math.min(before.end, fresh.end) - minute; at > oldest; at -= minute) {
    const sum = sumAt(fresh, at);
    if (sum.count > 0 && sum.count === sumAt(before, at).count && sum.total === sumAt(before, at).total) return at;
  }
  return oldest;
}

function sumAt({ end, series }: Pick<Rolling, "end" | "series">, at: number): { count: number; total: number } {
  const index = windowMinutes - (end - at) / minute;
  let count = 0;
  let total = 0;
  for (const { values } of series.values()) {
    const value = values[index];
    if (value === undefined || Number.isNaN(value)) continue;
    count += 1;
    total += value;
  }
  return { count, total };
}
