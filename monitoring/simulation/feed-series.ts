import { heartbeatMetric, missingQuotasMetric } from "../feed.ts";
import type { Feed } from "../plan-types.ts";
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

/**
 * What the quota publisher puts into CloudWatch while it works: every quota with a value, a heartbeat, and the count
 * of quotas that the account does not have. A quota that `values` says nothing of is not published and not counted.
 */
export function feedSeries(
  feed: Feed,
  values: QuotaValues,
  changes: readonly QuotaChange[],
  start: number,
  minutes: number,
): SeriesStore {
  const store: SeriesStore = new Map();
  const put = (MetricName: string, Dimensions: { Name: string; Value: string }[], all: Float64Array) =>
    store.set(identityKey({ Namespace: feed.namespace, MetricName, Dimensions }), putOnceAMinute(start, all));

  let missing = 0;
  for (const { metric, modelId, code, multiplier } of feed.quotas) {
    const value = values[code];
    if (value === null) missing++;
    if (value === null || value === undefined) continue;
    const all = new Float64Array(minutes).fill(value * multiplier);
    const ownChanges = changes.filter((change) => change.code === code).sort((a, b) => a.minute - b.minute);
    for (const change of ownChanges) all.fill(change.value * multiplier, change.minute);
    put(metric, [{ Name: "ModelId", Value: modelId }], all);
  }
  put(heartbeatMetric, [], new Float64Array(minutes).fill(1));
  put(missingQuotasMetric, [], new Float64Array(minutes).fill(missing));
  return store;
}
