import { CloudWatchClient, GetMetricDataCommand, PutMetricDataCommand } from "@aws-sdk/client-cloudwatch";
import { ServiceQuotasClient } from "@aws-sdk/client-service-quotas";
import { PublishCommand, SNSClient } from "@aws-sdk/client-sns";
import { type ClientOptions, clientSettings } from "../../aws/client.ts";
import { readQuotas } from "../../aws/service-quotas.ts";
import { limits } from "../../monitoring/limits.ts";
import type { MetricName, QuotaPort } from "./port.ts";

export interface AwsPortOptions extends ClientOptions {
  /** namespace of the published metrics */
  namespace: string;
  /** SNS topic for changes; no alerts without */
  topicArn?: string;
  /** milliseconds between the starts of two pages of quotas; only tests ask for less than the default */
  pageInterval?: number;
  /** only tests ask for others than the default */
  timeLimits?: TimeLimits;
}

/** Milliseconds that each call of the port may take in all, retries included. */
export type TimeLimits = Readonly<Record<keyof QuotaPort, number>>;

/**
 * A run reads quotas and reads back side by side, puts its batches side by side and then the last one, then alerts: at
 * most 25 + 2 × 6 + 5 = 42 seconds, inside the function's time-out (`functionSettings`). The list of quotas has 12 pages,
 * so it has the most time.
 */
export const defaultTimeLimits: TimeLimits = {
  readQuotas: 25_000,
  lastPublished: 15_000,
  publish: 6_000,
  alert: 5_000,
};
/** Milliseconds of silence that end a try: what is read may take its time, what is written is answered at once. */
const silences = { reading: 7_000, writing: 2_000 } as const;

const hour = 3_600_000;
/**
 * How far back last known values are looked for. Older ones are 60 s data points still, but a gap that long is an outage
 * that the heartbeat's alarm has told of long ago.
 */
const readBackTime = 3 * hour;

/** The publisher's port over the AWS SDK. The clients are made here, once, and keep their connections. */
export function awsPort(options: AwsPortOptions): QuotaPort {
  const { namespace, topicArn, pageInterval, timeLimits = defaultTimeLimits, ...client } = options;
  const reading = clientSettings({ silence: silences.reading, ...client });
  const writing = clientSettings({ silence: silences.writing, ...client });
  const quotas = new ServiceQuotasClient(reading);
  const history = new CloudWatchClient(reading);
  const metrics = new CloudWatchClient(writing);
  const topics = new SNSClient(writing);

  async function latestOf(
    names: readonly MetricName[],
    before: Date,
    abortSignal: AbortSignal,
  ): Promise<(number | undefined)[]> {
    const latest = new Map<string, number>();
    let token: string | undefined;
    do {
      const page = await history.send(
        new GetMetricDataCommand({
          StartTime: new Date(before.getTime() - readBackTime),
          EndTime: before,
          ScanBy: "TimestampDescending",
          ...(token === undefined ? {} : { NextToken: token }),
          MetricDataQueries: names.map(({ metric, modelId }, index) => ({
            Id: `m${index}`,
            MetricStat: {
              Metric: { Namespace: namespace, MetricName: metric, Dimensions: dimensionsOf(modelId) },
              Period: 60,
              Stat: "Maximum",
            },
          })),
        }),
        { abortSignal },
      );
      for (const { Id, Values, StatusCode } of page.MetricDataResults ?? []) {
        if (StatusCode === "InternalError" || StatusCode === "Forbidden") {
          throw new Error(`GetMetricData answered ${StatusCode} for ${Id}`);
        }
        // Latest first, also from page to page.
        const value = Values?.[0];
        if (Id !== undefined && value !== undefined && !latest.has(Id)) latest.set(Id, value);
      }
      token = page.NextToken;
    } while (token !== undefined);
    return names.map((_, index) => latest.get(`m${index}`));
  }

  return {
    readQuotas: (codes) =>
      within(timeLimits.readQuotas, "Reading Service Quotas", (abortSignal) =>
        readQuotas(quotas, codes, { abortSignal, ...(pageInterval === undefined ? {} : { interval: pageInterval }) }),
      ),

    lastPublished: (names, before) =>
      within(timeLimits.lastPublished, "Reading metrics back", async (abortSignal) => {
        const batches: MetricName[][] = [];
        for (let start = 0; start < names.length; start += limits.queriesPerGet) {
          batches.push(names.slice(start, start + limits.queriesPerGet));
        }
        return (await Promise.all(batches.map((batch) => latestOf(batch, before, abortSignal)))).flat();
      }),

    publish: (points, minute) =>
      within(timeLimits.publish, "Publishing metrics", async (abortSignal) => {
        const MetricData = points.map(({ metric, modelId, value }) => ({
          MetricName: metric,
          Dimensions: dimensionsOf(modelId),
          Timestamp: minute,
          Value: value,
          Unit: "Count" as const,
        }));
        await metrics.send(new PutMetricDataCommand({ Namespace: namespace, MetricData }), { abortSignal });
      }),

    ...(topicArn === undefined
      ? {}
      : {
          alert: ({ subject, text, chat }) =>
            within(timeLimits.alert, "Sending the alert", async (abortSignal) => {
              // Amazon Q Developer in chat applications subscribes by https, people by e-mail (default).
              const Message = JSON.stringify({ default: text, https: JSON.stringify(chat) });
              await topics.send(
                new PublishCommand({ TopicArn: topicArn, Subject: subject, MessageStructure: "json", Message }),
                { abortSignal },
              );
            }),
        }),
  };
}

/** @throws an error that says what took too long, where the SDK's own says only that it was aborted */
async function within<T>(
  milliseconds: number,
  what: string,
  call: (abortSignal: AbortSignal) => Promise<T>,
): Promise<T> {
  const abortSignal = AbortSignal.timeout(milliseconds);
  try {
    return await call(abortSignal);
  } catch (error) {
    if (!abortSignal.aborted) throw error;
    throw new Error(`${what} did not end within ${milliseconds / 1_000} s`, { cause: error });
  }
}

const dimensionsOf = (modelId: string | undefined) =>
  modelId === undefined ? [] : [{ Name: "ModelId", Value: modelId }];
