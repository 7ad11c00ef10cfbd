import { setTimeout as pause } from "node:timers/promises";
import { type CloudWatchClient, SetAlarmStateCommand } from "@aws-sdk/client-cloudwatch";
import { PublishCommand, type SNSClient } from "@aws-sdk/client-sns";
import { type AlarmHistoryEntry, alarmHistory, type DeployedAlarm, describeAlarms } from "../../aws/alarms.ts";
import type { ToldChange } from "../../functions/notifier/alarm-json.ts";
import { publishInput } from "../../functions/notifier/aws-port.ts";
import { type Message, messageOf, okMessage, subjectOf } from "../../functions/notifier/message.ts";
import { isTest, testReason } from "../../functions/notifier/test-reason.ts";
import type { ChosenTest } from "./choose-alarms.ts";
import type { SeverityTest } from "./document.ts";

export interface SendOptions {
  cloudwatch: CloudWatchClient;
  sns: SNSClient;
  region: string;
  /** what an error means, for the person at the terminal */
  explain: (error: unknown, action: string) => string;
  waits?: Waits;
}

/** Milliseconds. CloudWatch evaluates these alarms once a minute, so a test is over after two at most. */
export interface Waits {
  /** between two looks */
  poll: number;
  /** for CloudWatch to say what became of an action */
  action: number;
  /** for the alarm to go back to its state */
  back: number;
}

const defaultWaits: Waits = { poll: 3_000, action: 30_000, back: 150_000 };

type TopicOutcome = SeverityTest["topics"][number];

/**
 * Sends one severity's ALARM and OK. By its alarm where that can be: then CloudWatch publishes, with the right to the
 * topic and the key that a real ALARM needs, and the notifier tells the OK. Otherwise directly.
 */
export async function sendTest(test: ChosenTest, options: SendOptions): Promise<SeverityTest> {
  if (test.way === "direct") return sendDirectly(test, options);
  const { cloudwatch, explain } = options;
  const begun = new Date();
  try {
    await setState(cloudwatch, test.alarm.name, "ALARM");
  } catch (error) {
    return sendDirectly({ ...test, why: explain(error, "cloudwatch:SetAlarmState") }, options);
  }
  let ok: SeverityTest["ok"] = "failed";
  let topics: TopicOutcome[];
  try {
    topics = await outcomes(test, begun, options);
  } finally {
    // However this ends, no alarm is left on.
    ok = await goBack(test.alarm, options);
  }
  return { severity: test.severity, alarm: test.alarm.name, way: "alarm", topics, ok };
}

const setState = (cloudwatch: CloudWatchClient, name: string, state: "ALARM" | "OK") =>
  cloudwatch.send(new SetAlarmStateCommand({ AlarmName: name, StateValue: state, StateReason: testReason }));

/** What CloudWatch's history says of each action: it is the only place where a refused one shows. */
async function outcomes(
  { alarm, topicArns }: ChosenTest,
  begun: Date,
  { cloudwatch, explain, waits = defaultWaits }: SendOptions,
): Promise<TopicOutcome[]> {
  const deadline = Date.now() + waits.action;
  for (;;) {
    let trouble = "CloudWatch's history has no word of it yet";
    let told: string[] = [];
    try {
      told = await actionsSince(cloudwatch, alarm.name, begun);
    } catch (error) {
      trouble = explain(error, "cloudwatch:DescribeAlarmHistory");
    }
    const found = topicArns.map((topicArn): TopicOutcome => {
      const sentence = told.find((one) => new RegExp(`${escaped(topicArn)}(?![\\w-])`).test(one));
      if (sentence === undefined) return { topicArn, outcome: "unknown", why: trouble };
      return sentence.startsWith("Successfully")
        ? { topicArn, outcome: "sent" }
        : { topicArn, outcome: "failed", why: sentence };
    });
    if (found.every(({ outcome }) => outcome !== "unknown") || Date.now() > deadline) return found;
    await pause(waits.poll);
  }
}

/** CloudWatch's sentences about the actions of the newest change to ALARM. */
async function actionsSince(cloudwatch: CloudWatchClient, name: string, begun: Date): Promise<string[]> {
  // AWS's clock need not be this one.
  const since = new Date(begun.getTime() - 60_000);
  const entries: AlarmHistoryEntry[] = [];
  for await (const entry of alarmHistory(cloudwatch, name, { since })) entries.push(entry);
  const change = entries.find((entry) => entry.change?.to === "ALARM");
  return change ? entries.filter(({ isAction, at }) => isAction && at >= change.at).map(({ summary }) => summary) : [];
}

const escaped = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");

/** A metric alarm goes back by itself; a composite one does when a child changes, and so is set (API SetAlarmState). */
async function goBack(
  alarm: DeployedAlarm,
  { cloudwatch, explain, waits = defaultWaits }: SendOptions,
): Promise<SeverityTest["ok"]> {
  const deadline = Date.now() + (alarm.metric ? waits.back : 0);
  try {
    for (;;) {
      const now = (await describeAlarms(cloudwatch, [alarm.name])).get(alarm.name);
      if (now?.state === "OK") return "back";
      if (now?.state === "ALARM" && !isTest(now.reason)) return "on";
      if (Date.now() >= deadline) break;
      await pause(waits.poll);
    }
    await setState(cloudwatch, alarm.name, "OK");
    return "back";
  } catch (error) {
    explain(error, "cloudwatch:SetAlarmState");
    return "failed";
  }
}

async function sendDirectly(test: ChosenTest, { sns, region, explain }: SendOptions): Promise<SeverityTest> {
  const { severity, alarm, topicArns, why } = test;
  const at = new Date();
  const account = alarm.arn.split(":")[4] ?? "";
  const on: ToldChange = { account, region, at, from: "OK", to: "ALARM", reason: testReason };
  const subject = subjectOf("ALARM", alarm.name, true);
  const messages: Message[] = [
    messageOf(alarm, on, subject, [subject, "", testReason, "", `Account ${account}, ${region}`].join("\n")),
    okMessage(alarm, { ...on, from: "ALARM", to: "OK" }, { start: at, reason: testReason }, undefined),
  ];
  const topics = await Promise.all(
    topicArns.map(async (topicArn): Promise<TopicOutcome> => {
      try {
        for (const message of messages)
          await sns.send(new PublishCommand({ TopicArn: topicArn, ...publishInput(message) }));
        return { topicArn, outcome: "sent" };
      } catch (error) {
        return { topicArn, outcome: "failed", why: explain(error, "sns:Publish") };
      }
    }),
  );
  const ok = topics.every(({ outcome }) => outcome === "sent") ? "sent" : "failed";
  return { severity, alarm: alarm.name, way: "direct", ...(why !== undefined && { why }), topics, ok };
}
