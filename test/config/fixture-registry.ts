import { UnknownRegionError } from "../../registry/index.ts";
import { readSettings, type SettingsInput } from "../../stacks/config.ts";
import type { Registry, RegistryModel, RegistryQuota, RegistryScope } from "../../words/registry.ts";

/** A registry of two invented Regions, small enough to see through and fixed, so that reports can be compared. */
const quota = (kind: RegistryQuota["kind"], number: number): RegistryQuota => ({
  kind,
  code: `L-0000000${number}`,
  name: `quota ${number}`,
  defaultValue: 1_000,
  multiplier: 1,
});

const scope = (ids: RegistryScope["ids"], ...quotas: RegistryQuota[]): RegistryScope => ({ ids, quotas });

const model = (
  modelId: string,
  scopes: RegistryModel["scopes"],
  changes: Partial<RegistryModel> = {},
): RegistryModel => ({
  modelId,
  name: modelId,
  provider: modelId.split(".")[0] ?? "",
  lifecycle: "active",
  outputModalities: ["TEXT"],
  burndown: { rate: 5, source: "an invented page", readAt: "2026-11-01" },
  scopes,
  provenance: { source: "an invented list", readAt: "2026-11-01" },
  ...changes,
});

/** Tokyo, where two geographic profiles can be called. */
const tokyo: Registry = {
  region: "ap-northeast-1",
  geographicPrefixes: ["apac", "jp"],
  models: [
    model("anthropic.claude-opus-5", {
      "cross-region": scope(["apac.anthropic.claude-opus-5", "jp.anthropic.claude-opus-5"], quota("tpm", 1)),
      global: scope(["global.anthropic.claude-opus-5"], quota("tpm", 2)),
      mantle: scope(["anthropic.claude-opus-5"], quota("input-tpm", 3), quota("output-tpm", 4)),
    }),
    model("anthropic.claude-haiku-4-5-20251001-v1:0", {
      global: scope(["global.anthropic.claude-haiku-4-5-20251001-v1:0"], quota("rpm", 5), quota("tpm", 6)),
    }),
    model("amazon.nova-micro-v1:0", {
      "on-demand": scope(["amazon.nova-micro-v1:0"], quota("rpm", 7), quota("tpm", 8)),
      "cross-region": scope(["apac.amazon.nova-micro-v1:0"], quota("tpm", 9)),
    }),
    model(
      "openai.gpt-6-sol",
      { global: scope(["global.openai.gpt-6-sol"], quota("tpm", 1)) },
      {
        burndown: { rate: "unknown", reason: "no page names this model" },
      },
    ),
    model(
      "openai.gpt-6-luna",
      { global: scope(["global.openai.gpt-6-luna"], quota("tpm", 1)) },
      {
        burndown: { rate: "unknown", reason: "no page names this model" },
      },
    ),
    model("amazon.nova-canvas-v1:0", { "on-demand": scope(["amazon.nova-canvas-v1:0"]) }, { lifecycle: "legacy" }),
    model("amazon.titan-text-v0", { "on-demand": scope(["amazon.titan-text-v0"]) }, { lifecycle: "end-of-life" }),
    model("amazon.nova-micro-v1:0:24k", {}),
  ],
  crossModelDaily: { code: "L-E3F10727", name: "Cross-Model Max Tokens Per Day", defaultValue: 700_000_000 },
};

const oregon: Registry = {
  region: "us-west-2",
  geographicPrefixes: ["us"],
  models: [
    model("luma.ray-v2:0", { "on-demand": scope(["luma.ray-v2:0"]) }),
    model("anthropic.claude-fable-5", { global: scope(["global.anthropic.claude-fable-5"], quota("tpm", 1)) }),
  ],
};

function loadFixture(region: string): Registry {
  const found = [tokyo, oregon].find((registry) => registry.region === region);
  if (!found) throw new UnknownRegionError(region);
  return found;
}

export const fixtureModel = (modelId: string): RegistryModel => {
  const found = tokyo.models.find((each) => each.modelId === modelId);
  if (!found) throw new Error(`the fixture has no ${modelId}`);
  return found;
};

/** Reads values as those of a stack in the fixture's first Region. */
export const read = (values: Record<string, unknown>, changes: Partial<SettingsInput> = {}) =>
  readSettings({
    stack: "tokyo",
    region: "ap-northeast-1",
    values,
    registryFor: loadFixture,
    regions: ["ap-northeast-1", "us-west-2"],
    ...changes,
  });
