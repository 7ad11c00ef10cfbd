import { type ListedMetric, type MetricReader, metricReader, type SeriesAsk } from "../../aws/metrics.ts";
import type { BurndownHours } from "../../monitoring/doctor/burndown-rate.ts";
import type { FeedPoints, UsedId } from "../../monitoring/doctor/facts.ts";
import type { Reading } from "../../monitoring/doctor/finding.ts";
import { seriesKey } from "../../monitoring/doctor/quotas-published.ts";
import { publisherMetrics, quotaDimensions, stackDimensions } from "../../monitoring/feed.ts";
import {
  mantleNamespace,
  quotaNamespace,
  type RuntimeMetricName,
  runtimeMetric,
  runtimeNamespace,
} from "../../monitoring/metrics.ts";
import { publisherFunctionName } from "../../monitoring/names.ts";
import type { MonitoringPlan } from "../../monitoring/plan-types.ts";
import type { TargetSettings } from "../../monitoring/settings.ts";
import { monitoredIds } from "../../monitoring/target.ts";
import { hour, minute, seconds } from "../../words/units.ts";
import type { UsageClients } from "../usage/clients.ts";
import type { AccountLists } from "./read-lists.ts";
import type { Read } from "./reading.ts";

/** Requests at once; each of the three readings has a reader of its own, so that one that fails leaves the others. */
const readerOf = ({ cloudwatch }: UsageClients): MetricReader => metricReader(cloudwatch, { concurrency: 4 });

const action = "cloudwatch:GetMetricData";

/** A reading that came in part is none: what is missing would read as "not there". */
function whole<T>(reading: Reading<T>, { problems }: MetricReader): Reading<T> {
  const [first] = problems;
  if ("unread" in reading || !first) return reading;
  return {
    unread: {
      action,
      why: `CloudWatch answered in part (${first.metric.name}: ${first.message})`,
      fix: "run it again in a minute",
    },
  };
}

/** What the publisher has put into CloudWatch in the last hour, and what AWS/Lambda says of its function. */
export async function readFeed(
  clients: UsageClients,
  { feed, stack }: MonitoringPlan,
  now: number,
  read: Read,
): Promise<Reading<FeedPoints>> {
  const end = Math.floor(now / minute) * minute + minute;
  const span = { start: end - hour - minute, end, period: seconds(minute) };
  const ask = (namespace: string, name: string, dimensions: Record<string, string>, stat: string): SeriesAsk => ({
    metric: { namespace, name, dimensions, stat },
    ...span,
  });
  const own = Object.entries(publisherMetrics).filter(([what]) => what !== "uncounted");
  // Each as its alarm reads it (monitoring/alarms/publisher.ts).
  const statOf: Readonly<Record<string, string>> = { runs: "Sum", untold: "Minimum" };
  const lambda = { FunctionName: publisherFunctionName(stack) };
  const asks = [
    ...own.map(([what, name]) => ask(quotaNamespace, name, stackDimensions(stack), statOf[what] ?? "Maximum")),
    ask("AWS/Lambda", "Invocations", lambda, "Sum"),
    ask("AWS/Lambda", "Errors", lambda, "Sum"),
    ...(["Minimum", "Maximum"] as const).flatMap((stat) =>
      feed.quotas.map(({ metric, modelId }) => ask(quotaNamespace, metric, quotaDimensions(stack, modelId), stat)),
    ),
  ];
  const reader = readerOf(clients);
  const values = await read(action, async () => {
    const series = await reader.read(asks);
    return {
      own: Object.fromEntries(own.map(([, name], index) => [name, series[index]])),
      invocations: series[own.length],
      errors: series[own.length + 1],
      quotas: new Map(
        feed.quotas.map((quota, index) => {
          const at = own.length + 2 + index;
          return [seriesKey(quota), { lowest: series[at], highest: series[at + feed.quotas.length] }];
        }),
      ),
    };
  });
  return whole(values, reader);
}

/** Days over which calls of an id are counted, in whole hours. */
const callDays = 7;

/** What a call of an id leaves: a request that is throttled is no invocation. */
const callMetrics: Readonly<Record<string, readonly string[]>> = {
  [runtimeNamespace]: ["Invocations", "InvocationThrottles"],
  [mantleNamespace]: ["Inferences"],
};

