/** Where a wildcard stays, and why. Whoever adds one adds the page that says so. */
interface Exception {
  actions: readonly string[];
  because: string;
  /** page of docs.aws.amazon.com */
  source: string;
}

/** Actions that take no resource, or that AWS asks for on all of them: `"Resource": "*"` says nothing wrong there. */
export const withoutResource: readonly Exception[] = [
  {
    actions: ["cloudwatch:PutMetricData"],
    because: "names no resource; its namespace is bound by the condition cloudwatch:namespace instead",
    source: "service-authorization/latest/reference/list_amazoncloudwatch",
  },
  {
    actions: ["cloudwatch:GetMetricData", "cloudwatch:ListMetrics"],
    because: "read metrics, which are no resources",
    source: "service-authorization/latest/reference/list_amazoncloudwatch",
  },
  {
    actions: ["cloudwatch:DescribeAlarms", "cloudwatch:DescribeAlarmHistory"],
    because: "leave out composite alarms where they are allowed on anything but *",
    source: "AmazonCloudWatch/latest/APIReference/API_DescribeAlarms",
  },
  {
    actions: ["cloudwatch:Describe*", "cloudwatch:Get*", "cloudwatch:List*"],
    because: "are what Amazon Q Developer in chat applications needs to show a CloudWatch notification",
    source: "chatbot/latest/adminguide/chatbot-iam-policies",
  },
  {
    actions: [
      "servicequotas:ListServiceQuotas",
      "servicequotas:ListAWSDefaultServiceQuotas",
      "servicequotas:GetServiceQuota",
      "servicequotas:GetAWSDefaultServiceQuota",
    ],
    because: "read quotas, for which no resource can be named",
    source: "service-authorization/latest/reference/list_servicequotas",
  },
  {
    actions: [
      "ec2:CreateNetworkInterface",
      "ec2:DescribeNetworkInterfaces",
      "ec2:DescribeSubnets",
      "ec2:DeleteNetworkInterface",
      "ec2:AssignPrivateIpAddresses",
      "ec2:UnassignPrivateIpAddresses",
    ],
    because: "are asked for on all resources by Lambda, which makes the interfaces itself",
    source: "lambda/latest/dg/configuration-vpc#configuration-vpc-permissions",
  },
];

/** Actions with a wildcard that AWS itself writes so. */
export const documentedWildcards: readonly Exception[] = [
  {
    actions: ["kms:GenerateDataKey*"],
    because: "is how AWS writes what a publisher to an encrypted topic needs",
    source: "sns/latest/dg/sns-key-management",
  },
  {
    actions: ["cloudwatch:Describe*", "cloudwatch:Get*", "cloudwatch:List*"],
    because: "read, and are what Amazon Q Developer in chat applications needs to show a CloudWatch notification",
    source: "chatbot/latest/adminguide/chatbot-iam-policies",
  },
];

/** Condition keys that hold the use of "any" key to one service: a key is then known by its own policy. */
export const keysThroughOneService = { actions: ["kms:GenerateDataKey*", "kms:Decrypt"], condition: "kms:ViaService" };
