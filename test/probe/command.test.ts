import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { ProbeDocument } from "../../cli/probe/document.ts";
import { errorReply, simulateBedrock, startBedrock } from "../../client/testing/index.ts";
import { runHeadroom } from "../registry-cli/run-headroom.ts";

const model = "us.amazon.nova-lite-v1:0";

describe("headroom probe", () => {
  const folder = mkdtempSync(join(tmpdir(), "headroom-probe-"));
  after(() => rmSync(folder, { recursive: true }));
  const environment = (url: string) => ({
    ...{ HOME: folder, NO_COLOR: "1", CI: "1", COLUMNS: "80" },
    ...{ AWS_ACCESS_KEY_ID: "a", AWS_SECRET_ACCESS_KEY: "b", AWS_REGION: "us-east-1" },
    AWS_ENDPOINT_URL_BEDROCK_RUNTIME: url,
  });
  const probe = (args: string[], url = "http://localhost:1", more: NodeJS.ProcessEnv = {}) =>
    runHeadroom(["probe", ...args], { cwd: folder, env: { ...environment(url), ...more } });

  it("finds the simulated quota in a dry run, held against used, in 80 columns and without a network", async () => {
    const file = join(folder, "probe.json");
    const { code, stdout } = await probe([model, "--dry-run", "100000", "--max-tokens", "9900", "--json", file]);
    assert.equal(code, 0);
    for (const line of stdout.split("\n")) assert.ok(line.length <= 80, line);
    assert.match(stdout, /Throttled when [\d,]+ tokens would have been taken/);
    const { result, dryRun, quota } = JSON.parse(readFileSync(file, "utf8")) as ProbeDocument;
    assert.deepEqual([dryRun, quota, result.ended], [true, 100_000, "throttled"]);
    // About ten of 10,000 fit at once.
    const last = result.batches.at(-1)!;
    assert.deepEqual([last.requests, last.answered + last.throttled], [16, 16]);
    assert.ok(last.answered >= 8 && last.answered <= 10, `${last.answered}`);
    assert.ok(result.tookAtLeast < result.refusedAt!);
  });

  it("says in a dry run that one request alone is more than the quota", async () => {
    const { code, stdout } = await probe([model, "--dry-run", "5000", "--max-tokens", "10000"]);
    assert.equal(code, 0);
    assert.match(stdout.replaceAll(/\s+/g, " "), /Throttled when 10,100 tokens would have been taken .* 0 were\./);
  });

  it("probes a real server, whole and streamed, within its caps", async () => {
    const bedrock = await simulateBedrock({ models: { [model]: { quotas: { tokensPerMinute: 20_000 } } } });
    try {
      for (const stream of [[], ["--stream"]]) {
        const before = bedrock.counters(model);
        const { code, stdout } = await probe(
          [
            model,
            "--yes",
            "--max-tokens",
            "100",
            "--max-requests",
            "10",
            "--price",
            "1/4",
            "--max-usd",
            "1",
            "--json",
            "-",
            ...stream,
          ],
          bedrock.url,
        );
        assert.equal(code, 0);
        const { result } = JSON.parse(stdout) as ProbeDocument;
        assert.deepEqual([result.ended, result.requests], ["requests", 10]);
        assert.ok(result.usd! > 0);
        assert.equal(bedrock.counters(model).admitted - before.admitted, 10);
      }
    } finally {
      await bedrock.close();
    }
  });

  it("marks an assumed burndown, and looks at its options before it sends", async () => {
    const dry = ["--dry-run", "50000", "--max-tokens", "10000"];
    const unknown = await probe(["acme.unheard-of", ...dry]);
    assert.match(unknown.stdout.replaceAll(/\s+/g, " "), /taken to count 1: the registry doesn't know of this id/);
    for (const known of [await probe([model, ...dry]), await probe(["acme.unheard-of", ...dry, "--burndown", "5"])])
      assert.doesNotMatch(known.stdout, /taken to count/);
    const nowhere = await probe([model, "--yes", "--json", join(folder, "none", "probe.json")]);
    assert.deepEqual([nowhere.code, nowhere.stdout], [3, ""]);
    assert.match(nowhere.stderr.replaceAll(/\s+/g, " "), /there is no folder/);
    for (const wrong of ["/", "3/", "3", "3/15/2"])
      assert.match((await probe([model, "--price", wrong])).stderr, /two prices/);
  }).timeout(20_000);

  it("sends nothing unless it is allowed", async () => {
    let asked = 0;
    const bedrock = await startBedrock(() => {
      asked++;
      return errorReply(403, "AccessDeniedException", "no access");
    });
    const unasked = await probe([model], bedrock.url);
    assert.equal(unasked.code, 1);
    assert.match(unasked.stderr.replaceAll(/\s+/g, " "), /Allow it with --yes, or see it with --dry-run/);
    const production = await probe([model], bedrock.url, { AWS_PROFILE: "acme-production" });
    assert.match(production.stderr, /looks like production/);
    const priceless = await probe([model, "--yes", "--max-usd", "1"], bedrock.url);
    assert.match(priceless.stderr, /--max-usd needs --price/);
    assert.equal(asked, 0);
    const denied = await probe([model, "--yes"], bedrock.url);
    assert.equal(denied.code, 1);
    assert.match(denied.stdout, /Stopped at an error that is no throttle: AccessDeniedException: no access/);
    assert.equal(asked, 1);
    await bedrock.close();
  });

  it("stops on Ctrl-C with what it has", async () => {
    const bedrock = await simulateBedrock({
      models: { [model]: { quotas: { tokensPerMinute: 10_000_000 } } },
      answer: () => ({ outputTokens: 10, secondsToFirstToken: 1 }),
    });
    const main = fileURLToPath(new URL("../../cli/main.ts", import.meta.url));
    const child = spawn(process.execPath, [main, "probe", model, "--yes", "--max-requests", "500"], {
      env: { PATH: process.env["PATH"] ?? "", ...environment(bedrock.url) },
    });
    let [out, err] = ["", ""];
    child.stdout.on("data", (data) => (out += data));
    child.stderr.on("data", (data) => {
      err += data;
      if (/^2 at once/m.test(err)) child.kill("SIGINT");
    });
    const code = await new Promise((resolve) => child.on("exit", resolve));
    assert.equal(code, 130);
    assert.match(out, /Stopped by hand/);
    await bedrock.close();
  }).timeout(30_000);
});
