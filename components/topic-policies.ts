/** Where a stack's resources are: what the ARNs in its policies are made of. */
export interface Place {
  readonly partition: string;
  readonly region: string;
  readonly accountId: string;
}

/** What CloudWatch shows of itself when an alarm of this account and Region calls another service. */
const fromOurAlarms = ({ partition, region, accountId }: Place) => ({
  StringEquals: { "aws:SourceAccount": accountId },
  ArnLike: { "aws:SourceArn": `arn:${partition}:cloudwatch:${region}:${accountId}:alarm:*` },
});

const owner = ({ partition, accountId }: Place) => ({ AWS: `arn:${partition}:iam::${accountId}:root` });

/** What a key's policy needs for the alarms of a place. */
export const alarmsEncrypt = (place: Place) => ({
  Sid: "AlarmsEncrypt",
  Effect: "Allow",
  Principal: { Service: "cloudwatch.amazonaws.com" },
  Action: ["kms:Decrypt", "kms:GenerateDataKey*"],
  Resource: "*",
  Condition: fromOurAlarms(place),
});

/** What a topic's policy needs for the alarms of a place. */
export const alarmsPublish = (place: Place, topicArn: string) => ({
  Sid: "AlarmsPublish",
  Effect: "Allow",
  Principal: { Service: "cloudwatch.amazonaws.com" },
  Action: "sns:Publish",
  Resource: topicArn,
  Condition: fromOurAlarms(place),
});

/**
 * Policy of the key that encrypts the topics. Alarms can't publish to a topic with AWS's own key (aws/sns), and with a
 * customer-managed one only if its policy lets CloudWatch make and read data keys (sns/latest/dg/sns-key-management).
 * The account administers the key, and through IAM policies gives its use to roles such as the publisher's.
 */
export const topicKeyPolicy = (place: Place) => ({
  Version: "2012-10-17",
  Statement: [
    { Sid: "AccountAdministers", Effect: "Allow", Principal: owner(place), Action: "kms:*", Resource: "*" },
    alarmsEncrypt(place),
  ],
});

/** A topic's ARN, for policies that name it before it exists. */
export const topicArnOf = ({ partition, region, accountId }: Place, topicName: string): string =>
  `arn:${partition}:sns:${region}:${accountId}:${topicName}`;

/**
 * Policy of one topic: alarms of this account and Region publish, the account keeps what it has without a policy
 * (AmazonCloudWatch/latest/monitoring/Notify_Users_Alarm_Changes). A policy set here replaces SNS's default one.
 * The stack's functions publish by their roles' permissions, which the account's statement lets count. Nobody publishes
 * without TLS (sns/latest/dg/sns-security-best-practices, "Enforce encryption of data in transit"); what CloudWatch
 * sends comes without that key of a request, and so isn't denied.
 */
export const topicPolicy = (place: Place, topicName: string) => {
  const topicArn = topicArnOf(place, topicName);
  return {
    Version: "2012-10-17",
    Statement: [
      {
        Sid: "AccountOwns",
        Effect: "Allow",
        Principal: owner(place),
        Action: [
          "sns:AddPermission",
          "sns:DeleteTopic",
          "sns:GetTopicAttributes",
          "sns:ListSubscriptionsByTopic",
          "sns:Publish",
          "sns:RemovePermission",
          "sns:SetTopicAttributes",
          "sns:Subscribe",
        ],
        Resource: topicArn,
      },
      alarmsPublish(place, topicArn),
      {
        Sid: "OnlyWithTls",
        Effect: "Deny",
        Principal: "*",
        Action: "sns:Publish",
        Resource: topicArn,
        Condition: { Bool: { "aws:SecureTransport": "false" } },
      },
    ],
  };
};
