import type { DeployedAlarm } from "../../aws/alarms.ts";
import { topicName } from "../../monitoring/names.ts";
import type { MonitoringPlan } from "../../monitoring/plan-types.ts";
import type { SeverityTest } from "./document.ts";

/** What a severity is tested with. */
export type ChosenTest = Pick<SeverityTest, "severity" | "way" | "why"> & {
  alarm: DeployedAlarm;
  topicArns: readonly string[];
};

/** Names of the alarms that notify a severity's topic, metric alarms first: these go back to their state by themselves. */
export const candidatesOf = ({ alarms, compositeAlarms }: MonitoringPlan, severity: string): string[] =>
  [...alarms, ...compositeAlarms]
    .filter(({ AlarmActions }) => AlarmActions.includes(`topic:${severity}`))
    .map(({ AlarmName }) => AlarmName);

/**
 * An alarm to turn on for a severity: the first that is in OK, because one that is on already changes nothing, and a
 * message needs a change. Where there is none, the first deployed one lends its name to a message sent directly.
 * @returns undefined where no alarm of the plan that notifies the severity's topic is deployed
 */
export function chooseTest(
  plan: MonitoringPlan,
  severity: string,
  deployed: ReadonlyMap<string, DeployedAlarm>,
): ChosenTest | undefined {
  const own = `:${topicName(plan.stack, severity)}`;
  const there = candidatesOf(plan, severity)
    .flatMap((name) => deployed.get(name) ?? [])
    .filter(({ alarmActions }) => alarmActions.some((arn) => arn.endsWith(own)));
  const [first] = there;
  if (!first) return undefined;
  const ready = there.find(({ state, actionsEnabled }) => state === "OK" && actionsEnabled);
  const alarm = ready ?? first;
  const topicArns = alarm.alarmActions.filter((arn) => arn.split(":")[2] === "sns");
  return ready
    ? { severity, way: "alarm", alarm, topicArns }
    : { severity, way: "direct", why: "no alarm of it is in OK with its actions on", alarm, topicArns };
}
