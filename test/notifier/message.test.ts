import assert from "node:assert/strict";
import fc from "fast-check";
import type { DeployedAlarm } from "../../aws/alarms.ts";
import { regionName, type ToldChange } from "../../functions/notifier/alarm-json.ts";
import { okMessage, subjectOf } from "../../functions/notifier/message.ts";
import { testReason } from "../../functions/notifier/test-reason.ts";
import { alarmNameEnd } from "../../monitoring/names.ts";
import { alarmName, at, reasonData } from "./events.ts";

const topic = "arn:aws:sns:us-east-1:123456789012:critical";
const alarm: DeployedAlarm = {
  name: alarmName,
  arn: `arn:aws:cloudwatch:us-east-1:123456789012:alarm:${alarmName}`,
  description: "what to do",
  actionsEnabled: true,
  alarmActions: [topic],
  okActions: [],
  insufficientDataActions: [],
  state: "OK",
  configured: at(0),
  metric: {
    EvaluationPeriods: 3,
    DatapointsToAlarm: 2,
    Threshold: 90,
    ComparisonOperator: "GreaterThanOrEqualToThreshold",
    TreatMissingData: "notBreaching",
    Metrics: [
      {
        Id: "m1",
        MetricStat: {
          Metric: {
            Namespace: "AWS/Bedrock",
            MetricName: "EstimatedTPMQuotaUsage",
            Dimensions: [{ Name: "ModelId", Value: "us.anthropic.claude-opus-5" }],
          },
          Period: 60,
          Stat: "Sum",
        },
        ReturnData: false,
      },
      { Id: "used", Label: "% of tokens per minute", Expression: "100 * m1 / q1", ReturnData: true },
    ],
  },
};
const change: ToldChange = {
  account: "123456789012",
  region: "us-east-1",
  at: at(30),
  from: "ALARM",
  to: "OK",
  reason: "Threshold Crossed",
};
const incident = { start: at(18), reason: "2 out of the last 3", reasonData: reasonData([97, 104.22], 18) };

