/**
 * What a minute of the quota publisher costs: `node bench/publisher.ts`.
 * The real bundle runs in a process of its own, as Lambda runs it, against the tests' AWS server, with 200 targets of
 * three quotas each among the 1,123 of an account. The target is less than 20 ms of CPU in a steady minute.
 * CPU is of this machine, in the first minutes after a start (code still cold) and in the 100th (code compiled).
 */
import { execFile } from "node:child_process";
import { mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { bundlePublisher } from "../functions/quota-publisher/bundle.ts";
import { functionSettings } from "../functions/quota-publisher/function-settings.ts";
import { startAwsServer } from "../local/servers/aws-http.ts";
import { cloudwatch, type PretendDatum } from "../local/servers/cloudwatch.ts";
import { type PretendQuota, serviceQuotas } from "../local/servers/service-quotas.ts";
import { sns } from "../local/servers/sns.ts";
import type { Feed } from "../monitoring/plan-types.ts";

export interface PublisherFigures {
  targets: number;
  quotas: number;
  bundleBytes: number;
  /** CPU of loading the bundle, milliseconds */
  loadMilliseconds: number;
  /** CPU of the first run, which reads Service Quotas and reads back, milliseconds */
  firstMinuteMilliseconds: number;
  /** CPU of a steady run: the median of the first ten, and of 50 later ones, milliseconds */
  steadyMinuteMilliseconds: { cold: number; warm: number };
  /** AWS calls of the first run, of a run that reads again, of a steady run */
  calls: { first: number; reading: number; steady: number };
  /** AWS calls a minute, on the average of a reading every 15 minutes */
  callsPerMinute: number;
  /** resident memory at the end, megabytes */
  memoryMegabytes: number;
}

const targets = 200;
const accountQuotas = 1_123;
const refreshMinutes = 15;

const kinds = [
  { metric: "TokenQuota", kind: "tpm" },
  { metric: "RequestQuota", kind: "rpm" },
  { metric: "DailyTokenQuota", kind: "tpd" },
] as const;
const codeOf = (index: number) => `L-${index.toString(16).toUpperCase().padStart(8, "0")}` as const;
const nameOf = (index: number) => `Cross-region model inference tokens per minute for Model ${index}`;

/** The child's program: runs the handler and prints its own CPU milliseconds after each step, one JSON a line. */
const program = (bundle: string) => `
  const cpu = () => { const { user, system } = process.cpuUsage(); return (user + system) / 1000; };
  const out = (figures) => process.stdout.write(JSON.stringify({ figures }) + "\\n");
  let before = cpu();
  const { handler } = await import(${JSON.stringify(bundle)});
  const load = cpu() - before;
  const start = Date.now();
  const minute = async (number) => {
    const before = cpu();
    await handler({ scheduledTime: new Date(start + number * 60000).toISOString() }, {});
    return cpu() - before;
  };
  const first = await minute(0);
  const steady = [];
  for (let run = 0; run < 150; run++) steady.push(await minute(1));
  out({ load, first, steady, memory: process.memoryUsage.rss() / 1e6 });
`;

const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0;

export async function measurePublisher(): Promise<PublisherFigures> {
  const directory = await mkdtemp(join(tmpdir(), "bench-publisher-"));
  const quotas = Array.from({ length: accountQuotas }, (_, index): PretendQuota => {
    return { code: codeOf(index), name: nameOf(index), applied: 1_000 + index };
  });
  const data: PretendDatum[] = [];
  const server = await startAwsServer(serviceQuotas(quotas), cloudwatch(data), sns([]));
  try {
    const path = await bundlePublisher(directory);
    const feed: Feed = {
      namespace: "Bedrock/Quotas",
      stack: "bench",
      refreshMinutes,
      horizonMinutes: 10,
      quotas: [],
    };
    for (let target = 0; target < targets; target++) {
      for (const [index, { metric, kind }] of kinds.entries()) {
        const code = codeOf(target * kinds.length + index);
        const name = nameOf(target * kinds.length + index);
        feed.quotas.push({ metric, kind, modelId: `us.provider.model-${target}-v1:0`, code, name, multiplier: 1 });
      }
    }
    await writeFile(join(directory, functionSettings.feedFile), JSON.stringify(feed));
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ["--input-type=module", "--eval", program(pathToFileURL(path).href)],
      {
        env: {
          AWS_REGION: "us-east-1",
          AWS_ACCESS_KEY_ID: "bench",
          AWS_SECRET_ACCESS_KEY: "bench",
          AWS_ENDPOINT_URL: server.url,
        },
      },
    );
    const lines = stdout.trim().split("\n");
    const { figures } = JSON.parse(lines.at(-1) ?? "");
    const steadyRuns = figures.steady.length as number;
    const puts = server.count("PutMetricData");
    const steady = (puts - 1) / steadyRuns;
    const first = server.count() - steady * steadyRuns;
    const reading = server.count("ListServiceQuotas") + steady;
    return {
      targets,
      quotas: feed.quotas.length,
      bundleBytes: (await stat(path)).size,
      loadMilliseconds: figures.load,
      firstMinuteMilliseconds: figures.first,
      steadyMinuteMilliseconds: { cold: median(figures.steady.slice(0, 10)), warm: median(figures.steady.slice(100)) },
      calls: { first, reading, steady },
      callsPerMinute: (reading + (refreshMinutes - 1) * steady) / refreshMinutes,
      memoryMegabytes: figures.memory,
    };
  } finally {
    await server.close();
    await rm(directory, { recursive: true });
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  console.log(JSON.stringify(await measurePublisher(), null, 2));
}
