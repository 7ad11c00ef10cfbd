import { attachToVpc, type PolicyStatement } from "../quota-publisher/permissions.ts";

export interface NotifierResources<Arn> {
  /** the stack's topics */
  topicArns: readonly Arn[];
  /** existing topics that alarms notify besides; may be empty */
  existingTopicArns: readonly string[];
  /** customer-managed keys of the stack's topics */
  keyArns: readonly Arn[];
  /** SNS in the stack's Region, as kms:ViaService names it, e.g. sns.us-east-1.amazonaws.com */
  snsEndpoint: string;
  /** the function's log group, its ARN followed by ":*" as its streams' permissions need it */
  logStreamsArn: Arn;
  /** the queue for events that failed for good */
  queueArn: Arn;
  /** the secrets that hold webhooks' URLs, and the keys that those have of their own */
  webhooks?: { secretArns: readonly string[]; keyArns: readonly string[]; endpoint: string };
  /** where the function is attached to a VPC: its own ARN, which is known before it exists */
  inVpc?: { functionArn: string };
}

const useKey = ["kms:GenerateDataKey*", "kms:Decrypt"];

/**
 * What the notifier may do, and nothing else. Both calls about alarms are allowed on "*", because only then AWS answers
 * for composite alarms (API DescribeAlarms, DescribeAlarmHistory); they read and nothing more. Keys of existing topics
 * are not known here: their own policies decide, and the role may use them through SNS alone.
 * Service Authorization Reference: CloudWatch, SNS, KMS, CloudWatch Logs, SQS.
 */
export function notifierPermissions<Arn>(resources: NotifierResources<Arn>): PolicyStatement<Arn | string>[] {
  const { topicArns, existingTopicArns, keyArns, snsEndpoint, logStreamsArn, queueArn, webhooks, inVpc } = resources;
  return [
    {
      Sid: "ReadAlarms",
      Effect: "Allow",
      Action: ["cloudwatch:DescribeAlarms", "cloudwatch:DescribeAlarmHistory"],
      Resource: "*",
    },
    { Sid: "TellOk", Effect: "Allow", Action: ["sns:Publish"], Resource: [...topicArns, ...existingTopicArns] },
    // sns/latest/dg/sns-key-management: what a publisher to an encrypted topic needs.
    { Sid: "EncryptMessages", Effect: "Allow", Action: useKey, Resource: [...keyArns] },
    ...(existingTopicArns.length === 0
      ? []
      : [
          {
            Sid: "EncryptForExistingTopics",
            Effect: "Allow" as const,
            Action: useKey,
            Resource: "*" as const,
            Condition: { StringEquals: { "kms:ViaService": snsEndpoint } },
          },
        ]),
    {
      Sid: "WriteLogs",
      Effect: "Allow",
      Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
      Resource: [logStreamsArn],
    },
    { Sid: "KeepFailedEvents", Effect: "Allow", Action: ["sqs:SendMessage"], Resource: [queueArn] },
    ...(webhooks ? readSecrets(webhooks) : []),
    ...(inVpc ? attachToVpc(inVpc.functionArn) : []),
  ];
}

/** A secret under AWS's own key needs no permission on that. secretsmanager/latest/userguide/security-encryption */
const readSecrets = ({
  secretArns,
  keyArns,
  endpoint,
}: NonNullable<NotifierResources<string>["webhooks"]>): PolicyStatement<string>[] => [
  { Sid: "ReadWebhooks", Effect: "Allow", Action: ["secretsmanager:GetSecretValue"], Resource: [...secretArns] },
  ...(keyArns.length === 0
    ? []
    : [
        {
          Sid: "DecryptWebhooks",
          Effect: "Allow" as const,
          Action: ["kms:Decrypt"],
          Resource: [...keyArns],
          Condition: { StringEquals: { "kms:ViaService": endpoint } },
        },
      ]),
];
