import { fork } from "node:child_process";
import { once } from "node:events";
import { BedrockClient } from "@aws-sdk/client-bedrock";
import { CloudWatchClient } from "@aws-sdk/client-cloudwatch";
import { CloudWatchLogsClient } from "@aws-sdk/client-cloudwatch-logs";
import { ServiceQuotasClient } from "@aws-sdk/client-service-quotas";
import { clientSettings } from "../aws/client.ts";
import type { UsageClients } from "../cli/usage/clients.ts";
import { collectUsage } from "../cli/usage/collect.ts";
import { testCredentials } from "../local/servers/credentials.ts";
import { stretchesOf } from "../monitoring/report/stretches.ts";

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

const accounts = [
  ["60 targets × 4 profiles, a minute in ten", 60, 4, 10],
  ["60 targets × 4 profiles, every minute", 60, 4, 1],
  ["1 target, every minute", 1, 1, 1],
] as const;

/** A report on 30 days of each account, one after the other. */
export async function benchUsage(): Promise<string> {
  const lines: string[] = [];
  for (const account of accounts) lines.push(textOf(await measure(account)));
  return lines.join("\n");
}

interface UsageFigures {
  name: string;
  /** seconds */
  took: number;
  /** seconds of processor time, the report's process alone */
  processor: number;
  /** MB, the largest resident set seen */
  memory: number;
  targets: number;
  requests: number;
  metrics: number;
  datapoints: number;
}

async function measure([name, targets, profiles, every]: (typeof accounts)[number]): Promise<UsageFigures> {
  const server = fork(new URL("usage-server.ts", import.meta.url), [
    String(targets),
    String(profiles),
    String(every),
    String(latency),
  ]);
  const [url] = (await once(server, "message")) as [string];
  try {
    const settings = { ...clientSettings({ region, endpoint: url, silence: 60_000 }), credentials: testCredentials };
    const clients: UsageClients = {
      region,
      profile: undefined,
      cloudwatch: new CloudWatchClient(settings),
      bedrock: new BedrockClient(settings),
      quotas: new ServiceQuotasClient(settings),
      logs: async () => new CloudWatchLogsClient(settings),
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
        failOn: undefined,
        by: undefined,
        timeZone: "UTC",
        directory: "/nonexistent",
      },
      { reading: { concurrency, pointsPerSecond: Number.POSITIVE_INFINITY } },
    );
    const took = (performance.now() - began) / 1000;
    const { user, system } = process.cpuUsage(cpu);
    clearInterval(watch);
    return {
      name,
      took,
      processor: (user + system) / 1e6,
      memory: Math.round(heap / 2 ** 20),
      targets: document.targets.length,
      ...document.cost,
    };
  } finally {
    server.kill();
  }
}

function textOf({ name, took, processor, memory, targets, requests, metrics, datapoints }: UsageFigures): string {
  const waiting = (requests / concurrency) * (latency / 1000);
  return [
    `${name}, 30 days:`,
    `${took.toFixed(1)} s, of them ${processor.toFixed(1)} s of processor time, ${memory} MB at most;`,
    `${targets} targets, ${requests} requests, ${metrics} metrics, ${(datapoints / 1e6).toFixed(1)} million points;`,
    `waiting for ${latency} ms alone: ${waiting.toFixed(1)} s (×${(took / waiting).toFixed(1)});`,
    `at CloudWatch's own rate of 396,000 points a second: ${(datapoints / 396_000).toFixed(0)} s`,
  ].join(" ");
}

// For bench/pairs.ts: `node bench/usage.ts 1` is the report on the second account.
if (import.meta.main) {
  const account = accounts[Number(process.argv[2] ?? 0)];
  if (!account) throw new Error(`there are ${accounts.length} accounts`);
  const { took, processor } = await measure(account);
  console.log(JSON.stringify({ seconds: took, processor }));
}
