import type { CloudWatchClient, MetricDatum } from "@aws-sdk/client-cloudwatch";
import type { MinuteRecord } from "../minutes/minutes.ts";
import { defaultNamespace, dimensionsOf, type Point, pointsOf, unitOf } from "./metrics.ts";
import type { Batch, Outcome, Publisher } from "./publisher.ts";

/** Amazon CloudWatch API Reference, PutMetricData: 1,000 metrics and 1 MB a request (150 values a metric: distribution.ts). */
const maxMetrics = 1000;
/** A request is compressed before it's measured; this bound is on what goes in, so that it holds without. */
const maxBytes = 900_000;
/** Milliseconds; a request that takes longer is tried again with the next minute's. */
const timeout = 10_000;
/** Requests that one flush on demand may send for one Region: as many as a full backlog needs. */
const maxRequests = 10;

export interface CloudWatchOptions {
  /** "BedrockHeadroom/Client" by default */
  namespace?: string;
  /**
   * Makes the client for a Region: figures go to the Region whose quotas they are about.
   * @default a CloudWatchClient of that Region that tries once; what fails goes out a minute later
   */
  client?: (region: string) => CloudWatchClient | Promise<CloudWatchClient>;
}

/** Publishes by PutMetricData: at most one request a minute for each Region that the process calls. */
export function cloudWatch({ namespace = defaultNamespace, client = ownClient }: CloudWatchOptions = {}): Publisher {
  const clients = new Map<string, Promise<CloudWatchClient>>();

  async function clientOf(region: string): Promise<CloudWatchClient> {
    const made = clients.get(region) ?? Promise.resolve(client(region));
    clients.set(region, made);
    try {
      return await made;
    } catch (error) {
      clients.delete(region);
      throw error;
    }
  }

  async function put(region: string, data: MetricDatum[]): Promise<void> {
    const { PutMetricDataCommand } = await import("@aws-sdk/client-cloudwatch");
    const command = new PutMetricDataCommand({ Namespace: namespace, MetricData: data });
    await (await clientOf(region)).send(command, { abortSignal: AbortSignal.timeout(timeout) });
  }

  /** Sends as many of one Region's records as one request holds. */
  async function putSome(
    region: string,
    records: readonly MinuteRecord[],
    { application, dropped }: Batch,
  ): Promise<Outcome> {
    const { data, taken } = fill(records, application, dropped > 0 ? [droppedDatum(application, dropped)] : []);
    try {
      await put(region, data);
      return { keep: records.slice(taken), refused: 0, toldDropped: dropped > 0 };
    } catch (error) {
      const isLost = isRefusal(error);
      return { keep: isLost ? records.slice(taken) : records, refused: isLost ? taken : 0, toldDropped: false, error };
    }
  }

  /** One request, or all it takes; the first one that fails is the last. */
  async function publishRegion(region: string, records: readonly MinuteRecord[], batch: Batch): Promise<Outcome> {
    let outcome = await putSome(region, records, batch);
    for (let sent = 1; batch.all && sent < maxRequests && outcome.keep.length > 0 && !outcome.error; sent++) {
      const next = await putSome(region, outcome.keep, { ...batch, dropped: 0 });
      outcome = { ...next, toldDropped: outcome.toldDropped };
    }
    return outcome;
  }

  return {
    async publish(batch) {
      const regions = Map.groupBy(batch.records, ({ series }) => series.region);
      const outcomes: Outcome[] = [];
      for (const [region, records] of regions) {
        const toldDropped = outcomes.some((outcome) => outcome.toldDropped);
        outcomes.push(await publishRegion(region, records, toldDropped ? { ...batch, dropped: 0 } : batch));
      }
      const failed = outcomes.find(({ error }) => error !== undefined);
      return {
        keep: outcomes.flatMap(({ keep }) => keep),
        refused: outcomes.reduce((sum, { refused }) => sum + refused, 0),
        toldDropped: outcomes.some(({ toldDropped }) => toldDropped),
        ...(failed && { error: failed.error }),
      };
    },
  };
}

/** As many whole records as one request holds, as metric data. */
function fill(
  records: readonly MinuteRecord[],
  application: string,
  before: readonly MetricDatum[],
): { data: MetricDatum[]; taken: number } {
  const data = [...before];
  let bytes = 0;
  let taken = 0;
  for (const record of records) {
    const points = pointsOf(record);
    bytes += points.reduce((sum, point) => sum + bytesOf(point), 0);
    if (taken > 0 && (data.length + points.length > maxMetrics || bytes > maxBytes)) break;
    data.push(...points.map((point) => datum(point, record, application)));
    taken++;
  }
  return { data, taken };
}

/** More than a datum takes in any of the SDK's protocols: names, dimensions and time in 500 bytes, 30 for a value and its count. */
const bytesOf = (point: Point): number => 500 + ("values" in point ? point.values.length * 30 : 0);

function datum(point: Point, record: MinuteRecord, application: string): MetricDatum {
  return {
    MetricName: point.name,
    Dimensions: Object.entries(dimensionsOf(record, application)).map(([Name, Value]) => ({ Name, Value })),
    Timestamp: new Date(record.minute),
    Unit: unitOf(point.name),
    ...("total" in point ? { Value: point.total } : { Values: [...point.values], Counts: [...point.counts] }),
  };
}

const droppedDatum = (application: string, dropped: number): MetricDatum => ({
  MetricName: "DroppedRecords",
  Dimensions: [{ Name: "Application", Value: application }],
  Unit: "Count",
  Value: dropped,
});

/**
 * Whether CloudWatch says that the data itself is wrong, e.g. a time outside what it takes: to send it again is no use.
 * Missing rights are none of these: somebody may grant them within the hour.
 */
function isRefusal(error: unknown): boolean {
  const name = error instanceof Error ? error.name : "";
  return /^(?:InvalidParameter|MissingParameter|InvalidParameterValue|InvalidParameterCombination|MissingRequiredParameter|ValidationError|RequestEntityTooLarge)/.test(
    name,
  );
}

async function ownClient(region: string): Promise<CloudWatchClient> {
  const { CloudWatchClient } = await import("@aws-sdk/client-cloudwatch");
  return new CloudWatchClient({ region, maxAttempts: 1 });
}
