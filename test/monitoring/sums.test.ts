import assert from "node:assert/strict";
import { metricsOf } from "../../monitoring/expression/expression.ts";
import { limits } from "../../monitoring/limits.ts";
import { plan } from "../../monitoring/plan.ts";
import type { MonitoringPlan, PlannedAlarm } from "../../monitoring/plan-types.ts";
import type { TargetSettings } from "../../monitoring/settings.ts";
import { monitoredIds } from "../../monitoring/target.ts";
import { runtimeCountOf, usageOf } from "../../monitoring/usage.ts";
import { percent } from "../../words/units.ts";
import { settings, target } from "./example-settings.ts";

const sonnet = "anthropic.claude-sonnet-4-6";
const profiles = (count: number) => Array.from({ length: count }, (_, index) => `profile${index}`);
const planOf = (changes: Partial<TargetSettings>): MonitoringPlan =>
  plan(settings([target(sonnet, "cross-region", changes)]));
const metricsIn = ({ Metrics }: PlannedAlarm) => Metrics.flatMap((query) => ("MetricStat" in query ? [query] : []));
const sumsIn = ({ feed }: MonitoringPlan) => (feed.sums ?? []).map(({ metric, terms }) => [metric, terms.length]);
const alarmOf = (made: MonitoringPlan, kind: string): PlannedAlarm =>
  made.alarms.find(({ id }) => id.startsWith(`${sonnet}/cross-region/${kind}`))!;

describe("figures of more series than an alarm holds", () => {
  it("are read series by series while there is room: 8 profiles beside the target's own id and the quota", () => {
    const made = planOf({ applicationProfiles: profiles(8) });
    assert.equal(made.feed.sums, undefined);
    assert.equal(metricsIn(alarmOf(made, "tpm")).length, limits.metricsPerAlarm);
  });

  it("are added up by the publisher from the first one that has no room, each figure for itself", () => {
    assert.deepEqual(sumsIn(planOf({ applicationProfiles: profiles(9) })), [
      ["SummedTokens", 10],
      ["SummedRequests", 10],
    ]);
    assert.deepEqual(sumsIn(planOf({ applicationProfiles: profiles(10) })), [
      ["SummedTokens", 11],
      ["SummedRequests", 11],
      ["SummedThrottles", 11],
    ]);
    assert.deepEqual(sumsIn(planOf({ applicationProfiles: profiles(3), consumption: "formula", burndown: 5 })), [
      ["SummedTokens", 12],
    ]);
    assert.deepEqual(sumsIn(planOf({ applicationProfiles: profiles(5), serverErrorRate: percent(5) })), [
      ["SummedServerErrors", 6],
      ["SummedRequests", 6],
    ]);
  });

  it("make two metrics of an alarm, the sum's Maximum and the quota, and one of the alarm on throttles", () => {
    const made = planOf({ applicationProfiles: profiles(200) });
    const read = (kind: string) =>
      metricsIn(alarmOf(made, kind)).map(({ MetricStat: { Metric, Stat, Period } }) => [
        `${Metric.Namespace} ${Metric.MetricName}`,
        Metric.Dimensions.map(({ Value }) => Value).join(" "),
        Stat,
        Period,
      ]);
    const own = `us-east-1 us.${sonnet}`;
    assert.deepEqual(read("tpm"), [
      ["Bedrock/Quotas SummedTokens", own, "Maximum", 60],
      ["Bedrock/Quotas TokenQuota", own, "Minimum", 60],
    ]);
    assert.deepEqual(read("throttles"), [["Bedrock/Quotas SummedThrottles", own, "Maximum", 60]]);
    assert.match(alarmOf(made, "tpm").AlarmDescription, /and 200 more ids, added up by the publisher/);
    for (const alarm of made.alarms) assert.ok(metricsIn(alarm).length <= limits.metricsPerAlarm);
  });

  it("never make a plan that AWS would refuse: a thousand profiles, formula and server errors", () => {
    for (const consumption of ["estimated", "formula"] as const) {
      const made = planOf({
        ...{ applicationProfiles: profiles(1_000), consumption, burndown: 5, serverErrorRate: percent(5) },
      });
      assert.ok(made.dashboards.length > 0);
    }
  });

  it("are the terms of the very expression that the report reads, each with its factor", () => {
    const one = target(sonnet, "cross-region", {
      applicationProfiles: profiles(9),
      consumption: "formula",
      burndown: 5,
    });
    const [tokens] = plan(settings([one])).feed.sums!;
    const metrics = metricsOf(usageOf(one, "tpm", "us-east-1").node);
    assert.deepEqual(
      tokens!.terms.map(({ namespace, name, dimensions }) => ({ namespace, name, dimensions, stat: "Sum" })),
      metrics,
    );
    for (const { name, factor } of tokens!.terms) assert.equal(factor, name === "OutputTokenCount" ? 5 : 1);
  });

  it("are never read by the report: it counts the series themselves", () => {
    const one = target(sonnet, "cross-region", { applicationProfiles: profiles(50) });
    for (const { node } of [usageOf(one, "tpm", "us-east-1"), runtimeCountOf(one, "us-east-1", "Invocations")]) {
      const metrics = metricsOf(node);
      assert.equal(metrics.length, 51);
      assert.ok(metrics.every(({ namespace }) => namespace === "AWS/Bedrock"));
    }
  });

  it("are not of a target without alarms, which costs nothing for it", () => {
    assert.equal(planOf({ applicationProfiles: profiles(50), alarms: false }).feed.sums, undefined);
  });

  it("are drawn by the charts, which say where they leave application profiles out", () => {
    const body = planOf({ applicationProfiles: profiles(200) }).dashboards[0]!.body;
    assert.match(body, /"Bedrock\/Quotas","SummedTokens","Stack","us-east-1"/);
    assert.match(body, /"label":"input, without application profiles"/);
    assert.match(body, /"label":"throttled"/);
    assert.doesNotMatch(body, /profile199/);
    const few = planOf({ applicationProfiles: profiles(12) }).dashboards[0]!.body;
    assert.match(few, /profile11/);
    assert.doesNotMatch(few, /without application profiles/);
  });

  it("of a day are a total that is compared minute by minute, half an hour of an hour", () => {
    const made = plan(
      settings([target("amazon.nova-pro-v1:0", "cross-region", { applicationProfiles: profiles(20) })]),
    );
    const sum = made.feed.sums!.find(({ metric }) => metric === "SummedTokensOfLastDay")!;
    assert.equal(sum.over, "day");
    const alarm = made.alarms.find(({ id }) => id.includes("/tpd/"))!;
    assert.deepEqual([alarm.DatapointsToAlarm, alarm.EvaluationPeriods], [30, 60]);
    assert.ok(metricsIn(alarm).every(({ MetricStat }) => MetricStat.Period === 60));
    assert.match(alarm.AlarmDescription, /over the last 24 hours/);
  });

  it("count on-demand calls by the model's ARN as ids of their own", () => {
    const one = target("amazon.nova-pro-v1:0", "on-demand", { applicationProfiles: profiles(8) });
    const [tokens] = plan(settings([one])).feed.sums!;
    assert.deepEqual(
      tokens!.terms.map(({ dimensions }) => dimensions["ModelId"]),
      [...monitoredIds(one, "us-east-1")],
    );
  });

  it("cost what is read each minute and what is published, and save metrics of alarms", () => {
    const direct = planOf({ applicationProfiles: profiles(8) }).cost;
    const summed = planOf({ applicationProfiles: profiles(12) }).cost;
    const line = (cost: typeof direct, what: string) => cost.lines.find((one) => one.what === what);
    assert.equal(line(direct, "metrics read for sums"), undefined);
    // 13 ids × tokens, requests and throttles, every minute: 39 × 43,800.
    assert.deepEqual(
      [line(summed, "metrics read for sums")?.quantity, line(summed, "metrics read for sums")?.usd],
      [1_708_200, 17.08],
    );
    assert.equal(
      line(summed, "published quota metrics")!.quantity,
      line(direct, "published quota metrics")!.quantity + 3,
    );
    assert.ok(line(summed, "alarm metrics")!.quantity < line(direct, "alarm metrics")!.quantity);
    assert.ok(summed.perTarget[0]!.usd > 17 && summed.perTarget[0]!.usd < 20);
  });
});

