import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { cp, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { bundlePublisher } from "../../functions/quota-publisher/bundle.ts";
import { scheduleInput } from "../../functions/quota-publisher/function-settings.ts";
import { startAwsServer } from "../../local/servers/aws-http.ts";
import { cloudwatch, type PretendDatum } from "../../local/servers/cloudwatch.ts";
import { serviceQuotas } from "../../local/servers/service-quotas.ts";
import { sns } from "../../local/servers/sns.ts";
import { feedOfCodes } from "./fake-port.ts";
import { codeOf, pretendQuotas } from "./pretend-quotas.ts";

const root = join(import.meta.dirname, "../..");
const hashOf = async (path: string) =>
  createHash("sha256")
    .update(await readFile(path))
    .digest("hex");

describe("the quota publisher's bundle", () => {
  let directory: string;
  before(async () => {
    directory = await mkdtemp(join(tmpdir(), "publisher-bundle-"));
  });
  after(() => rm(directory, { recursive: true }));

  it("is one file of less than 400 kB, with nothing half-written beside it", async () => {
    const [path] = await Promise.all([bundlePublisher(directory), bundlePublisher(directory)]);
    assert.deepEqual(await readdir(directory), ["index.mjs"]);
    assert.equal(path, join(directory, "index.mjs"));
    const bytes = await readFile(path);
    assert.ok(bytes.length < 400_000, `${bytes.length} bytes`);
    assert.ok(bytes.length > 50_000, `${bytes.length} bytes`);
  });

  it("has the same bytes when the project lies in another directory", async () => {
    const elsewhere = await mkdtemp(join(tmpdir(), "a-longer-name-for-another-directory-"));
    try {
      for (const part of ["functions", "aws", "monitoring", "words", "package.json"]) {
        await cp(join(root, part), join(elsewhere, part), { recursive: true });
      }
      await symlink(join(root, "node_modules"), join(elsewhere, "node_modules"));
      const module = pathToFileURL(join(elsewhere, "functions/quota-publisher/bundle.ts")).href;
      const { bundlePublisher: there } = (await import(module)) as { bundlePublisher: typeof bundlePublisher };
      assert.equal(
        await hashOf(await there(join(elsewhere, "out/nested"))),
        await hashOf(await bundlePublisher(directory)),
      );
    } finally {
      await rm(elsewhere, { recursive: true });
    }
  });

  it("runs as Lambda runs it, with the feed beside it and nothing else", async () => {
    const data: PretendDatum[] = [];
    const server = await startAwsServer(serviceQuotas(pretendQuotas(3)), cloudwatch(data), sns([]));
    try {
      const path = await bundlePublisher(directory);
      await writeFile(join(directory, "feed.json"), JSON.stringify(feedOfCodes(codeOf(2))));
      const event = scheduleInput.replace("<aws.scheduler.scheduled-time>", new Date().toISOString());
      const program = `
        const { handler } = await import(${JSON.stringify(pathToFileURL(path).href)});
        await handler(${event}, { awsRequestId: "request-1" });
        await handler(${event}, { awsRequestId: "request-2" });`;
      const env = {
        AWS_REGION: "us-east-1",
        AWS_ACCESS_KEY_ID: "test",
        AWS_SECRET_ACCESS_KEY: "test",
        AWS_SESSION_TOKEN: "test",
        AWS_ENDPOINT_URL: server.url,
        ALERT_TOPIC_ARNS: "arn:aws:sns:us-east-1:123456789012:topic",
      };
      const run = promisify(execFile)(process.execPath, ["--input-type=module", "--eval", program], { env, cwd: "/" });
      const { stdout, stderr } = await run;
      assert.equal(stderr, "");
      const [line, ...others] = stdout.trim().split("\n");
      assert.deepEqual(others, []);
      const { level, event: name, quotas } = JSON.parse(line ?? "");
      assert.deepEqual([level, name, quotas], ["INFO", "quotas-read", 1]);
    } finally {
      await server.close();
    }
    const own = [
      ["QuotasWithoutValue", 0],
      ["QuotaAgeMinutes", 0],
      ["UntoldChanges", 0],
      ["PublisherRuns", 1],
    ];
    const horizon = Array(11).fill(["TokenQuota", 3_000]);
    assert.deepEqual(
      data.map(({ metric, value }) => [metric, value]),
      [...horizon, ...own, ...own],
    );
    assert.ok(data.every(({ dimensions }) => dimensions["Stack"] === "test"));
    assert.deepEqual(server.calls.map(({ operation }) => operation).sort(), [
      "GetMetricData",
      "ListAWSDefaultServiceQuotas",
      "ListServiceQuotas",
      "PutMetricData",
      "PutMetricData",
    ]);
  });
});
