import assert from "node:assert/strict";
import { type AwsServer, accessDenied, startAwsServer } from "../../local/servers/aws-http.ts";
import { bedrock, type PretendBedrock } from "../../local/servers/bedrock.ts";
import { serviceQuotas } from "../../local/servers/service-quotas.ts";
import { AccountError, offlineVariable, openAccount, programAccount } from "../../stacks/account.ts";

describe("what a stack may ask of its account", () => {
  const offered: PretendBedrock = {
    models: [{ modelId: "anthropic.claude-sonnet-9", name: "Claude Sonnet 9", provider: "Anthropic" }],
    profiles: [
      {
        profileId: "us.anthropic.claude-sonnet-9",
        name: "US Anthropic Claude Sonnet 9",
        type: "SYSTEM_DEFINED",
        modelArns: ["arn:aws:bedrock:us-east-1::foundation-model/anthropic.claude-sonnet-9"],
      },
    ],
  };
  const quotas = [
    {
      code: "L-0000ABCD",
      name: "Cross-region model inference tokens per minute for Anthropic Claude Sonnet 9",
      applied: 1_000,
      default: 2_000,
    },
  ];
  const environment = { ...process.env };
  let server: AwsServer;
  before(async () => {
    server = await startAwsServer(bedrock(offered), serviceQuotas(quotas));
    Object.assign(process.env, {
      AWS_ENDPOINT_URL: server.url,
      AWS_ACCESS_KEY_ID: "test-key",
      AWS_SECRET_ACCESS_KEY: "test-secret",
    });
  });
  after(async () => {
    for (const name of Object.keys(process.env)) if (!(name in environment)) delete process.env[name];
    Object.assign(process.env, environment);
    await server.close();
  });
  beforeEach(() => {
    server.mend();
    server.forget();
  });

  it("is asked nothing before it is wanted, and nothing twice", async () => {
    const account = openAccount({ region: "us-east-1" });
    assert.equal(server.count(), 0);
    await Promise.all([account.models(), account.models(), account.registry(), account.registry()]);
    await account.quotas("applied");
    assert.equal(server.count("ListFoundationModels"), 1);
    assert.equal(server.count("ListInferenceProfiles"), 1);
    assert.equal(server.count("ListServiceQuotas"), 1);
    assert.equal(server.count("ListAWSDefaultServiceQuotas"), 1);
  });

  it("gives a registry with what the account lists and the shipped one lacks", async () => {
    const { models } = await openAccount({ region: "us-east-1" }).registry();
    const found = models.find(({ modelId }) => modelId === "anthropic.claude-sonnet-9");
    assert.deepEqual(found?.scopes["cross-region"]?.ids, ["us.anthropic.claude-sonnet-9"]);
    assert.deepEqual(
      found?.scopes["cross-region"]?.quotas.map(({ kind, code }) => [kind, code]),
      [["tpm", "L-0000ABCD"]],
    );
  });

  it("says why a list can't be read, and what to do", async () => {
    server.fail("ListFoundationModels", accessDenied("bedrock:ListFoundationModels"));
    const account = openAccount({ region: "us-east-1" });
    await assert.rejects(
      account.registry(),
      (error) =>
        error instanceof AccountError && /access denied: bedrock:ListFoundationModels; allow it/.test(error.message),
    );
  });

  it("is none where the program must stay offline", () => {
    process.env[offlineVariable] = "1";
    try {
      assert.equal(programAccount({ region: "us-east-1" }), undefined);
    } finally {
      delete process.env[offlineVariable];
    }
    assert.equal(programAccount({ region: "us-east-1" })?.region, "us-east-1");
  });
});
