import { BedrockClient } from "@aws-sdk/client-bedrock";
import { CloudWatchClient } from "@aws-sdk/client-cloudwatch";
import { CloudWatchLogsClient } from "@aws-sdk/client-cloudwatch-logs";
import { ServiceQuotasClient } from "@aws-sdk/client-service-quotas";
import { clientSettings } from "../../aws/client.ts";
import type { UsageClients } from "../../cli/usage/clients.ts";
import { type CollectOptions, collectUsage, type UsageRequest } from "../../cli/usage/collect.ts";
import { type AwsServer, type AwsService, startAwsServer } from "../../local/servers/aws-http.ts";
import { bedrock, type PretendBedrock, type PretendProfile } from "../../local/servers/bedrock.ts";
import {
  type CloudWatchOptions,
  cloudwatch,
  type PretendDatum,
  type PretendSeries,
} from "../../local/servers/cloudwatch.ts";
import { testCredentials } from "../../local/servers/credentials.ts";
import { type PretendQuota, type PretendRequest, serviceQuotas } from "../../local/servers/service-quotas.ts";
import type { UsageDocument } from "../../monitoring/report/document.ts";
import { type Granularity, stretchesOf } from "../../monitoring/report/stretches.ts";

export const region = "us-east-1";
/** A Saturday afternoon, 14:07. */
export const now = Date.UTC(2026, 10, 21, 14, 7) / 1000;
export const day = 86_400;

export const opus = "anthropic.claude-opus-5";
export const usOpus = `us.${opus}`;

const model = (at: string, id: string) => `arn:aws:bedrock:${at}::foundation-model/${id}`;

/** An application profile made from the US profile of a model. */
export const applicationProfile = (
  profileId: string,
  modelId = opus,
  tags: Record<string, string> = {},
): PretendProfile => ({
  profileId,
  name: `name of ${profileId}`,
  type: "APPLICATION",
  modelArns: ["us-east-1", "us-east-2", "us-west-2"].map((at) => model(at, modelId)),
  tags,
});

/** The quotas of Claude Opus 5 and a few more, with the codes and names that AWS has. */
const quotas = (): PretendQuota[] => [
  {
    code: "L-99296DCD",
    name: "Cross-region model inference tokens per minute for Anthropic Claude Opus 5",
    applied: 100_000,
    default: 30_000_000,
    adjustable: true,
  },
  {
    code: "L-D73B1244",
    name: "Global cross-region model inference tokens per minute for Anthropic Claude Opus 5",
    default: 50_000,
    adjustable: true,
  },
  { code: "L-E3F10727", name: "Cross-Model Max Tokens Per Day", applied: 3e12, default: 7e8 },
];

export interface PretendAccount {
  data: PretendDatum[];
  series: PretendSeries[];
  bedrock: PretendBedrock;
  quotas: PretendQuota[];
  /** its requests for increases */
  requests?: PretendRequest[];
  options: CloudWatchOptions;
  /** further services that it has */
  services?: readonly AwsService[];
}

export const emptyAccount = (): PretendAccount => ({
  data: [],
  series: [],
  bedrock: { models: [], profiles: [] },
  quotas: quotas(),
  options: { now: () => now },
});

/** A metric of an id, minute by minute from a time on. */
export const seriesOf = (
  metric: string,
  id: string,
  start: number,
  values: Iterable<number>,
  namespace = "AWS/Bedrock",
): PretendSeries => ({
  namespace,
  metric,
  dimensions: namespace === "AWS/Bedrock" ? { ModelId: id } : { Model: id },
  start,
  values: Float64Array.from(values),
});

export interface Running {
  server: AwsServer;
  clients: UsageClients;
}

/** Starts an account; close its server when done. */
export async function run(account: PretendAccount): Promise<Running> {
  const server = await startAwsServer(
    ...(account.services ?? []),
    cloudwatch(account.data, { ...account.options, series: account.series }),
    bedrock(account.bedrock),
    serviceQuotas(account.quotas, "bedrock", {
      requests: account.requests ?? [],
      ...(account.options.now && { now: account.options.now }),
    }),
  );
  const settings = {
    ...clientSettings({ region, endpoint: server.url, maxAttempts: 4, silence: 5_000 }),
    credentials: testCredentials,
  };
  const clients = {
    region,
    profile: undefined,
    cloudwatch: new CloudWatchClient(settings),
    bedrock: new BedrockClient(settings),
    quotas: new ServiceQuotasClient(settings),
    logs: async () => new CloudWatchLogsClient(settings),
  };
  return { server, clients };
}

/** A report on the last so many seconds. */
export function requestOf(
  seconds: number,
  more: Partial<UsageRequest> & { granularity?: Granularity; end?: number } = {},
): UsageRequest {
  const { granularity = "auto", end = now, ...rest } = more;
  return {
    models: [],
    all: false,
    stretches: stretchesOf({ start: end - seconds, end }, now, granularity),
    now,
    failOn: undefined,
    by: undefined,
    timeZone: "UTC",
    directory: "/nonexistent",
    ...rest,
  };
}

/** One report on an account, from start to end. */
export async function report(
  account: PretendAccount,
  request: UsageRequest,
  options: CollectOptions = {},
): Promise<UsageDocument> {
  const { server, clients } = await run(account);
  try {
    return await collectUsage(clients, request, {
      reading: { pointsPerSecond: Number.POSITIVE_INFINITY },
      ...options,
    });
  } finally {
    await server.close();
  }
}
