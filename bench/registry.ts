/**
 * CPU of a refresh of one Region on a recorded account with 1,123 quotas (target: less than 2 s), of `headroom registry
 * list` and of loadRegistry: `node bench/registry.ts`. The commands run in processes of their own, start included.
 */
import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { startAwsServer } from "../local/servers/aws-http.ts";
import { bedrock } from "../local/servers/bedrock.ts";
import { serviceQuotas } from "../local/servers/service-quotas.ts";
import { loadRegistry } from "../registry/index.ts";
import { recordedAccount } from "../test/registry-cli/recorded-account.ts";

export interface RegistryFigures {
  /** of the pretended account */
  quotas: number;
  /** CPU of `headroom registry refresh --check` of one Region, milliseconds, median */
  refreshMilliseconds: number;
  /** CPU of `headroom registry list`, milliseconds, median */
  listMilliseconds: number;
  /** time of loadRegistry of one Region with the catalogue already read, milliseconds, median */
  loadMilliseconds: number;
}

const path = (name: string) => fileURLToPath(new URL(name, import.meta.url));
const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN;

/** CPU milliseconds of a headroom command, which may exit with 1 (out of date). */
async function cpuOf(args: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  const run = promisify(execFile)(
    process.execPath,
    ["--import", path("./report-cpu.ts"), path("../cli/main.ts"), ...args],
    { env },
  );
  const { stdout } = await run.catch((error: { code: unknown; stdout: string }) => {
    if (error.code === 1) return error;
    throw error;
  });
  return Number(/cpu ([\d.]+)\s*$/.exec(stdout)?.[1]);
}

export async function benchRegistry(runs = 5): Promise<RegistryFigures> {
  const account = await recordedAccount();
  const server = await startAwsServer(bedrock(account), serviceQuotas(account.quotas));
  const cache = await mkdtemp(join(tmpdir(), "bench-registry-"));
  const env = {
    ...process.env,
    AWS_ENDPOINT_URL: server.url,
    AWS_ACCESS_KEY_ID: "bench",
    AWS_SECRET_ACCESS_KEY: "bench",
    XDG_CACHE_HOME: cache,
  };
  const several = async (args: readonly string[]): Promise<number> => {
    const times: number[] = [];
    for (let index = 0; index < runs; index++) times.push(await cpuOf(args, env));
    return median(times);
  };
  try {
    await loadRegistry("us-east-1");
    const loads: number[] = [];
    for (let index = 0; index < 20; index++) {
      const start = performance.now();
      await loadRegistry("us-east-1");
      loads.push(performance.now() - start);
    }
    return {
      quotas: account.quotas.length,
      refreshMilliseconds: await several(["registry", "refresh", "--check", "--region", "us-east-1"]),
      listMilliseconds: await several(["registry", "list"]),
      loadMilliseconds: median(loads),
    };
  } finally {
    await server.close();
    await rm(cache, { recursive: true });
  }
}

if (import.meta.main) console.log(await benchRegistry());
