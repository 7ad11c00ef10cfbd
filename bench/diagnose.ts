import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { emptyAccount, run, seriesOf, usOpus } from "../test/usage/pretend-account.ts";

const minutes = 1_440;
const main = fileURLToPath(new URL("../cli/main.ts", import.meta.url));

/** `headroom diagnose --since 24h` of one model that is used every minute and throttled every tenth: the whole command, seconds. */
export async function benchDiagnose(runs = 5): Promise<{ what: string; best: number; unit: string }> {
  const account = emptyAccount();
  delete account.options.now;
  const begin = Math.floor(Date.now() / 60_000) * 60 - minutes * 60;
  const put = (metric: string, of: (minute: number) => number) =>
    account.series.push(
      seriesOf(
        metric,
        usOpus,
        begin,
        Array.from({ length: minutes }, (_, minute) => of(minute)),
      ),
    );
  put("Invocations", () => 40);
  put("EstimatedTPMQuotaUsage", (minute) => 40_000 + 1_000 * (minute % 60));
  put("InputTokenCount", () => 40_000);
  put("OutputTokenCount", () => 4_000);
  put("InvocationLatency", () => 4_000);
  put("InvocationThrottles", (minute) => (minute % 10 === 0 ? 3 : Number.NaN));
  const folder = mkdtempSync(join(tmpdir(), "bench-diagnose-"));
  const { server } = await run(account);
  const env = {
    ...{ PATH: process.env["PATH"], HOME: folder, AWS_ENDPOINT_URL: server.url, AWS_REGION: "us-east-1" },
    ...{ AWS_ACCESS_KEY_ID: "a", AWS_SECRET_ACCESS_KEY: "b", AWS_EC2_METADATA_DISABLED: "true" },
  };
  let best = Number.POSITIVE_INFINITY;
  try {
    for (let i = 0; i < runs; i++) {
      const began = performance.now();
      const args = [main, "diagnose", "--since", "24h", "--no-cache", "--json", "-"];
      const child = spawn(process.execPath, args, { cwd: folder, env, stdio: ["ignore", "ignore", "ignore"] });
      await new Promise((resolve) => child.on("exit", resolve));
      best = Math.min(best, (performance.now() - began) / 1_000);
    }
  } finally {
    await server.close();
    rmSync(folder, { recursive: true });
  }
  return { what: "diagnose --since 24h of one model, the whole command", best, unit: "s" };
}

if (import.meta.main) console.log(await benchDiagnose());
