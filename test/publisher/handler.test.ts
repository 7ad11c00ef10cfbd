import assert from "node:assert/strict";
import { type AwsPortOptions, awsPort, defaultTimeLimits } from "../../functions/quota-publisher/aws-port.ts";
import { functionSettings } from "../../functions/quota-publisher/function-settings.ts";
import { createHandler, type Handler } from "../../functions/quota-publisher/handler.ts";
import { jsonLog } from "../../functions/quota-publisher/log.ts";
import {
  type AwsServer,
  accessDenied,
  serverError,
  startAwsServer,
  throttled,
  tooManyRequests,
} from "../../local/servers/aws-http.ts";
import { cloudwatch, type PretendDatum } from "../../local/servers/cloudwatch.ts";
import { type PretendQuota, serviceQuotas } from "../../local/servers/service-quotas.ts";
import { type PretendMessage, sns } from "../../local/servers/sns.ts";
import type { Feed } from "../../monitoring/plan-types.ts";
import { feedOfCodes, feedQuota } from "./fake-port.ts";
import { codeOf, pretendQuotas } from "./pretend-quotas.ts";

const topicArn = "arn:aws:sns:us-east-1:123456789012:bedrock-headroom-test-critical";
const milderTopicArn = "arn:aws:sns:us-east-1:123456789012:bedrock-headroom-test-warning";
const context = {
  awsRequestId: "request-1",
  invokedFunctionArn: "arn:aws:lambda:us-east-1:123456789012:function:publisher",
};
/** What 200 models with a quota of tokens, of requests and of tokens a day each are published as. */
function feedOfTargets(targets: number, horizonMinutes = 10): Feed {
  const feed = { ...feedOfCodes(), horizonMinutes };
  for (let index = 0; index < targets; index++) {
    const modelId = `us.provider.model-${index}`;
    feed.quotas.push(feedQuota(codeOf(3 * index), { modelId }));
    feed.quotas.push(feedQuota(codeOf(3 * index + 1), { modelId, metric: "RequestQuota", kind: "rpm" }));
    feed.quotas.push(
      feedQuota(codeOf(3 * index + 2), { modelId, metric: "DailyTokenQuota", kind: "tpd", multiplier: 2 }),
    );
  }
  return feed;
}

