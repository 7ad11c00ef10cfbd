/**
 * The policy that `headroom test-alert` needs. It may turn on this project's alarms and no others, and publish to its
 * topics; the key is used through SNS alone, and only where CloudWatch could not send. Composite alarms are only told
 * to who may describe all alarms (API DescribeAlarms).
 */
export const testAlertPolicy = (): object => ({
  Version: "2012-10-17",
  Statement: [
    {
      Sid: "ReadAlarms",
      Effect: "Allow",
      Action: ["cloudwatch:DescribeAlarms", "cloudwatch:DescribeAlarmHistory"],
      Resource: "*",
    },
    {
      Sid: "TurnOnOurAlarms",
      Effect: "Allow",
      Action: ["cloudwatch:SetAlarmState"],
      Resource: "arn:*:cloudwatch:*:*:alarm:*bedrock-headroom/*",
    },
    {
      Sid: "ReadSubscriptions",
      Effect: "Allow",
      Action: ["sns:ListSubscriptionsByTopic"],
      Resource: "arn:*:sns:*:*:*",
    },
    {
      Sid: "ReadWebhookOutcomes",
      Effect: "Allow",
      Action: ["logs:FilterLogEvents"],
      Resource: "arn:*:logs:*:*:log-group:/aws/lambda/bedrock-headroom-*-notifier:*",
    },
    {
      Sid: "SendWhereCloudWatchCannot",
      Effect: "Allow",
      Action: ["sns:Publish"],
      Resource: "arn:*:sns:*:*:bedrock-headroom-*",
    },
    {
      Sid: "EncryptThroughSns",
      Effect: "Allow",
      Action: ["kms:GenerateDataKey*", "kms:Decrypt"],
      Resource: "*",
      Condition: { StringLike: { "kms:ViaService": "sns.*.amazonaws.com" } },
    },
  ],
});
