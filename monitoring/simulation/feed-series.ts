import { publisherMetrics, quotaDimensions, stackDimensions } from "../feed.ts";
import type { Dimension, Feed } from "../plan-types.ts";
import { identityKey, putOnceAMinute, type SeriesStore } from "./series.ts";

/** A quota that takes a new value during the simulation. */
export interface QuotaChange {
  code: string;
  /** Service Quotas' value, before the feed's multiplier */
  value: number;
  /** the first minute with the new value, counted from 0 */
  minute: number;
}

/** Service Quotas' values by code, before the feed's multiplier; null: the account does not have the quota. */
export type QuotaValues = Readonly<Record<string, number | null | undefined>>;

/** Dimensions as a metric's identity has them. */
export const dimensionsList = (dimensions: Readonly<Record<string, string>>): Dimension[] =>
  Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value }));

/**
 * What the quota publisher puts into CloudWatch while it works: every quota with a value, and its own metrics. A quota
 * that `values` says nothing of is not published and not counted. A change counts in the minute it is said for: a raised
 * one as if it were published `horizonMinutes` before.
 */
export function feedSeries(
  feed: Feed,
  values: QuotaValues,
  changes: readonly QuotaChange[],
  start: number,
  minutes: number,
): SeriesStore {
  const store: SeriesStore = new Map();
  const put = (MetricName: string, dimensions: Readonly<Record<string, string>>, all: Float64Array) =>
    store.set(
      identityKey({ Namespace: feed.namespace, MetricName, Dimensions: dimensionsList(dimensions) }),
      putOnceAMinute(start, all),
    );

  const withoutValue = new Set<string>();
  for (const { metric, modelId, code, multiplier, shownOnly } of feed.quotas) {
    const value = values[code];
    if (value === null && !shownOnly) withoutValue.add(code);
    if (value === null || value === undefined) continue;
    const all = new Float64Array(minutes).fill(value * multiplier);
    const ownChanges = changes.filter((change) => change.code === code).sort((a, b) => a.minute - b.minute);
    for (const change of ownChanges) all.fill(change.value * multiplier, change.minute);
    put(metric, quotaDimensions(feed.stack, modelId), all);
  }
  const own = stackDimensions(feed.stack);
  put(publisherMetrics.runs, own, new Float64Array(minutes).fill(1));
  put(
    publisherMetrics.age,
    own,
    Float64Array.from({ length: minutes }, (_, index) => index % feed.refreshMinutes),
  );
  put(publisherMetrics.withoutValue, own, new Float64Array(minutes).fill(withoutValue.size));
  put(publisherMetrics.untold, own, new Float64Array(minutes).fill(0));
  // Simulated traffic is of the stack's own targets: nothing is uncounted.
  if (feed.uncounted) put(publisherMetrics.uncounted, own, new Float64Array(minutes).fill(0));
  return store;
}
