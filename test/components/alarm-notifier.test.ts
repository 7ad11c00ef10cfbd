import assert from "node:assert/strict";
import { AlarmNotifier, type AlarmNotifierArgs } from "../../components/alarm-notifier.ts";
import { eventPattern } from "../../functions/notifier/alarm-event.ts";
import { notifierPermissions } from "../../functions/notifier/permissions.ts";
import { webhooksFrom } from "../../functions/notifier/webhooks/webhook.ts";
import { counts, only, type Registered, registeredBy } from "./recorder.ts";

const topicArns = {
  warning: "arn:aws:sns:us-east-1:123456789012:warning",
  critical: "arn:aws:sns:us-east-1:123456789012:critical",
};
const shared = "arn:aws:kms:us-east-1:123456789012:key/1";
const own = "arn:aws:kms:us-east-1:123456789012:key/2";
const pager = "arn:aws:sns:us-east-1:123456789012:pager";
const deadLetterQueueArn = "arn:aws:sqs:us-east-1:123456789012:queue";
const functionArn = "arn:aws:lambda:us-east-1:123456789012:function:bedrock-headroom-test-notifier";
const ruleArn = "arn:aws:events:us-east-1:123456789012:rule/bedrock-headroom-test-notifier";

describe("the notifier's resources", () => {
  let registered: Registered[];
  const create = (more: Partial<AlarmNotifierArgs> = {}) =>
    registeredBy(
      () =>
        new AlarmNotifier("notifier", {
          stack: "test",
          place: { partition: "aws", region: "us-east-1", accountId: "123456789012" },
          bundle: "/somewhere/index.mjs",
          logRetentionDays: 14,
          topicArns,
          keyArns: { info: shared, warning: shared, critical: own },
          existingTopicArns: [pager],
          deadLetterQueueArn,
          tags: { team: "platform" },
          ...more,
        }),
    );
  beforeEach(async () => {
    registered = await create();
  });

  it("are these and no others", () => {
    assert.deepEqual(counts(registered), {
      AlarmNotifier: 1,
      EventRule: 1,
      EventTarget: 1,
      Function: 1,
      FunctionEventInvokeConfig: 1,
      LogGroup: 1,
      Permission: 1,
      Role: 1,
      RolePolicy: 1,
    });
  });

  it("run the function on this stack's alarms that go to OK, and let this rule alone run it", () => {
    const rule = only(registered, "EventRule").inputs;
    assert.equal(rule["name"], "bedrock-headroom-test-notifier");
    assert.deepEqual(JSON.parse(rule["eventPattern"] as string), eventPattern("test"));
    const { arn, rule: ruleName } = only(registered, "EventTarget").inputs;
    assert.deepEqual([arn, ruleName], [functionArn, "bedrock-headroom-test-notifier"]);
    const { action, principal, sourceArn, function: name } = only(registered, "Permission").inputs;
    assert.deepEqual(
      { action, principal, sourceArn, name },
      {
        action: "lambda:InvokeFunction",
        principal: "events.amazonaws.com",
        sourceArn: ruleArn,
        name: "bedrock-headroom-test-notifier",
      },
    );
  });

  it("leave the retries the time they take, and keep what failed for good", () => {
    const { maximumRetryAttempts, maximumEventAgeInSeconds, destinationConfig } = only(
      registered,
      "FunctionEventInvokeConfig",
    ).inputs;
    assert.deepEqual(destinationConfig, { onFailure: { destination: deadLetterQueueArn } });
    assert.deepEqual(only(registered, "EventTarget").inputs["deadLetterConfig"], { arn: deadLetterQueueArn });
    assert.equal(maximumRetryAttempts, 2);
    // Lambda waits one minute before the first retry and two before the second; each run takes its time-out at most.
    const timeout = only(registered, "Function").inputs["timeout"] as number;
    assert((maximumEventAgeInSeconds as number) > 60 + 120 + 3 * timeout);
  });

  it("let the function do what it needs and nothing else, each key once", () => {
    const [trust] = JSON.parse(only(registered, "Role").inputs["assumeRolePolicy"] as string).Statement;
    assert.deepEqual(trust.Principal, { Service: "lambda.amazonaws.com" });
    assert.deepEqual(
      JSON.parse(only(registered, "RolePolicy").inputs["policy"] as string).Statement,
      notifierPermissions({
        topicArns: Object.values(topicArns),
        existingTopicArns: [pager],
        keyArns: [shared, own],
        snsEndpoint: "sns.us-east-1.amazonaws.com",
        logStreamsArn: "arn:aws:logs:us-east-1:123456789012:log-group:/aws/lambda/bedrock-headroom-test-notifier:*",
        queueArn: deadLetterQueueArn,
      }),
    );
  });

  describe("with webhooks", () => {
    const secret = (name: string) => `arn:aws:secretsmanager:us-east-1:123456789012:secret:${name}-AbCdEf`;
    const key = "arn:aws:kms:us-east-1:123456789012:key/secrets";
    beforeEach(async () => {
      registered = await create({
        webhooks: [
          { type: "slack", secretArn: secret("slack"), kmsKeyArn: key, severities: ["critical"] },
          { type: "teams", secretArn: secret("teams"), severities: ["warning", "critical"] },
        ],
      });
    });
    const all = (type: string) => registered.filter((one) => one.type.endsWith(`:${type}`)).map(({ inputs }) => inputs);

    it("subscribe the function to each topic once, which alone may run it", () => {
      assert.deepEqual(
        all("TopicSubscription").map(({ topic, protocol, endpoint }) => [topic, protocol, endpoint]),
        [topicArns.critical, topicArns.warning].map((topic) => [topic, "lambda", functionArn]),
      );
      assert.deepEqual(
        all("Permission")
          .filter(({ principal }) => principal === "sns.amazonaws.com")
          .map(({ action, sourceArn, statementId }) => [action, sourceArn, statementId]),
        [
          ["lambda:InvokeFunction", topicArns.critical, "TopicRunsIt-critical"],
          ["lambda:InvokeFunction", topicArns.warning, "TopicRunsIt-warning"],
        ],
      );
    });

    it("tell the function which topics each is for, and no URL", () => {
      const { variables } = only(registered, "Function").inputs["environment"] as { variables: Record<string, string> };
      const topic = (severity: string) => `bedrock-headroom-test-${severity}`;
      assert.deepEqual(webhooksFrom(variables), [
        { type: "slack", secretArn: secret("slack"), topics: [topic("critical")] },
        { type: "teams", secretArn: secret("teams"), topics: [topic("warning"), topic("critical")] },
      ]);
    });

    it("keep what is given up apart from the publisher's, whose alarm a dead webhook would turn on again and again", () => {
      const { name } = only(registered, "Queue").inputs;
      assert.equal(name, "bedrock-headroom-test-notifier-failed");
      const { destinationConfig } = only(registered, "FunctionEventInvokeConfig").inputs;
      const own = "arn:aws:sqs:us-east-1:123456789012:bedrock-headroom-test-notifier-failed";
      assert.deepEqual(destinationConfig, { onFailure: { destination: own } });
      const { Statement } = JSON.parse(only(registered, "RolePolicy").inputs["policy"] as string);
      const keep = Statement.find(({ Sid }: { Sid: string }) => Sid === "KeepFailedEvents");
      assert.deepEqual(keep.Resource, [own]);
      assert.deepEqual(only(registered, "EventTarget").inputs["deadLetterConfig"], { arn: own });
      for (const { redrivePolicy } of all("TopicSubscription"))
        assert.deepEqual(JSON.parse(redrivePolicy as string), { deadLetterTargetArn: own });
    });

    it("let the rule and the topics put what they could not deliver into that queue, and nobody else", () => {
      const [, ...senders] = JSON.parse(only(registered, "Queue").inputs["policy"] as string).Statement;
      assert.deepEqual(
        senders.map(({ Effect, Principal, Action, Condition }: Record<string, unknown>) => [
          Effect,
          Principal,
          Action,
          Condition,
        ]),
        [
          [
            "Allow",
            { Service: "events.amazonaws.com" },
            "sqs:SendMessage",
            { ArnEquals: { "aws:SourceArn": [ruleArn] } },
          ],
          [
            "Allow",
            { Service: "sns.amazonaws.com" },
            "sqs:SendMessage",
            {
              ArnEquals: {
                "aws:SourceArn": ["warning", "critical"].map(
                  (severity) => `arn:aws:sns:us-east-1:123456789012:bedrock-headroom-test-${severity}`,
                ),
              },
            },
          ],
        ],
      );
    });

    it("let it read their secrets", () => {
      const { Statement } = JSON.parse(only(registered, "RolePolicy").inputs["policy"] as string);
      const [read, decrypt] = Statement.slice(-2);
      assert.deepEqual([read.Sid, read.Resource], ["ReadWebhooks", [secret("slack"), secret("teams")]]);
      assert.deepEqual([decrypt.Sid, decrypt.Resource], ["DecryptWebhooks", [key]]);
      const via = { StringEquals: { "kms:ViaService": "secretsmanager.us-east-1.amazonaws.com" } };
      assert.deepEqual(decrypt.Condition, via);
    });
  });
});
