import assert from "node:assert/strict";
import { notifierPermissions } from "../../functions/notifier/permissions.ts";
import { publisherPermissions } from "../../functions/quota-publisher/permissions.ts";
import { publisherEndpoints } from "../../monitoring/publisher-endpoints.ts";

const arns = {
  topic: "arn:aws:sns:us-east-1:123456789012:topic",
  key: "arn:aws:kms:us-east-1:123456789012:key/1",
  logs: "arn:aws:logs:us-east-1:123456789012:log-group:/aws/lambda/publisher:*",
  queue: "arn:aws:sqs:us-east-1:123456789012:queue",
};
const resources = {
  namespace: "Bedrock/Quotas",
  topicArns: [arns.topic],
  keyArns: [arns.key],
  logStreamsArn: arns.logs,
  queueArn: arns.queue,
};

describe("the publisher's permissions", () => {
  it("are, of what its own code calls, those that its VPC endpoints let through", () => {
    const notifier = notifierPermissions({
      ...resources,
      existingTopicArns: [],
      snsEndpoint: "sns.us-east-1.amazonaws.com",
    });
    // One VPC serves both functions.
    const own = [...publisherPermissions({ ...resources, looksForUse: true }), ...notifier]
      .flatMap(({ Action }) => Action)
      .filter((action) => !/^(kms|logs|sqs):/.test(action));
    assert.deepEqual([...new Set(own)].sort(), publisherEndpoints.flatMap(({ actions }) => actions).sort());
  });

  it("are exactly what it calls, on no more than it needs", () => {
    const granted = publisherPermissions(resources).flatMap(({ Action, Resource, Condition }) =>
      Action.map((action) => [action, Resource, ...(Condition ? [Condition] : [])]),
    );
    assert.deepEqual(granted, [
      ["servicequotas:ListServiceQuotas", "*"],
      ["servicequotas:ListAWSDefaultServiceQuotas", "*"],
      ["servicequotas:GetServiceQuota", "*"],
      ["servicequotas:GetAWSDefaultServiceQuota", "*"],
      ["cloudwatch:PutMetricData", "*", { StringEquals: { "cloudwatch:namespace": "Bedrock/Quotas" } }],
      ["cloudwatch:GetMetricData", "*"],
      ["sns:Publish", [arns.topic]],
      ["kms:GenerateDataKey*", [arns.key]],
      ["kms:Decrypt", [arns.key]],
      ["logs:CreateLogStream", [arns.logs]],
      ["logs:PutLogEvents", [arns.logs]],
      ["sqs:SendMessage", [arns.queue]],
    ]);
  });

  it("let it list metrics only where it looks which ids have use", () => {
    const actions = (looksForUse: boolean) =>
      publisherPermissions({ ...resources, looksForUse }).flatMap(({ Action }) => Action);
    assert.deepEqual(
      actions(true).filter((action) => !actions(false).includes(action)),
      ["cloudwatch:ListMetrics"],
    );
  });

  it("have no statement without a resource, which IAM would refuse", () => {
    const statements = publisherPermissions({ ...resources, topicArns: [], keyArns: [] });
    assert.equal(statements.length, 5);
    assert.ok(statements.every(({ Resource }) => Resource.length > 0));
  });

  it("take values that become an ARN at deployment", () => {
    const later = (arn: string) => ({ resolves: arn });
    const statements = publisherPermissions({
      namespace: "Bedrock/Quotas",
      topicArns: [later(arns.topic)],
      keyArns: [],
      logStreamsArn: later(arns.logs),
      queueArn: later(arns.queue),
    });
    assert.deepEqual(statements.at(-1)?.Resource, [{ resolves: arns.queue }]);
  });
});
