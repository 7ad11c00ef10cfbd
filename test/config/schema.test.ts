import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { Ajv } from "ajv";
import { parse } from "yaml";
import { schemaText } from "../../stacks/schema.ts";
import { samples } from "../fixtures/sample-stacks.ts";

const shipped = new URL("../../stacks/stack-config.schema.json", import.meta.url);
const text = await readFile(shipped, "utf8");
// errorMessage is for editors: it shows in place of the validator's own words.
const validate = new Ajv({ allErrors: true, keywords: ["errorMessage"], formats: { email: true } }).compile(
  JSON.parse(text),
);
const accepts = (yaml: string): boolean => validate(parse(yaml)) as boolean;

const stack = (body: string): string => `config:\n  aws:region: us-east-1\n${body}`;

describe("the JSON Schema of stack files", () => {
  it("is up to date: `npm run build:schemas` makes the same", async () => {
    assert.equal(text, await schemaText());
  });

  it("accepts the sample stack files, which name it in their first line", () => {
    for (const [name, yaml] of samples) {
      assert.ok(accepts(yaml), `${name}: ${JSON.stringify(validate.errors)}`);
      assert.match(yaml, /^# yaml-language-server: \$schema=\.\/stacks\/stack-config\.schema\.json\n/);
    }
  });

  it("offers every model and profile id, takes patterns, and flags an id that no Region has", () => {
    assert.ok(
      accepts(stack("  bedrock-headroom:models: [anthropic.claude-sonnet-5, jp.anthropic.claude-sonnet-4-6]\n")),
    );
    assert.ok(accepts(stack("  bedrock-headroom:models: [all, anthropic.*]\n")));
    assert.ok(accepts(stack("  bedrock-headroom:models: all\n")));
    assert.ok(!accepts(stack("  bedrock-headroom:models: [anthropic.claude-sonet-5]\n")));
    assert.ok(!accepts(stack("  bedrock-headroom:models: [{ model: anthropic.claude-sonet-5 }]\n")));
    const newer = "{ model: us.anthropic.claude-haiku-9, quotas: { tpm: L-12345678 } }";
    assert.ok(accepts(stack(`  bedrock-headroom:models: [${newer}]\n`)), "what has codes may be newer than the lists");
  });

  it("leaves other projects' keys and other parts of the file alone", () => {
    const other = "  aws:defaultTags: { tags: { a: b } }\n  bedrock-headroom:models: all\n";
    assert.ok(accepts(`encryptionsalt: v1:x\nsecretsprovider: y\nenvironment: [z]\n${stack(other)}`));
  });

  const wrong = [
    "  bedrock-headroom:modles: all\n  bedrock-headroom:models: all\n",
    "",
    "  bedrock-headroom:models: anthropic.claude-sonnet-5\n",
    "  bedrock-headroom:models: [{ scopes: [global] }]\n",
    "  bedrock-headroom:models: [{ model: all, scopes: [cross_region] }]\n",
    "  bedrock-headroom:models: [{ model: all, thresholds: { warning: 900 } }]\n",
    "  bedrock-headroom:models: [{ model: all, thresholds: { Warning: 90 } }]\n",
    "  bedrock-headroom:models: [{ model: all, alarm: false }]\n",
    "  bedrock-headroom:models: [{ model: all, quotas: { tpm: 15B8E632 } }]\n",
    "  bedrock-headroom:models: all\n  bedrock-headroom:thresholds: { warning: 0.7 }\n",
    "  bedrock-headroom:models: all\n  bedrock-headroom:evaluation: { datapoints: 2 }\n",
    "  bedrock-headroom:models: all\n  bedrock-headroom:alerts: { slack: { workspaceId: T1, channelId: alerts } }\n",
    "  bedrock-headroom:models: all\n  bedrock-headroom:publisher: { logRetentionDays: 31 }\n",
    "  bedrock-headroom:models: all\n  bedrock-headroom:publisher: { vpc: { subnetIds: [vpc-01234567] } }\n",
    "  bedrock-headroom:models: all\n  bedrock-headroom:publisher: { vpc: { create: yes please } }\n",
    "  bedrock-headroom:models: all\n  bedrock-headroom:tags: { aws:team: a }\n",
  ];
  for (const body of wrong) {
    it(`refuses ${JSON.stringify(body.trim())}`, () => assert.ok(!accepts(stack(body))));
  }

  it("refuses a Region that the registry does not know", () => {
    assert.ok(!accepts("config:\n  aws:region: us-east-9\n  bedrock-headroom:models: all\n"));
  });
});
