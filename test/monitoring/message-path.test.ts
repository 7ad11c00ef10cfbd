import assert from "node:assert/strict";
import { limits } from "../../monitoring/limits.ts";
import { alarmNameEnd } from "../../monitoring/names.ts";
import { plan } from "../../monitoring/plan.ts";
import type { PlannedAlarm } from "../../monitoring/plan-types.ts";
import type { AlertSettings } from "../../monitoring/settings.ts";
import { identityKey, lookupIn, minutes } from "../../monitoring/simulation/series.ts";
import { simulate } from "../../monitoring/simulation/simulate.ts";
import { percent } from "../../words/units.ts";
import { settings, target } from "./example-settings.ts";

const opus = "anthropic.claude-opus-5";
const alarmsOf = (kind: string, severities: string[], alerts: Partial<AlertSettings> = {}): PlannedAlarm[] =>
  plan(
    settings([target(opus, "global", { thresholds: [] })], {
      severities: severities.map((name, index) => ({ name, threshold: percent(50 + index) })),
      alerts: { notify: "stack", email: [], topicArns: {}, ...alerts },
    }),
  ).alarms.filter(({ Tags }) => Tags.some(({ Key, Value }) => Key === "bedrock-headroom:kind" && Value === kind));
const arn = (name: string): `arn:${string}` => `arn:aws:sns:us-east-1:123456789012:${name}`;

describe("the alarms on the way of messages", () => {
  it("tell a topic that can't deliver on all others, the severest first, whatever `notify` says", () => {
    const actions = alarmsOf("delivery", ["info", "warning", "critical"]).map(({ AlarmActions }) => AlarmActions);
    assert.deepEqual(actions, [
      ["topic:critical", "topic:warning"],
      ["topic:critical", "topic:info"],
      ["topic:warning", "topic:info"],
    ]);
  });

  it("tell the only topic's failure on an existing topic and on itself, having no other", () => {
    const [one] = alarmsOf("delivery", ["critical"], { topicArns: { critical: [arn("pager")] } });
    assert.deepEqual(one?.AlarmActions, ["topic:critical", arn("pager")]);
  });

  it("name each action once, and no more than an alarm takes", () => {
    const pagers = ["a", "b", "c", "d"].map(arn);
    const severities = ["one", "two", "three", "four", "five"];
    const topicArns = Object.fromEntries(severities.map((severity) => [severity, pagers]));
    for (const { AlarmActions } of [
      ...alarmsOf("delivery", severities, { topicArns }),
      ...alarmsOf("notifier", severities, { topicArns }),
    ]) {
      assert.equal(AlarmActions.length, limits.actionsPerState);
      assert.equal(new Set(AlarmActions).size, AlarmActions.length);
    }
  });

  it("tell a notifier that gave up on the severest topic and on the mildest, which can't both be why", () => {
    const [one, ...others] = alarmsOf("notifier", ["info", "warning", "critical"]);
    assert.deepEqual(others, []);
    assert.deepEqual(one?.AlarmActions, ["topic:critical", "topic:info"]);
    assert.deepEqual(
      one?.Metrics.flatMap((query) => ("MetricStat" in query ? [query.MetricStat.Metric.MetricName] : [])),
      ["AsyncEventsDropped", "FailedInvocations"],
    );
  });

  it("stay on for six hours after a failure, so that two topics with one broken subscriber don't call each other for ever", () => {
    const [alarm] = alarmsOf("delivery", ["warning", "critical"]);
    const failures = new Float64Array(900).fill(Number.NaN);
    failures[10] = 1;
    failures[12] = 2;
    const [metric] = alarm!.Metrics.flatMap((query) => ("MetricStat" in query ? [query.MetricStat.Metric] : []));
    const [result] = simulate({
      alarms: [alarm!],
      series: lookupIn(new Map([[identityKey(metric!), { Sum: minutes(0, failures) }]])),
      start: 0,
      minutes: 900,
      initialState: { [alarm!.AlarmName]: "OK" },
    });
    assert(result?.outcome === "simulated");
    assert.deepEqual(
      result.transitions.map(({ to }) => to),
      ["ALARM", "OK"],
    );
    const [on, off] = result.transitions.map(({ epoch }) => epoch / 60);
    assert.equal(on, 11);
    assert(off! >= 12 + 360 && off! <= 12 + 364, `${off}`);
  });
});

describe("the notifier's alarm", () => {
  const secretArn = "arn:aws:secretsmanager:us-east-1:123456789012:secret:slack-AbCdEf";
  const webhooks = [{ type: "slack" as const, secretArn, severities: ["critical"] }];

  it("stays on for six hours with a webhook, so that a dead one that loses its OK does not turn it on every few minutes", () => {
    const [without] = alarmsOf("notifier", ["warning", "critical"]);
    const [alarm] = alarmsOf("notifier", ["warning", "critical"], { webhooks });
    assert.deepEqual([without?.EvaluationPeriods, alarm?.EvaluationPeriods], [1, 360]);
    // Each message that the alarm causes is lost too, a few minutes later: ALARM and OK.
    const lost = new Float64Array(1_440).fill(Number.NaN);
    for (const minute of [10, 14, 380]) lost[minute] = 1;
    const [metric] = alarm!.Metrics.flatMap((query) =>
      "MetricStat" in query && query.MetricStat.Metric.MetricName === "AsyncEventsDropped"
        ? [query.MetricStat.Metric]
        : [],
    );
    const [result] = simulate({
      alarms: [alarm!],
      series: lookupIn(new Map([[identityKey(metric!), { Sum: minutes(0, lost) }]])),
      start: 0,
      minutes: 1_440,
      initialState: { [alarm!.AlarmName]: "OK" },
    });
    assert(result?.outcome === "simulated");
    assert.deepEqual(
      result.transitions.map(({ to }) => to),
      ["ALARM", "OK", "ALARM", "OK"],
    );
  });

  it("says that a webhook may be why", () => {
    const [alarm] = alarmsOf("notifier", ["critical"], { webhooks });
    assert.match(alarm?.AlarmDescription ?? "", /Slack or Teams did not get it.*\n?.*webhook-failed/s);
    assert(Buffer.byteLength(alarm?.AlarmDescription ?? "") <= 1_024);
  });
});

describe("the end of a stack's alarm names", () => {
  it("is no other stack's end", () => {
    const names = ["a", "b-a", "a-b", "us-east-1", "x-us-east-1", "1"];
    for (const one of names)
      for (const other of names)
        assert.equal(`critical: something${alarmNameEnd(other)}`.endsWith(alarmNameEnd(one)), one === other);
  });
});
