import assert from "node:assert/strict";
import { execFile, execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import {
  converseEvents,
  converseReply,
  eventReply,
  type RunningServer,
  serve,
  startBedrock,
  throttledReply,
} from "../../client/testing/index.ts";
import type { Datum } from "./metric-server.ts";

/** A Python that has boto3: HEADROOM_PYTHON, or python3. */
const python = process.env["HEADROOM_PYTHON"] ?? "python3";

function hasBoto3(): boolean {
  try {
    execFileSync(python, ["-c", "import boto3"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

describe("docs/python.md", function () {
  this.timeout(60_000);
  let folder: string;
  const servers: RunningServer[] = [];

  before(function () {
    if (!hasBoto3()) this.skip();
    folder = mkdtempSync(join(tmpdir(), "headroom-python-"));
  });
  after(async () => {
    if (folder) rmSync(folder, { recursive: true, force: true });
    await Promise.all(servers.map((server) => server.close()));
  });

  it("counts calls, streams and throttles as written", async () => {
    const page = readFileSync(fileURLToPath(new URL("../../docs/python.md", import.meta.url)), "utf8");
    const [library = "", example = ""] = [...page.matchAll(/```python\n([\s\S]*?)```/g)].map(([, code]) => code ?? "");
    writeFileSync(join(folder, "headroom.py"), library);
    writeFileSync(join(folder, "example.py"), example);

    let calls = 0;
    const usage = { inputTokens: 8, outputTokens: 2, cacheWriteInputTokens: 5 };
    const bedrock = await startBedrock(({ operation }) => {
      if (calls++ === 0) return throttledReply();
      return operation === "Converse" ? converseReply("Hello", usage) : eventReply(converseEvents("one two", usage));
    });
    const puts: { MetricData: Datum[] }[] = [];
    const metrics = await serve(({ body }) => {
      puts.push(JSON.parse(body.toString()));
      return { status: 200, headers: { "content-type": "application/x-amz-json-1.0" }, body: "{}" };
    });
    servers.push(bedrock, metrics);
    const { stdout } = await promisify(execFile)(python, [join(folder, "example.py")], {
      env: {
        ...process.env,
        ...{ AWS_ACCESS_KEY_ID: "a", AWS_SECRET_ACCESS_KEY: "b", AWS_DEFAULT_REGION: "us-east-1" },
        ...{ AWS_ENDPOINT_URL_BEDROCK_RUNTIME: bedrock.url, AWS_ENDPOINT_URL_CLOUDWATCH: metrics.url },
      },
    });
    assert.match(stdout, /^2\nmessageStart\n(?:contentBlockDelta\n)+contentBlockStop\nmessageStop\nmetadata\n$/);
    // A first attempt is throttled and tried again by boto3: two calls, one throttle.
    const sums: Record<string, number> = {};
    for (const { MetricName, Value, Dimensions } of puts.flatMap(({ MetricData }) => MetricData)) {
      assert.deepEqual(Dimensions, [
        { Name: "Application", Value: "checkout" },
        { Name: "Endpoint", Value: "bedrock-runtime" },
        { Name: "ModelId", Value: "us.anthropic.claude-sonnet-5" },
      ]);
      sums[MetricName] = (sums[MetricName] ?? 0) + (Value ?? 0);
    }
    assert.deepEqual(sums, {
      ...{ Requests: 2, ThrottledRequests: 1, MaxTokens: 2048, InputTokens: 26, OutputTokens: 4, ReservedTokens: 2074 },
    });
  });
});
