import { fittedTable } from "../fitted-table.ts";
import { fitLines } from "../wrapped.ts";
import type { SeverityTest, TestAlertDocument, TestedTopic, TestedWebhook } from "./document.ts";

const nameOf = (arn: string): string => arn.slice(arn.lastIndexOf(":") + 1);

/** What keeps messages from people, from what was found: `failed` and `unconfirmed` of the document. */
export function problemsOf({
  stack,
  topics,
  tests,
  slack,
  webhooks,
}: Pick<TestAlertDocument, "stack" | "topics" | "tests" | "slack" | "webhooks">): Pick<
  TestAlertDocument,
  "failed" | "unconfirmed"
> {
  const failed = [...tests.flatMap(testFailures), ...webhooks.flatMap(webhookFailures)];
  const unconfirmed: string[] = [];
  for (const { topicArn, subscriptions, unread } of topics) {
    const name = nameOf(topicArn);
    if (!subscriptions)
      failed.push(`${name}: its subscriptions can't be read (${unread}), so nobody knows who gets its messages`);
    else if (subscriptions.length === 0) unconfirmed.push(`${name}: nobody subscribes to it`);
    for (const { protocol, endpoint, confirmed } of subscriptions ?? [])
      if (!confirmed) unconfirmed.push(`${name}: ${pending(protocol, endpoint, stack)}`);
  }
  if (slack && !slack.subscribed)
    unconfirmed.push(
      `Slack channel ${slack.channelId}: Amazon Q Developer does not subscribe to every topic of the stack; authorise the workspace in its console and run \`up\` again`,
    );
  return { failed, unconfirmed };
}

/** SNS keeps a link for two days (sns/latest/dg/sns-email-notifications). */
const pending = (protocol: string, endpoint: string, stack: string): string =>
  protocol.startsWith("email")
    ? `${endpoint} gets nothing until they follow the link in SNS's mail "Subscription Confirmation"; it ends after two days, then run \`up\` on ${stack} again`
    : `${endpoint} (${protocol}) gets nothing until it has confirmed: it must open the SubscribeURL that SNS has sent to it`;

function testFailures({ severity, alarm, topics, ok }: SeverityTest): string[] {
  const failures = topics.flatMap(({ topicArn, outcome, why }) => {
    if (outcome === "failed") return [`${severity}: ${nameOf(topicArn)} did not take the message: ${why}`];
    if (outcome === "unknown")
      return [`${severity}: nobody can tell whether ${nameOf(topicArn)} took the message: ${why}`];
    return [];
  });
  if (ok === "failed") failures.push(`${severity}: the OK of "${alarm}" could not be sent or seen`);
  return failures;
}

function webhookFailures({ webhook, type, severity, outcome, why }: TestedWebhook): string[] {
  if (outcome === "failed") return [`${severity}: ${webhook} (${type}) did not take the message: ${why}`];
  if (outcome === "unknown")
    return [`${severity}: nobody can tell whether ${webhook} (${type}) took the message: ${why}`];
  return [];
}

const okTexts: Readonly<Record<SeverityTest["ok"], string>> = {
  back: "back in OK; the notifier tells",
  sent: "sent by this command",
  on: "no: the alarm is really on now",
  failed: "failed",
  "not sent": "not sent",
};

/** The document as a person reads it. */
export function describeTest(document: TestAlertDocument, width = Number.POSITIVE_INFINITY): string {
  const { stack, region, sent, topics, slack, webhooks, tests, failed, unconfirmed } = document;
  const tested = tests.flatMap(({ severity, alarm, way, why, topics: outcomes, ok }) => [
    ...outcomes.map(({ topicArn, outcome }, index) => [
      index === 0 ? severity : "",
      index === 0 ? alarm : "",
      nameOf(topicArn),
      outcome,
      index === 0 ? okTexts[ok] : "",
    ]),
    ...(way === "direct" ? [["", `(sent by this command, not by CloudWatch: ${why})`, "", "", ""]] : []),
  ]);
  const parts = [
    sent
      ? `Sent through every channel of stack ${stack}, ${region}:`
      : `Would be sent through stack ${stack}, ${region}:`,
    listed(["severity", "alarm", "topic", "ALARM", "OK"], tested, width),
    "",
    "Who gets it:",
    listed(["topic", "protocol", "endpoint", "confirmed"], topics.flatMap(topicRows), width),
  ];
  if (slack)
    parts.push(
      "",
      `Slack: workspace ${slack.workspaceId}, channel ${slack.channelId}. In the channel: /invite @Amazon Q`,
    );
  if (webhooks.length > 0)
    parts.push(
      "",
      "Webhooks:",
      listed(
        ["webhook", "type", "severity", "message"],
        webhooks.map(({ webhook, type, severity, outcome }) => [webhook, type, severity, outcome]),
        width,
      ),
    );
  if (failed.length > 0) parts.push("", "Failed:", ...failed.map((one) => `- ${one}`));
  if (unconfirmed.length > 0) parts.push("", "Not confirmed:", ...unconfirmed.map((one) => `- ${one}`));
  if (sent && failed.length === 0)
    parts.push(
      "",
      "Every topic took the message. Whether it reached people, they see: an ALARM and an OK marked TEST.",
    );
  return fitLines(parts.join("\n"), width);
}

const listed = (head: readonly string[], rows: readonly (readonly string[])[], width: number): string =>
  fittedTable({ head, rows, align: head.map(() => "left"), names: 0 }, width);

const topicRows = ({ topicArn, subscriptions, unread }: TestedTopic): string[][] => {
  if (!subscriptions) return [[nameOf(topicArn), "?", unread ?? "", "?"]];
  if (subscriptions.length === 0) return [[nameOf(topicArn), "nobody", "", ""]];
  return subscriptions.map(({ protocol, endpoint, confirmed }, index) => [
    index === 0 ? nameOf(topicArn) : "",
    protocol,
    endpoint,
    confirmed ? "yes" : "no",
  ]);
};