describe("the message that an alarm is over", () => {
  it("tells people what, for how long, how far and where", () => {
    const { subject, bodies } = okMessage(alarm, change, incident, reasonData([61.2, 104.22], 30));
    assert.equal(subject, "OK: critical: Claude Opus 5 cross-region at 90% of tokens/min (us-east-1)");
    assert.equal(
      bodies["default"],
      `OK: critical: Claude Opus 5 cross-region at 90% of tokens/min (us-east-1)

Over since 2026-11-25 18:30 UTC, after 12 minutes (on since 2026-11-25 18:18 UTC).
% of tokens per minute: 104.2 when it went on, now 61.2 (threshold 90)
It was on because: 2 out of the last 3

Account 123456789012, us-east-1
Alarm: critical: Claude Opus 5 cross-region at 90% of tokens/min (bedrock-headroom/us-east-1)
https://us-east-1.console.aws.amazon.com/cloudwatch/home?region=us-east-1#alarmsV2:alarm/critical$253A$2520Claude$2520Opus$25205$2520cross-region$2520at$252090$2525$2520of$2520tokens$252Fmin$2520(bedrock-headroom$252Fus-east-1)`,
    );
    assert.equal(bodies["email"], bodies["default"]);
    assert.equal(bodies["sms"], subject);
  });

  it("is for programs what CloudWatch itself sends", () => {
    const { bodies } = okMessage(alarm, change, incident, undefined);
    assert.deepEqual(JSON.parse(bodies["https"] ?? ""), {
      AlarmName: alarmName,
      AlarmDescription: "what to do",
      AWSAccountId: "123456789012",
      AlarmConfigurationUpdatedTimestamp: "2026-11-25T18:00:07.445+0000",
      NewStateValue: "OK",
      NewStateReason: "Threshold Crossed",
      StateChangeTime: "2026-11-25T18:30:07.445+0000",
      Region: "US East (N. Virginia)",
      AlarmArn: alarm.arn,
      OldStateValue: "ALARM",
      OKActions: [],
      AlarmActions: [topic],
      InsufficientDataActions: [],
      Trigger: {
        Period: 60,
        EvaluationPeriods: 3,
        DatapointsToAlarm: 2,
        ComparisonOperator: "GreaterThanOrEqualToThreshold",
        Threshold: 90,
        TreatMissingData: "notBreaching",
        EvaluateLowSampleCountPercentile: "",
        Metrics: [
          {
            Id: "m1",
            MetricStat: {
              Metric: {
                Dimensions: [{ value: "us.anthropic.claude-opus-5", name: "ModelId" }],
                MetricName: "EstimatedTPMQuotaUsage",
                Namespace: "AWS/Bedrock",
              },
              Period: 60,
              Stat: "Sum",
            },
            ReturnData: false,
          },
          { Expression: "100 * m1 / q1", Id: "used", Label: "% of tokens per minute", ReturnData: true },
        ],
      },
    });
    for (const protocol of ["http", "lambda", "sqs", "firehose", "email-json"])
      assert.equal(bodies[protocol], bodies["https"]);
  });

  it("has a composite alarm's rule in place of a trigger, and no values", () => {
    const { metric: _, ...rest } = alarm;
    const { bodies } = okMessage(
      { ...rest, rule: 'ALARM("a")' },
      change,
      { start: at(18), reason: "child" },
      undefined,
    );
    const { AlarmRule, TriggeringChildren, Trigger } = JSON.parse(bodies["https"] ?? "");
    assert.deepEqual([AlarmRule, TriggeringChildren, Trigger], ['ALARM("a")', [], undefined]);
    assert.doesNotMatch(bodies["default"] ?? "", /when it went on/);
  });

  it("says the lowest value of an alarm that goes on below its threshold, and nothing that it does not know", () => {
    const below = { ...alarm, metric: { ...alarm.metric, ComparisonOperator: "LessThanThreshold" as const } };
    const text = okMessage(below, change, { reasonData: reasonData([0.4, 0.2]) }, "no JSON").bodies["default"] ?? "";
    assert.match(text, /: 0\.2 when it went on \(threshold 90\)/);
    assert.match(text, /^Over since 2026-11-25 18:30 UTC\.$/m);
    const unordered = JSON.stringify({ recentDatapoints: [1, 2] });
    assert.doesNotMatch(okMessage(alarm, change, incident, unordered).bodies["default"] ?? "", /now/);
  });

  it("is marked where headroom test-alert turned the alarm on", () => {
    const { subject, bodies } = okMessage(alarm, change, { start: at(29), reason: testReason }, undefined);
    assert.match(subject, /^OK: TEST: critical: /);
    assert.match(bodies["default"] ?? "", /This was a test by headroom test-alert: nothing was wrong\./);
  });

  it("names every Region that the SDK knows as CloudWatch does, and another one by its id", () => {
    assert.equal(regionName("us-gov-west-1"), "AWS GovCloud (US-West)");
    assert.equal(regionName("eu-nowhere-9"), "eu-nowhere-9");
  });
});

describe("the subject", () => {
  it("is one that SNS takes for every name and stack: 100 printable ASCII characters at most, the stack in full", () => {
    const stacks = fc.stringMatching(/^[a-zA-Z0-9_-]{1,40}$/);
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", maxLength: 250 }), stacks, fc.boolean(), (name, stack, test) => {
        const subject = subjectOf("OK", `${name}${alarmNameEnd(stack)}`, test);
        assert.match(subject, /^[!-~][ -~]{0,99}$/);
        assert(subject.endsWith(` (${stack})`));
      }),
    );
  });

  it("shows where it was cut, and leaves a name of another form whole", () => {
    const long = subjectOf("OK", `critical: ${"word ".repeat(30)}${alarmNameEnd("us-east-1")}`, false);
    assert.equal(long.length <= 100, true);
    assert.match(long, /^OK: critical: word .*\.\.\. \(us-east-1\)$/);
    assert.equal(subjectOf("ALARM", "mine (too)", false), "ALARM: mine (too)");
    assert.equal(subjectOf("OK", "Modèle — 90 %", false), "OK: Modele - 90 %");
  });
});
