import assert from "node:assert/strict";
import { DescribeAlarmHistoryCommand } from "@aws-sdk/client-cloudwatch";
import { alarmEvaluator } from "../../../local/alarm-evaluator.ts";
import { putSeries } from "../../../local/aws/metrics.ts";
import { readPublished, runPublisher, thisMinute } from "../../../local/deployed-stack.ts";
import { accessDenied } from "../../../local/servers/aws-http.ts";
import { publisherAlarmId } from "../../../monitoring/alarms/names.ts";
import type { PlannedAlarm } from "../../../monitoring/plan-types.ts";
import { planSeries } from "../../../monitoring/simulation/plan-series.ts";
import { percent } from "../../../words/units.ts";

import { alarmMessage } from "./alarm-message.ts";
import type { Running } from "./running.ts";

/** Alarms judged over what is in CloudWatch, and what people are told of them. */
export function alarmScenarios(running: Running): void {
  describe("alarms over what is in CloudWatch", () => {
    it("tell people when use is too high and when it is over, composites along", async () => {
      await running.watched;
      const deployed = await running.deployment;
      const { aws, plan, inbox, local } = deployed;
      // Minutes that the publisher may still be run for (five back), and that have passed.
      const start = thisMinute() - 5 * 60;
      const [target] = plan.targets.filter(
        ({ alarms, quotas }) => quotas.some(({ kind }) => kind === "tpm") && alarms.length > 0,
      );
      assert(target);
      const quotas = Object.fromEntries(
        local.quotas.quotasIn(plan.region).map(({ code, applied, default: usual }) => [code, applied ?? usual]),
      );
      const heavy = planSeries({
        plan,
        quotas,
        start,
        minutes: 5,
        traffic: (one) =>
          one === target
            ? { profile: "burst", share: percent(20), length: 2, every: 5, quiet: percent(120) }
            : undefined,
      });
      const bedrockOnly = new Map([...heavy].filter(([key]) => !key.includes(plan.feed.namespace)));
      const evaluator = alarmEvaluator(aws, plan, start);
      const seen = inbox.notifications.length;
      for (let time = start; time < start + 5 * 60; time += 60) {
        assert.equal(await runPublisher(deployed, time), undefined);
        await putSeries(aws, bedrockOnly, time, time + 60);
        await evaluator.evaluate(time + 60);
      }
      // An hour of idle minutes, over which the alarms look back, and some more clear whatever is on.
      await evaluator.evaluate(start + 70 * 60);
      const severe = plan.alarms.find(
        ({ id, AlarmName }) => id.endsWith("/tpm/critical") && target.alarms.includes(AlarmName),
      )?.AlarmName;
      assert(severe, target.alarms.join());
      const told = () => inbox.notifications.slice(seen).flatMap((one) => alarmMessage(one) ?? []);
      const states = () =>
        told().flatMap(({ AlarmName, NewStateValue }) => (AlarmName === severe ? [NewStateValue] : []));
      await inbox.waitFor(() => states().at(-1) === "OK" && states().includes("ALARM"), 10_000);
      assert.deepEqual(states().slice(states().indexOf("ALARM")), ["ALARM", "OK"]);
      const planned = plan.alarms.find(({ AlarmName }) => AlarmName === severe);
      const alarm = told().find(({ AlarmName, NewStateValue }) => AlarmName === severe && NewStateValue === "ALARM");
      assert.equal(alarm?.AlarmDescription, planned?.AlarmDescription);
      assert.match(alarm?.AlarmDescription ?? "", /Do first/);

      assert.equal(evaluator.states.get(severe), "OK");
      const composite = plan.compositeAlarms.find(({ id }) => id === "any/critical");
      assert(composite);
      const { AlarmHistoryItems = [] } = await aws.cloudwatch.send(
        new DescribeAlarmHistoryCommand({
          AlarmName: composite.AlarmName,
          AlarmTypes: ["CompositeAlarm"],
          HistoryItemType: "StateUpdate",
          ScanBy: "TimestampAscending",
        }),
      );
      const went = AlarmHistoryItems.map(({ HistoryData }) => JSON.parse(HistoryData ?? "{}").newState?.stateValue);
      assert.deepEqual(went.slice(went.indexOf("ALARM")), ["ALARM", "OK"]);
      const children = [...evaluator.states].filter(([name]) => composite.AlarmRule.includes(`"${name}"`));
      assert.deepEqual(
        children.filter(([, state]) => state === "ALARM"),
        [],
      );
    });

    it("tell that quota values are stale while Service Quotas can't be read, and the values flow on", async () => {
      await running.watched;
      const deployed = await running.deployment;
      const { aws, plan, local } = deployed;
      const [runs, stale] = (["runs", "stale"] as const).map(
        (kind) => plan.alarms.find(({ id }) => id === publisherAlarmId(kind, "critical"))!,
      ) as [PlannedAlarm, PlannedAlarm];
      const start = thisMinute();
      assert.equal(await runPublisher(deployed, start), undefined);
      const evaluator = alarmEvaluator(aws, { alarms: [runs, stale] }, start - 60);
      const states = () => [runs, stale].map(({ AlarmName }) => evaluator.states.get(AlarmName));
      await evaluator.evaluate(start + 60);
      assert.deepEqual(states(), ["OK", "OK"]);
      local.quotas.fail("ListServiceQuotas", accessDenied("servicequotas:ListServiceQuotas"));
      local.quotas.fail("ListAWSDefaultServiceQuotas", accessDenied("servicequotas:ListAWSDefaultServiceQuotas"));
      try {
        for (let time = start + 60; time <= start + 5 * 60; time += 60)
          assert.equal(await runPublisher(deployed, time), undefined);
      } finally {
        local.quotas.mend();
      }
      const published = await readPublished(deployed, start, 6);
      for (let time = start + 60; time <= start + 5 * 60; time += 60) {
        assert(published.ranAt(time));
        for (const quota of plan.feed.quotas) assert(published.valueAt(quota, time) !== undefined, quota.name);
      }
      await evaluator.evaluate(start + 6 * 60);
      assert.deepEqual(states(), ["OK", "ALARM"]);
    });
  });
}
