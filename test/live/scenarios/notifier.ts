import assert from "node:assert/strict";
import { DeleteAlarmsCommand, PutMetricAlarmCommand, SetAlarmStateCommand } from "@aws-sdk/client-cloudwatch";
import { DescribeRuleCommand, TestEventPatternCommand } from "@aws-sdk/client-eventbridge";
import { type AlarmChange, alarmEvent, handToRules } from "../../../local/aws/alarm-events.ts";
import { alarmNameEnd, notifierRuleName } from "../../../monitoring/names.ts";

import { alarmMessage } from "./alarm-message.ts";
import type { Running } from "./running.ts";

/** The end of an alarm, told by the deployed notifier. */
export function notifierScenarios(running: Running): void {
  describe("the end of an alarm", () => {
    const change = {
      from: "ALARM",
      to: "OK",
      reason: "over",
      oldReason: "Threshold Crossed",
      at: new Date(),
      since: new Date(Date.now() - 12 * 60_000),
    };

    it("runs the notifier for this stack's alarms alone, and never for a new alarm's first OK", async () => {
      const { aws, stack } = await running.deployment;
      const alarm = `warning: anything${alarmNameEnd(stack)}`;
      const { EventPattern } = await aws.events.send(new DescribeRuleCommand({ Name: notifierRuleName(stack) }));
      const matches = async (differs: Partial<AlarmChange>): Promise<boolean | undefined> => {
        const Event = JSON.stringify(alarmEvent(aws.region, { ...change, alarm, ...differs }));
        return (await aws.events.send(new TestEventPatternCommand({ EventPattern, Event }))).Result;
      };
      assert.equal(await matches({}), true);
      assert.equal(await matches({ from: "INSUFFICIENT_DATA", oldReason: "Insufficient Data: 5 unknown" }), true);
      assert.equal(await matches({ from: "INSUFFICIENT_DATA", oldReason: "Unchecked: Initial alarm creation" }), false);
      assert.equal(await matches({ from: "OK", to: "ALARM" }), false);
      assert.equal(await matches({ to: "INSUFFICIENT_DATA" }), false);
      assert.equal(await matches({ alarm: `warning: anything${alarmNameEnd(`${stack}-2`)}` }), false);
      assert.equal(await matches({ alarm: `warning: anything${alarmNameEnd(`2-${stack}`)}` }), false);
      assert.equal(await matches({ alarm: `somebody's ${stack}` }), false);
    });

    it("is told by the deployed notifier on the topic of the alarm", async () => {
      const { aws, stack, inbox, topicArns } = await running.deployment;
      const alarm = `critical: a test of the notifier${alarmNameEnd(stack)}`;
      await aws.cloudwatch.send(
        new PutMetricAlarmCommand({
          AlarmName: alarm,
          AlarmActions: [topicArns["critical"]!],
          ComparisonOperator: "GreaterThanThreshold",
          EvaluationPeriods: 1,
          Threshold: 90,
          Metrics: [{ Id: "e1", Expression: "TIME_SERIES(1)", Period: 60, ReturnData: true }],
          TreatMissingData: "notBreaching",
        }),
      );
      try {
        for (const StateValue of ["ALARM", "OK"] as const)
          await aws.cloudwatch.send(new SetAlarmStateCommand({ AlarmName: alarm, StateValue, StateReason: "why" }));
        assert.equal(await handToRules(aws, alarmEvent(aws.region, { ...change, alarm })), 1);
        const told = await inbox.waitFor(({ Subject }) => Subject?.startsWith("OK: critical: a test") ?? false, 20_000);
        assert.equal(told.Subject, `OK: critical: a test of the notifier (${stack})`);
        assert.equal(told.TopicArn, topicArns["critical"]);
        assert.deepEqual([alarmMessage(told)?.AlarmName, alarmMessage(told)?.NewStateValue], [alarm, "OK"]);
      } finally {
        await aws.cloudwatch.send(new DeleteAlarmsCommand({ AlarmNames: [alarm] }));
      }
    });
  });
}
