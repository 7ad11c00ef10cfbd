import assert from "node:assert/strict";
import { limits } from "../../monitoring/limits.ts";
import { plan } from "../../monitoring/plan.ts";
import type { PlannedAlarm } from "../../monitoring/plan-types.ts";
import { percent } from "../../words/units.ts";
import { model, settings, target } from "./example-settings.ts";

const opus = "anthropic.claude-opus-5";
const haiku = "anthropic.claude-haiku-4-5-20251001-v1:0";
const novaPro = "amazon.nova-pro-v1:0";
const jamba = "ai21.jamba-1-5-large-v1:0";

const alarmsOf = (...targets: ReturnType<typeof target>[]) => plan(settings(targets)).alarms;
const kinds = (alarms: readonly PlannedAlarm[]) =>
  alarms.filter(({ id }) => !id.startsWith("publisher/")).map(({ id }) => id.split("/").slice(-2).join("/"));
const one = (alarms: readonly PlannedAlarm[], end: string): PlannedAlarm => {
  const found = alarms.filter(({ id }) => id.endsWith(end));
  assert.equal(found.length, 1, `one alarm ending in ${end}`);
  return found[0] as PlannedAlarm;
};
const expressionOf = (alarm: PlannedAlarm, id: string): string => {
  const query = alarm.Metrics.find(({ Id }) => Id === id);
  assert.ok(query && "Expression" in query, `${id} is an expression`);
  return query.Expression;
};
const metricsRead = (alarm: PlannedAlarm): string[] =>
  alarm.Metrics.flatMap((query) =>
    "MetricStat" in query
      ? [
          `${query.MetricStat.Metric.MetricName} ${query.MetricStat.Metric.Dimensions.map(({ Value }) => Value).join()} ${query.MetricStat.Stat} ${query.MetricStat.Period}`,
        ]
      : [],
  );

