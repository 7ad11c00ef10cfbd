import assert from "node:assert/strict";
import { checkResources } from "../../policy/check-resources.ts";
import { policies } from "../../policy/policies.ts";
import { recordedResources } from "../../policy/recorded.ts";
import { recordStack } from "../../preview/record-stack.ts";
import { type Recording, recordProgram } from "../../preview/recording-engine.ts";
import { findStackConfig } from "../../stacks/stack-config.ts";
import { stackNames } from "../../stacks/stack-files.ts";
import { recordShipped } from "../engine/record-shipped.ts";
import { projectDirectory, sampleDirectory, sampleNames } from "../fixtures/sample-stacks.ts";

const findings = (recording: Recording, defaultTags?: readonly string[]) => {
  assert.equal(recording.exitCode, 0, recording.stderr + recording.logs.map(({ message }) => message).join("\n"));
  return checkResources(recordedResources(recording, defaultTags)).map(({ policy, urn, message }) => [
    policy,
    urn.split("::").at(-1),
    message,
  ]);
};

const webhooks = `
    webhooks:
      - type: slack
        secretArn: arn:aws:secretsmanager:us-east-1:123456789012:secret:slack-webhook-AbCdEf
        kmsKeyArn: arn:aws:kms:us-east-1:123456789012:key/11111111-2222-3333-4444-555555555555
        severities: [critical]`;

/** Everything that a stack can have besides the samples' things; webhooks can't be reached from a VPC that it makes. */
const withEverything = (notify: string) => `config:
  aws:region: us-east-1
  aws:defaultTags: { tags: { cost-centre: "1234" } }
  bedrock-headroom:models: [anthropic.claude-sonnet-5, us.amazon.nova-pro-v1:0]
  bedrock-headroom:reservation: { source: logs, logGroup: /bedrock/invocations, enableLogging: true }
  bedrock-headroom:publisher: ${notify === "each" ? "{}" : "{ vpc: { create: true } }"}
  bedrock-headroom:tags: { team: platform }
  bedrock-headroom:alerts:
    notify: ${notify}
    email: [someone@example.com]
    slack: { workspaceId: T0123456789, channelId: C0123456789 }
    topics: { critical: ["arn:aws:sns:us-east-1:123456789012:on-call"] }${notify === "each" ? webhooks : ""}
`;

describe("what stacks create, held against the policies", function () {
  this.timeout(120_000);

  for (const stack of sampleNames)
    it(`breaks none in the sample ${stack}`, async () => {
      assert.deepEqual(findings(await recordProgram({ dir: sampleDirectory, stack })), []);
    });

  for (const stack of stackNames(projectDirectory))
    it(`breaks none in this checkout's ${stack}`, async () => {
      const read = await findStackConfig(stack, projectDirectory);
      assert.deepEqual(findings(await recordStack(stack, projectDirectory, read), read.config.defaultTags), []);
    });

  // Webhooks with the first, a VPC with the other; a sample notifies by stack.
  for (const notify of ["each", "model"])
    it(`breaks none in a stack with all there is, which notifies by ${notify}`, async () => {
      const recording = await recordShipped(withEverything(notify));
      assert.deepEqual(findings(recording), []);
      const types = new Set(recording.resources.map(({ type }) => type.split(":").at(-1)));
      const special = notify === "each" ? "Permission" : "VpcEndpoint";
      for (const type of ["SlackChannelConfiguration", "InvocationLoggingConfiguration", "LogMetricFilter", special])
        assert(types.has(type), type);
    });

  it("is what the policies look at: each finds something once it is taken away or put in", async () => {
    const recording = await recordShipped(withEverything("each"));
    const spoilt = recordedResources(recording).map((resource) => ({
      ...resource,
      props: spoil(resource.type, resource.props),
    }));
    const broken = new Set(
      checkResources(spoilt, { "resources-are-tagged": { required: ["team"] } }).map(({ policy }) => policy),
    );
    assert.deepEqual([...broken].sort(), policies.map(({ name }) => name).sort());
  });
});

/** A resource with what the policies ask for taken out, and what they forbid put in. */
function spoil(type: string, props: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const { tags, alarmActions, kmsMasterKeyId, retentionInDays, deadLetterConfig, redrivePolicy, ...rest } = props;
  const key = `AKIA${"IOSFODNN7EXAMPLE"}`;
  if (type.endsWith(":RolePolicy"))
    return {
      ...rest,
      policy: String(props["policy"]).replaceAll('"Condition"', '"Ignored"').replaceAll("sns:Publish", "sns:*"),
    };
  if (type.endsWith(":Function")) return { ...rest, environment: { variables: { KEY: key } } };
  return type === "pulumi:pulumi:Stack" ? { ...rest, key } : rest;
}
