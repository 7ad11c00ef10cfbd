import assert from "node:assert/strict";
import fc from "fast-check";
import { type MatchableModel, matcher } from "../../registry/match.ts";
import { namesInId, normalise } from "../../registry/normalise.ts";
import { built } from "./built.ts";

const model = (modelId: string, provider: string, ...names: string[]): MatchableModel => ({ modelId, provider, names });
const idOf = (models: readonly MatchableModel[], label: string): string | undefined => {
  const match = matcher(models, [])(label);
  return match.status === "matched" ? match.modelId : undefined;
};

describe("one spelling for all names of a model", () => {
  const same: [string, string][] = [
    ["Amazon Nova Reel1.0", "amazon nova reel 1.0"],
    ["GPT-5.4", "GPT 5.4"],
    ["Z.ai GLM-4.7", "Z.AI GLM 4.7"],
    ["Mixtral 8x7B", "mixtral 8X7b"],
    ["Pixtral Large (25.02)", "Pixtral Large 25.02"],
    ["Qwen3-Coder-30B-A3B", "Qwen3 Coder 30B a3b"],
    ["Claude Sonnet 4.5.", "Claude Sonnet 4.5"],
  ];
  for (const [left, right] of same) {
    it(`takes ${left} and ${right} for one`, () => assert.equal(normalise(left), normalise(right)));
  }

  const different: [string, string][] = [
    ["Command R", "Command R+"],
    ["Claude Opus 5", "Claude Opus 5.5"],
    ["Nova Reel 1.0", "Nova Reel 1.1"],
    ["Embed v3", "Embed v4"],
    ["Marengo Embed v2.7", "Marengo Embed 3.0"],
    ["Claude Opus 45", "Claude Opus 4.5"],
    ["Claude Opus 5", "Claude Opus 5β"],
    ["Claude Opus 5", "Claude Opus .5"],
    ["Claude 3 Haiku", "Claude 3. Haiku"],
    ["Claude Opus 4.5", "Claude Opus 4..5"],
    ["Claude Opus 5", "Claude Opus ５"],
    ["Mistral Large", "Mistral Large 3"],
    ["GPT-6", "GPT-6*"],
  ];
  for (const [left, right] of different) {
    it(`tells ${left} and ${right} apart`, () => assert.notEqual(normalise(left), normalise(right)));
  }

  it("is what a model id spells, with version 1 in or out and any later version in", () => {
    assert.deepEqual(namesInId("anthropic.claude-haiku-4-5-20251001-v1:0"), [
      "claude haiku 4.5",
      "claude haiku 4.5 v 1",
      "claude haiku 4.5 1.0",
    ]);
    assert.deepEqual(namesInId("anthropic.claude-3-5-sonnet-20241022-v2:0"), [
      "claude 3.5 sonnet v 2",
      "claude 3.5 sonnet 2.0",
    ]);
    assert.deepEqual(namesInId("amazon.nova-reel-v1:1"), ["nova reel 1.1"]);
    assert.deepEqual(namesInId("meta.llama3-1-8b-instruct-v1:0").slice(0, 1), ["llama 3.1 8b instruct"]);
    assert.deepEqual(namesInId("cohere.rerank-v3-5:0"), ["rerank v 3.5"]);
    assert.deepEqual(namesInId("mistral.mistral-large-2407-v1:0").slice(0, 1), ["mistral large 2407"]);
    assert.deepEqual(namesInId("openai.gpt-6-astra"), ["gpt 6 astra"]);
  });
});