describe("the alarms of a plan", () => {
  it("watch every quota the target has at every severity, and throttles", () => {
    assert.deepEqual(kinds(alarmsOf(target(haiku, "cross-region"))), [
      "tpm/warning",
      "tpm/critical",
      "rpm/warning",
      "rpm/critical",
      "throttles/critical",
    ]);
  });

  it("are known by <model>/<scope>/<kind>/<severity>", () => {
    assert.equal(alarmsOf(target(novaPro, "on-demand"))[0]?.id, `${novaPro}/on-demand/tpm/warning`);
  });

  it("leave out requests per minute where the model has no such quota", () => {
    assert.deepEqual(kinds(alarmsOf(target(opus, "global"))), ["tpm/warning", "tpm/critical", "throttles/critical"]);
  });

  it("watch input and output apart on mantle, and no throttles, which mantle has no metric for", () => {
    assert.deepEqual(kinds(alarmsOf(target(opus, "mantle"))), [
      "input-tpm/warning",
      "input-tpm/critical",
      "output-tpm/warning",
      "output-tpm/critical",
    ]);
    assert.deepEqual(metricsRead(one(alarmsOf(target(opus, "mantle")), "input-tpm/warning")), [
      `TotalInputTokens ${opus} Sum 60`,
      `InputTokenQuota us-east-1,${opus} Minimum 60`,
    ]);
  });

  it("read AWS's consumption and the published quota in the same minute", () => {
    const alarm = one(alarmsOf(target(opus, "cross-region")), "tpm/warning");
    assert.deepEqual(metricsRead(alarm), [
      `EstimatedTPMQuotaUsage us.${opus} Sum 60`,
      `TokenQuota us-east-1,us.${opus} Minimum 60`,
    ]);
    assert.equal(
      expressionOf(alarm, "utilisation"),
      "IF(IF(usage, 1, 1) * IF(quota, quota, 1), 100 * usage / IF(quota, quota, 1))",
    );
    assert.equal(alarm.Threshold, 70);
    assert.equal(alarm.TreatMissingData, "notBreaching");
    assert.deepEqual([alarm.DatapointsToAlarm, alarm.EvaluationPeriods], [2, 60]);
  });

  it("count calls by foundation-model ARN, a series of their own, with the model's", () => {
    const alarm = one(alarmsOf(target(novaPro, "on-demand")), "rpm/critical");
    assert.deepEqual(metricsRead(alarm), [
      `Invocations ${novaPro} Sum 60`,
      `Invocations arn:aws:bedrock:us-east-1::foundation-model/${novaPro} Sum 60`,
      `RequestQuota us-east-1,${novaPro} Minimum 60`,
    ]);
    assert.equal(expressionOf(alarm, "usage"), "m1 + m2");
  });

  it("add application profiles to the profile they were made from", () => {
    const alarm = one(alarmsOf(target(opus, "global", { applicationProfiles: ["abc123", "def456"] })), "tpm/critical");
    assert.equal(expressionOf(alarm, "usage"), "m1 + m2 + m3");
    assert.equal(metricsRead(alarm).length, 4);
  });

  it("compute consumption by the formula where asked: input + cache write + burndown x output", () => {
    const alarm = one(alarmsOf(target(haiku, "global", { consumption: "formula" })), "tpm/critical");
    assert.equal(expressionOf(alarm, "usage"), "m1 + m2 + 5 * m3");
    assert.deepEqual(
      metricsRead(alarm).map((metric) => metric.split(" ")[0]),
      ["InputTokenCount", "CacheWriteInputTokenCount", "OutputTokenCount", "TokenQuota"],
    );
  });

  it("refuse the formula where no source documents the burndown rate, unless the config gives one", () => {
    const unknown = { ...model(opus), burndown: { rate: "unknown", reason: "not documented" } as const };
    assert.throws(() => alarmsOf(target(opus, "global", { model: unknown, consumption: "formula" })), /burndown/);
    const given = one(
      alarmsOf(target(opus, "global", { model: unknown, consumption: "formula", burndown: 7 })),
      "tpm/critical",
    );
    assert.equal(expressionOf(given, "usage"), "m1 + m2 + 7 * m3");
  });

  it("watch a per-model daily quota over 24 hours, one datapoint", () => {
    const alarm = one(alarmsOf(target(jamba, "on-demand")), "tpd/warning");
    assert.deepEqual([alarm.DatapointsToAlarm, alarm.EvaluationPeriods], [1, 1]);
    assert.match(metricsRead(alarm)[0] ?? "", /^EstimatedTPMQuotaUsage .* Sum 86400$/);
    assert.match(metricsRead(alarm).at(-1) ?? "", /^DailyTokenQuota .* p5 86400$/);
    assert.equal(expressionOf(alarm, "utilisation"), "100 * usage / IF(quota, quota, 1)");
  });

  it("take each target's own thresholds and evaluation", () => {
    const alarms = alarmsOf(
      target(opus, "global", {
        thresholds: [{ name: "critical", threshold: percent(55) }],
        evaluation: { critical: { datapointsToAlarm: 3, evaluationPeriods: 5 } },
      }),
    );
    assert.deepEqual(kinds(alarms), ["tpm/critical", "tpm-over/critical", "throttles/critical"]);
    const alarm = one(alarms, "tpm/critical");
    assert.deepEqual([alarm.Threshold, alarm.DatapointsToAlarm, alarm.EvaluationPeriods], [55, 3, 5]);
  });

  it("are left out where the config says so, but charts are not", () => {
    const quiet = plan(settings([target(opus, "global", { alarms: false })]));
    assert.deepEqual(kinds(quiet.alarms), []);
    assert.match(quiet.dashboards[0]?.body ?? "", /EstimatedTPMQuotaUsage/);
  });

  it("notify their severity's topic and the existing ones, and leave OK to what knows the state before", () => {
    const [alarm] = plan(
      settings([target(opus, "global")], {
        alerts: { notify: "each", email: [], topicArns: { warning: ["arn:aws:sns:us-east-1:123456789012:mine"] } },
      }),
    ).alarms;
    assert.deepEqual(alarm?.AlarmActions, ["topic:warning", "arn:aws:sns:us-east-1:123456789012:mine"]);
    assert.deepEqual(alarm?.OKActions, []);
  });

  it("can watch server errors and latency where asked", () => {
    const alarms = alarmsOf(target(opus, "global", { serverErrorRate: percent(5), latencyAnomaly: 3 }));
    const errors = one(alarms, "server-errors/warning");
    assert.equal(errors.Threshold, 5);
    assert.equal(expressionOf(errors, "errorrate"), "100 * m1 / IF(m2, m2, 1)");
    const latency = one(alarms, "latency/warning");
    assert.equal(expressionOf(latency, "band"), "ANOMALY_DETECTION_BAND(m1, 3)");
    assert.equal(latency.ThresholdMetricId, "band");
    assert.equal(latency.Threshold, undefined);
  });

  it("carry a description that says what it is, what to do first, and links to dashboard and quota", () => {
    const alarm = one(alarmsOf(target(opus, "cross-region")), "tpm/critical");
    assert.match(
      alarm.AlarmDescription,
      /Claude Opus 5 \(cross-region\) in us-east-1: 90 % or more of the tokens per minute quota is used.* in at least 1 of the last 60 minutes/,
    );
    assert.match(alarm.AlarmDescription, /Do first: /);
    assert.match(alarm.AlarmDescription, /\[Dashboard\]\(https:\/\/us-east-1\.console\.aws\.amazon\.com\/cloudwatch/);
    assert.match(alarm.AlarmDescription, /servicequotas\/home\/services\/bedrock\/quotas\/L-99296DCD/);
    assert.match(alarm.AlarmDescription, /Cross-region model inference tokens per minute for Anthropic Claude Opus 5/);
  });

  it("never write a description longer than AWS takes, however long the names are", () => {
    const long = settings([target(novaPro, "cross-region", { applicationProfiles: ["x".repeat(64)] })], {
      dashboardName: "d".repeat(255),
    });
    for (const { AlarmDescription } of plan(long).alarms) {
      assert.ok(Buffer.byteLength(AlarmDescription) <= limits.alarmDescriptionBytes);
      assert.match(AlarmDescription, /Do first/);
    }
  });

  it("watch the publisher and the way of messages, each alarm one thing, on what has the stack's name", () => {
    const publisher = alarmsOf(target(opus, "global")).filter(({ id }) => id.startsWith("publisher/"));
    assert.deepEqual(
      publisher.map(({ id, TreatMissingData }) => `${id.split("/").slice(-2).join("/")} ${TreatMissingData}`),
      [
        "runs/critical breaching",
        "stale/critical notBreaching",
        "without-value/critical notBreaching",
        "untold/critical notBreaching",
        "errors/critical notBreaching",
        "dead-letters/critical notBreaching",
        "notifier/critical notBreaching",
        "delivery/warning notBreaching",
        "delivery/critical notBreaching",
      ],
    );
    for (const alarm of publisher) {
      const [query] = alarm.Metrics;
      assert.ok(query && "MetricStat" in query);
      const [dimension] = query.MetricStat.Metric.Dimensions;
      assert.match(dimension!.Value, /us-east-1/);
      assert.equal(alarm.WarmUpConfiguration !== undefined, alarm.TreatMissingData === "breaching");
      assert.ok(Buffer.byteLength(alarm.AlarmDescription) <= limits.alarmDescriptionBytes);
    }
  });

  it("tell by every topic what the severest could not", () => {
    const topicArns = {
      warning: ["arn:aws:sns:us-east-1:123456789012:a", "arn:aws:sns:us-east-1:123456789012:b"],
      critical: ["arn:aws:sns:us-east-1:123456789012:c", "arn:aws:sns:us-east-1:123456789012:d"],
    };
    const made = plan(settings([target(opus, "global")], { alerts: { notify: "each", email: [], topicArns } }));
    const untold = made.alarms.find(({ id }) => id.startsWith("publisher/untold/"))!;
    assert.deepEqual(untold.AlarmActions, [
      "topic:critical",
      "topic:warning",
      ...["c", "d", "a"].map((name) => `arn:aws:sns:us-east-1:123456789012:${name}`),
    ]);
  });
});
