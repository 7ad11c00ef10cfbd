import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import type { Place } from "./topic-policies.ts";

/** The longest that SQS keeps a message, seconds. AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes */
const fourteenDays = 14 * 24 * 60 * 60;

export interface DeadLetterQueueArgs {
  readonly queueName: string;
  readonly place: Place;
  readonly tags: Readonly<Record<string, string>>;
}

/** An encrypted queue for what a function failed on for good, reached over TLS alone. */
export function deadLetterQueue(
  parent: pulumi.Resource,
  name: string,
  { queueName, place: { partition, region, accountId }, tags }: DeadLetterQueueArgs,
): aws.sqs.Queue {
  return new aws.sqs.Queue(
    name,
    {
      name: queueName,
      policy: JSON.stringify(tlsOnly(`arn:${partition}:sqs:${region}:${accountId}:${queueName}`)),
      messageRetentionSeconds: fourteenDays,
      sqsManagedSseEnabled: true,
      region,
      tags,
    },
    { parent },
  );
}

/** Nobody sends to the queue or reads it in the clear. AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-security-best-practices */
const tlsOnly = (queueArn: string) => ({
  Version: "2012-10-17",
  Statement: [
    {
      Sid: "TlsOnly",
      Effect: "Deny",
      Principal: "*",
      Action: "sqs:*",
      Resource: queueArn,
      Condition: { Bool: { "aws:SecureTransport": "false" } },
    },
  ],
});
