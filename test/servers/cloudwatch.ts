import { AwsError, type AwsService } from "./aws-http.ts";

export interface PretendDatum {
  namespace: string;
  metric: string;
  dimensions: Readonly<Record<string, string>>;
  /** epoch seconds */
  timestamp: number;
  value: number;
  unit?: string;
}

type Dimensions = readonly { Name: string; Value: string }[];
interface PutInput {
  Namespace: string;
  MetricData: { MetricName: string; Dimensions?: Dimensions; Timestamp?: number; Value?: number; Unit?: string }[];
}
interface GetInput {
  MetricDataQueries: {
    Id: string;
    Label?: string;
    Expression?: string;
    ReturnData?: boolean;
    MetricStat?: {
      Metric: { Namespace: string; MetricName: string; Dimensions?: Dimensions };
      Period: number;
      Stat: string;
    };
  }[];
  StartTime: number;
  EndTime: number;
  ScanBy?: "TimestampAscending" | "TimestampDescending";
  MaxDatapoints?: number;
  NextToken?: string;
}

const statistics: Readonly<Record<string, (values: number[]) => number>> = {
  Sum: (values) => values.reduce((sum, value) => sum + value, 0),
  Maximum: (values) => Math.max(...values),
  Minimum: (values) => Math.min(...values),
  Average: (values) => values.reduce((sum, value) => sum + value, 0) / values.length,
  SampleCount: (values) => values.length,
};

/**
 * CloudWatch metrics (signing name "monitoring"): PutMetricData with the API's limits, GetMetricData of plain metrics
 * (no expressions) with its paging, ListMetrics.
 * Limits from the API's model (botocore 1.43.11, cloudwatch): 1,000 metrics and 30 dimensions each, finite values,
 * time stamps from two weeks back to two hours ahead, namespaces that don't start with "AWS/"; 500 queries.
 * @param data every datum that was put, in order; may be filled beforehand with what the account already has
 * @param options.pageSize queries answered on one page of GetMetricData (AWS documents data points, not queries, a page)
 */
export function cloudwatch(data: PretendDatum[], options: { pageSize?: number } = {}): AwsService {
  const { pageSize = 500 } = options;
  const invalid = (reason: string) => new AwsError(400, "InvalidParameterValueException", reason);

  function putMetricData(input: PutInput) {
    const now = Date.now() / 1000;
    if (input.Namespace.startsWith("AWS/")) throw invalid("Namespace must not start with AWS/");
    if (input.MetricData.length > 1_000) throw invalid("MetricData has more than 1000 members");
    for (const { MetricName, Dimensions: dimensions = [], Timestamp = now, Value } of input.MetricData) {
      // JSON has no NaN and no Infinity: the client writes them as text.
      if (typeof Value !== "number") throw invalid(`The value ${Value} of ${MetricName} is not a number`);
      if (dimensions.length > 30) throw invalid(`${MetricName} has more than 30 dimensions`);
      if (Timestamp < now - 14 * 86_400 || Timestamp > now + 2 * 3_600) throw invalid(`The time of ${MetricName}`);
    }
    for (const { MetricName, Dimensions: dimensions = [], Timestamp = now, Value = 0, Unit } of input.MetricData) {
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

  function getMetricData(input: GetInput) {
    const { MetricDataQueries: queries, NextToken, StartTime, EndTime } = input;
    if (queries.length > 500) throw invalid("MetricDataQueries has more than 500 members");
    const start = NextToken === undefined ? 0 : Number(NextToken);
    const results = queries.slice(start, start + pageSize).map((query) => {
      const { MetricStat: metric } = query;
      if (metric === undefined) throw invalid(`expressions are not known here: ${query.Expression}`);
      const statistic = statistics[metric.Stat];
      if (statistic === undefined) throw invalid(`the statistic ${metric.Stat} is not known here`);
      const buckets = new Map<number, number[]>();
      for (const datum of data) {
        if (datum.timestamp < StartTime || datum.timestamp >= EndTime || !isOf(datum, metric.Metric)) continue;
        const bucket = Math.floor(datum.timestamp / metric.Period) * metric.Period;
        buckets.set(bucket, [...(buckets.get(bucket) ?? []), datum.value]);
      }
      const points = [...buckets].sort(([a], [b]) => (input.ScanBy === "TimestampAscending" ? a - b : b - a));
      return {
        Id: query.Id,
        Label: query.Label ?? metric.Metric.MetricName,
        Timestamps: points.map(([time]) => time),
        Values: points.map(([, values]) => statistic(values)),
        StatusCode: "Complete",
      };
    });
    const end = start + pageSize;
    return { MetricDataResults: results, Messages: [], ...(end < queries.length ? { NextToken: String(end) } : {}) };
  }

  function listMetrics(input: { Namespace?: string; MetricName?: string }) {
    const seen = new Map<string, PretendDatum>();
    for (const datum of data) {
      if (input.Namespace !== undefined && input.Namespace !== datum.namespace) continue;
      if (input.MetricName !== undefined && input.MetricName !== datum.metric) continue;
      seen.set(JSON.stringify([datum.namespace, datum.metric, datum.dimensions]), datum);
    }
    const metrics = [...seen.values()].map(({ namespace, metric, dimensions }) => ({
      Namespace: namespace,
      MetricName: metric,
      Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
    }));
    return { Metrics: metrics };
  }

  return {
    signingName: "monitoring",
    protocol: "json-1.0",
    operations: { PutMetricData: putMetricData, GetMetricData: getMetricData, ListMetrics: listMetrics },
  };
}

const asRecord = (dimensions: Dimensions): Record<string, string> =>
  Object.fromEntries(dimensions.map(({ Name, Value }) => [Name, Value]));

function isOf(
  datum: PretendDatum,
  metric: { Namespace: string; MetricName: string; Dimensions?: Dimensions },
): boolean {
  if (datum.namespace !== metric.Namespace || datum.metric !== metric.MetricName) return false;
  const wanted = Object.entries(asRecord(metric.Dimensions ?? []));
  return (
    wanted.length === Object.keys(datum.dimensions).length &&
    wanted.every(([name, value]) => datum.dimensions[name] === value)
  );
}
