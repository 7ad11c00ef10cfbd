import { setTimeout as pause } from "node:timers/promises";
import { CloudWatchLogsClient, FilterLogEventsCommand } from "@aws-sdk/client-cloudwatch-logs";
import type { clientSettings } from "../../aws/client.ts";
import { notifierLogGroupName, topicName } from "../../monitoring/names.ts";
import type { WebhookSettings } from "../../monitoring/settings.ts";
import type { TestedWebhook } from "./document.ts";

export interface WebhookTestOptions {
  settings: ReturnType<typeof clientSettings>;
  explain: (error: unknown, action: string) => string;
  /** milliseconds: between two looks, and for the notifier's log to have every word */
  waits?: { poll: number; log: number };
}

/** A run and its three tries end within 30 seconds, and CloudWatch Logs shows a line some seconds later. */
const defaultWaits = { poll: 3_000, log: 60_000 };

/** A line of the notifier's log about a webhook (functions/notifier/webhooks/deliver.ts). */
interface Line {
  event: "webhook-told" | "webhook-failed";
  webhook: string;
  topic: string;
  why?: string;
}

const placeOf = (index: number): string => `alerts.webhooks[${index}]`;

/** What is to come to each webhook, one line a severity; nothing is known of it yet. */
export const webhookTests = (webhooks: readonly WebhookSettings[]): TestedWebhook[] =>
  webhooks.flatMap(({ type, severities }, index) =>
    severities.map((severity): TestedWebhook => ({ webhook: placeOf(index), type, severity, outcome: "not sent" })),
  );

/**
 * What became of the test messages at the webhooks, by the notifier's log: Slack and Teams answer the notifier alone.
 * @param since when the test began, by this machine's clock
 */
export async function webhookOutcomes(
  stack: string,
  webhooks: readonly WebhookSettings[],
  since: Date,
  { settings, explain, waits = defaultWaits }: WebhookTestOptions,
): Promise<TestedWebhook[]> {
  const tests = webhookTests(webhooks);
  if (tests.length === 0) return [];
  const client = new CloudWatchLogsClient(settings);
  const deadline = Date.now() + waits.log;
  for (;;) {
    let trouble = "the notifier's log has no word of it yet";
    let lines: Line[] = [];
    try {
      lines = await testLines(client, stack, since);
    } catch (error) {
      trouble = explain(error, "logs:FilterLogEvents");
    }
    const found = tests.map((test) => outcomeOf(test, stack, lines, trouble));
    if (found.every(({ outcome }) => outcome !== "unknown") || Date.now() >= deadline) return found;
    await pause(waits.poll);
  }
}

/** Lambda may try again what failed: one that arrived has arrived. */
function outcomeOf(test: TestedWebhook, stack: string, lines: readonly Line[], trouble: string): TestedWebhook {
  const own = lines.filter(
    ({ webhook, topic }) => webhook === test.webhook && topic === topicName(stack, test.severity),
  );
  if (own.some(({ event }) => event === "webhook-told")) return { ...test, outcome: "arrived" };
  const failed = own.at(-1);
  if (failed) return { ...test, outcome: "failed", why: failed.why ?? "no reason given" };
  return { ...test, outcome: "unknown", why: trouble };
}

async function testLines(client: CloudWatchLogsClient, stack: string, since: Date): Promise<Line[]> {
  const lines: Line[] = [];
  let nextToken: string | undefined;
  do {
    const page = await client.send(
      new FilterLogEventsCommand({
        logGroupName: notifierLogGroupName(stack),
        // AWS's clock need not be this one.
        startTime: since.getTime() - 60_000,
        filterPattern: '{ $.test IS TRUE && ($.event = "webhook-told" || $.event = "webhook-failed") }',
        ...(nextToken !== undefined && { nextToken }),
      }),
    );
    lines.push(...(page.events ?? []).map(({ message }) => JSON.parse(message ?? "{}") as Line));
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
  return lines;
}
