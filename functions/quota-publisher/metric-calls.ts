import {
  type CloudWatchClient,
  GetMetricDataCommand,
  type MetricDataResult,
  PutMetricDataCommand,
} from "@aws-sdk/client-cloudwatch";
import { quotaDimensions, stackDimensions } from "../../monitoring/feed.ts";
import { limits } from "../../monitoring/limits.ts";
import type { MetricAsk, MetricPoint } from "./port.ts";

interface Put {
  namespace: string;
  stack: string;
  points: readonly MetricPoint[];
}

/** One PutMetricData. Points of several minutes share it: each has a time of its own. */
export async function putPoints(
  client: CloudWatchClient,
  { namespace, stack, points }: Put,
  abortSignal: AbortSignal,
): Promise<void> {
  const MetricData = points.map((point) => ({
    MetricName: point.metric,
    Dimensions: asList(ownDimensions(stack, point.modelId)),
    Timestamp: new Date(point.minute * 60_000),
    Value: point.value,
    Unit: "Count" as const,
  }));
  await client.send(new PutMetricDataCommand({ Namespace: namespace, MetricData }), { abortSignal });
}

/** One series to read. */
export interface SeriesRead {
  namespace: string;
  name: string;
  dimensions: Readonly<Record<string, string>>;
  statistic: "Minimum" | "Maximum" | "Sum" | "SampleCount";
}

/** The minutes that are read: from `from` (inclusive) to `to` (exclusive), a value for each period of so many minutes. */
export interface ReadSpan {
  from: number;
  to: number;
  minutes: number;
}

/** Data points of one GetMetricData. API GetMetricData */
const pointsPerGet = 100_800;

/**
 * Reads statistics by the first minute of each period, as many series in a request as the API allows: a further page
 * would be charged like a request of its own.
 * @throws when CloudWatch can't answer for one of them
 */
export async function readSeries(
  client: CloudWatchClient,
  series: readonly SeriesRead[],
  span: ReadSpan,
  abortSignal: AbortSignal,
): Promise<ReadonlyMap<number, number>[]> {
  const periods = Math.max(1, Math.ceil((span.to - span.from) / span.minutes));
  const most = Math.max(1, Math.min(limits.queriesPerGet, Math.floor(pointsPerGet / periods)));
  const batches: SeriesRead[][] = [];
  for (let start = 0; start < series.length; start += most) batches.push(series.slice(start, start + most));
  return (await Promise.all(batches.map((batch) => readBatch(client, batch, span, abortSignal)))).flat();
}

async function readBatch(
  client: CloudWatchClient,
  series: readonly SeriesRead[],
  { from, to, minutes }: ReadSpan,
  abortSignal: AbortSignal,
): Promise<Map<number, number>[]> {
  const found = series.map(() => new Map<number, number>());
  const input = {
    StartTime: new Date(from * 60_000),
    EndTime: new Date(to * 60_000),
    MetricDataQueries: series.map(({ namespace, name, dimensions, statistic }, index) => ({
      Id: `m${index}`,
      MetricStat: {
        Metric: { Namespace: namespace, MetricName: name, Dimensions: asList(dimensions) },
        Period: minutes * 60,
        Stat: statistic,
      },
    })),
  };
  let token: string | undefined;
  do {
    const page = await client.send(
      new GetMetricDataCommand({ ...input, ...(token === undefined ? {} : { NextToken: token }) }),
      { abortSignal },
    );
    for (const result of page.MetricDataResults ?? []) takeResult(found, result);
    if (page.NextToken !== undefined && page.NextToken === token) throw new Error("CloudWatch repeats a page for ever");
    token = page.NextToken;
  } while (token !== undefined);
  return found;
}

/** Puts a page's part of one ask's answer where it belongs. @throws when CloudWatch could not answer that ask */
function takeResult(
  found: readonly Map<number, number>[],
  { Id, Timestamps = [], Values = [], StatusCode }: MetricDataResult,
): void {
  if (StatusCode === "InternalError" || StatusCode === "Forbidden")
    throw new Error(`GetMetricData answered ${StatusCode} for ${Id}`);
  const values = found[Number(Id?.slice(1))];
  for (const [index, time] of Timestamps.entries()) values?.set(time.getTime() / 60_000, Values[index] ?? Number.NaN);
}

/** A metric of the stack's own namespace, to be read back. */
export const ownSeries = (namespace: string, stack: string, { metric, modelId, statistic }: MetricAsk): SeriesRead => ({
  namespace,
  name: metric,
  dimensions: ownDimensions(stack, modelId),
  statistic,
});

const ownDimensions = (stack: string, modelId: string | undefined): Record<string, string> =>
  modelId === undefined ? stackDimensions(stack) : quotaDimensions(stack, modelId);

const asList = (dimensions: Readonly<Record<string, string>>) =>
  Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value }));
