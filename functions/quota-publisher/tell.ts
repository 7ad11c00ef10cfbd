import { PublishCommand, type SNSClient } from "@aws-sdk/client-sns";
import type { Alert } from "./alert.ts";
import { describe } from "./log.ts";
import { within } from "./within.ts";

/**
 * Sends an alert to the first topic that takes it; where that is not the first, its text says why.
 * @param milliseconds for all topics together
 * @returns why the topics before that one refused
 * @throws an AggregateError when none takes it
 */
export async function tellOneOf(
  client: SNSClient,
  topicArns: readonly string[],
  alert: Alert,
  milliseconds: number,
): Promise<string[]> {
  const share = milliseconds / topicArns.length;
  const errors: unknown[] = [];
  for (const TopicArn of topicArns) {
    try {
      await within(share, "Sending the alert", async (abortSignal) => {
        const message = { TopicArn, Subject: alert.subject, MessageStructure: "json", Message: formsOf(alert, errors) };
        await client.send(new PublishCommand(message), { abortSignal });
      });
      return errors.map(describe);
    } catch (error) {
      errors.push(error);
    }
  }
  throw errors.length === 1 ? errors[0] : new AggregateError(errors, errors.map(describe).join("; "));
}

/** Amazon Q Developer in chat applications subscribes by https, queues and streams are programs too; people read `default`. */
export function formsOf({ text, chat }: Alert, errors: readonly unknown[]): string {
  const refused = errors.map((error) => `A severer topic did not take this message: ${describe(error)}`);
  const json = JSON.stringify(chat);
  const forPrograms = ["http", "https", "sqs", "firehose"].map((protocol) => [protocol, json]);
  return JSON.stringify({ default: [text, ...refused].join("\n\n"), ...Object.fromEntries(forPrograms) });
}
