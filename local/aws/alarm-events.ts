import { ListRulesCommand, ListTargetsByRuleCommand, TestEventPatternCommand } from "@aws-sdk/client-eventbridge";
import { InvokeCommand } from "@aws-sdk/client-lambda";
import type { AwsClients } from "./clients.ts";
import { emulatedAccount } from "./emulator.ts";

/** One change of an alarm. */
export interface AlarmChange {
  alarm: string;
  from: string;
  to: string;
  /** why it is in the new state, and why it was in the old one */
  reason: string;
  oldReason: string;
  /** when it went into the new state, and into the old one */
  at: Date;
  since: Date;
}

/** The event that CloudWatch sends to EventBridge. AmazonCloudWatch/latest/monitoring/cloudwatch-and-eventbridge */
export function alarmEvent(region: string, { alarm, from, to, reason, oldReason, at, since }: AlarmChange) {
  const state = (value: string, why: string, time: Date) => ({
    value,
    reason: why,
    timestamp: time.toISOString().replace("Z", "+0000"),
  });
  return {
    version: "0",
    id: crypto.randomUUID(),
    "detail-type": "CloudWatch Alarm State Change",
    source: "aws.cloudwatch",
    account: emulatedAccount,
    time: at.toISOString(),
    region,
    resources: [`arn:aws:cloudwatch:${region}:${emulatedAccount}:alarm:${alarm}`],
    detail: { alarmName: alarm, state: state(to, reason, at), previousState: state(from, oldReason, since) },
  };
}

/**
 * Hands an event to the functions of the rules that match it, as EventBridge does. The emulator's alarms send it none,
 * and nobody else may in the name of AWS; whether a rule matches is the emulator's word.
 * @returns how many functions it was handed to
 */
export async function handToRules({ events, lambda }: AwsClients, event: object): Promise<number> {
  const Event = JSON.stringify(event);
  let handed = 0;
  const { Rules = [] } = await events.send(new ListRulesCommand({}));
  for (const { Name, EventPattern } of Rules) {
    if (EventPattern === undefined) continue;
    const { Result } = await events.send(new TestEventPatternCommand({ EventPattern, Event }));
    if (!Result) continue;
    const { Targets = [] } = await events.send(new ListTargetsByRuleCommand({ Rule: Name }));
    for (const { Arn } of Targets) {
      await lambda.send(new InvokeCommand({ FunctionName: Arn, InvocationType: "Event", Payload: Event }));
      handed += 1;
    }
  }
  return handed;
}
