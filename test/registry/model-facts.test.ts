import assert from "node:assert/strict";
import { burndownOf } from "../../registry/burndown.ts";
import { endsOfLife } from "../../registry/lifecycle.ts";
import { maxOutputOf } from "../../registry/max-output.ts";
import { ratedFamilies } from "../../registry/rated-families.ts";
import { built } from "./built.ts";

const modelIds = built.catalogue.models.map(({ modelId }) => modelId);

describe("the burndown rate of output tokens", () => {
  const rates: Record<number, string[]> = {
    1: [
      "amazon.nova-pro-v1:0",
      "deepseek.v3.2",
      "meta.llama3-3-70b-instruct-v1:0",
      "moonshotai.kimi-k2.5",
      "openai.gpt-oss-120b-1:0",
    ],
    5: [
      "anthropic.claude-3-haiku-20240307-v1:0",
      "anthropic.claude-3-5-sonnet-20241022-v2:0",
      "anthropic.claude-3-7-sonnet-20250219-v1:0",
      "anthropic.claude-haiku-4-5-20251001-v1:0",
      "anthropic.claude-opus-4-1-20250805-v1:0",
      "anthropic.claude-opus-4-20250514-v1:0",
      "anthropic.claude-opus-4-6-v1",
      "anthropic.claude-opus-4-7",
      "anthropic.claude-sonnet-4-20250514-v1:0",
      "anthropic.claude-sonnet-4-6",
    ],
    10: [
      "anthropic.claude-fable-5-1",
      "anthropic.claude-opus-5",
      "anthropic.claude-opus-5-5",
      "anthropic.claude-sonnet-5",
      "openai.gpt-5.6-luna",
      "openai.gpt-5.6-sol",
      "openai.gpt-5.6-terra",
      "openai.gpt-6-astra",
      "openai.gpt-6-luna",
      "openai.gpt-6-sol",
      "openai.gpt-6.1-sol",
    ],
    15: ["anthropic.claude-opus-4-8"],
  };
  for (const [rate, models] of Object.entries(rates)) {
    for (const modelId of models) {
      it(`is ${rate} for ${modelId}, with its source`, () => {
        const burndown = burndownOf(modelId);
        assert.ok(burndown.rate !== "unknown", JSON.stringify(burndown));
        assert.equal(burndown.rate, Number(rate));
        assert.match(burndown.source, /^Amazon Bedrock User Guide, (?:quotas-token-burndown|model-card-openai-gpt-6-)/);
      });
    }
  }

  for (const modelId of [
    "anthropic.claude-fable-5",
    "anthropic.claude-sonnet-5-5",
    "anthropic.claude-opus-4-9",
    "anthropic.claude-opus-6",
    "anthropic.claude-mythos-5",
    "openai.gpt-5.4",
    "openai.gpt-6.2-sol",
    "anthropic.claude-haiku-5-5",
    "anthropic.claude-fable-5-2",
    "xai.grok-4.6",
    "moonshotai.kimi-k3",
    // Of families, or of generations, that were in no list when the page was read.
    "zai.glm-9",
    "zai.glm-5.5",
    "zai.glm-5-5-flash",
    "meta.llama5-70b-instruct-v1:0",
    "meta.llama3-4-70b-instruct-v1:0",
    "amazon.nova-pro-v2:0",
    "amazon.nova-3-lite-v1:0",
    "deepseek.v4-v1:0",
    "qwen.qwen3.5-32b-v1:0",
    "newcomer.first-1",
  ]) {
    it(`is unknown for ${modelId}, with the reason`, () => {
      const burndown = burndownOf(modelId);
      assert.equal(burndown.rate, "unknown");
      assert.ok("reason" in burndown && burndown.reason.length > 20);
    });
  }

  it("is 1 for a variant of a family that was there", () => {
    for (const modelId of ["zai.glm-5-flash", "amazon.nova-2-pro-v1:0", "meta.llama3-3-8b-instruct-v1:0"])
      assert.equal(burndownOf(modelId).rate, 1, modelId);
  });

  it("has a model of each listed family in the catalogue, and no rate for the family's next generation", () => {
    for (const family of ratedFamilies) {
      const members = modelIds.filter((modelId) => modelId.startsWith(family));
      assert.ok(members.length > 0, family);
      // "zai.glm-5" → "zai.glm-96"
      const next = members[0]!.replace(family, family.replace(/\d+(?!.*\d)/, "96"));
      if (/\d/.test(family)) assert.equal(burndownOf(next).rate, "unknown", next);
    }
  });
});

describe("the largest output of a model", () => {
  it("is given where a source says it, and is absent where none does", () => {
    assert.equal(maxOutputOf("anthropic.claude-opus-5")?.value, 128_000);
    assert.equal(maxOutputOf("anthropic.claude-haiku-4-5-20251001-v1:0")?.value, 64_000);
    assert.equal(maxOutputOf("amazon.nova-pro-v1:0"), undefined);
  });

  it("is of models that exist", () => {
    const known = modelIds.filter((modelId) => maxOutputOf(modelId) !== undefined);
    assert.equal(known.length, 14);
  });
});

describe("the ends of life", () => {
  it("are of models that exist, once for each source, in order of their day, legacy first", () => {
    for (const { modelId, endOfLife, legacy, extendedAccess } of endsOfLife) {
      assert.ok(modelIds.includes(modelId), modelId);
      const days = [legacy, extendedAccess, endOfLife].filter((day) => day !== undefined);
      for (const day of days) assert.match(day, /^20\d\d-\d\d-\d\d$/);
      assert.deepEqual(days, [...days].sort(), modelId);
    }
    assert.equal(new Set(endsOfLife.map(({ modelId, source }) => `${modelId} ${source}`)).size, endsOfLife.length);
    const dates = endsOfLife.map(({ endOfLife }) => endOfLife);
    assert.deepEqual(dates, [...dates].sort());
  });
});
