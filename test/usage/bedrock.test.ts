import assert from "node:assert/strict";
import { BedrockClient } from "@aws-sdk/client-bedrock";
import { listFoundationModels, listInferenceProfiles, listTags } from "../../aws/bedrock.ts";
import { clientSettings } from "../../aws/client.ts";
import { type AwsServer, accessDenied, startAwsServer, throttled } from "../../local/servers/aws-http.ts";
import { bedrock, type PretendProfile, profileArn } from "../../local/servers/bedrock.ts";
import { testCredentials } from "../../local/servers/credentials.ts";

const arnOf = (region: string, modelId: string) => `arn:aws:bedrock:${region}::foundation-model/${modelId}`;

describe("reading Bedrock's models and profiles", () => {
  const application: PretendProfile[] = Array.from({ length: 2_001 }, (_, index) => ({
    profileId: `app${index}`,
    name: `application ${index}`,
    type: "APPLICATION",
    modelArns: [arnOf("us-east-1", "amazon.nova-micro-v1:0")],
    tags: { team: `team ${index}` },
  }));
  const system: PretendProfile = {
    profileId: "global.anthropic.claude-opus-5",
    type: "SYSTEM_DEFINED",
    modelArns: [arnOf("", "anthropic.claude-opus-5"), arnOf("us-east-1", "anthropic.claude-opus-5")],
  };
  let server: AwsServer;
  let client: BedrockClient;

  beforeEach(async () => {
    const models = [
      { modelId: "amazon.nova-micro-v1:0", name: "Nova Micro", provider: "Amazon", streaming: true },
      {
        modelId: "anthropic.claude-opus-4-1-20250805-v1:0",
        lifecycle: "LEGACY" as const,
        legacy: "2026-07-08T00:00:00.000Z",
        extendedAccess: "2026-10-08T00:00:00.000Z",
        endOfLife: "2027-01-08T00:00:00.000Z",
        inferenceTypes: ["INFERENCE_PROFILE"],
      },
    ];
    server = await startAwsServer(bedrock({ models, profiles: [system, ...application] }));
    client = new BedrockClient({
      ...clientSettings({ region: "us-east-1", endpoint: server.url }),
      credentials: testCredentials,
    });
  });
  afterEach(() => server.close());

  it("follows the pages of application profiles, 1,000 each, without the system's", async () => {
    const profiles = await listInferenceProfiles(client, "application");
    assert.equal(profiles.length, 2_001);
    assert.equal(server.count("ListInferenceProfiles"), 3);
    assert.deepEqual(profiles[2_000], {
      profileId: "app2000",
      arn: profileArn(application[2_000]!),
      name: "application 2000",
      type: "application",
      modelArns: [arnOf("us-east-1", "amazon.nova-micro-v1:0")],
    });
  });

  it("keeps a global profile's model without a Region", async () => {
    const [profile] = await listInferenceProfiles(client, "system-defined");
    assert.deepEqual(profile?.modelArns, system.modelArns);
  });

  it("gives what AWS says of a model and leaves out what it does not", async () => {
    const [nova, opus] = await listFoundationModels(client);
    assert.deepEqual(nova, {
      modelId: "amazon.nova-micro-v1:0",
      arn: arnOf("us-east-1", "amazon.nova-micro-v1:0"),
      name: "Nova Micro",
      provider: "Amazon",
      inputModalities: ["TEXT"],
      outputModalities: ["TEXT"],
      inferenceTypes: ["ON_DEMAND"],
      streaming: true,
      lifecycle: "ACTIVE",
    });
    assert.deepEqual(
      [opus?.legacy, opus?.extendedAccess, opus?.endOfLife],
      ["2026-07-08T00:00:00.000Z", "2026-10-08T00:00:00.000Z", "2027-01-08T00:00:00.000Z"],
    );
    assert.equal("name" in (opus ?? {}), false);
  });

  it("reads tags by ARN", async () => {
    assert.deepEqual(await listTags(client, profileArn(application[7]!)), { team: "team 7" });
  });

  it("tries a throttled page again, and passes on what it may not read", async () => {
    server.fail("ListInferenceProfiles", throttled(), { times: 1, after: 1 });
    assert.equal((await listInferenceProfiles(client, "application")).length, 2_001);
    server.fail("ListFoundationModels", accessDenied("bedrock:ListFoundationModels"));
    await assert.rejects(listFoundationModels(client), { name: "AccessDeniedException" });
  });
});
