import assert from "node:assert/strict";
import { type NotifierResources, notifierPermissions } from "../../functions/notifier/permissions.ts";

const resources = {
  topicArns: ["arn:aws:sns:us-east-1:123456789012:warning", "arn:aws:sns:us-east-1:123456789012:critical"],
  existingTopicArns: [] as string[],
  keyArns: ["arn:aws:kms:us-east-1:123456789012:key/1", "arn:aws:kms:us-east-1:123456789012:key/2"],
  snsEndpoint: "sns.us-east-1.amazonaws.com",
  logStreamsArn: "arn:aws:logs:us-east-1:123456789012:log-group:/aws/lambda/notifier:*",
  queueArn: "arn:aws:sqs:us-east-1:123456789012:queue",
};
const granted = (given: Partial<NotifierResources<string>> = {}) =>
  notifierPermissions({ ...resources, ...given }).flatMap(({ Action, Resource, Condition }) =>
    Action.map((action) => [action, Resource, ...(Condition ? [Condition] : [])]),
  );

describe("the notifier's permissions", () => {
  it("are exactly what it calls, on no more than it needs", () => {
    assert.deepEqual(granted(), [
      ["cloudwatch:DescribeAlarms", "*"],
      ["cloudwatch:DescribeAlarmHistory", "*"],
      ["sns:Publish", resources.topicArns],
      ["kms:GenerateDataKey*", resources.keyArns],
      ["kms:Decrypt", resources.keyArns],
      ["logs:CreateLogStream", [resources.logStreamsArn]],
      ["logs:PutLogEvents", [resources.logStreamsArn]],
      ["sqs:SendMessage", [resources.queueArn]],
    ]);
  });

  it("let it tell existing topics, whose keys it may use through SNS alone", () => {
    const pager = "arn:aws:sns:us-east-1:123456789012:pager";
    const more = granted({ existingTopicArns: [pager] });
    assert.deepEqual(more[2], ["sns:Publish", [...resources.topicArns, pager]]);
    const viaSns = { StringEquals: { "kms:ViaService": "sns.us-east-1.amazonaws.com" } };
    assert.deepEqual(more.slice(5, 7), [
      ["kms:GenerateDataKey*", "*", viaSns],
      ["kms:Decrypt", "*", viaSns],
    ]);
  });

  it("let it read the webhooks' secrets and nothing else of Secrets Manager, and use their own keys through it alone", () => {
    const secret = "arn:aws:secretsmanager:us-east-1:123456789012:secret:slack-AbCdEf";
    const key = "arn:aws:kms:us-east-1:123456789012:key/secret";
    const endpoint = "secretsmanager.us-east-1.amazonaws.com";
    const own = granted();
    const withKey = granted({ webhooks: { secretArns: [secret], keyArns: [key], endpoint } });
    assert.deepEqual(withKey.slice(own.length), [
      ["secretsmanager:GetSecretValue", [secret]],
      ["kms:Decrypt", [key], { StringEquals: { "kms:ViaService": endpoint } }],
    ]);
    const without = granted({ webhooks: { secretArns: [secret], keyArns: [], endpoint } });
    assert.deepEqual(without.slice(own.length), [["secretsmanager:GetSecretValue", [secret]]]);
  });
});
