import assert from "node:assert/strict";
import { type AwsServer, startAwsServer } from "../../local/servers/aws-http.ts";
import { bedrock } from "../../local/servers/bedrock.ts";
import { serviceQuotas } from "../../local/servers/service-quotas.ts";
import { offlineVariable } from "../../stacks/account.ts";
import { recordShipped } from "./record-shipped.ts";

const stackOf = (model: string) => `config:
  aws:region: us-east-1
  bedrock-headroom:models: [${model}]
  bedrock-headroom:alerts: { email: [team@example.com] }
`;
const id = "us.anthropic.claude-haiku-5-9";

describe("the program with a model that came out yesterday", function () {
  this.timeout(60_000);
  let server: AwsServer;
  const quotas = [
    {
      code: "L-0000ABCD",
      name: "Cross-region model inference tokens per minute for Anthropic Claude Haiku 5.9",
      applied: 1_000,
      default: 2_000,
    },
  ];
  before(async () => {
    server = await startAwsServer(
      bedrock({
        models: [
          {
            modelId: "anthropic.claude-haiku-5-9",
            name: "Claude Haiku 5.9",
            provider: "Anthropic",
            inferenceTypes: ["INFERENCE_PROFILE"],
          },
        ],
        profiles: [
          {
            profileId: id,
            name: "US Anthropic Claude Haiku 5.9",
            type: "SYSTEM_DEFINED",
            modelArns: ["arn:aws:bedrock:us-east-1::foundation-model/anthropic.claude-haiku-5-9"],
          },
        ],
      }),
      serviceQuotas(quotas),
    );
  });
  after(() => server.close());
  beforeEach(() => server.forget());

  const run = (model: string, env: Record<string, string> = {}) =>
    recordShipped(stackOf(model), {
      env: {
        AWS_ENDPOINT_URL: server.url,
        AWS_ACCESS_KEY_ID: "test-key",
        AWS_SECRET_ACCESS_KEY: "test-secret",
        AWS_EC2_METADATA_DISABLED: "true",
        ...env,
      },
    });
  const withAccount = { [offlineVariable]: "" };

  it("monitors it by its name alone where the account lists it, and says where that is from", async () => {
    const { exitCode, resources, logs } = await run(id, withAccount);
    assert.equal(exitCode, 0, JSON.stringify(logs));
    const alarms = JSON.stringify(resources.filter(({ type }) => type.endsWith(":MetricAlarm")));
    assert.ok(alarms.includes("Claude Haiku 5.9") && alarms.includes("L-0000ABCD") && alarms.includes(id));
    const warnings = logs.filter(({ severity }) => severity === "warning").map(({ message }) => message);
    assert.ok(warnings.some((text) => text.includes(id) && text.includes("from this account's lists")));
  });

  it("asks the account nothing about what the registry knows", async () => {
    const { exitCode } = await run("us.anthropic.claude-opus-5", withAccount);
    assert.deepEqual([exitCode, server.count()], [0, 0]);
  });

  it("asks nothing at all where it must stay offline, and names the way out", async () => {
    const { exitCode, logs } = await run(id);
    assert.notEqual(exitCode, 0);
    assert.equal(server.count(), 0);
    assert.match(logs.map(({ message }) => message).join(), /registry refresh --region us-east-1.*quotas: \{ tpm: L-/);
  });
});
