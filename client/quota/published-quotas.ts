import type { CloudWatchClient } from "@aws-sdk/client-cloudwatch";
import type { ModelQuotas, QuotaKind } from "./limits.ts";
import type { QuotaSource } from "./options.ts";

/** The metrics of a bedrock-headroom stack's publisher: a quota each, every minute (docs/plan.md, `feed`). */
const metrics: Readonly<Record<QuotaKind, string>> = {
  tokensPerMinute: "TokenQuota",
  requestsPerMinute: "RequestQuota",
  tokensPerDay: "DailyTokenQuota",
};
export const publishedMetrics = { namespace: "Bedrock/Quotas", ...metrics } as const;

export interface PublishedQuotasOptions {
  /** the stack's name: the dimension Stack of what it publishes */
  stack: string;
  /** of the stack's Region. Default: a CloudWatchClient of the environment's Region */
  client?: CloudWatchClient;
  /** For tests: milliseconds since 1970. */
  now?: () => number;
}

/** Milliseconds; the publisher puts every minute, ten ahead. A reading looks so far back. */
const window = 10 * 60_000;

/**
 * Live quotas as a bedrock-headroom stack in the same account and Region publishes them: the newest value of each. One
 * GetMetricData for each model and reading; needs `cloudwatch:GetMetricData`.
 */
export function publishedQuotas({ stack, client, now = Date.now }: PublishedQuotasOptions): QuotaSource {
  let made = client;
  return async (modelId) => {
    const { CloudWatchClient: Client, GetMetricDataCommand } = await import("@aws-sdk/client-cloudwatch");
    made ??= new Client();
    const end = now();
    const kinds = Object.entries(metrics) as [QuotaKind, string][];
    const { MetricDataResults = [] } = await made.send(
      new GetMetricDataCommand({
        StartTime: new Date(end - window),
        EndTime: new Date(end),
        ScanBy: "TimestampDescending",
        MetricDataQueries: kinds.map(([kind, MetricName]) => ({
          Id: kind,
          MetricStat: {
            Metric: {
              Namespace: publishedMetrics.namespace,
              MetricName,
              Dimensions: [
                { Name: "Stack", Value: stack },
                { Name: "ModelId", Value: modelId },
              ],
            },
            Period: 60,
            // A lowered quota counts at once.
            Stat: "Minimum",
          },
        })),
      }),
    );
    const quotas: ModelQuotas = {};
    for (const { Id, Values = [], StatusCode } of MetricDataResults) {
      if (StatusCode === "InternalError" || StatusCode === "Forbidden")
        throw new Error(`GetMetricData answered ${StatusCode} for ${Id}`);
      const [newest] = Values;
      if (newest !== undefined) quotas[Id as QuotaKind] = newest;
    }
    return Object.keys(quotas).length > 0 ? quotas : undefined;
  };
}
