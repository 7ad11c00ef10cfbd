import { alarmJson } from "../../../functions/notifier/alarm-json.ts";
import { testReason } from "../../../functions/notifier/test-reason.ts";
import type { SnsMessage } from "../../../functions/notifier/webhooks/sns-event.ts";
import { alertOf } from "../../../functions/quota-publisher/alert.ts";
import { alarmName } from "../events.ts";

export const topicArn = "arn:aws:sns:us-east-1:123456789012:bedrock-headroom-us-east-1-critical";

const alarm = {
  name: alarmName,
  arn: `arn:aws:cloudwatch:us-east-1:123456789012:alarm:${alarmName}`,
  description:
    "**Claude Opus 5 (cross-region) uses 90% of its tokens per minute** (critical). Bedrock throttles at 100%.\n" +
    "Do first: look who sends. A & B <b> count.\n[Dashboard](https://console.aws.amazon.com/cloudwatch/home?region=us-east-1#dashboards:name=a)",
  actionsEnabled: true,
  alarmActions: [topicArn],
  okActions: [],
  insufficientDataActions: [],
};
const change = { account: "123456789012", region: "us-east-1", at: new Date("2026-11-25T18:18:07.445Z") };
const crossed =
  "Threshold Crossed: 1 out of the last 60 datapoints [97.25 (25/11/26 18:17:00)] was greater than the threshold (90.0).";

const sns = (id: string, subject: string, message: string): SnsMessage => ({
  id,
  topicArn,
  subject,
  message,
  timestamp: "2026-11-25T18:18:08.000Z",
});
const json = (from: "OK" | "ALARM", to: "OK" | "ALARM", reason: string) =>
  JSON.stringify(alarmJson(alarm, { ...change, from, to, reason }));

const news = alertOf(
  {
    changes: [
      {
        code: "L-99296DCD",
        name: "Cross-region model inference tokens per minute for Anthropic Claude Opus 5",
        kind: "tpm",
        models: ["anthropic.claude-opus-5"],
        oldValue: 2_000_000,
        newValue: 1_000_000,
        percent: -50,
        origin: "applied",
      },
    ],
    missing: [],
    unread: [],
    back: [],
    low: [],
    uncounted: [],
  },
  { region: "us-east-1", account: "123456789012" },
);

/** What comes to a topic, as SNS hands it to a function. */
export const samples: Readonly<Record<string, SnsMessage>> = {
  alarm: sns("message-alarm", `ALARM: "${alarmName}" in US East (N. Virginia)`, json("OK", "ALARM", crossed)),
  ok: sns(
    "message-ok",
    "OK: critical",
    json("ALARM", "OK", "Threshold Crossed: 2 datapoints were less than the threshold."),
  ),
  test: sns("message-test", `ALARM: "${alarmName}" in US East (N. Virginia)`, json("OK", "ALARM", testReason)),
  news: sns("message-news", news.subject, news.text),
};

export const snsEvent = (...messages: readonly SnsMessage[]) => ({
  Records: messages.map(({ id, topicArn: TopicArn, subject, message, timestamp }) => ({
    EventSource: "aws:sns",
    EventVersion: "1.0",
    EventSubscriptionArn: `${TopicArn}:a1b2c3d4-5678-90ab-cdef-example11111`,
    Sns: { Type: "Notification", MessageId: id, TopicArn, Subject: subject, Message: message, Timestamp: timestamp },
  })),
});
