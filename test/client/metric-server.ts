import { AwsError, type AwsServer, type AwsService, startAwsServer } from "../../local/servers/aws-http.ts";

/** One metric of a PutMetricData, as sent. */
export interface Datum {
  MetricName: string;
  Dimensions: { Name: string; Value: string }[];
  Timestamp?: number;
  Value?: number;
  Values?: number[];
  Counts?: number[];
}

const refused = (what: string): AwsError => new AwsError(400, "InvalidParameterValue", what);

/**
 * CloudWatch as far as PutMetricData with distributions goes, with its limits (Amazon CloudWatch API Reference,
 * PutMetricData and MetricDatum): 1,000 metrics, 150 values each with a count, time from two weeks back to two hours ahead.
 */
const monitoring: AwsService = {
  signingName: "monitoring",
  protocol: "json-1.0",
  operations: {
    PutMetricData({ MetricData }: { MetricData: Datum[] }) {
      if (MetricData.length > 1000) throw refused("more than 1,000 metrics");
      for (const datum of MetricData) check(datum);
      return {};
    },
  },
};

function check({ Value, Values, Counts, Timestamp, Dimensions }: Datum): void {
  if ((Value === undefined) === (Values === undefined)) throw refused("one of Value and Values");
  const values = Values ?? [Value];
  if (values.length > 150 || values.length !== (Counts ?? values).length) throw refused("values and counts");
  if (!values.every(Number.isFinite)) throw refused("a value that is no number");
  const seconds = Timestamp === undefined ? 0 : Timestamp - Date.now() / 1000;
  if (seconds > 7_200 || seconds < -14 * 86_400) throw refused("a time out of range");
  if (Dimensions.some((one) => one.Value === "" || one.Value.length > 1024)) throw refused("a dimension");
}

export const startMetricServer = (): Promise<AwsServer> => startAwsServer(monitoring);
