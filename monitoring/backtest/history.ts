import { minute } from "../../words/units.ts";
import type { QuotaCode } from "../../words/words.ts";
import { quotaDimensions } from "../feed.ts";
import { runtimeNamespace } from "../metrics.ts";
import type { Feed, FeedSum, MetricStat, MonitoringPlan, PlannedAlarm } from "../plan-types.ts";
import { dimensionsList } from "../simulation/feed-series.ts";
import { identityKey, type MetricIdentity, type SeriesStore, type Statistics } from "../simulation/series.ts";
import { addSums } from "../simulation/sum-series.ts";

/** A series to read: one statistic of one metric, minute by minute. */
export interface WantedSeries {
  metric: MetricIdentity;
  stat: string;
}

/** An account's minutes as they were: everything that a plan's alarms would have seen. */
export interface BacktestHistory {
  region: string;
  /** epoch seconds: of the first minute that was read, of the window's first, and the end */
  readFrom: number;
  start: number;
  end: number;
  /** what CloudWatch has; a metric without any datapoint is a key with no statistics */
  store: SeriesStore;
  /** Service Quotas' values as they are now; null: none in the account. Codes that could not be read are not there */
  quotas: Readonly<Record<string, number | null>>;
}

/** Alarms that are about the account's traffic: those on the stack itself would judge a publisher that wasn't there. */
export const isOnTarget = ({ id }: Pick<PlannedAlarm, "id">): boolean =>
  !id.startsWith("publisher/") && !id.includes("/end-of-life/") && !id.includes("/latency/");

/** The statistics of single minutes from which longer periods are put together (simulation/window-values.ts). */
const minuteStats = (stat: string): string[] =>
  stat === "Average" ? ["Sum", "SampleCount"] : /^p\d/.test(stat) ? ["Minimum", "SampleCount"] : [stat];

/**
 * Every series that a plan's alarms on traffic watch, the terms of sums in the place of sums, and the throttled requests of
 * each target with alarms.
 */
export function wantedSeries({
  alarms,
  feed,
  targets,
}: Pick<MonitoringPlan, "alarms" | "feed" | "targets">): WantedSeries[] {
  const found = new Map<string, WantedSeries>();
  const want = (metric: MetricIdentity, stat: string) => found.set(`${identityKey(metric)} ${stat}`, { metric, stat });
  const sums = new Map((feed.sums ?? []).map((sum) => [sumKey(feed, sum), sum]));
  const watched = alarms.filter(isOnTarget).flatMap(({ Metrics }) => Metrics);
  for (const query of watched)
    if ("MetricStat" in query) for (const one of partsOf(query.MetricStat, sums)) want(one.metric, one.stat);
  for (const { scope, monitoredIds, alarms: own } of targets)
    if (scope !== "mantle" && own.length > 0) for (const id of monitoredIds) want(throttlesOf(id), "Sum");
  return [...found.values()];
}

/** What a metric of an alarm is read from: single minutes, of a sum those of its terms. */
function partsOf({ Metric, Stat, Period }: MetricStat, sums: ReadonlyMap<string, FeedSum>): WantedSeries[] {
  const sum = sums.get(identityKey(Metric));
  if (sum)
    return sum.terms.map(({ namespace, name, dimensions, stat = "Sum" }) => ({
      metric: { Namespace: namespace, MetricName: name, Dimensions: dimensionsList(dimensions) },
      stat,
    }));
  return (Period === minute ? [Stat] : minuteStats(Stat)).map((stat) => ({ metric: Metric, stat }));
}

/** The throttled requests of an id. */
export const throttlesOf = (id: string): MetricIdentity => ({
  Namespace: runtimeNamespace,
  MetricName: "InvocationThrottles",
  Dimensions: dimensionsList({ ModelId: id }),
});

const sumKey = (feed: Feed, { metric, modelId }: { metric: string; modelId: string }): string =>
  identityKey({
    Namespace: feed.namespace,
    MetricName: metric,
    Dimensions: dimensionsList(quotaDimensions(feed.stack, modelId)),
  });

/** How much of the window a quota's value is known in, of the window's minutes. */
export interface QuotaCover {
  code: QuotaCode;
  modelId: string;
  kind: string;
  /** minutes with the value that was published then */
  published: number;
  /** minutes with another: the published value before or after them, or today's */
  assumed: number;
  /** minutes without any */
  unknown: number;
}

/**
 * The history as the plan's alarms would have seen it with a publisher at work: each quota in every minute. Where none was
 * published the value before it counts, before the first one that one, and without any today's; the sums are made anew.
 */
export function seriesFor(
  history: BacktestHistory,
  { feed }: Pick<MonitoringPlan, "feed">,
): { store: SeriesStore; cover: QuotaCover[] } {
  const { readFrom, start, end, quotas } = history;
  // What was read and is empty has no data, as CloudWatch would say.
  const store: SeriesStore = new Map([...history.store].filter(([, statistics]) => Object.keys(statistics).length > 0));
  const length = Math.round((end - readFrom) / minute);
  const first = Math.round((start - readFrom) / minute);
  const cover: QuotaCover[] = [];
  for (const { metric, modelId, kind, code, multiplier, shownOnly } of feed.quotas) {
    if (shownOnly) continue;
    const key = sumKey(feed, { metric, modelId });
    const read = store.get(key)?.["Minimum"];
    const today = quotas[code];
    const values = new Float64Array(length).fill(Number.NaN);
    const offset = read ? Math.round((readFrom - read.start) / minute) : 0;
    let published = 0;
    for (let i = 0; i < length; i++) {
      const value = read?.values[i + offset] ?? Number.NaN;
      values[i] = value;
      if (i >= first && !Number.isNaN(value)) published += 1;
    }
    fillGaps(values, typeof today === "number" ? today * multiplier : Number.NaN);
    const without = values.subarray(first).reduce((sum, value) => sum + (Number.isNaN(value) ? 1 : 0), 0);
    // A quota that the account hasn't was published by nobody: alarms on it are silent, and that is known.
    const unknown = today === null ? 0 : without;
    cover.push({ code, modelId, kind, published, assumed: length - first - published - without, unknown });
    if (without > 0) store.delete(key);
    else store.set(key, publishedEachMinute(readFrom, values));
  }
  addSums(store, feed, readFrom, length);
  return { store, cover };
}

function fillGaps(values: Float64Array, today: number): void {
  const first = values.findIndex((value) => !Number.isNaN(value));
  if (first < 0) {
    values.fill(today);
    return;
  }
  values.fill(values[first]!, 0, first);
  for (let i = first + 1; i < values.length; i++) if (Number.isNaN(values[i]!)) values[i] = values[i - 1]!;
}

function publishedEachMinute(start: number, values: Float64Array): Statistics {
  const series = { start, period: minute, values };
  return {
    Sum: series,
    Minimum: series,
    Maximum: series,
    Average: series,
    SampleCount: { ...series, values: new Float64Array(values.length).fill(1) },
  };
}
