import assert from "node:assert/strict";
import { ConfigError } from "../../stacks/config.ts";
import { read } from "./fixture-registry.ts";
import { opus } from "./read-targets.ts";

const secret = (name: string, region = "ap-northeast-1") =>
  `arn:aws:secretsmanager:${region}:123456789012:secret:${name}-AbCdEf`;
const key = "arn:aws:kms:ap-northeast-1:123456789012:key/11112222-3333-4444-5555-666677778888";
const config = (webhooks: unknown, more: object = {}) => ({
  models: [`global.${opus}`],
  alerts: { webhooks },
  ...more,
});

/** The problems of a config, as "path: message". */
async function problems(webhooks: unknown, more?: object): Promise<string[]> {
  try {
    await read(config(webhooks, more));
  } catch (error) {
    assert(error instanceof ConfigError);
    return error.problems.map(({ path, message }) => `${path}: ${message}`);
  }
  return [];
}

describe("alerts.webhooks", () => {
  it("are for every severity unless they name some, and somebody is told then", async () => {
    const given = [
      { type: "slack", secretArn: secret("slack") },
      { type: "teams", secretArn: secret("teams"), kmsKeyArn: key, severities: ["critical"] },
    ];
    const { settings, warnings } = await read(config(given));
    assert.deepEqual(settings.alerts.webhooks, [
      { type: "slack", secretArn: secret("slack"), severities: ["warning", "critical"] },
      { type: "teams", secretArn: secret("teams"), kmsKeyArn: key, severities: ["critical"] },
    ]);
    assert.deepEqual(warnings, []);
  });

  it("are told what is wrong with them, all at once", async () => {
    const found = await problems([
      { type: "discord", secretArn: secret("a") },
      { type: "slack", secretArn: "https://hooks.slack.com/services/T/B/x" },
      { type: "slack", secretArn: secret("a", "us-east-1"), severities: ["critcal"] },
      { type: "teams", secretArn: secret("b"), kmsKeyArn: key.replace("ap-northeast-1", "us-east-1") },
      { type: "teams", secretArn: secret("b") },
    ]);
    assert.deepEqual(found, [
      "alerts.webhooks[0].type: must be slack or teams",
      "alerts.webhooks[1].secretArn: must be the full ARN of a secret in Secrets Manager, with the six characters at its end",
      "alerts.webhooks[2].secretArn: is a secret in us-east-1; the function that reads it runs in ap-northeast-1",
      "alerts.webhooks[2].severities.critcal: is not one of the stack's severities: warning and critical",
      "alerts.webhooks[3].kmsKeyArn: is a key in us-east-1; the function that reads it runs in ap-northeast-1",
      "alerts.webhooks[4].secretArn: is the secret of alerts.webhooks[3] too: each message would come twice",
    ]);
  });

  it("show no URL that stands where a secret's ARN belongs", async () => {
    const url = "https://hooks.slack.com/services/T000/B000/s3cr3t";
    for (const webhook of [{ type: "slack", secretArn: url }, { type: "slack", url }, url, [url]])
      await assert.rejects(
        read(config([webhook])),
        (error: Error) => /hooks\.slack\.com\/\[secret/.test(error.message) && !error.message.includes("s3cr3t"),
      );
  });

  it("fit into the function's environment, or are refused", async () => {
    const long = Array.from({ length: 10 }, (_, index) => ({
      type: "slack",
      secretArn: secret(`${"n".repeat(400)}${index}`),
    }));
    assert.match((await problems(long))[0] ?? "", /too long together/);
    const usual = Array.from({ length: 10 }, (_, index) => ({
      type: "slack",
      secretArn: secret(`slack-webhook-${index}`),
    }));
    assert.deepEqual(await problems(usual), []);
    assert.match((await problems([{ ...usual[0], severities: [] }]))[0] ?? "", /names no severity/);
  });

  it("need a way out of a VPC", async () => {
    const given = [{ type: "slack", secretArn: secret("slack") }];
    assert.match((await problems(given, { publisher: { vpc: { create: true } } }))[0] ?? "", /no way to the internet/);
    const vpc = { subnetIds: ["subnet-01234567"], securityGroupIds: ["sg-01234567"] };
    const { warnings } = await read(config(given, { publisher: { vpc } }));
    assert.match(warnings[0] ?? "", /a way to the internet \(NAT\)/);
  });
});
