import assert from "node:assert/strict";
import { AlertTopics } from "../../components/alert-topics.ts";
import type { AlertSettings } from "../../monitoring/settings.ts";
import { counts, only, registeredBy } from "./recorder.ts";

const place = { partition: "aws", region: "us-east-1", accountId: "123456789012" };
const create = (alerts: Partial<AlertSettings> = {}, region = place.region, severities = ["warning", "critical"]) =>
  registeredBy(
    () =>
      new AlertTopics("alerts", {
        stack: "test",
        place: { ...place, region },
        severities,
        alerts: { notify: "each", email: [], topicArns: {}, ...alerts },
        tags: { team: "platform" },
      }),
  );

const undeliveredArn = "arn:aws:sqs:us-east-1:123456789012:bedrock-headroom-test-undelivered";

interface Statement {
  Sid: string;
  Effect: string;
  Principal: Record<string, string>;
  Action: string | string[];
  Resource: string;
  Condition?: Record<string, Record<string, string>>;
}
const statements = (inputs: Record<string, unknown>): Statement[] => {
  const policy = JSON.parse(inputs["policy"] as string);
  assert.equal(policy.Version, "2012-10-17");
  return policy.Statement;
};

describe("the alert topics", () => {
  it("are one encrypted topic per severity, with names that the plan can know", async () => {
    const registered = await create();
    assert.deepEqual(counts(registered), { AlertTopics: 1, Alias: 2, Key: 2, Topic: 2 });
    for (const name of ["alerts", "alerts-critical"])
      assert.equal(only(registered, "Key", name).inputs["enableKeyRotation"], true);
    assert.equal(only(registered, "Alias", "alerts").inputs["name"], "alias/bedrock-headroom-test");
    assert.equal(only(registered, "Alias", "alerts-critical").inputs["name"], "alias/bedrock-headroom-test/critical");
    for (const severity of ["warning", "critical"]) {
      const { inputs } = only(registered, "Topic", `alerts-${severity}`);
      assert.equal(inputs["name"], `bedrock-headroom-test-${severity}`);
      assert.match(inputs["kmsMasterKeyId"] as string, /^arn:aws:kms:us-east-1:123456789012:key\//);
      assert.deepEqual(inputs["tags"], { team: "platform" });
      assert.equal(inputs["region"], "us-east-1");
    }
  });

  it("let only this account's alarms publish and use the key, and the account administer both", async () => {
    const registered = await create();
    const fromOurAlarms = {
      StringEquals: { "aws:SourceAccount": "123456789012" },
      ArnLike: { "aws:SourceArn": "arn:aws:cloudwatch:us-east-1:123456789012:alarm:*" },
    };
    const account = { AWS: "arn:aws:iam::123456789012:root" };
    assert.deepEqual(
      statements(only(registered, "Key", "alerts").inputs),
      statements(only(registered, "Key", "alerts-critical").inputs),
    );
    assert.deepEqual(statements(only(registered, "Key", "alerts").inputs), [
      { Sid: "AccountAdministers", Effect: "Allow", Principal: account, Action: "kms:*", Resource: "*" },
      {
        Sid: "AlarmsEncrypt",
        Effect: "Allow",
        Principal: { Service: "cloudwatch.amazonaws.com" },
        Action: ["kms:Decrypt", "kms:GenerateDataKey*"],
        Resource: "*",
        Condition: fromOurAlarms,
      },
    ]);
    const [owner, alarms, tls, ...others] = statements(only(registered, "Topic", "alerts-critical").inputs);
    const topicArn = "arn:aws:sns:us-east-1:123456789012:bedrock-headroom-test-critical";
    assert.deepEqual(others, []);
    assert.deepEqual([owner?.Principal, owner?.Resource], [account, topicArn]);
    assert(owner?.Action.includes("sns:Subscribe"));
    assert.deepEqual(alarms, {
      Sid: "AlarmsPublish",
      Effect: "Allow",
      Principal: { Service: "cloudwatch.amazonaws.com" },
      Action: "sns:Publish",
      Resource: topicArn,
      Condition: fromOurAlarms,
    });
    assert.deepEqual(tls, {
      Sid: "OnlyWithTls",
      Effect: "Deny",
      Principal: "*",
      Action: "sns:Publish",
      Resource: topicArn,
      Condition: { Bool: { "aws:SecureTransport": "false" } },
    });
  });

  it("have a key for the severest topic, and one that the others share", async () => {
    const of = async (severities: string[]) => {
      const registered = await create({}, place.region, severities);
      const keys = severities.map(
        (severity) => only(registered, "Topic", `alerts-${severity}`).inputs["kmsMasterKeyId"] as string,
      );
      assert.equal(counts(registered)["Key"], new Set(keys).size);
      return keys;
    };
    const [info, warning, critical] = await of(["info", "warning", "critical"]);
    assert.equal(info, warning);
    assert.notEqual(warning, critical);
    assert.equal((await of(["only"])).length, 1);
  });

  it("use an existing key in place of an own one", async () => {
    const kmsKeyArn = "arn:aws:kms:us-east-1:123456789012:key/11111111-2222-3333-4444-555555555555";
    const registered = await create({ kmsKeyArn });
    assert.deepEqual(counts(registered), { AlertTopics: 1, Topic: 2 });
    assert.equal(only(registered, "Topic", "alerts-warning").inputs["kmsMasterKeyId"], kmsKeyArn);
  });

  it("send every severity to every e-mail address", async () => {
    const registered = await create({ email: ["a@example.com", "b@example.com"] });
    assert.equal(counts(registered)["TopicSubscription"], 4);
    assert.deepEqual(only(registered, "TopicSubscription", "alerts-warning-b@example.com").inputs, {
      topic: "arn:aws:sns:us-east-1:123456789012:bedrock-headroom-test-warning",
      protocol: "email",
      endpoint: "b@example.com",
      redrivePolicy: JSON.stringify({ deadLetterTargetArn: undeliveredArn }),
      region: "us-east-1",
    });
  });

  it("keep mail that came to nobody in a queue that their topics alone send to, and make none where nobody has mail", async () => {
    const registered = await create({ email: ["a@example.com"] });
    const { inputs } = only(registered, "Queue");
    assert.equal(inputs["name"], "bedrock-headroom-test-undelivered");
    assert.deepEqual(statements(inputs).slice(1), [
      {
        Sid: "UndeliveredMessages",
        Effect: "Allow",
        Principal: { Service: "sns.amazonaws.com" },
        Action: "sqs:SendMessage",
        Resource: undeliveredArn,
        Condition: {
          ArnEquals: {
            "aws:SourceArn": [
              "arn:aws:sns:us-east-1:123456789012:bedrock-headroom-test-warning",
              "arn:aws:sns:us-east-1:123456789012:bedrock-headroom-test-critical",
            ],
          },
        },
      },
    ]);
    assert.equal(counts(await create())["Queue"], undefined);
  });

  it("reach a Slack channel with a role and guardrails that can only look at CloudWatch", async () => {
    const registered = await create({ slack: { workspaceId: "T0EXAMPLE", channelId: "C0EXAMPLE" } });
    const { inputs } = only(registered, "SlackChannelConfiguration");
    const policyArn = "arn:aws:iam::123456789012:policy/bedrock-headroom-test-slack";
    assert.equal(inputs["slackTeamId"], "T0EXAMPLE");
    assert.equal(inputs["slackChannelId"], "C0EXAMPLE");
    assert.deepEqual(inputs["guardrailPolicyArns"], [policyArn]);
    assert.equal(inputs["iamRoleArn"], "arn:aws:iam::123456789012:role/bedrock-headroom-test-slack");
    assert.deepEqual(inputs["snsTopicArns"], [
      "arn:aws:sns:us-east-1:123456789012:bedrock-headroom-test-warning",
      "arn:aws:sns:us-east-1:123456789012:bedrock-headroom-test-critical",
    ]);
    const [allowed] = statements(only(registered, "Policy").inputs);
    assert.deepEqual(statements(only(registered, "RolePolicy").inputs), [allowed]);
    for (const action of allowed?.Action ?? []) assert.match(action, /^cloudwatch:(Describe|Get|List)\*$/);
  });

  it("give Slack's one configuration the topics of other stacks, through the Region that the config names", async () => {
    const other = "arn:aws:sns:eu-central-1:123456789012:bedrock-headroom-eu-critical";
    const slack = { workspaceId: "T0EXAMPLE", channelId: "C0EXAMPLE", region: "eu-west-1", topics: [other] };
    const { inputs } = only(await create({ slack }), "SlackChannelConfiguration");
    assert.equal(inputs["region"], "eu-west-1");
    assert.deepEqual((inputs["snsTopicArns"] as string[]).slice(2), [other]);
  });

  it("make nothing for Slack where another has the configuration", async () => {
    const slackExisting = "arn:aws:chatbot::123456789012:chat-configuration/slack-channel/bedrock-headroom-us-east-1";
    assert.deepEqual(counts(await create({ slackExisting })), counts(await create()));
  });

  it("configure Slack through a Region that has AWS Chatbot's API, whichever the stack's is", async () => {
    const slack = { workspaceId: "T0EXAMPLE", channelId: "C0EXAMPLE" };
    // docs.aws.amazon.com/general/latest/gr/chatbot.html
    for (const [stack, api] of [
      ["us-west-2", "us-west-2"],
      ["eu-west-1", "eu-west-1"],
      ["us-east-1", "us-east-2"],
      ["eu-central-1", "us-east-2"],
    ]) {
      const registered = await create({ slack }, stack);
      assert.equal(only(registered, "SlackChannelConfiguration").inputs["region"], api);
      assert.match(
        JSON.stringify(only(registered, "Topic", "alerts-critical").inputs["policy"]),
        new RegExp(`sns:${stack}`),
      );
    }
  });
});
