import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { stringify } from "csv-stringify/sync";
import { explainer } from "../../registry/explain.ts";
import { matcher } from "../../registry/match.ts";
import { normalise } from "../../registry/normalise.ts";
import { overrides } from "../../registry/overrides.ts";
import { built, findingOf } from "./built.ts";
import { readListings } from "./data/listings.ts";

/**
 * Codes and what they limit by other sources than the ones the registry is made from: rules that
 * aws-samples/sample-bedrock-quota-checker tried on real accounts (October 2026), names that the General Reference has.
 */
const known: Record<string, [scope: string, kind: string, modelId: string]> = {
  "L-58BE175A": ["cross-region", "tpm", "anthropic.claude-haiku-4-5-20251001-v1:0"],
  "L-9A11C666": ["global", "tpm", "anthropic.claude-haiku-4-5-20251001-v1:0"],
  "L-5DB28B7B": ["cross-region", "tpm", "anthropic.claude-opus-4-7"],
  "L-DB99DCDB": ["cross-region", "tpm", "anthropic.claude-opus-4-8"],
  "L-4FCE27C7": ["global", "tpm", "anthropic.claude-opus-4-8"],
  "L-99296DCD": ["cross-region", "tpm", "anthropic.claude-opus-5"],
  "L-D73B1244": ["global", "tpm", "anthropic.claude-opus-5"],
  "L-A4430697": ["cross-region", "tpm", "anthropic.claude-opus-5-5"],
  "L-A103A344": ["global", "tpm", "anthropic.claude-opus-5-5"],
  "L-D4FBCF4E": ["cross-region", "tpm", "anthropic.claude-sonnet-5"],
  "L-DD84E5CA": ["global", "tpm", "anthropic.claude-sonnet-5"],
  "L-15B8E632": ["cross-region", "tpm", "anthropic.claude-sonnet-4-6"],
  "L-F4DDD3EB": ["cross-region", "tpm", "anthropic.claude-sonnet-4-5-20250929-v1:0"],
  "L-0AD9BBE8": ["cross-region", "tpm", "anthropic.claude-opus-4-6-v1"],
  "L-7007E9C9": ["cross-region", "tpm", "anthropic.claude-opus-4-5-20251101-v1:0"],
  "L-E8940935": ["cross-region", "tpm", "anthropic.claude-fable-5-1"],
  "L-C6F5908D": ["cross-region", "tpm", "amazon.nova-2-lite-v1:0"],
  "L-C0326783": ["cross-region", "tpm", "amazon.nova-pro-v1:0"],
  "L-7C42E72A": ["cross-region", "tpm", "amazon.nova-lite-v1:0"],
  "L-DC7FF66C": ["cross-region", "tpm", "amazon.nova-micro-v1:0"],
  "L-CCA5DF70": ["cross-region", "rpm", "anthropic.claude-haiku-4-5-20251001-v1:0"],
  "L-27989F42": ["cross-region", "rpm", "anthropic.claude-opus-4-5-20251101-v1:0"],
  "L-11DFF789": ["cross-region", "rpm", "anthropic.claude-opus-4-6-v1"],
  "L-4A6BFAB1": ["cross-region", "rpm", "anthropic.claude-sonnet-4-5-20250929-v1:0"],
  "L-00FF3314": ["cross-region", "rpm", "anthropic.claude-sonnet-4-6"],
};

const golden = new URL("golden/mapping.csv", import.meta.url);

