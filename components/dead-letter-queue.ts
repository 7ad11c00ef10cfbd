import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Place } from "./topic-policies.ts";

/** The longest that SQS keeps a message, seconds. AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes */
const fourteenDays = 14 * 24 * 60 * 60;

export interface DeadLetterQueueArgs {
  readonly queueName: string;
  readonly place: Place;
  /** services that send to it in their own name; who has a role sends by that role's permissions */
  readonly senders?: readonly Sender[];
  readonly tags: Readonly<Record<string, string>>;
}

/** A service, and the rule or topics that it may send for. */
export interface Sender {
  readonly service: "events" | "sns";
  readonly sourceArns: readonly string[];
}

/** An encrypted queue for what failed for good, reached over TLS alone. */
export function deadLetterQueue(
  parent: pulumi.Resource,
  name: string,
  { queueName, place: { partition, region, accountId }, senders = [], tags }: DeadLetterQueueArgs,
): aws.sqs.Queue {
  const queueArn = `arn:${partition}:sqs:${region}:${accountId}:${queueName}`;
  return new aws.sqs.Queue(
    name,
    {
      name: queueName,
      policy: JSON.stringify({
        Version: "2012-10-17",
        Statement: [tlsOnly(queueArn), ...senders.map((sender) => maySend(queueArn, sender))],
      }),
      messageRetentionSeconds: fourteenDays,
      sqsManagedSseEnabled: true,
      region,
      tags,
    },
    { parent },
  );
}

/** A rule's ARN, for policies that name it before it exists. */
export const ruleArnOf = ({ partition, region, accountId }: Place, ruleName: string): string =>
  `arn:${partition}:events:${region}:${accountId}:rule/${ruleName}`;

/** What a subscription needs to keep what it could not deliver. sns/latest/dg/sns-configure-dead-letter-queue */
export const redriveInto = (queueArn: pulumi.Input<string>): pulumi.Output<string> =>
  pulumi.jsonStringify({ deadLetterTargetArn: queueArn });

/** Nobody sends to the queue or reads it in the clear. AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-security-best-practices */
const tlsOnly = (queueArn: string) => ({
  Sid: "TlsOnly",
  Effect: "Deny",
  Principal: "*",
  Action: "sqs:*",
  Resource: queueArn,
  Condition: { Bool: { "aws:SecureTransport": "false" } },
});

/** eventbridge/latest/userguide/eb-rule-dlq and sns/latest/dg/sns-configure-dead-letter-queue: the same form in both. */
const maySend = (queueArn: string, { service, sourceArns }: Sender) => ({
  Sid: service === "sns" ? "UndeliveredMessages" : "UndeliveredEvents",
  Effect: "Allow",
  Principal: { Service: `${service}.amazonaws.com` },
  Action: "sqs:SendMessage",
  Resource: queueArn,
  Condition: { ArnEquals: { "aws:SourceArn": sourceArns } },
});
