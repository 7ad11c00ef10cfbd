import { setTimeout as pause } from "node:timers/promises";
import { AwsError, type AwsService } from "./aws-http.ts";
import {
  isStatistic,
  metricStore,
  type Points,
  type PretendDatum,
  type PretendSeries,
  resolutionAt,
} from "./metric-store.ts";

export type { PretendDatum, PretendSeries } from "./metric-store.ts";

type Dimensions = readonly { Name: string; Value: string }[];
interface PutInput {
  Namespace: string;
  MetricData: { MetricName: string; Dimensions?: Dimensions; Timestamp?: number; Value?: number; Unit?: string }[];
}
interface Query {
  Id: string;
  Label?: string;
  Expression?: string;
  ReturnData?: boolean;
  MetricStat?: {
    Metric: { Namespace: string; MetricName: string; Dimensions?: Dimensions };
    Period: number;
    Stat: string;
  };
}
interface GetInput {
  MetricDataQueries: Query[];
  StartTime: number;
  EndTime: number;
  ScanBy?: "TimestampAscending" | "TimestampDescending";
  MaxDatapoints?: number;
  NextToken?: string;
}

interface ListInput {
  Namespace?: string;
  MetricName?: string;
  RecentlyActive?: string;
  NextToken?: string;
}

export interface CloudWatchOptions {
  /** queries answered on one page of GetMetricData, besides the limit of data points */
  pageSize?: number;
  /** metrics with a whole past */
  series?: readonly PretendSeries[];
  /** the service's clock, epoch seconds; the machine's unless given */
  now?: () => number;
  /** milliseconds before an answer of GetMetricData, which may be changed while the server runs */
  latency?: { milliseconds: number };
  /** gives the last page's status of a metric other than Complete, with a message */
  broken?: (metric: {
    MetricName: string;
    Dimensions?: Dimensions;
  }) => { status: "InternalError" | "Forbidden" | "PartialData"; message: string } | undefined;
  /** messages on the answer as a whole */
  messages?: readonly { Code: string; Value: string }[];
}

/** Queries of one GetMetricData. API GetMetricData */
const queriesPerRequest = 500;
/** Data points of one page. API GetMetricData, MaxDatapoints */
const datapointsPerPage = 100_800;
/** Metrics of one page. API ListMetrics */
const metricsPerPage = 500;
/** "ListMetrics doesn't return information about metrics that have not reported data in the past two weeks." API ListMetrics */
const listedFor = 14 * 86_400;

/** The one value that RecentlyActive takes. API ListMetrics */
const recentlyActive: Readonly<Record<string, number>> = { PT3H: 3 * 3_600 };

/**
 * CloudWatch metrics (signing name "monitoring"): PutMetricData with the API's limits, GetMetricData of plain metrics
 * (no expressions) with its limits, paging, rounding and retention, ListMetrics.
 * Limits from the API's model (botocore 1.43.11, cloudwatch): 1,000 metrics and 30 dimensions each, finite values,
 * time stamps from two weeks back to two hours ahead, namespaces that don't start with "AWS/"; 500 queries and 100,800
 * data points; start times rounded down by age.
 *
 * Not documented and chosen here: a query whose points go on on the next page has the status PartialData until then;
 * queries are answered one after the other.
 * @param data every datum that was put, in order; may be filled beforehand with what the account already has
 */