/** Ids with use in the last two weeks, with how often they were called lately. Those that the plan counts are not asked for. */
export async function readUsed(
  clients: UsageClients,
  { runtime, mantle }: AccountLists,
  counted: ReadonlySet<string>,
  now: number,
  read: Read,
): Promise<Reading<readonly UsedId[]>> {
  if ("unread" in runtime) return runtime;
  if ("unread" in mantle) return mantle;
  const ids = [
    ...idsOf(runtime.value, runtimeNamespace, "ModelId"),
    ...idsOf(mantle.value, mantleNamespace, "Model"),
  ].filter(({ id }) => !counted.has(id));
  const end = Math.ceil(now / hour) * hour;
  const span = { start: end - callDays * 24 * hour, end, period: seconds(hour), sparse: true };
  const asked = ids.flatMap((used) =>
    (callMetrics[used.namespace] ?? []).map((name) => ({
      used,
      ask: {
        metric: { namespace: used.namespace, name, dimensions: { [used.dimension]: used.id }, stat: "Sum" },
        ...span,
      },
    })),
  );
  const reader = readerOf(clients);
  const values = await read(action, async () => {
    const series = await reader.read(asked.map(({ ask }) => ask));
    return ids.map(({ namespace, id }): UsedId => {
      const own = asked.flatMap(({ used }, index) => (used.id === id && used.namespace === namespace ? [index] : []));
      return { namespace, id, calls: own.reduce((sum, index) => sum + sumOf(series[index]), 0) };
    });
  });
  return whole(values, reader);
}

/** The ids of a namespace. Series with further dimensions cut the same calls up, and one without is their sum. */
function idsOf(listed: readonly ListedMetric[], namespace: string, dimension: string) {
  const calls = callMetrics[namespace] ?? [];
  const ids = listed.flatMap(({ name, dimensions }) => {
    const id = dimensions[dimension];
    return id !== undefined && calls.includes(name) && Object.keys(dimensions).length === 1 ? [id] : [];
  });
  return [...new Set(ids)].sort().map((id) => ({ namespace, dimension, id }));
}

/** Days over which burndown rates are measured. */
const burndownDays = 3;

const burndownMetrics = {
  estimated: "EstimatedTPMQuotaUsage",
  input: "InputTokenCount",
  cacheWrite: "CacheWriteInputTokenCount",
  cacheRead: "CacheReadInputTokenCount",
  output: "OutputTokenCount",
} as const satisfies Record<keyof BurndownHours, RuntimeMetricName>;

/** Tokens of each target by the hour, of the ids that CloudWatch lists AWS's own figure of. */
export async function readBurndown(
  clients: UsageClients,
  { runtime }: AccountLists,
  targets: readonly TargetSettings[],
  now: number,
  read: Read,
): Promise<Reading<ReadonlyMap<string, BurndownHours>>> {
  if ("unread" in runtime) return runtime;
  const listed = new Set(
    runtime.value.flatMap(({ name, dimensions }) =>
      name === burndownMetrics.estimated ? (dimensions["ModelId"] ?? []) : [],
    ),
  );
  const end = Math.floor(now / hour) * hour;
  const span = { start: end - burndownDays * 24 * hour, end, period: seconds(hour) };
  const measured = targets.flatMap((target) => {
    const ids = target.scope === "mantle" ? [] : monitoredIds(target, clients.region).filter((id) => listed.has(id));
    return ids.length === 0 ? [] : [{ target, ids }];
  });
  const names = Object.entries(burndownMetrics) as [keyof BurndownHours, RuntimeMetricName][];
  const asks = measured.flatMap(({ ids }) =>
    ids.flatMap((id) => names.map(([, name]): SeriesAsk => ({ metric: runtimeMetric(name, id, "Sum"), ...span }))),
  );
  const reader = readerOf(clients);
  const values = await read(action, async () => {
    const series = await reader.read(asks);
    let at = 0;
    const hours = new Map<string, BurndownHours>();
    for (const { target, ids } of measured) {
      const own = series.slice(at, at + ids.length * names.length);
      at += own.length;
      const added = names.map(([part], index) => [
        part,
        addedUp(
          own.filter((_, each) => each % names.length === index),
          span,
        ),
      ]);
      hours.set(`${target.model.modelId} ${target.scope}`, Object.fromEntries(added) as BurndownHours);
    }
    return hours;
  });
  return whole(values, reader);
}

/** Sums of several series, hour by hour; an hour in which none has a value has none. */
function addedUp(
  series: readonly (Float64Array | undefined)[],
  { start, end }: { start: number; end: number },
): Float64Array {
  const sums = new Float64Array((end - start) / hour).fill(Number.NaN);
  for (const own of series)
    for (const [index, value] of (own ?? []).entries())
      if (!Number.isNaN(value)) sums[index] = (Number.isNaN(sums[index]!) ? 0 : sums[index]!) + value;
  return sums;
}

function sumOf(series: Float64Array | undefined): number {
  let sum = 0;
  for (const value of series ?? []) if (!Number.isNaN(value)) sum += value;
  return sum;
}
