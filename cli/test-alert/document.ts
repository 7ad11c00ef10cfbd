import type { Subscription } from "../../aws/subscriptions.ts";

/** What `headroom test-alert --json` prints. */
export interface TestAlertDocument {
  schemaVersion: 1;
  stack: string;
  region: string;
  /** false with --dry-run: nothing was sent */
  sent: boolean;
  topics: TestedTopic[];
  /** the channel of the stack's config, and whether its service subscribes to every topic of the stack */
  slack: { workspaceId: string; channelId: string; subscribed: boolean } | null;
  /** the webhooks of the stack's config, each with each of its severities */
  webhooks: TestedWebhook[];
  tests: SeverityTest[];
  /** what keeps a message from somebody, a sentence each; those of `unconfirmed` are in somebody's hands */
  unconfirmed: string[];
  failed: string[];
}

/** A topic that alarms of the stack notify. */
export interface TestedTopic {
  topicArn: string;
  severities: string[];
  /** undefined where they could not be read */
  subscriptions?: Subscription[];
  unread?: string;
}

/** What the notifier's log says of a test message to a webhook. */
export interface TestedWebhook {
  /** its place in the config, e.g. "alerts.webhooks[0]" */
  webhook: string;
  type: "slack" | "teams";
  severity: string;
  outcome: "arrived" | "failed" | "unknown" | "not sent";
  why?: string;
}

/** How one severity's topics were tested. */
export interface SeverityTest {
  severity: string;
  /** the alarm whose name the message has */
  alarm: string;
  /** alarm: it was turned on, and CloudWatch sent the message; direct: this command sent it, in CloudWatch's form */
  way: "alarm" | "direct";
  /** why it is sent directly: then CloudWatch's own right to the topic and its key is not tested */
  why?: string;
  topics: { topicArn: string; outcome: "sent" | "failed" | "unknown" | "not sent"; why?: string }[];
  /** back: the alarm went to OK, and the notifier tells; sent: this command sent the OK; on: the alarm is really on now */
  ok: "back" | "sent" | "on" | "failed" | "not sent";
}

/** 3: something could not be sent or told. 2: somebody gets nothing until they confirm. 0: all is well. */
export const exitCodeOf = ({ failed, unconfirmed }: TestAlertDocument): 0 | 2 | 3 =>
  failed.length > 0 ? 3 : unconfirmed.length > 0 ? 2 : 0;
