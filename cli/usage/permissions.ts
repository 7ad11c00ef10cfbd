/** What `headroom usage` may need to read, and what each is for. */
const usagePermissions = [
  { action: "cloudwatch:ListMetrics", what: "the list of models in use" },
  { action: "cloudwatch:GetMetricData", what: "the metrics" },
  { action: "bedrock:ListFoundationModels", what: "the Region's models" },
  { action: "bedrock:ListInferenceProfiles", what: "inference profiles" },
  { action: "bedrock:ListTagsForResource", what: "the tags of application profiles" },
  { action: "servicequotas:ListServiceQuotas", what: "the account's quotas" },
  { action: "servicequotas:ListAWSDefaultServiceQuotas", what: "AWS's default quotas" },
  { action: "servicequotas:GetServiceQuota", what: "a quota that the account's list has not" },
  {
    action: "servicequotas:GetAWSDefaultServiceQuota",
    what: "AWS's default of a quota that the account's list has not",
  },
] as const;

/** What `headroom usage --by caller`, `session` and `metadata:KEY` read besides. */
const logPermissions = [
  { action: "bedrock:GetModelInvocationLoggingConfiguration", what: "where calls are logged (--by caller …)" },
  { action: "logs:DescribeLogGroups", what: "how large their log group is" },
  { action: "logs:StartQuery", what: "the names and counts of their records, never prompts" },
  { action: "logs:GetQueryResults", what: "what a query found" },
  { action: "logs:StopQuery", what: "to end a query that is no longer wanted" },
] as const;

export type UsageAction = (typeof usagePermissions | typeof logPermissions)[number]["action"];

/**
 * The read-only policy that `headroom usage`, `quotas` and `init` need. Only tags can be limited to a resource: the
 * other actions take none (Service Authorization Reference, CloudWatch, Bedrock and Service Quotas). Those on logs stand
 * in a statement of their own: it can be left out, or its logs:StartQuery limited to the log group of the calls.
 */
export function usagePolicy(): object {
  const tags = "bedrock:ListTagsForResource";
  return {
    Version: "2012-10-17",
    Statement: [
      {
        Sid: "ReadBedrockUsage",
        Effect: "Allow",
        Action: usagePermissions.map(({ action }) => action).filter((action) => action !== tags),
        Resource: "*",
      },
      {
        Sid: "ReadProfileTags",
        Effect: "Allow",
        Action: [tags],
        Resource: "arn:*:bedrock:*:*:application-inference-profile/*",
      },
      {
        Sid: "ReadWhoCalled",
        Effect: "Allow",
        Action: logPermissions.map(({ action }) => action),
        Resource: "*",
      },
    ],
  };
}

/** The same without the statement on logs: what commands need that never ask who called. */
export function usageWithoutLogsPolicy(): { Version: string; Statement: object[] } {
  const { Version, Statement } = usagePolicy() as { Version: string; Statement: { Sid: string }[] };
  return { Version, Statement: Statement.filter(({ Sid }) => Sid !== "ReadWhoCalled") };
}
