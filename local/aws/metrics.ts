import {
  GetMetricDataCommand,
  type MetricDataQuery,
  type MetricDatum,
  PutMetricDataCommand,
} from "@aws-sdk/client-cloudwatch";
import { limits } from "../../monitoring/limits.ts";
import {
  identityKey,
  identityOf,
  type MetricIdentity,
  type SeriesStore,
  type Statistics,
} from "../../monitoring/simulation/series.ts";
import { minute } from "../../words/units.ts";
import type { AwsClients } from "./clients.ts";

/**
 * Puts minutes of series into CloudWatch as statistic sets. AWS itself takes no datum for its own namespaces; the
 * emulator does, and so stands for Bedrock too.
 * @param from epoch seconds of the first minute to put
 * @param until epoch seconds of the first one not to put
 */
export async function putSeries(aws: AwsClients, store: SeriesStore, from: number, until: number): Promise<void> {
  const byNamespace = new Map<string, MetricDatum[]>();
  for (const [key, { Sum, SampleCount, Minimum, Maximum }] of store) {
    if (!Sum) continue;
    const { Namespace, MetricName, Dimensions } = identityOf(key);
    const data = byNamespace.get(Namespace) ?? [];
    byNamespace.set(Namespace, data);
    for (const [index, sum] of Sum.values.entries()) {
      const time = Sum.start + index * minute;
      if (time < from || time >= until || Number.isNaN(sum)) continue;
      const samples = SampleCount?.values[index] || 1;
      const [least, most] = [Minimum?.values[index] ?? sum / samples, Maximum?.values[index] ?? sum / samples];
      data.push({
        MetricName,
        Dimensions,
        Timestamp: new Date(time * 1000),
        StatisticValues: { Sum: sum, SampleCount: samples, Minimum: least, Maximum: most },
      });
    }
  }
  for (const [Namespace, data] of byNamespace)
    for (let start = 0; start < data.length; start += limits.metricsPerPut)
      await aws.cloudwatch.send(
        new PutMetricDataCommand({ Namespace, MetricData: data.slice(start, start + limits.metricsPerPut) }),
      );
}

const statistics = ["Sum", "SampleCount", "Minimum", "Maximum", "Average"] as const;

/**
 * Reads minutes of metrics back from CloudWatch, raw: the emulator evaluates no expressions.
 * @param start epoch seconds, a whole minute
 */
export async function readSeries(
  aws: AwsClients,
  metrics: readonly MetricIdentity[],
  start: number,
  minutes: number,
): Promise<SeriesStore> {
  const wanted = [...new Map(metrics.map((metric) => [identityKey(metric), metric]))];
  const asked = wanted.flatMap(([key, Metric]) => statistics.map((Stat) => ({ key, Metric, Stat })));
  const store = new Map<string, Record<string, { start: number; period: typeof minute; values: Float64Array }>>();
  for (let first = 0; first < asked.length; first += limits.queriesPerGet) {
    const chunk = asked.slice(first, first + limits.queriesPerGet);
    const { MetricDataResults = [] } = await aws.cloudwatch.send(
      new GetMetricDataCommand({
        StartTime: new Date(start * 1000),
        EndTime: new Date((start + minutes * minute) * 1000),
        MetricDataQueries: chunk.map(
          ({ Metric, Stat }, index): MetricDataQuery => ({
            Id: `m${index}`,
            MetricStat: { Metric, Period: minute, Stat },
          }),
        ),
      }),
    );
    for (const { Id = "", Timestamps = [], Values = [] } of MetricDataResults) {
      const { key, Stat } = chunk[Number(Id.slice(1))]!;
      if (Values.length === 0) continue;
      const values = new Float64Array(minutes).fill(Number.NaN);
      for (const [index, time] of Timestamps.entries())
        values[(time.getTime() / 1000 - start) / minute] = Values[index] ?? Number.NaN;
      const known = store.get(key) ?? {};
      known[Stat] = { start, period: minute, values };
      store.set(key, known);
    }
  }
  return store as Map<string, Statistics>;
}
