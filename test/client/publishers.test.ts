import assert from "node:assert/strict";
import { CloudWatchClient } from "@aws-sdk/client-cloudwatch";
import type { Attributes, Meter } from "@opentelemetry/api";
import { cloudWatch, emf, type Headroom, headroom, openTelemetry, type Series } from "../../client/index.ts";
import { AwsError, type AwsServer, accessDenied } from "../../local/servers/aws-http.ts";
import { type Datum, startMetricServer } from "./metric-server.ts";
import { minute, type TurnedClock, turnedClock } from "./turned-clock.ts";

const model: Series = { region: "us-east-1", endpoint: "bedrock-runtime", modelId: "us.anthropic.claude-sonnet-5" };
const answered = { throttled: false, usage: { inputTokens: 100, outputTokens: 10 } };

describe("PutMetricData", () => {
  let server: AwsServer;
  let clock: TurnedClock;
  let errors: unknown[];
  const clients = new Set<CloudWatchClient>();

  beforeEach(async () => {
    server = await startMetricServer();
    // CloudWatch refuses what is too far from its own clock.
    clock = turnedClock(Math.floor(Date.now() / minute) * minute);
    errors = [];
  });
  afterEach(async () => {
    for (const client of clients) client.destroy();
    clients.clear();
    await server.close();
  });

  const meterOf = (maxModels?: number): Headroom =>
    headroom({
      application: "checkout",
      clock,
      onError: (error) => errors.push(error),
      ...(maxModels !== undefined && { maxModels }),
      publish: cloudWatch({
        client(region) {
          const credentials = { accessKeyId: "a", secretAccessKey: "b" };
          const client = new CloudWatchClient({ region, endpoint: server.url, credentials, maxAttempts: 1 });
          clients.add(client);
          return client;
        },
      }),
    });

  const puts = () => server.calls.filter(({ operation }) => operation === "PutMetricData");
  const data = (): Datum[] => puts().flatMap(({ input }) => input.MetricData as Datum[]);
  const total = (name: string): number =>
    data()
      .filter(({ MetricName }) => MetricName === name)
      .reduce(
        (sum, { Value = 0, Values = [], Counts = [] }) =>
          sum + Value + Values.reduce((inner, value, slot) => inner + value * (Counts[slot] ?? 1), 0),
        0,
      );

  /** Turns the clock, and waits for the requests that this sets off. */
  async function pass(milliseconds: number, requests: number): Promise<void> {
    await clock.pass(milliseconds);
    for (let tries = 0; tries < 100 && server.count("PutMetricData") < requests; tries++)
      await new Promise((resolve) => setTimeout(resolve, 10));
    await new Promise((resolve) => setTimeout(resolve, 20));
  }

  it("is one request for the thousand calls of a minute, with their minute and dimensions", async () => {
    const meter = meterOf();
    const started = clock.now();
    for (let call = 0; call < 1000; call++) meter.begin(model, 64_000).settle(answered);
    await pass(2 * minute, 1);
    assert.equal(puts().length, 1);
    assert.equal(puts()[0]?.input.Namespace, "BedrockHeadroom/Client");
    assert.equal(puts()[0]?.region, "us-east-1");
    const maxTokens = data().find(({ MetricName }) => MetricName === "MaxTokens");
    assert.deepEqual([maxTokens?.Values, maxTokens?.Counts], [[64_000], [1000]]);
    assert.equal(Number(maxTokens?.Timestamp) * 1000, started);
    assert.deepEqual(maxTokens?.Dimensions, [
      { Name: "Application", Value: "checkout" },
      { Name: "Endpoint", Value: "bedrock-runtime" },
      { Name: "ModelId", Value: model.modelId },
    ]);
    assert.equal(total("ReservedTokens"), 64_100_000);
    await meter.shutdown();
    assert.equal(puts().length, 1);
  });

  it("keeps within 1,000 metrics a request: what doesn't fit goes with the next minute's", async () => {
    const meter = meterOf(200);
    const holds = Array.from({ length: 200 }, (_, number) =>
      meter.begin({ ...model, modelId: `model.${number}` }, 1000 + number),
    );
    await clock.pass(1000);
    for (const hold of holds) hold.settle(answered);
    await pass(minute + 12_000, 1);
    assert.equal(puts().length, 1);
    assert.ok((puts()[0]?.input.MetricData.length ?? 0) <= 1000);
    await pass(minute, 2);
    assert.equal(puts().length, 2);
    assert.equal(total("Requests"), 200);
    await meter.shutdown();
  });

  it("goes to the Region that was called", async () => {
    const meter = meterOf();
    meter.begin(model, 10).settle(answered);
    meter.begin({ ...model, region: "eu-west-1" }, 20).settle(answered);
    await meter.flush();
    assert.deepEqual(
      puts().map(({ region }) => region),
      ["us-east-1", "eu-west-1"],
    );
  });

  it("loses nothing of an hour's outage with one model, and tries once a minute", async () => {
    const meter = meterOf();
    server.fail("PutMetricData", new AwsError(503, "ServiceUnavailable"), { times: 60 });
    for (let number = 0; number < 60; number++) {
      meter.begin(model, 1000).settle(answered);
      await pass(minute, number);
    }
    assert.ok(server.count("PutMetricData") <= 60);
    await pass(5 * minute, 61);
    const accepted = puts().slice(60);
    assert.deepEqual(accepted.length, 1);
    const requests = accepted
      .flatMap(({ input }) => input.MetricData as Datum[])
      .filter(({ MetricName }) => MetricName === "Requests");
    assert.equal(
      requests.reduce((sum, { Value = 0 }) => sum + Value, 0),
      60,
    );
    assert.equal(new Set(requests.map(({ Timestamp }) => Timestamp)).size, 60);
    await meter.shutdown();
  }).timeout(30_000);

  it("drops the oldest of an hour's outage with many models, counts them and tells it afterwards", async () => {
    const meter = meterOf();
    server.fail("PutMetricData", accessDenied("cloudwatch:PutMetricData"));
    for (let number = 0; number < 60; number++) {
      for (let one = 0; one < 50; one++) meter.begin({ ...model, modelId: `model.${one}` }, 1000).settle(answered);
      await pass(minute, number);
    }
    assert.ok(errors.length >= 55);
    server.mend();
    const before = puts().length;
    await meter.shutdown();
    const accepted = puts()
      .slice(before)
      .flatMap(({ input }) => input.MetricData as Datum[]);
    const requests = accepted.filter(({ MetricName }) => MetricName === "Requests");
    const dropped = accepted.filter(({ MetricName }) => MetricName === "DroppedRecords");
    assert.equal(dropped.length, 1);
    assert.deepEqual(dropped[0]?.Dimensions, [{ Name: "Application", Value: "checkout" }]);
    assert.equal(requests.length + (dropped[0]?.Value ?? 0), 3000);
    assert.equal(requests.length, 800);
  }).timeout(30_000);

  it("doesn't try again what CloudWatch says is wrong, and tells that it's lost", async () => {
    const meter = meterOf();
    server.fail("PutMetricData", new AwsError(400, "InvalidParameterValue"), { times: 1 });
    meter.begin(model, 1000).settle(answered);
    await meter.flush();
    meter.begin(model, 1000).settle(answered);
    await meter.flush();
    assert.equal(errors.length, 1);
    const accepted = puts()[1]?.input.MetricData as Datum[];
    assert.equal(accepted.find(({ MetricName }) => MetricName === "Requests")?.Value, 1);
    assert.equal(accepted.find(({ MetricName }) => MetricName === "DroppedRecords")?.Value, 1);
  });
});