describe("the quota publisher's handler, through the AWS SDK", () => {
  let quotas: PretendQuota[];
  let data: PretendDatum[];
  let messages: PretendMessage[];
  let server: AwsServer;
  let lines: string[];
  /** the first minute of the test, in epoch milliseconds */
  let start: number;
  let minute: number;
  const credentials = { AWS_ACCESS_KEY_ID: "test", AWS_SECRET_ACCESS_KEY: "test" };
  const environment = { ...process.env };

  before(() => Object.assign(process.env, credentials));
  after(() => {
    for (const name of Object.keys(credentials)) delete process.env[name];
    Object.assign(process.env, environment);
  });
  beforeEach(async () => {
    quotas = pretendQuotas();
    data = [];
    messages = [];
    lines = [];
    start = Math.floor(Date.now() / 60_000) * 60_000;
    server = await startAwsServer(serviceQuotas(quotas), cloudwatch(data, { pageSize: 200 }), sns(messages));
  });
  afterEach(() => server.close());

  /** The function as a cold start makes it. */
  function coldStart(feed: Feed, options: Partial<AwsPortOptions> = {}): Handler {
    const client = { region: "us-east-1", endpoint: server.url, pageInterval: 0, askInterval: 0, ...options };
    return createHandler({
      feed,
      region: "us-east-1",
      port: awsPort({
        topicArns: [topicArn, milderTopicArn],
        ...client,
        namespace: feed.namespace,
        stack: feed.stack,
      }),
      clock: () => new Date(start + minute * 60_000 + 3_456),
      log: (requestId) => jsonLog(requestId, (line) => lines.push(line)),
    });
  }
  /** Invokes the function as its schedule does in the minute with this number. */
  function invoke(handler: Handler, number: number): Promise<void> {
    minute = number;
    return handler({ scheduledTime: new Date(start + number * 60_000).toISOString() }, context);
  }
  const published = (number: number) =>
    new Map(
      data
        .filter(({ timestamp }) => timestamp === start / 1_000 + number * 60)
        .map((datum) => [[datum.metric, datum.dimensions["ModelId"]].filter(Boolean).join(" "), datum.value]),
    );
  const events = (name: string) => lines.map((line) => JSON.parse(line)).filter(({ event }) => event === name);

  it("puts the 600 quotas of 200 targets, read from 12 pages, into CloudWatch for eleven minutes with seven calls", async () => {
    await invoke(coldStart(feedOfTargets(200)), 0);
    assert.equal(server.count("ListServiceQuotas"), 12);
    assert.equal(server.count("GetServiceQuota"), 0);
    assert.equal(server.count("PutMetricData"), 7);
    assert.deepEqual([published(0).size, published(10).size, published(11).size], [604, 600, 0]);
    assert.deepEqual(
      data.find(
        ({ metric, dimensions }) => metric === "DailyTokenQuota" && dimensions["ModelId"] === "us.provider.model-0",
      ),
      {
        namespace: "Bedrock/Quotas",
        metric: "DailyTokenQuota",
        dimensions: { Stack: "test", ModelId: "us.provider.model-0" },
        timestamp: start / 1_000,
        value: 6_000,
        unit: "Count",
      },
    );
    assert.ok(data.every(({ dimensions }) => dimensions["Stack"] === "test"));
    assert.deepEqual([published(0).get("PublisherRuns"), published(0).get("QuotasWithoutValue")], [1, 0]);
    assert.deepEqual(messages, []);
  });

  it("makes exactly one call in a steady minute", async () => {
    const handler = coldStart(feedOfTargets(200));
    await invoke(handler, 0);
    for (const number of [1, 2, 3]) {
      server.forget();
      await invoke(handler, number);
      assert.deepEqual(
        server.calls.map(({ operation }) => operation),
        ["PutMetricData"],
      );
      assert.equal(published(number + 10).size, 600);
    }
  });

  it("reads again after 15 minutes and tells people of a change in words and as a chat notification", async () => {
    const handler = coldStart(feedOfTargets(2));
    await invoke(handler, 0);
    quotas[0]!.applied = 250;
    server.forget();
    await invoke(handler, 15);
    await invoke(handler, 16);
    assert.deepEqual([server.count("ListServiceQuotas"), server.count("GetServiceQuota")], [12, 1]);
    assert.equal(published(15).get("TokenQuota us.provider.model-0"), 250);
    assert.equal(messages.length, 1);
    const { TopicArn, Subject, MessageStructure, Message } = messages[0]!;
    assert.deepEqual(
      [TopicArn, Subject, MessageStructure],
      [topicArn, "Warning: us.provider.model-0 TPM quota lowered 75 % (us-east-1)", "json"],
    );
    const forms = JSON.parse(Message);
    assert.match(forms.default, /us\.provider\.model-0: tokens per minute 1,000 -> 250 \(-75 %\)/);
    assert.match(forms.default, /account 123456789012, us-east-1/);
    const chat = JSON.parse(forms.https);
    assert.deepEqual([chat.version, chat.source], ["1.0", "custom"]);
    assert.match(chat.content.description, /`us\.provider\.model-0`/);
    const [event] = events("quota-changed");
    assert.deepEqual([event.level, event.requestId, event.code, event.newValue], ["WARN", "request-1", codeOf(0), 250]);
    assert.ok(!Number.isNaN(Date.parse(event.timestamp)));
  });

  it("fills in defaults for an account without applied values, keeps zeros, and names unknown codes", async () => {
    for (const quota of quotas) delete quota.applied;
    quotas[1]!.applied = 0;
    await invoke(coldStart(feedOfCodes(codeOf(0), codeOf(1), "L-FFFFFFFF")), 0);
    assert.deepEqual(Object.fromEntries(published(0)), {
      [`TokenQuota model-${codeOf(0)}`]: 500,
      [`TokenQuota model-${codeOf(1)}`]: 0,
      QuotasWithoutValue: 1,
      QuotaAgeMinutes: 0,
      // Said before the message was out, and taken back after it.
      UntoldChanges: 0,
      PublisherRuns: 1,
    });
    assert.deepEqual(events("quotas-missing")[0].codes, ["L-FFFFFFFF"]);
    assert.match(messages[0]!.Message, /L-FFFFFFFF/);
    assert.match(messages[0]!.Message, new RegExp(codeOf(1)));
  });

  it("confirms an adjustment of everything in as many runs as its time takes, never more at once", async () => {
    const handler = coldStart(feedOfTargets(40), {
      askInterval: 10,
      timeLimits: { ...defaultTimeLimits, askQuotas: 500 },
    });
    await invoke(handler, 0);
    for (const quota of quotas) quota.applied = (quota.applied ?? 0) * 2;
    const asked = [];
    for (const number of [15, 16, 17, 18]) {
      server.forget();
      await invoke(handler, number);
      asked.push(server.count("GetServiceQuota"));
    }
    assert.ok(
      asked.every((count) => count <= 50),
      String(asked),
    );
    assert.equal(published(28).get("DailyTokenQuota us.provider.model-39"), 2 * 2 * 120_000);
    assert.ok(messages.every(({ Message }) => !/can't be read/.test(Message)));
  });

  it("gets through throttles, server errors, stalled and broken connections of every call", async () => {
    server.fail("ListServiceQuotas", tooManyRequests(), { times: 1, after: 4 });
    server.fail("ListServiceQuotas", "stall", { times: 1 });
    server.fail("GetMetricData", "truncate", { times: 1 });
    server.fail("PutMetricData", serverError(500), { times: 1 });
    server.fail("PutMetricData", "reset", { times: 1 });
    await invoke(coldStart(feedOfTargets(200, 0), { silence: 500 }), 0);
    assert.equal(published(0).size, 604);
    assert.equal(published(0).get("PublisherRuns"), 1);
    assert.equal(server.count("PutMetricData"), 3);
  });

  it("goes on after a cold start with Service Quotas down: the last values, read back in pages", async () => {
    const feed = feedOfTargets(200);
    await invoke(coldStart(feed), 0);
    server.forget();
    server.fail("ListServiceQuotas", accessDenied("servicequotas:ListServiceQuotas"));
    const handler = coldStart(feed);
    await invoke(handler, 2);
    // The publisher's own metrics, and 1,200 statistics in requests of at most 500 queries, answered 200 a page.
    assert.equal(server.count("GetMetricData"), 1 + 3 + 3 + 1);
    for (const [name, value] of published(10)) assert.equal(published(12).get(name), value);
    assert.equal(published(12).size, 600);
    assert.equal(published(2).get("QuotaAgeMinutes"), 2);
    assert.match(events("quotas-unreadable")[0].error, /^AccessDeniedException/);
    server.mend();
    await invoke(handler, 3);
    assert.equal(published(3).get("QuotaAgeMinutes"), 0);
    assert.deepEqual(messages, []);
  });

  it("tells of a change that happened while it was not running", async () => {
    const feed = feedOfTargets(1);
    await invoke(coldStart(feed), 0);
    quotas[2]!.applied = 9_000;
    await invoke(coldStart(feed), 5);
    await invoke(coldStart(feed), 6);
    assert.deepEqual(
      messages.map(({ Subject }) => Subject),
      ["Information: us.provider.model-0 TPD quota raised 200 % (us-east-1)"],
    );
    // Service Quotas' own numbers, though the metric is doubled.
    assert.match(messages[0]!.Message, /tokens per day 3,000 -> 9,000 \(\+200 %\)/);
  });

  it("fails the run when a part of the quotas could not be published, publishes the rest, and mends on a retry", async () => {
    const feed = feedOfTargets(374, 0);
    server.fail("PutMetricData", accessDenied("cloudwatch:PutMetricData"), { times: 1 });
    const handler = coldStart(feed);
    await assert.rejects(invoke(handler, 0), /User is not authorized to perform: cloudwatch:PutMetricData/);
    assert.equal(published(0).size, 122 + 3);
    assert.equal(published(0).has("PublisherRuns"), false);
    await invoke(handler, 0);
    assert.equal(published(0).size, 1_122 + 4);
    assert.equal(server.count("ListServiceQuotas"), 12);
  });

  it("waits out a throttle of the second batch without putting the first again", async () => {
    server.fail("PutMetricData", throttled("Throttling"), { times: 1, after: 1 });
    await invoke(coldStart(feedOfTargets(374, 0)), 0);
    assert.equal(server.count("PutMetricData"), 3);
    assert.equal(data.length, 1_126);
  });

  it("tells by another topic when the severest refuses, and says why", async () => {
    const handler = coldStart(feedOfTargets(1));
    await invoke(handler, 0);
    quotas[0]!.applied = 1;
    server.fail("Publish", accessDenied("sns:Publish"), { times: 1 });
    await invoke(handler, 15);
    assert.deepEqual(
      messages.map(({ TopicArn }) => TopicArn),
      [milderTopicArn],
    );
    assert.match(messages[0]!.Message, /A severer topic did not take this message: .*sns:Publish/);
    assert.equal(events("alert-refused").length, 1);
    assert.equal(published(15).get("UntoldChanges"), 0);
  });

  it("publishes although no topic takes the message, fails the run, and says what is untold", async () => {
    const handler = coldStart(feedOfTargets(1));
    await invoke(handler, 0);
    quotas[0]!.applied = 1;
    server.fail("Publish", accessDenied("sns:Publish"), { times: 2 });
    await assert.rejects(invoke(handler, 15), /sns:Publish/);
    assert.deepEqual([published(15).get("PublisherRuns"), published(15).get("UntoldChanges")], [1, 1]);
    await invoke(handler, 16);
    assert.equal(messages.length, 1);
  });

  it("ends every call that stalls for ever, does the rest, and says what took too long", async () => {
    const feed = feedOfTargets(1);
    await invoke(coldStart(feed), 0);
    const timeLimits = { ...defaultTimeLimits, published: 50 };
    const handler = coldStart(feed, { timeLimits });
    server.fail("GetMetricData", "stall");
    await assert.rejects(invoke(handler, 1), /Reading metrics back did not end within 0.05 s/);
    assert.equal(published(1).get("TokenQuota us.provider.model-0"), 1_000);

    server.mend();
    timeLimits.published = defaultTimeLimits.published;
    await invoke(handler, 2);
    quotas[0]!.applied = 2;
    Object.assign(timeLimits, { listQuotas: 50, publish: 50 });
    for (const operation of ["ListServiceQuotas", "PutMetricData"]) server.fail(operation, "stall");
    await assert.rejects(invoke(handler, 17), /Publishing metrics did not end within 0.05 s/);
    assert.match(events("quotas-unreadable")[0].error, /Reading Service Quotas did not end within 0.05 s/);

    server.mend();
    Object.assign(timeLimits, { ...defaultTimeLimits, askQuotas: 50 });
    server.fail("GetServiceQuota", "stall");
    await invoke(handler, 18);
    assert.equal(published(18).get("TokenQuota us.provider.model-0"), 1_000);

    server.mend();
    Object.assign(timeLimits, { ...defaultTimeLimits, alert: 100 });
    server.fail("Publish", "stall");
    await assert.rejects(invoke(handler, 19), /Sending the alert did not end within 0.05 s/);
    assert.equal(published(19).get("PublisherRuns"), 1);
    assert.equal(published(19).get("TokenQuota us.provider.model-0"), 2);
  });

  it("gives every call a time limit, all of them together less than the function's", () => {
    const { listQuotas, askQuotas, published: readBack, publish, alert } = defaultTimeLimits;
    const longest = Math.max(listQuotas, readBack) + listQuotas + askQuotas + 3 * publish + alert;
    assert.ok(longest < functionSettings.timeoutSeconds * 1_000);
    assert.ok(functionSettings.timeoutSeconds < 60);
  });

  it("leaves a retry the time to happen, and no more than a run counts as one of its own minute", () => {
    const { retry, delivery, timeoutSeconds } = functionSettings;
    assert.ok(retry.eventAgeSeconds > timeoutSeconds + 60);
    assert.ok(retry.eventAgeSeconds < 5 * 60 && delivery.eventAgeSeconds < 5 * 60);
  });
});