describe("matching a quota's label", () => {
  const claude = [
    model("anthropic.claude-3-5-sonnet-20240620-v1:0", "Anthropic", "Claude 3.5 Sonnet"),
    model("anthropic.claude-3-5-sonnet-20241022-v2:0", "Anthropic", "Claude 3.5 Sonnet v2"),
    model("anthropic.claude-opus-5", "Anthropic", "Claude Opus 5"),
    model("anthropic.claude-opus-5-5", "Anthropic", "Claude Opus 5.5"),
  ];

  it("finds the model with the provider in front and without", () => {
    assert.equal(idOf(claude, "Anthropic Claude Opus 5"), "anthropic.claude-opus-5");
    assert.equal(idOf(claude, "Claude Opus 5"), "anthropic.claude-opus-5");
    assert.equal(idOf(claude, "Anthropic Claude Opus 5.5"), "anthropic.claude-opus-5-5");
  });

  it("keeps versions apart", () => {
    assert.equal(idOf(claude, "Anthropic Claude 3.5 Sonnet"), "anthropic.claude-3-5-sonnet-20240620-v1:0");
    assert.equal(idOf(claude, "Anthropic Claude 3.5 Sonnet V1"), "anthropic.claude-3-5-sonnet-20240620-v1:0");
    assert.equal(idOf(claude, "Anthropic Claude 3.5 Sonnet V2"), "anthropic.claude-3-5-sonnet-20241022-v2:0");
  });

  it("never takes the nearest", () => {
    for (const label of [
      "Anthropic Claude Opus 5.1",
      "Anthropic Claude Opus 4",
      "Anthropic Claude Opus",
      "Claude",
      "",
    ]) {
      assert.deepEqual(matcher(claude, [])(label), { status: "unknown" });
    }
  });

  it("does not take one provider's label for another's model", () => {
    const models = [model("cohere.large", "Cohere", "Large"), model("mistral.large", "Mistral AI", "Large")];
    assert.equal(idOf(models, "Cohere Large"), "cohere.large");
    assert.equal(idOf(models, "Mistral AI Large"), "mistral.large");
    assert.equal(idOf(models, "Meta Large"), undefined);
    assert.deepEqual(matcher(models, [])("Large"), {
      status: "ambiguous",
      candidates: ["cohere.large", "mistral.large"],
    });
  });

  it("leaves models that differ by their day of release alone ambiguous", () => {
    const models = [
      model("anthropic.claude-x-20260101-v1:0", "Anthropic", "Claude X"),
      model("anthropic.claude-x-20260601-v1:0", "Anthropic", "Claude X"),
    ];
    assert.deepEqual(matcher(models, [])("Anthropic Claude X"), {
      status: "ambiguous",
      candidates: ["anthropic.claude-x-20260101-v1:0", "anthropic.claude-x-20260601-v1:0"],
    });
  });

  it("lets an override settle a label, but not invent a model", () => {
    const override = { label: "The Latest Opus", modelId: "anthropic.claude-opus-5-5", reason: "said so" };
    assert.deepEqual(matcher(claude, [override])("the  latest OPUS"), {
      status: "matched",
      modelId: "anthropic.claude-opus-5-5",
      reason: "said so",
    });
    assert.deepEqual(matcher([], [override])("The Latest Opus"), { status: "unknown" });
  });

  it("does not depend on the order of the models", () => {
    const models = built.catalogue.models.map(({ modelId, provider, name }) => model(modelId, provider, name));
    const labels = built.findings.map(({ label }) => label);
    const expected = labels.map(matcher(models, []));
    fc.assert(
      fc.property(fc.shuffledSubarray(models, { minLength: models.length }), (shuffled) => {
        assert.deepEqual(labels.map(matcher(shuffled, [])), expected);
      }),
      { numRuns: 20 },
    );
  });

  it("can only lose a match, or find one more candidate, when models are added", () => {
    const models = built.catalogue.models.map(({ modelId, provider, name }) => model(modelId, provider, name));
    const labels = [...new Set(built.findings.map(({ label }) => label))];
    const all = matcher(models, []);
    fc.assert(
      fc.property(fc.subarray(models), (some) => {
        const few = matcher(some, []);
        for (const label of labels) {
          const [before, after] = [few(label), all(label)];
          if (before.status !== "matched") continue;
          if (after.status === "matched") assert.equal(after.modelId, before.modelId);
          else assert.ok(after.status === "ambiguous" && after.candidates.includes(before.modelId));
        }
      }),
      { numRuns: 20 },
    );
  });
});
