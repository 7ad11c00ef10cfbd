import assert from "node:assert/strict";
import type * as z from "zod";
import type { BedrockQuotaMonitorArgs, ModelName, ProfilePrefix } from "../../api/index.ts";
import { loadRegistry, regions } from "../../registry/index.ts";
import type { configShape } from "../../stacks/shapes.ts";

type KeysOf<T> = T extends readonly (infer Item)[] ? KeysOf<Item> : T extends object ? keyof T & string : never;
type Config = z.input<typeof configShape>;
type Own = "region" | "stackName";
/** Has no value where two types are not the same. */
type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : never) : never;
type Part<T, Key extends keyof T> = Extract<NonNullable<T[Key]>, object>;

// Each line compiles where the arguments have the stack file's words, and those alone.
const words: true[] = [
  true satisfies Same<Exclude<keyof BedrockQuotaMonitorArgs, Own>, Exclude<keyof Config, "fleet" | "registry">>,
  true satisfies Same<KeysOf<Part<BedrockQuotaMonitorArgs, "alerts">>, KeysOf<Part<Config, "alerts">>>,
  true satisfies Same<KeysOf<Part<BedrockQuotaMonitorArgs, "publisher">>, KeysOf<Part<Config, "publisher">>>,
  true satisfies Same<KeysOf<Part<BedrockQuotaMonitorArgs, "iam">>, KeysOf<Part<Config, "iam">>>,
  true satisfies Same<KeysOf<Part<BedrockQuotaMonitorArgs, "reservation">>, KeysOf<Part<Config, "reservation">>>,
  true satisfies Same<
    KeysOf<Extract<Part<BedrockQuotaMonitorArgs, "models">[number], object>>,
    KeysOf<Extract<Part<Config, "models">, readonly unknown[]>[number] & object>
  >,
];

/** What compiles, and what must not. */
const compiled: BedrockQuotaMonitorArgs[] = [
  { models: "all" },
  { models: ["anthropic.claude-sonnet-5", "global.anthropic.claude-sonnet-5", "amazon.nova-*"] },
  { models: [{ model: "newer.than-the-registry-v1:0", quotas: { tpm: "L-0AD9BBE8" } }] },
  // @ts-expect-error no Region has such a model
  { models: ["antropic.claude-sonnet-5"] },
  // @ts-expect-error nor without its quotas' codes
  { models: [{ model: "newer.than-the-registry-v1:0" }] },
  // @ts-expect-error no such Region
  { models: "all", region: "us-east-9" },
  // @ts-expect-error no such key
  { models: "all", alert: {} },
  // @ts-expect-error a percentage
  { models: "all", thresholds: { warning: "70" } },
  // @ts-expect-error no such scope
  { models: [{ model: "amazon.nova-*", scopes: ["crossregion"] }] },
];

describe("the arguments of a monitor", () => {
  it("have the words of a stack file, and those alone", () => {
    assert.ok(words.every(Boolean));
    assert.ok(compiled.every(({ models }) => models));
  });

  it("offer every id that some Region's registry has", async () => {
    const prefixes = new Set<string>();
    for (const region of regions)
      for (const { modelId, scopes } of (await loadRegistry(region)).models)
        for (const id of Object.values(scopes).flatMap(({ ids }) => ids))
          if (id !== modelId) prefixes.add(id.slice(0, id.length - modelId.length - 1));
    const offered: Record<ProfilePrefix, true> = {
      amer: true,
      apac: true,
      au: true,
      ca: true,
      eu: true,
      global: true,
      in: true,
      jp: true,
      us: true,
      "us-gov": true,
    };
    for (const prefix of prefixes) assert.ok(Object.hasOwn(offered, prefix), prefix);
    const one: ModelName = "us-gov.anthropic.claude-sonnet-5";
    assert.ok(one);
  });
});
