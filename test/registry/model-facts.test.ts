import assert from "node:assert/strict";
import { burndownOf } from "../../registry/burndown.ts";
import { endsOfLife } from "../../registry/lifecycle.ts";
import { maxOutputOf } from "../../registry/max-output.ts";
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
    "openai.gpt-6.1-sol",
    "xai.grok-4.6",
    "moonshotai.kimi-k3",
  ]) {
    it(`is unknown for ${modelId}, with the reason`, () => {
      const burndown = burndownOf(modelId);
      assert.equal(burndown.rate, "unknown");
      assert.ok("reason" in burndown && burndown.reason.length > 20);
    });
  }
});

describe("the largest output of a model", () => {
  it("is given where a source says it, and is absent where none does", () => {
    assert.equal(maxOutputOf("anthropic.claude-opus-5")?.value, 128_000);
    assert.equal(maxOutputOf("anthropic.claude-haiku-4-5-20251001-v1:0")?.value, 64_000);
    assert.equal(maxOutputOf("amazon.nova-pro-v1:0"), undefined);
  });

  it("is of models that exist", () => {
    const known = modelIds.filter((modelId) => maxOutputOf(modelId) !== undefined);
    assert.equal(known.length, 10);
  });
});

describe("the ends of life", () => {
  it("are of models that exist, each once, in order of their day", () => {
    for (const { modelId, date } of endsOfLife) {
      assert.ok(modelIds.includes(modelId), modelId);
      assert.match(date, /^20\d\d-\d\d-\d\d$/);
    }
    assert.equal(new Set(endsOfLife.map(({ modelId }) => modelId)).size, endsOfLife.length);
    const dates = endsOfLife.map(({ date }) => date);
    assert.deepEqual(dates, [...dates].sort());
  });
});
