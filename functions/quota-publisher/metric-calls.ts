import {
  type CloudWatchClient,
  GetMetricDataCommand,
  type MetricDataResult,
  PutMetricDataCommand,
} from "@aws-sdk/client-cloudwatch";
import { quotaDimensions, stackDimensions } from "../../monitoring/feed.ts";
import { limits } from "../../monitoring/limits.ts";
import type { MetricAsk, MetricName, MetricPoint, QuotaPort } from "./port.ts";

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
    Dimensions: dimensionsOf(stack, point),
    Timestamp: new Date(point.minute * 60_000),
    Value: point.value,
    Unit: "Count" as const,
  }));
  await client.send(new PutMetricDataCommand({ Namespace: namespace, MetricData }), { abortSignal });
}

/** Reads statistics minute by minute, as many asks in a request as the API allows. */
export function metricHistory(client: CloudWatchClient, namespace: string, stack: string) {
  return async (
    asks: readonly MetricAsk[],
    from: number,
    to: number,
    abortSignal: AbortSignal,
  ): ReturnType<QuotaPort["published"]> => {
    const batches: MetricAsk[][] = [];
    for (let start = 0; start < asks.length; start += limits.queriesPerGet)
      batches.push(asks.slice(start, start + limits.queriesPerGet));
    return (await Promise.all(batches.map((batch) => valuesOf(batch, from, to, abortSignal)))).flat();
  };

  async function valuesOf(asks: readonly MetricAsk[], from: number, to: number, abortSignal: AbortSignal) {
    const found = asks.map(() => new Map<number, number>());
    const input = {
      StartTime: new Date(from * 60_000),
      EndTime: new Date(to * 60_000),
      MetricDataQueries: asks.map((ask, index) => ({
        Id: `m${index}`,
        MetricStat: {
          Metric: { Namespace: namespace, MetricName: ask.metric, Dimensions: dimensionsOf(stack, ask) },
          Period: 60,
          Stat: ask.statistic,
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
      if (page.NextToken !== undefined && page.NextToken === token)
        throw new Error("CloudWatch repeats a page for ever");
      token = page.NextToken;
    } while (token !== undefined);
    return found;
  }
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

function dimensionsOf(stack: string, { modelId }: MetricName) {
  const dimensions = modelId === undefined ? stackDimensions(stack) : quotaDimensions(stack, modelId);
  return Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value }));
}