describe("the mapping of quotas to models", () => {
  it("comes to these numbers", () => {
    const numbers = Object.fromEntries(
      [...Map.groupBy(built.findings, ({ status }) => status)].map(([status, found]) => [status, found.length]),
    );
    assert.deepEqual(numbers, { matched: 354, unknown: 22, "not-inference": 25, "cross-model-daily": 1 });
  });

  it("is the one that was read line by line", () => {
    const rows = built.findings.map((finding) => ({
      quota_code: finding.code,
      quota_name: finding.name,
      scope: finding.scopes.join("+"),
      kind: finding.kind,
      variant: finding.variant,
      label: finding.label,
      status: finding.status,
      model_id: finding.modelId,
      reason: finding.reason,
    }));
    const text = stringify(rows, { header: true });
    if (process.env["UPDATE_GOLDEN"] === "1") writeFileSync(golden, text);
    assert.equal(text, readFileSync(golden, "utf8"), "golden/mapping.csv differs; UPDATE_GOLDEN=1 writes it anew");
  });

  it("reads every inference quota of the account, and no other", async () => {
    const usEast1 = (await readListings()).find(({ key }) => key === "us-east-1")!;
    const read = usEast1.quotas.map(({ code }) => findingOf(code).status !== "not-inference");
    // The data: 339 of inference, then 25 others.
    assert.deepEqual(read, [...Array(339).fill(true), ...Array(25).fill(false)]);
  });

  for (const [code, [scope, kind, modelId]] of Object.entries(known)) {
    it(`agrees with other sources on ${code}`, () => {
      const finding = findingOf(code);
      assert.deepEqual([finding.scopes.join(), finding.kind, finding.modelId], [scope, kind, modelId]);
      assert.equal(finding.variant, "");
    });
  }

  it("keeps Sonnet 4.5 and 4.6 apart on the global profile, which a public list does not", () => {
    // awslabs/bedrock-usage-analyzer has 4.6's codes for 4.5 in 29 of 30 Regions.
    const codes = (modelId: string) =>
      built.catalogue.quotas
        .filter((quota) => quota.modelId === modelId && quota.scopes.includes("global") && quota.variant === "")
        .map(({ code }) => code)
        .sort();
    assert.deepEqual(codes("anthropic.claude-sonnet-4-5-20250929-v1:0"), ["L-27C57EE8", "L-DB84CE56"]);
    assert.deepEqual(codes("anthropic.claude-sonnet-4-6"), ["L-7BEE40FB", "L-F6E116D7"]);
  });

  it("gives no two quotas to one model, scope, kind and variant", () => {
    const places = built.catalogue.quotas.flatMap(({ modelId, scopes, kind, variant }) =>
      modelId === null ? [] : scopes.map((scope) => [modelId, scope, kind, variant].join(" ")),
    );
    assert.deepEqual(places, [...new Set(places)]);
  });

  it("leaves what no listed model is called unknown", () => {
    const unknown = built.findings.filter(({ status }) => status === "unknown").map(({ label }) => label);
    assert.deepEqual([...new Set(unknown)].sort(), [
      "Amazon Nova 2 Omni",
      "Amazon Nova 2 Pro Preview",
      "Amazon Titan Image Generator G1",
      "Amazon Titan Text Express",
      "Amazon Titan Text Premier",
      "Stability.ai Stable Image Core",
      "Stability.ai Stable Image Ultra",
      "Twelve Labs Marengo",
    ]);
  });

  // Names that no listing of the registry has; AWS's General Reference and older lists have them.
  const label = (text: string) => `On-demand model inference tokens per minute for ${text}`;
  const unseen: [label: string, modelId: string | undefined][] = [
    ["Anthropic Claude Sonnet 4 V1", "anthropic.claude-sonnet-4-20250514-v1:0"],
    ["Anthropic Claude 3.5 Sonnet V2", "anthropic.claude-3-5-sonnet-20241022-v2:0"],
    ["Meta Llama 3.1 405B Instruct", "meta.llama3-1-405b-instruct-v1:0"],
    ["Amazon Titan Text Lite", undefined],
    ["AI21 Labs Jurassic-2 Mid", undefined],
    ["Anthropic Claude Instant", undefined],
    ["Anthropic Claude V2", undefined],
    ["Cohere Command", undefined],
    ["Cohere Command Light", undefined],
    ["Meta Llama 2 13B", undefined],
    ["Meta Llama 2 Chat 13B", undefined],
    ["Stability.ai Stable Diffusion XL 0.8", undefined],
    ["Stability.ai Stable Diffusion XL 1.0", undefined],
  ];
  for (const [text, modelId] of unseen) {
    it(`takes the unseen label ${text} for ${modelId ?? "no model"}`, () => {
      const { status, modelIds } = explainer(built.catalogue)(label(text));
      assert.deepEqual([status, modelIds], modelId === undefined ? ["unknown", []] : ["matched", [modelId]]);
    });
  }

  it("rests on overrides that are all needed, each for a label of its own and a model that exists", () => {
    const models = built.catalogue.models.map(({ modelId, provider, name }) => ({ modelId, provider, names: [name] }));
    const byName = matcher(models, []);
    const labels = new Set(built.findings.map(({ label }) => normalise(label)));
    for (const { label, modelId, reason } of overrides) {
      assert.notEqual(byName(label).status, "matched", `${label} needs no override`);
      assert.ok(labels.has(normalise(label)), `no quota has the label ${label}`);
      assert.ok(
        built.catalogue.models.some((model) => model.modelId === modelId),
        `no model ${modelId}`,
      );
      assert.ok(reason.length > 10);
    }
    assert.equal(new Set(overrides.map(({ label }) => normalise(label))).size, overrides.length);
  });
});
