import { setTimeout as pause } from "node:timers/promises";
import { type AwsService, startAwsServer } from "../local/servers/aws-http.ts";
import { bedrock } from "../local/servers/bedrock.ts";
import { serviceQuotas } from "../local/servers/service-quotas.ts";
import { loadRegistry } from "../registry/index.ts";

const region = "us-east-1";
const perPage = 100_800;
const metrics = [
  "Invocations",
  "InputTokenCount",
  "OutputTokenCount",
  "CacheReadInputTokenCount",
  "CacheWriteInputTokenCount",
  "EstimatedTPMQuotaUsage",
  "InvocationThrottles",
  "InvocationClientErrors",
  "InvocationServerErrors",
] as const;

interface Input {
  MetricDataQueries: {
    Id: string;
    MetricStat: { Metric: { MetricName: string; Dimensions: { Value: string }[] }; Period: number };
  }[];
  StartTime: number;
  EndTime: number;
  NextToken?: string;
}

/** A CloudWatch whose series are all alike, so that a page is put together from ready text. */
function fastCloudWatch(account: { ids: readonly string[]; every: number; latency: number }): AwsService {
  const ids = new Set(account.ids);
  const texts = new Map<string, { times: string; values: string; count: number }>();
  function seriesText(start: number, end: number, period: number) {
    const key = `${start} ${end} ${period}`;
    const known = texts.get(key);
    if (known) return known;
    const times: number[] = [];
    const step = Math.max(period, Math.floor((60 * account.every) / period) * period);
    for (let time = start; time < end; time += step) times.push(time);
    const values = times.map((_, index) => (index * 7_919) % 100_000);
    const made = { times: times.join(","), values: values.join(","), count: times.length };
    texts.set(key, made);
    return made;
  }

  async function getMetricData({ MetricDataQueries: queries, StartTime, EndTime, NextToken }: Input) {
    await pause(account.latency);
    let index = Number(NextToken ?? 0);
    const results: string[] = [];
    for (let room = perPage; index < queries.length; index++) {
      const { Id, MetricStat } = queries[index]!;
      const { MetricName, Dimensions } = MetricStat.Metric;
      const has = (metrics as readonly string[]).includes(MetricName) && ids.has(Dimensions[0]?.Value ?? "");
      const { times, values, count } = has
        ? seriesText(StartTime, EndTime, MetricStat.Period)
        : { times: "", values: "", count: 0 };
      if (count > room) break;
      room -= count;
      results.push(`{"Id":"${Id}","StatusCode":"Complete","Timestamps":[${times}],"Values":[${values}]}`);
    }
    const more = index < queries.length ? `,"NextToken":"${index}"` : "";
    return Buffer.from(`{"MetricDataResults":[${results.join(",")}],"Messages":[]${more}}`);
  }

  const listed = account.ids.flatMap((id) =>
    metrics.map((MetricName) => ({
      Namespace: "AWS/Bedrock",
      MetricName,
      Dimensions: [{ Name: "ModelId", Value: id }],
    })),
  );
  return {
    signingName: "monitoring",
    protocol: "json-1.0",
    operations: {
      GetMetricData: getMetricData,
      ListMetrics: ({ Namespace, NextToken = "0" }: { Namespace: string; NextToken?: string }) => {
        const all = Namespace === "AWS/Bedrock" ? listed : [];
        const end = Number(NextToken) + 500;
        return { Metrics: all.slice(end - 500, end), ...(end < all.length ? { NextToken: String(end) } : {}) };
      },
    },
  };
}

/** Ids as the registry has them: targets, each with its system profile and further application profiles. */
async function accountOf(targets: number, profiles: number) {
  const { models } = await loadRegistry(region);
  const places = models.flatMap(({ modelId, scopes }) =>
    (["cross-region", "global", "on-demand"] as const).flatMap((scope) =>
      scopes[scope] ? [{ modelId, scope, id: scopes[scope].ids[0] }] : [],
    ),
  );
  const chosen = places.slice(0, targets);
  const arn = (at: string, modelId: string) => `arn:aws:bedrock:${at}::foundation-model/${modelId}`;
  const applications = chosen.flatMap(({ modelId, scope }, index) =>
    Array.from({ length: profiles - 1 }, (_, number) => ({
      profileId: `app${index}x${number}`,
      type: "APPLICATION" as const,
      modelArns:
        scope === "on-demand"
          ? [arn(region, modelId)]
          : scope === "global"
            ? [arn("", modelId), arn(region, modelId)]
            : [arn(region, modelId), arn("us-west-2", modelId)],
    })),
  );
  return { applications, ids: [...chosen.map(({ id }) => id), ...applications.map(({ profileId }) => profileId)] };
}

/** The process that `bench/usage.ts` starts: tells its address and serves until it is ended. */
const [targets = 1, profiles = 1, every = 1, latency = 0] = process.argv.slice(2).map(Number);
const { applications, ids } = await accountOf(targets, profiles);
const server = await startAwsServer(
  fastCloudWatch({ ids, every, latency }),
  bedrock({ models: [], profiles: applications }),
  serviceQuotas([]),
);
process.send?.(server.url);
