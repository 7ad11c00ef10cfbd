import { minute } from "../../words/units.ts";
import { quotaDimensions } from "../feed.ts";
import type { Feed, FeedSum } from "../plan-types.ts";
import { dayStepMinutes } from "../sums.ts";
import { dimensionsList } from "./feed-series.ts";
import { identityKey, putOnceAMinute, type SeriesStore } from "./series.ts";

/**
 * Adds what the publisher makes of the series in a store: the sums of its feed, as they stand once every value has
 * come. How late they come, the simulation knows (simulate-metric-alarm.ts).
 */
export function addSums(store: SeriesStore, feed: Feed, start: number, minutes: number): void {
  for (const sum of feed.sums ?? []) {
    const totals = totalsOf(store, sum, start, minutes);
    store.set(
      identityKey({
        Namespace: feed.namespace,
        MetricName: sum.metric,
        Dimensions: dimensionsList(quotaDimensions(feed.stack, sum.modelId)),
      }),
      putOnceAMinute(start, sum.over === "day" ? dayTotals(totals, start) : totals),
    );
  }
}

/** Each minute's sum; a series without a value adds nothing, and a minute without any value has no sum. */
function totalsOf(store: SeriesStore, { terms }: FeedSum, start: number, minutes: number): Float64Array {
  const totals = new Float64Array(minutes).fill(Number.NaN);
  for (const { namespace, name, dimensions, factor, stat = "Sum" } of terms) {
    const key = identityKey({ Namespace: namespace, MetricName: name, Dimensions: dimensionsList(dimensions) });
    const series = store.get(key)?.[stat];
    if (!series) continue;
    const offset = (start - series.start) / minute;
    for (let i = 0; i < minutes; i++) {
      const value = series.values[i + offset];
      if (value === undefined || Number.isNaN(value)) continue;
      totals[i] = (Number.isNaN(totals[i]!) ? 0 : totals[i]!) + factor * value;
    }
  }
  return totals;
}

/** In each minute the total of the 24 hours before the last whole step, as the run for that minute puts it. */
function dayTotals(totals: Float64Array, start: number): Float64Array {
  const running = new Float64Array(totals.length + 1);
  for (const [i, value] of totals.entries()) running[i + 1] = running[i]! + (Number.isNaN(value) ? 0 : value);
  const first = start / minute;
  return Float64Array.from(totals, (_, i) => {
    const now = first + i;
    const until = now - (now % dayStepMinutes) - first;
    const from = until - 1_440;
    return running[Math.max(0, until)]! - running[Math.max(0, from)]!;
  });
}
