import assert from "node:assert/strict";
import { awsPort } from "../../functions/fleet-digest/aws-port.ts";
import { createDigest } from "../../functions/fleet-digest/handler.ts";
import { AwsError, type AwsServer, type AwsService, startAwsServer } from "../../local/servers/aws-http.ts";
import { testCredentials } from "../../local/servers/credentials.ts";
import { type PretendMessage, sns } from "../../local/servers/sns.ts";
import { type Digest, digestOf, type PlacedQuery } from "../../monitoring/fleet/digest.ts";
import { evaluateQueries } from "../../monitoring/metric-math/evaluate-queries.ts";
import type { MetricDataQuery, MetricStat } from "../../monitoring/plan-types.ts";
import { minute } from "../../words/units.ts";
import { sampleFleet } from "./fleet-settings.ts";

const topicArn = "arn:aws:sns:us-east-1:123456789012:bedrock-headroom-fleet-digest";
const due = Date.parse("2026-05-04T07:00:00Z");
const hours = 2;

/** A series: which metric, and its value in each minute counted from the first that is read. */
interface Given {
  region: string;
  account?: string;
  metric: string;
  model?: string;
  stack?: string;
  value: (minute: number) => number | undefined;
}

function isSeries(one: Given, region: string, account: string | undefined, { Metric }: MetricStat): boolean {
  const dimension = (name: string) => Metric.Dimensions.find(({ Name }) => Name === name)?.Value;
  const isNamed = one.model === dimension("ModelId") && one.stack === dimension("Stack");
  return isNamed && one.region === region && one.metric === Metric.MetricName && one.account === account;
}

const steady = (value: number) => () => value;
const noon = (at: number, value: number) => (minute: number) => (minute === at ? value : undefined);