describe("EMF lines", () => {
  it("are what CloudWatch Logs takes: their minute, no more than 100 values, all of them in all", async () => {
    const lines: string[] = [];
    const clock = turnedClock();
    const meter = headroom({ application: "fn", clock, publish: emf({ write: (line) => lines.push(line) }) });
    for (let call = 0; call < 250; call++) meter.begin(model, 64_000).settle(answered);
    await meter.flush();
    const parsed = lines.map((line) => JSON.parse(line));
    assert.equal(parsed.length, 3);
    assert.equal(parsed[0]._aws.Timestamp, clock.now());
    assert.equal(parsed[0].Requests, 250);
    assert.equal(parsed[0].ModelId, model.modelId);
    assert.deepEqual(
      parsed.map(({ MaxTokens }) => MaxTokens.length),
      [100, 100, 50],
    );
    assert.deepEqual(
      parsed.map(({ Requests }) => Requests),
      [250, undefined, undefined],
    );
    const [directive] = parsed[0]._aws.CloudWatchMetrics;
    for (const { Name } of directive.Metrics) assert.ok(Name in parsed[0], Name);
    for (const name of directive.Dimensions[0]) assert.equal(typeof parsed[0][name], "string");
  });
});

describe("OpenTelemetry", () => {
  it("gets totals as counters and each request's values in histograms", async () => {
    const seen: [string, number, Attributes | undefined][] = [];
    const record = (name: string) => (value: number, attributes?: Attributes) => {
      seen.push([name, value, attributes]);
    };
    const meter = {
      createCounter: (name: string) => ({ add: record(name) }),
      createHistogram: (name: string) => ({ record: record(name) }),
    } as unknown as Meter;
    const own = headroom({ application: "svc", clock: turnedClock(), publish: openTelemetry({ meter }) });
    for (let call = 0; call < 1500; call++) own.begin(model, 100).settle(answered);
    await own.shutdown();
    const sum = (name: string) => seen.filter(([of]) => of === name).reduce((all, [, value]) => all + value, 0);
    assert.equal(sum("bedrock.headroom.requests"), 1500);
    assert.equal(sum("bedrock.headroom.max_tokens"), 150_000);
    assert.equal(sum("bedrock.headroom.reserved_tokens"), 300_000);
    assert.equal(seen.filter(([name]) => name === "bedrock.headroom.output_tokens").length, 1500);
    assert.deepEqual(seen[0]?.[2], {
      application: "svc",
      endpoint: "bedrock-runtime",
      "cloud.region": "us-east-1",
      "gen_ai.request.model": model.modelId,
    });
  });

  it("is silent without an SDK", async () => {
    const own = headroom({ application: "svc", clock: turnedClock(), publish: openTelemetry() });
    own.begin(model, 100).settle(answered);
    await own.shutdown();
  });
});
