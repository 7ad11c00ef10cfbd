import { fork } from "node:child_process";
import { once } from "node:events";
import { BedrockClient } from "@aws-sdk/client-bedrock";
import { CloudWatchClient } from "@aws-sdk/client-cloudwatch";
import { ServiceQuotasClient } from "@aws-sdk/client-service-quotas";
import { clientSettings } from "../aws/client.ts";
import type { UsageClients } from "../cli/usage/clients.ts";
import { collectUsage } from "../cli/usage/collect.ts";
import { stretchesOf } from "../monitoring/report/stretches.ts";
import { loadRegistry } from "../registry/index.ts";
import { startAwsServer } from "../test/servers/aws-http.ts";
import { bedrock } from "../test/servers/bedrock.ts";
import { testCredentials } from "../test/servers/credentials.ts";
import { serviceQuotas } from "../test/servers/service-quotas.ts";
import { fastCloudWatch } from "./usage-server.ts";

/**
 * How long `headroom usage` takes over many targets, against a CloudWatch that answers every request after 30 ms.
 *
 * The server runs in a process of its own and gives ready-made pages, so that what is measured is the report.
 * Two accounts: sparse (a minute in ten has data, much as real accounts have) and dense (every minute).
 */
const region = "us-east-1";
const latency = 30;
const concurrency = 8;
const day = 86_400;

if (process.argv[2] === "server") {
  await serve(Number(process.argv[3]), Number(process.argv[4]), Number(process.argv[5]));
} else {
  for (const [name, targets, profiles, every] of [
    ["60 targets × 4 profiles, a minute in ten", 60, 4, 10],
    ["60 targets × 4 profiles, every minute", 60, 4, 1],
    ["1 target, every minute", 1, 1, 1],
  ] as const) {
    await measure(name, targets, profiles, every);
  }
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

async function serve(targets: number, profiles: number, every: number): Promise<void> {
  const { applications, ids } = await accountOf(targets, profiles);
  const server = await startAwsServer(
    fastCloudWatch({ ids, every, latency }),
    bedrock({ models: [], profiles: applications }),
    serviceQuotas([]),
  );
  process.send?.(server.url);
}

async function measure(name: string, targets: number, profiles: number, every: number): Promise<void> {
  const server = fork(import.meta.filename, ["server", String(targets), String(profiles), String(every)]);
  const [url] = (await once(server, "message")) as [string];
  try {
    const settings = { ...clientSettings({ region, endpoint: url, silence: 60_000 }), credentials: testCredentials };
    const clients: UsageClients = {
      region,
      profile: undefined,
      cloudwatch: new CloudWatchClient(settings),
      bedrock: new BedrockClient(settings),
      quotas: new ServiceQuotasClient(settings),
    };
    const now = Math.floor(Date.now() / 60_000) * 60;
    let heap = 0;
    const watch = setInterval(() => {
      heap = Math.max(heap, process.memoryUsage.rss());
    }, 50);
    const cpu = process.cpuUsage();
    const began = performance.now();
    const document = await collectUsage(
      clients,
      {
        models: [],
        all: false,
        stretches: stretchesOf({ start: now - 30 * day, end: now }, now),
        now,
        thresholds: { warning: 70, critical: 90 },
        by: undefined,
        timeZone: "UTC",
        directory: "/nonexistent",
      },
      { reading: { concurrency, pointsPerSecond: Number.POSITIVE_INFINITY } },
    );
    const took = (performance.now() - began) / 1000;
    const { user, system } = process.cpuUsage(cpu);
    clearInterval(watch);
    const { requests, metrics, datapoints } = document.cost;
    const waiting = (requests / concurrency) * (latency / 1000);
    console.log(
      [
        `${name}, 30 days:`,
        `${took.toFixed(1)} s, of them ${((user + system) / 1e6).toFixed(1)} s of processor time, ${Math.round(heap / 2 ** 20)} MB at most;`,
        `${document.targets.length} targets, ${requests} requests, ${metrics} metrics, ${(datapoints / 1e6).toFixed(1)} million points;`,
        `waiting for ${latency} ms alone: ${waiting.toFixed(1)} s (×${(took / waiting).toFixed(1)});`,
        `at CloudWatch's own rate of 396,000 points a second: ${(datapoints / 396_000).toFixed(0)} s`,
      ].join(" "),
    );
  } finally {
    server.kill();
  }
}
