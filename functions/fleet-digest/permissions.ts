import type { PolicyStatement } from "../quota-publisher/permissions.ts";

export interface DigestResources<Arn> {
  topicArn: Arn;
  /** the customer-managed key of the topic */
  keyArn: Arn;
  /** the function's log group, its ARN followed by ":*" */
  logStreamsArn: Arn;
  queueArn: Arn;
}

/**
 * What the digest may do, and nothing else. GetMetricData has no resources to name; in a monitoring account the same
 * permission reads what source accounts share (AmazonCloudWatch/latest/monitoring/CloudWatch-Unified-Cross-Account).
 */
export const digestPermissions = <Arn>(resources: DigestResources<Arn>): PolicyStatement<Arn>[] => [
  { Sid: "ReadFigures", Effect: "Allow", Action: ["cloudwatch:GetMetricData"], Resource: "*" },
  { Sid: "SendDigest", Effect: "Allow", Action: ["sns:Publish"], Resource: [resources.topicArn] },
  {
    Sid: "EncryptDigest",
    Effect: "Allow",
    Action: ["kms:GenerateDataKey*", "kms:Decrypt"],
    Resource: [resources.keyArn],
  },
  {
    Sid: "WriteLogs",
    Effect: "Allow",
    Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
    Resource: [resources.logStreamsArn],
  },
  { Sid: "KeepFailedRuns", Effect: "Allow", Action: ["sqs:SendMessage"], Resource: [resources.queueArn] },
];