describe("the feed's look at use that no target counts", () => {
  const looking = (ignore: string[] = []) => ({
    publisher: { refreshMinutes: 15, horizonMinutes: 10, logRetentionDays: 30, uncounted: { ignore } },
  });

  it("knows every id of every target, with and without alarms, by namespace", () => {
    const { feed } = plan(
      settings(
        [
          target(sonnet, "cross-region", { applicationProfiles: ["abc"] }),
          target("amazon.nova-pro-v1:0", "on-demand", { alarms: false }),
          target("anthropic.claude-opus-5", "mantle"),
        ],
        looking(["old.*"]),
      ),
    );
    assert.deepEqual(feed.uncounted, {
      counted: {
        "AWS/Bedrock": [
          `us.${sonnet}`,
          "abc",
          "amazon.nova-pro-v1:0",
          "arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-pro-v1:0",
        ],
        "AWS/BedrockMantle": ["anthropic.claude-opus-5"],
      },
      ignore: ["old.*"],
    });
  });

  it("has an alarm of the mildest severity, which notifies whatever `notify` says", () => {
    const made = plan(
      settings([target(sonnet, "cross-region")], {
        ...looking(),
        alerts: { notify: "stack", email: [], topicArns: {} },
      }),
    );
    const alarm = made.alarms.find(({ id }) => id === "publisher/uncounted/warning")!;
    assert.deepEqual(alarm.AlarmActions, ["topic:warning"]);
    assert.deepEqual([alarm.Threshold, alarm.TreatMissingData], [1, "notBreaching"]);
  });

  it("costs a metric, an alarm and three requests every ten minutes; nothing where it is off", () => {
    const off = plan(settings([target(sonnet, "cross-region")]));
    const on = plan(settings([target(sonnet, "cross-region")], looking()));
    assert.equal(off.feed.uncounted, undefined);
    assert.equal(on.alarms.length, off.alarms.length + 1);
    const lists = on.cost.lines.find(({ what }) => what === "ListMetrics requests")!;
    assert.deepEqual([lists.quantity, lists.usd], [13_140, 0.13]);
    assert.ok(Math.abs(on.cost.monthlyUsd - off.cost.monthlyUsd - 0.53) < 0.011);
  });
});
