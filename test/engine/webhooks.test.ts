import assert from "node:assert/strict";
import { recordShipped } from "./record-shipped.ts";

const secret = "arn:aws:secretsmanager:us-east-1:123456789012:secret:slack-webhook-AbCdEf";
const stackFile = `config:
  aws:region: us-east-1
  bedrock-headroom:models: [global.anthropic.claude-sonnet-5]
  bedrock-headroom:alerts:
    webhooks: [{ type: slack, secretArn: "${secret}", severities: [critical] }]
`;

describe("the program with a webhook", function () {
  this.timeout(120_000);

  it("subscribes the notifier to the topic, after the permission and the retries", async () => {
    const { resources, exitCode, stderr } = await recordShipped(stackFile);
    assert.equal(exitCode, 0, stderr);
    const [subscription, ...others] = resources.filter(({ type }) => type.endsWith(":TopicSubscription"));
    assert.deepEqual(others, []);
    const { protocol, endpoint, topic } = subscription?.inputs ?? {};
    assert.equal(protocol, "lambda");
    assert.match(String(endpoint), /:function:bedrock-headroom-dev-notifier$/);
    assert.match(String(topic), /:bedrock-headroom-dev-critical$/);
    for (const type of ["Permission", "FunctionEventInvokeConfig"])
      assert(
        subscription?.dependsOn.some((urn) => urn.includes(`:${type}::`) && urn.includes("notifier")),
        type,
      );
    const queue = resources.find(({ type, name }) => type.endsWith(":Queue") && name.includes("notifier"));
    assert.equal(queue?.inputs["name"], "bedrock-headroom-dev-notifier-failed");
  });
});