describe("a fleet's digest, through the real SDK", () => {
  let server: AwsServer;
  let digest: Digest;
  let given: Given[] = [];
  let refuse: ((region: string, account: string | undefined) => boolean) | undefined;
  /** data points on a page; the API's own is 100,800 */
  const pageSize = 100;
  const messages: PretendMessage[] = [];
  const asked: string[] = [];

  /** GetMetricData with expressions: what this function asks is more than metrics. */
  const monitoring: AwsService = {
    signingName: "monitoring",
    protocol: "json-1.0",
    operations: {
      GetMetricData(
        input: { MetricDataQueries: PlacedQuery[]; StartTime: number; EndTime: number; NextToken?: string },
        { region },
      ) {
        const { MetricDataQueries: queries } = input;
        assert(queries.length <= 500);
        asked.push(region);
        if (queries.some(({ AccountId }) => refuse?.(region, AccountId)))
          throw new AwsError(403, "AccessDenied", "not allowed to read there");
        const minutes = (input.EndTime - input.StartTime) / 60;
        const first = (input.StartTime - (due / 1000 - hours * 3600)) / 60;
        const accounts = new Map(
          queries.map((query) => ["MetricStat" in query ? query.MetricStat : undefined, query.AccountId]),
        );
        const frame = { firstEnd: input.EndTime, step: minute, evaluations: 1, points: minutes, period: minute };
        const points = queries
          .filter(({ ReturnData }) => ReturnData)
          .flatMap(({ Id }) => {
            const series = evaluateQueries(queries as MetricDataQuery[], Id, frame, (stat) => {
              const values = new Float64Array(minutes).fill(Number.NaN);
              for (const one of given.filter((each) => isSeries(each, region, accounts.get(stat), stat)))
                for (let at = 0; at < minutes; at++) values[at] = one.value(first + at) ?? Number.NaN;
              return { kind: "series", values };
            });
            return [...series.values].flatMap((value, at) => (Number.isNaN(value) ? [] : [{ Id, at, value }]));
          });
        const start = Number(input.NextToken ?? 0);
        const page = points.slice(start, start + pageSize);
        const more = start + pageSize < points.length;
        return {
          MetricDataResults: queries
            .filter(({ ReturnData }) => ReturnData)
            .map(({ Id }) => {
              const own = page.filter((point) => point.Id === Id);
              return {
                Id,
                StatusCode: more ? "PartialData" : "Complete",
                Timestamps: own.map(({ at }) => input.StartTime + at * 60),
                Values: own.map(({ value }) => value),
              };
            }),
          ...(more && { NextToken: String(start + pageSize) }),
        };
      },
    },
  };

  const credentials = ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"] as const;
  const own = credentials.map((name) => process.env[name]);
  before(async () => {
    process.env["AWS_ACCESS_KEY_ID"] = testCredentials.accessKeyId;
    process.env["AWS_SECRET_ACCESS_KEY"] = testCredentials.secretAccessKey;
    server = await startAwsServer(monitoring, sns(messages));
    digest = { ...digestOf(await sampleFleet())!, hours };
  });
  after(() => {
    for (const [index, name] of credentials.entries())
      if (own[index] === undefined) delete process.env[name];
      else process.env[name] = own[index];
    return server?.close();
  });
  beforeEach(() => {
    given = [];
    refuse = undefined;
    messages.length = 0;
    asked.length = 0;
  });

  async function send(): Promise<{
    subject: string;
    text: string;
    chat: { content: { title: string; description: string } };
  }> {
    const port = awsPort({ topicArn, region: "us-east-1", endpoint: server.url, maxAttempts: 1 });
    const run = createDigest({
      digest,
      port,
      region: "us-east-1",
      clock: () => new Date(due + 3_000),
      log: () => () => {},
    });
    await run({ scheduledTime: new Date(due).toISOString() }, {});
    assert.equal(messages.length, 1);
    const [{ Subject: subject = "", Message } = { Message: "{}" }] = messages;
    const bodies = JSON.parse(Message) as { default: string; https: string };
    return { subject, text: bodies.default, chat: JSON.parse(bodies.https) };
  }

  const runs = (region: string, stack: string, account?: string): Given => ({
    ...{ region, stack, metric: "PublisherRuns", value: steady(1) },
    ...(account !== undefined && { account }),
  });
  const use = (region: string, stack: string, model: string, usage: Given["value"], account?: string): Given[] => [
    { region, model, metric: "EstimatedTPMQuotaUsage", value: usage, ...(account !== undefined && { account }) },
    { region, stack, model, metric: "TokenQuota", value: steady(1000), ...(account !== undefined && { account }) },
  ];

  it("tells the highest of each place, with its quota and minute, in order of headroom", async () => {
    given = [
      runs("us-east-1", "us-east-1"),
      runs("eu-west-1", "eu-west-1"),
      runs("us-east-1", "payments-us-east-1", "111122223333"),
      ...use("us-east-1", "us-east-1", "us.amazon.nova-pro-v1:0", noon(30, 200)),
      ...use("us-east-1", "us-east-1", "amazon.nova-pro-v1:0", noon(31, 400)),
      ...use("eu-west-1", "eu-west-1", "eu.amazon.nova-lite-v1:0", noon(60, 550)),
      ...use("us-east-1", "payments-us-east-1", "amazon.nova-pro-v1:0", noon(119, 940), "111122223333"),
    ];
    const { subject, text, chat } = await send();
    assert.equal(subject, "Bedrock headroom: 1 of 3 places needs attention");
    assert.deepEqual(text.split("\n"), [
      subject,
      "",
      "2026-05-04 05:00 UTC to 2026-05-04 07:00 UTC, fleet fleet",
      "",
      "Needs attention:",
      "- payments-us-east-1 (us-east-1, account 111122223333): 94 % of Nova Pro (on-demand), tokens per minute at 2026-05-04 06:59 UTC",
      "",
      "In order of headroom, least first:",
      "- eu-west-1 (eu-west-1): 55 % of Nova Lite (cross-region), tokens per minute at 2026-05-04 06:00 UTC",
      "- us-east-1 (us-east-1): 40 % of Nova Pro (on-demand), tokens per minute at 2026-05-04 05:31 UTC",
      "",
      "https://us-east-1.console.aws.amazon.com/cloudwatch/home?region=us-east-1#dashboards/dashboard/bedrock-headroom-fleet_us-east-1",
    ]);
    assert.match(chat.content.title, /^:warning: /);
    assert.match(chat.content.description, /94 %/);
    assert(asked.includes("eu-west-1"));
  });

  it("names a silent place, and never tells it as 0 %", async () => {
    given = [
      runs("us-east-1", "us-east-1"),
      // Until an hour before the end; the last run is at minute 59.
      { ...runs("eu-west-1", "eu-west-1"), value: (minute) => (minute < 60 ? 1 : undefined) },
    ];
    const { subject, text } = await send();
    assert.equal(subject, "Bedrock headroom: 2 of 3 places need attention");
    assert.match(text, /- eu-west-1 .*: SILENT since 2026-05-04 06:00 UTC: its publisher does not run; no use of/);
    assert.match(text, /- payments-us-east-1 .*: SILENT: its publisher did not run, or its account does not share/);
    assert.match(text, /- us-east-1 .*: no use of a per-minute quota was seen/);
    assert.doesNotMatch(text, / 0 %/);
  });

  it("says which places can't be told and why, first, and still tells the others", async () => {
    given = [runs("us-east-1", "us-east-1"), ...use("us-east-1", "us-east-1", "amazon.nova-pro-v1:0", noon(1, 100))];
    refuse = (region) => region === "eu-west-1";
    const { text } = await send();
    const lines = text.split("\n").filter((line) => line.startsWith("- "));
    assert.match(lines[0] ?? "", /^- eu-west-1 .*: can't be told \(not allowed to read there\)/);
    assert(lines.some((line) => /^- us-east-1 .*: 10 % of Nova Pro/.test(line)));
    assert.equal(lines.length, 3);
  });

  it("counts throttled requests, which need attention whatever the use", async () => {
    given = digest.places.map(({ label, region }) => {
      const [stack = ""] = label.split(" ");
      return runs(region, stack, stack.startsWith("payments") ? "111122223333" : undefined);
    });
    given.push({
      region: "us-east-1",
      model: "us.amazon.nova-pro-v1:0",
      metric: "InvocationThrottles",
      value: steady(10),
    });
    const { subject, text } = await send();
    assert.equal(subject, "Bedrock headroom: 1 of 3 places needs attention");
    assert.match(text, /- us-east-1 \(us-east-1\): no use of a per-minute quota was seen; 1,200 throttled requests/);
  });

  it("rejects when the message can't be sent, so that the run is tried again and then kept", async () => {
    server.fail("Publish", new AwsError(404, "NotFound", "Topic does not exist"));
    try {
      await assert.rejects(send(), /Topic does not exist/);
    } finally {
      server.mend();
    }
  });
});
