import { CloudWatchClient } from "@aws-sdk/client-cloudwatch";
import { ServiceQuotasClient } from "@aws-sdk/client-service-quotas";
import { SNSClient } from "@aws-sdk/client-sns";
import { type ClientOptions, clientSettings } from "../../aws/client.ts";
import { listQuotas } from "../../aws/service-quotas.ts";
import { toldUncountedMetric } from "../../monitoring/feed.ts";
import { askInTime } from "./ask-in-time.ts";
import { ownSeries, putPoints, readSeries } from "./metric-calls.ts";
import type { QuotaPort } from "./port.ts";
import { tellOneOf } from "./tell.ts";
import { readUsedIds } from "./used-ids.ts";
import { within } from "./within.ts";

export interface AwsPortOptions extends ClientOptions {
  /** namespace of the published metrics */
  namespace: string;
  /** their dimension Stack */
  stack: string;
  /** SNS topics for news, the first one that takes a message gets it; no alerts without */
  topicArns?: readonly string[];
  /** milliseconds between the starts of two pages of quotas; only tests ask for less than the default */
  pageInterval?: number;
  /** milliseconds between the starts of two questions for one quota; only tests ask for less than the default */
  askInterval?: number;
  /** only tests ask for others than the default */
  timeLimits?: TimeLimits;
}

/** Milliseconds that each call of the port may take in all, retries included. */
export type TimeLimits = Readonly<Record<keyof QuotaPort, number>>;

/**
 * A run reads back beside the first list, then may read the second list, ask, put its batches side by side and then the
 * last one, alert, and put that it has: at most 11 + 11 + 11 + 3 × 4 + 6 = 51 seconds, inside the function's time-out
 * (`functionSettings`). What is counted is read, added up and put beside all that (11 + 4), and the look at the ids that
 * have use is over before the first lists can be (11 + 11 against 22). 11 seconds of questions are 55 codes a run: an adjustment of all the 270 quotas of 90 targets is
 * confirmed in five runs.
 */
export const defaultTimeLimits: TimeLimits = {
  listQuotas: 11_000,
  askQuotas: 11_000,
  published: 11_000,
  counted: 11_000,
  usedIds: 11_000,
  toldIds: 11_000,
  publish: 4_000,
  alert: 6_000,
};
/** Milliseconds of silence that end a try: what is read may take its time, what is written is answered at once. */
const silences = { reading: 4_000, writing: 1_500 } as const;

/** The publisher's port over the AWS SDK. The clients are made here, once, and keep their connections. */
export function awsPort(options: AwsPortOptions): QuotaPort {
  const { namespace, stack, topicArns = [], pageInterval, askInterval, timeLimits = defaultTimeLimits } = options;
  const { region, endpoint, maxAttempts } = options;
  const client = {
    ...(region === undefined ? {} : { region }),
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(maxAttempts === undefined ? {} : { maxAttempts }),
  };
  const settings = (silence: number) => clientSettings({ ...client, silence: options.silence ?? silence });
  const quotas = new ServiceQuotasClient(settings(silences.reading));
  const metrics = new CloudWatchClient(settings(silences.writing));
  const reader = new CloudWatchClient(settings(silences.reading));
  const topics = new SNSClient(settings(silences.writing));

  return {
    listQuotas: (origin) =>
      within(timeLimits.listQuotas, "Reading Service Quotas", (abortSignal) =>
        listQuotas(quotas, origin, { abortSignal, ...(pageInterval === undefined ? {} : { interval: pageInterval }) }),
      ),
    askQuotas: (codes) => askInTime(quotas, codes, timeLimits.askQuotas, askInterval),
    published: (asks, from, to) =>
      within(timeLimits.published, "Reading metrics back", (abortSignal) => {
        const series = asks.map((ask) => ownSeries(namespace, stack, ask));
        return readSeries(reader, series, { from, to, minutes: 1 }, abortSignal);
      }),
    counted: (series, span) =>
      within(timeLimits.counted, "Reading series to add up", (abortSignal) => {
        const sums = series.map(({ stat, ...one }) => ({ ...one, statistic: stat ?? ("Sum" as const) }));
        return readSeries(reader, sums, span, abortSignal);
      }),
    usedIds: () =>
      within(timeLimits.usedIds, "Looking which ids have use", (abortSignal) => readUsedIds(reader, abortSignal)),
    toldIds: (ids, from, to) =>
      within(timeLimits.toldIds, "Reading which ids were told", async (abortSignal) => {
        const asks = ids.map((modelId) =>
          ownSeries(namespace, stack, { metric: toldUncountedMetric, modelId, statistic: "Maximum" }),
        );
        const found = await readSeries(reader, asks, { from, to, minutes: 1_440 }, abortSignal);
        return new Set(ids.filter((_, index) => found[index]!.size > 0));
      }),
    publish: (points) =>
      within(timeLimits.publish, "Publishing metrics", (abortSignal) =>
        putPoints(metrics, { namespace, stack, points }, abortSignal),
      ),
    ...(topicArns.length === 0 ? {} : { alert: (alert) => tellOneOf(topics, topicArns, alert, timeLimits.alert) }),
  };
}
