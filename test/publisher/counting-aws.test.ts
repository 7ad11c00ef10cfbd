import assert from "node:assert/strict";
import { awsPort } from "../../functions/quota-publisher/aws-port.ts";
import type { QuotaPort } from "../../functions/quota-publisher/port.ts";
import { type AwsServer, accessDenied, startAwsServer } from "../../local/servers/aws-http.ts";
import { cloudwatch, type PretendDatum } from "../../local/servers/cloudwatch.ts";

/** What the publisher counts, through the AWS SDK against a server that behaves like CloudWatch. */
describe("the publisher's reading of Bedrock's series, through the AWS SDK", () => {
  let data: PretendDatum[];
  let server: AwsServer;
  let port: QuotaPort;
  const now = Date.UTC(2026, 10, 25, 10) / 1_000;
  const minute = now / 60;
  const environment = { ...process.env };

  before(() => Object.assign(process.env, { AWS_ACCESS_KEY_ID: "test", AWS_SECRET_ACCESS_KEY: "test" }));
  after(() => {
    delete process.env["AWS_ACCESS_KEY_ID"];
    delete process.env["AWS_SECRET_ACCESS_KEY"];
    Object.assign(process.env, environment);
  });
  beforeEach(async () => {
    data = [];
    server = await startAwsServer(cloudwatch(data, { now: () => now + 3 }));
    port = awsPort({ namespace: "Bedrock/Quotas", stack: "test", region: "us-east-1", endpoint: server.url });
  });
  afterEach(() => server.close());

  const put = (namespace: string, metric: string, dimensions: Record<string, string>, ago: number, value = 1) =>
    data.push({ namespace, metric, dimensions, timestamp: now - ago * 60, value });
  const called = (ModelId: string, ago: number, value = 1) =>
    put("AWS/Bedrock", "Invocations", { ModelId }, ago, value);
  const series = (ModelId: string) => ({ namespace: "AWS/Bedrock", name: "Invocations", dimensions: { ModelId } });

  it("gives each series' Sum by minute, in the order asked for, 500 series a request", async () => {
    called("a", 2, 3);
    called("a", 2, 4);
    called("b", 5, 7);
    const idle = Array.from({ length: 1_200 }, (_, index) => series(`idle${index}`));
    const span = { from: minute - 60, to: minute, minutes: 1 };
    const found = await port.counted([series("b"), ...idle, series("a")], span);
    assert.deepEqual([...found[0]!], [[minute - 5, 7]]);
    assert.deepEqual([...found.at(-1)!], [[minute - 2, 7]]);
    assert.equal(found.length, 1_202);
    assert.equal(server.count("GetMetricData"), 3);
  });

  it("gives how many values a series has, where that is asked for", async () => {
    called("a", 2, 300);
    called("a", 2, 400);
    const span = { from: minute - 60, to: minute, minutes: 1 };
    const [samples, sum] = await port.counted([{ ...series("a"), stat: "SampleCount" }, series("a")], span);
    assert.deepEqual(
      [...samples!, ...sum!],
      [
        [minute - 2, 2],
        [minute - 2, 700],
      ],
    );
  });

  it("gives five minutes' Sums of 24 hours, and asks for no more than fit on one page: a page is charged like a request", async () => {
    called("a", 3, 3);
    called("a", 5, 4);
    called("a", 1_440, 5);
    called("a", 1_441, 6);
    const many = Array.from({ length: 400 }, () => series("a"));
    const found = await port.counted(many, { from: minute - 1_440, to: minute, minutes: 5 });
    assert.deepEqual(
      [...found[0]!].sort(([left], [right]) => left - right),
      [
        [minute - 1_440, 5],
        [minute - 5, 7],
      ],
    );
    // 100,800 data points are those of 350 series.
    assert.deepEqual(
      server.calls.map(({ input }) => (input["MetricDataQueries"] as unknown[]).length).sort(),
      [350, 50],
    );
  });

  it("fails where CloudWatch can't answer for one series", async () => {
    server.fail("GetMetricData", accessDenied("GetMetricData"), { times: Number.POSITIVE_INFINITY });
    await assert.rejects(port.counted([series("a")], { from: minute - 60, to: minute, minutes: 1 }));
  });

  it("lists ids that were called or throttled in the last three hours, each once, whatever dimensions a series has besides", async () => {
    called("us.model", 10);
    called("us.old", 200);
    put("AWS/Bedrock", "Invocations", {}, 1);
    put("AWS/Bedrock", "Invocations", { ModelId: "us.model", ServiceTier: "priority" }, 1);
    put("AWS/Bedrock", "InvocationThrottles", { ModelId: "us.model" }, 1);
    put("AWS/Bedrock", "Invocations", { ServiceTier: "flex", ModelId: "us.tier" }, 1);
    put("AWS/Bedrock", "InvocationThrottles", { ModelId: "us.zero" }, 1);
    put("AWS/BedrockMantle", "Inferences", { Model: "us.model" }, 1);
    put("AWS/BedrockMantle", "Inferences", { Project: "x" }, 1);
    const ids = await port.usedIds();
    assert.deepEqual(ids.map(({ namespace, id }) => `${namespace} ${id}`).sort(), [
      "AWS/Bedrock us.model",
      "AWS/Bedrock us.tier",
      "AWS/Bedrock us.zero",
      "AWS/BedrockMantle us.model",
    ]);
    assert.ok(server.calls.every(({ input }) => input["RecentlyActive"] === "PT3H"));
    assert.equal(server.count("ListMetrics"), 3);
  });

  it("lists all pages of ids", async () => {
    for (let index = 0; index < 1_100; index++) called(`id${index}`, 1);
    assert.equal((await port.usedIds()).length, 1_100);
  });

  it("knows of some ids those that were told within a span", async () => {
    const told = (ModelId: string, days: number) =>
      put("Bedrock/Quotas", "ToldUncounted", { Stack: "test", ModelId }, days * 1_440);
    told("a", 0);
    told("b", 13);
    put("Bedrock/Quotas", "ToldUncounted", { Stack: "other", ModelId: "c" }, 1);
    const day = minute - (minute % 1_440);
    const found = await port.toldIds(["a", "b", "c", "d"], day - 60 * 1_440, day + 1_440);
    assert.deepEqual([...found].sort(), ["a", "b"]);
  });
});