export function cloudwatch(data: PretendDatum[], options: CloudWatchOptions = {}): AwsService {
  const { pageSize = queriesPerRequest, series = [], now = () => Date.now() / 1000, latency, broken } = options;
  const invalid = (reason: string) => new AwsError(400, "InvalidParameterValueException", reason);
  const store = metricStore(data, series);

  function checkDatum(
    { MetricName, Dimensions: dimensions = [], Timestamp, Value }: PutInput["MetricData"][number],
    present: number,
  ): void {
    // JSON has no NaN and no Infinity: the client writes them as text.
    if (typeof Value !== "number") throw invalid(`The value ${Value} of ${MetricName} is not a number`);
    if (dimensions.length > 30) throw invalid(`${MetricName} has more than 30 dimensions`);
    const time = Timestamp ?? present;
    if (time < present - listedFor || time > present + 2 * 3_600) throw invalid(`The time of ${MetricName}`);
  }

  function putMetricData(input: PutInput) {
    const present = now();
    if (input.Namespace.startsWith("AWS/")) throw invalid("Namespace must not start with AWS/");
    if (input.MetricData.length > 1_000) throw invalid("MetricData has more than 1000 members");
    for (const datum of input.MetricData) checkDatum(datum, present);
    for (const { MetricName, Dimensions: dimensions = [], Timestamp = present, Value = 0, Unit } of input.MetricData) {
      data.push({
        namespace: input.Namespace,
        metric: MetricName,
        dimensions: asRecord(dimensions),
        timestamp: Timestamp,
        value: Value,
        ...(Unit === undefined ? {} : { unit: Unit }),
      });
    }
  }

  function pointsOf(query: Query, input: GetInput): Points {
    const { MetricStat: metric } = query;
    if (metric === undefined) throw invalid(`expressions are not known here: ${query.Expression}`);
    if (!isStatistic(metric.Stat)) throw invalid(`the statistic ${metric.Stat} is not known here`);
    if (metric.Period < 60 || metric.Period % 60 !== 0) throw invalid(`Period ${metric.Period}`);
    const { Namespace: namespace, MetricName, Dimensions: dimensions = [] } = metric.Metric;
    const present = now();
    const rounding = resolutionAt(present - input.StartTime) ?? 3_600;
    return store.points(
      { namespace, metric: MetricName, dimensions: asRecord(dimensions) },
      {
        start: Math.floor(input.StartTime / rounding) * rounding,
        end: input.EndTime,
        period: metric.Period,
        stat: metric.Stat,
        now: present,
      },
    );
  }

  function checkAsk({ MetricDataQueries: queries, StartTime, EndTime, MaxDatapoints = 0 }: GetInput): void {
    if (queries.length > queriesPerRequest) throw invalid("MetricDataQueries has more than 500 members");
    if (MaxDatapoints > datapointsPerPage) throw invalid("MaxDatapoints");
    if (new Set(queries.map(({ Id }) => Id)).size < queries.length) throw invalid("two queries of one Id");
    if (EndTime <= StartTime) throw invalid("The parameter StartTime must be less than the parameter EndTime.");
  }

  async function getMetricData(input: GetInput) {
    const { MetricDataQueries: queries, NextToken, MaxDatapoints = datapointsPerPage } = input;
    checkAsk(input);
    if (latency && latency.milliseconds > 0) await pause(latency.milliseconds);

    let [index = 0, offset = 0] = NextToken === undefined ? [] : NextToken.split("-").map(Number);
    const results: string[] = [];
    let room = MaxDatapoints;
    let answered = 0;
    for (; index < queries.length && answered < pageSize && room > 0; answered++) {
      const query = queries[index]!;
      const all = pointsOf(query, input);
      const take = Math.min(room, all.times.length - offset);
      const goesOn = offset + take < all.times.length;
      const points = part(all, offset, take, input.ScanBy !== "TimestampAscending");
      const wrong = goesOn ? undefined : broken?.(query.MetricStat!.Metric);
      results.push(resultText(query, points, goesOn ? { status: "PartialData" } : wrong));
      room -= take;
      if (goesOn) {
        offset += take;
        break;
      }
      index += 1;
      offset = 0;
    }
    const more = index < queries.length ? `,"NextToken":"${index}-${offset}"` : "";
    const messages = JSON.stringify(options.messages ?? []);
    return Buffer.from(`{"MetricDataResults":[${results.join(",")}],"Messages":${messages}${more}}`);
  }

  function listMetrics(input: ListInput) {
    const recently = input.RecentlyActive === undefined ? listedFor : recentlyActive[input.RecentlyActive];
    if (recently === undefined) throw invalid(`RecentlyActive ${input.RecentlyActive}`);
    const found = store
      .metrics(now() - recently)
      .filter(({ namespace }) => input.Namespace === undefined || input.Namespace === namespace)
      .filter(({ metric }) => input.MetricName === undefined || input.MetricName === metric);
    const start = Number(input.NextToken ?? 0);
    const end = start + metricsPerPage;
    return {
      Metrics: found.slice(start, end).map(({ namespace, metric, dimensions }) => ({
        Namespace: namespace,
        MetricName: metric,
        Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
      })),
      ...(end < found.length ? { NextToken: String(end) } : {}),
    };
  }

  return {
    signingName: "monitoring",
    protocol: "json-1.0",
    operations: { PutMetricData: putMetricData, GetMetricData: getMetricData, ListMetrics: listMetrics },
  };
}

/** Written by hand: an answer has up to 100,800 points, and JSON.stringify with a function takes long over them. */
function resultText(
  { Id, Label, MetricStat }: Query,
  { times, values }: Points,
  trouble: { status: string; message?: string } | undefined,
): string {
  const head = JSON.stringify({
    Id,
    Label: Label ?? MetricStat?.Metric.MetricName,
    StatusCode: trouble?.status ?? "Complete",
    ...(trouble?.message !== undefined && { Messages: [{ Code: trouble.status, Value: trouble.message }] }),
  });
  return `${head.slice(0, -1)},"Timestamps":[${times.join(",")}],"Values":[${values.join(",")}]}`;
}

/** Some of a query's points, from the newest or from the oldest on. */
function part({ times, values }: Points, offset: number, take: number, newestFirst: boolean): Points {
  if (!newestFirst) return { times: times.slice(offset, offset + take), values: values.slice(offset, offset + take) };
  const end = times.length - offset;
  return { times: times.slice(end - take, end).reverse(), values: values.slice(end - take, end).reverse() };
}

const asRecord = (dimensions: Dimensions): Record<string, string> =>
  Object.fromEntries(dimensions.map(({ Name, Value }) => [Name, Value]));
