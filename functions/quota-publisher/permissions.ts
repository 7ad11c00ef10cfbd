/** One statement of an IAM policy; an ARN may be a string, or a value that becomes one at deployment. */
export interface PolicyStatement<Arn> {
  Sid: string;
  Effect: "Allow" | "Deny";
  Action: string[];
  Resource: "*" | Arn[];
  Condition?: Record<string, Record<string, string>>;
}

export interface PublisherResources<Arn> {
  /** the feed's namespace: the only one that may be written to */
  namespace: string;
  /** topics that changes are told to; may be empty */
  topicArns: readonly Arn[];
  /** customer-managed keys that those topics are encrypted with; may be empty */
  keyArns: readonly Arn[];
  /** the function's log group, its ARN followed by ":*" as its streams' permissions need it */
  logStreamsArn: Arn;
  /** the function's dead-letter queue */
  queueArn: Arn;
  /** whether it looks which ids have use */
  looksForUse?: boolean;
  /** where the function is attached to a VPC: its own ARN, which is known before it exists */
  inVpc?: { functionArn: string };
}

/**
 * What Lambda does with the role's permissions to attach a function to a VPC; AWS asks for all of them on all resources.
 * docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html#configuration-vpc-permissions
 */
const networkActions = [
  "ec2:CreateNetworkInterface",
  "ec2:DescribeNetworkInterfaces",
  "ec2:DescribeSubnets",
  "ec2:DeleteNetworkInterface",
  "ec2:AssignPrivateIpAddresses",
  "ec2:UnassignPrivateIpAddresses",
];

/**
 * What the quota publisher may do, and nothing else. Service Quotas' reads, PutMetricData, GetMetricData and ListMetrics have no
 * resources to name ("*"); writing is held to the namespace by a condition.
 * Service Authorization Reference: Service Quotas, CloudWatch, SNS, KMS, CloudWatch Logs, SQS.
 */
export function publisherPermissions<Arn>(resources: PublisherResources<Arn>): PolicyStatement<Arn>[] {
  const { namespace, topicArns, keyArns, logStreamsArn, queueArn, looksForUse, inVpc } = resources;
  return [
    {
      Sid: "ReadQuotas",
      Effect: "Allow",
      Action: [
        "servicequotas:ListServiceQuotas",
        "servicequotas:ListAWSDefaultServiceQuotas",
        "servicequotas:GetServiceQuota",
        "servicequotas:GetAWSDefaultServiceQuota",
      ],
      Resource: "*",
    },
    {
      Sid: "PublishQuotas",
      Effect: "Allow",
      Action: ["cloudwatch:PutMetricData"],
      Resource: "*",
      Condition: { StringEquals: { "cloudwatch:namespace": namespace } },
    },
    // Its own metrics, of an environment before this one, and the series that it adds up.
    { Sid: "ReadQuotasBack", Effect: "Allow", Action: ["cloudwatch:GetMetricData"], Resource: "*" },
    ...(looksForUse
      ? [{ Sid: "LookForUse", Effect: "Allow" as const, Action: ["cloudwatch:ListMetrics"], Resource: "*" as const }]
      : []),
    ...allow("AlertChanges", ["sns:Publish"], topicArns),
    // docs.aws.amazon.com/sns/latest/dg/sns-key-management.html: what a publisher to an encrypted topic needs.
    ...allow("EncryptAlerts", ["kms:GenerateDataKey*", "kms:Decrypt"], keyArns),
    ...allow("WriteLogs", ["logs:CreateLogStream", "logs:PutLogEvents"], [logStreamsArn]),
    ...allow("KeepFailedRuns", ["sqs:SendMessage"], [queueArn]),
    ...(inVpc ? attachToVpc(inVpc.functionArn) : []),
  ];
}

/** Lambda attaches the function, and the function's own code may do none of it: #configuration-vpc-best-practice-security. */
export const attachToVpc = (functionArn: string): PolicyStatement<never>[] => [
  { Sid: "AttachToVpc", Effect: "Allow", Action: networkActions, Resource: "*" },
  {
    Sid: "OnlyLambdaAttaches",
    Effect: "Deny",
    Action: networkActions,
    Resource: "*",
    Condition: { ArnEquals: { "lambda:SourceFunctionArn": functionArn } },
  },
];

const allow = <Arn>(Sid: string, Action: string[], arns: readonly Arn[]): PolicyStatement<Arn>[] =>
  arns.length === 0 ? [] : [{ Sid, Effect: "Allow", Action, Resource: [...arns] }];
