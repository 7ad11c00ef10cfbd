import assert from "node:assert/strict";
import { loadCatalogue, loadRegistry, regions, registryOf, UnknownRegionError } from "../../registry/index.ts";
import type { RegistryModel } from "../../words/registry.ts";
import { limitKinds } from "../../words/words.ts";

const modelOf = async (region: string, modelId: string): Promise<RegistryModel> => {
  const model = (await loadRegistry(region)).models.find((found) => found.modelId === modelId);
  assert.ok(model, `${modelId} is not in ${region}`);
  return model;
};
const codes = (model: RegistryModel, scope: keyof RegistryModel["scopes"]) =>
  Object.fromEntries((model.scopes[scope]?.quotas ?? []).map(({ kind, code }) => [kind, code]));

describe("loading a Region's registry", () => {
  it("gives a model's scopes with the ids that show in CloudWatch, and their quotas", async () => {
    const nova = await modelOf("us-east-1", "amazon.nova-pro-v1:0");
    assert.deepEqual(Object.keys(nova.scopes), ["on-demand", "cross-region"]);
    assert.deepEqual(nova.scopes["on-demand"]?.ids, ["amazon.nova-pro-v1:0"]);
    assert.deepEqual(nova.scopes["cross-region"]?.ids, ["us.amazon.nova-pro-v1:0"]);
    assert.deepEqual(codes(nova, "on-demand"), { tpm: "L-CE33604C", rpm: "L-F2717A44", tpd: "L-D690997B" });
    assert.deepEqual(codes(nova, "cross-region"), { tpm: "L-C0326783", rpm: "L-ED46B8C5", tpd: "L-D690997B" });
    const opus = await modelOf("us-east-1", "anthropic.claude-opus-5");
    assert.deepEqual(opus.scopes.global?.ids, ["global.anthropic.claude-opus-5"]);
    assert.deepEqual(opus.scopes.mantle?.ids, ["anthropic.claude-opus-5"]);
    assert.deepEqual(codes(opus, "mantle"), { "input-tpm": "L-DF09248F", "output-tpm": "L-EDC225D2" });
  });

  it("doubles the daily quota for geographic profiles and for nothing else", async () => {
    for (const region of regions) {
      const { models } = await loadRegistry(region);
      const ways = models.flatMap(({ scopes }) => Object.entries(scopes));
      for (const [scope, { quotas }] of ways) {
        for (const { name, multiplier } of quotas) {
          const doubled = scope === "cross-region" && name.includes("doubled for cross-region calls");
          assert.equal(multiplier, doubled ? 2 : 1, `${scope} ${name}`);
        }
      }
    }
  });

  it("gives a scope's quotas in the order of the limit kinds, whatever the catalogue's is", async () => {
    for (const region of regions) {
      for (const { modelId, scopes } of (await loadRegistry(region)).models) {
        for (const { quotas } of Object.values(scopes)) {
          const kinds = quotas.map(({ kind }) => kind);
          assert.deepEqual(
            kinds,
            limitKinds.filter((kind) => kinds.includes(kind)),
            modelId,
          );
        }
      }
    }
  });

  it("leaves variants to the catalogue", async () => {
    const sonnet = await modelOf("us-east-1", "anthropic.claude-sonnet-4-5-20250929-v1:0");
    assert.deepEqual(codes(sonnet, "cross-region"), { tpm: "L-F4DDD3EB", rpm: "L-4A6BFAB1" });
    assert.deepEqual(codes(sonnet, "global"), { tpm: "L-27C57EE8", rpm: "L-DB84CE56" });
    const { quotas } = await loadCatalogue();
    const variants = Map.groupBy(quotas, ({ variant }) => variant);
    assert.deepEqual(
      [variants.get("1m-context")?.length, variants.get("latency-optimized")?.length, variants.get("async")?.length],
      [6, 7, 2],
    );
  });

  it("gives every Region only scopes with ids of their form, and at most one quota of a kind", async () => {
    assert.equal(regions.length, 35);
    for (const region of regions) {
      const registry = await loadRegistry(region);
      assert.equal(registry.region, region);
      assert.ok(registry.models.length > 0);
      for (const { modelId, scopes, provenance } of registry.models) {
        assert.match(provenance.readAt, /^2026-\d\d(?:-\d\d)?$/);
        assert.ok(provenance.source.length > 0);
        assert.ok(Object.keys(scopes).length > 0, `${region} offers ${modelId} in no way`);
        for (const [scope, { ids, quotas }] of Object.entries(scopes)) {
          const expected = {
            "on-demand": [modelId],
            mantle: [modelId],
            global: [`global.${modelId}`],
            "cross-region": registry.geographicPrefixes
              .map((prefix) => `${prefix}.${modelId}`)
              .filter((id) => ids.includes(id)),
          }[scope];
          assert.deepEqual(ids, expected);
          assert.ok(ids.length > 0);
          const kinds = quotas.map(({ kind }) => kind);
          assert.equal(new Set(kinds).size, kinds.length, `${region} ${modelId} ${scope}`);
          const allowed = limitKinds.filter((kind) => (scope === "mantle") === kind.endsWith("put-tpm"));
          assert.deepEqual(
            kinds.filter((kind) => !allowed.includes(kind)),
            [],
          );
        }
      }
    }
  });

  it("gives the same codes in every Region", async () => {
    const seen = new Map<string, string>();
    for (const region of regions) {
      for (const { modelId, scopes } of (await loadRegistry(region)).models) {
        for (const [scope, { quotas }] of Object.entries(scopes)) {
          for (const { kind, code } of quotas) {
            const place = `${modelId} ${scope} ${kind}`;
            assert.equal(seen.get(place) ?? code, code);
            seen.set(place, code);
          }
        }
      }
    }
    assert.ok(seen.size > 250);
  });

  it("says where a default was read, and gives none where none is known", async () => {
    const qwen = await modelOf("us-west-2", "qwen.qwen3-235b-a22b-2507-v1:0");
    assert.deepEqual(codes(qwen, "on-demand"), { tpm: "L-3875BCCF", rpm: "L-548A1A32" });
    for (const quota of qwen.scopes["on-demand"]?.quotas ?? []) {
      assert.ok(!("defaultValue" in quota) && !("defaultRegion" in quota));
    }
    const nova = await modelOf("us-west-2", "amazon.nova-pro-v1:0");
    const [rpm] = nova.scopes["cross-region"]?.quotas.filter(({ kind }) => kind === "rpm") ?? [];
    assert.deepEqual([rpm?.defaultValue, rpm?.defaultRegion, rpm?.adjustable], [500, "us-east-1", false]);
  });

  it("makes one target of a model with two geographic profiles", async () => {
    const catalogue = await loadCatalogue();
    const modelId = "amazon.nova-2-lite-v1:0";
    const registry = registryOf(catalogue, {
      schemaVersion: 1,
      region: "ap-northeast-1",
      models: [{ modelId, geographic: ["apac", "jp"], from: "us-east-1" }],
    });
    assert.deepEqual(registry.geographicPrefixes, ["apac", "jp"]);
    assert.deepEqual(registry.models[0]?.scopes["cross-region"]?.ids, [`apac.${modelId}`, `jp.${modelId}`]);
    assert.deepEqual(Object.keys(registry.models[0]?.scopes ?? {}), ["cross-region"]);
  });

  it("has what the Region's own profiles are called", async () => {
    assert.deepEqual((await loadRegistry("us-east-1")).geographicPrefixes, ["us"]);
    assert.deepEqual((await loadRegistry("eu-west-1")).geographicPrefixes, ["eu"]);
    assert.deepEqual((await loadRegistry("ca-west-1")).geographicPrefixes, ["ca", "us"]);
    assert.deepEqual((await loadRegistry("ap-southeast-2")).geographicPrefixes, ["apac", "au"]);
  });

  it("marks models at their end of life, with the day, and still has them", async () => {
    const haiku = await modelOf("us-west-2", "anthropic.claude-3-haiku-20240307-v1:0");
    assert.deepEqual([haiku.lifecycle, haiku.endOfLife?.date], ["end-of-life", "2026-09-10"]);
    const opus = await modelOf("us-east-1", "anthropic.claude-opus-4-1-20250805-v1:0");
    assert.deepEqual([opus.lifecycle, opus.endOfLife?.date], ["legacy", "2027-01-08"]);
    assert.equal((await modelOf("us-east-1", "anthropic.claude-opus-5")).lifecycle, "active");
  });

  it("has the account-wide daily quota, as a value to show", async () => {
    const { crossModelDaily } = await loadRegistry("us-east-1");
    assert.deepEqual(crossModelDaily, {
      code: "L-E3F10727",
      name: "Cross-Model Max Tokens Per Day",
      defaultValue: 700_000_000,
    });
  });

  it("names the nearest Regions for one that it does not know", async () => {
    await assert.rejects(loadRegistry("us-eest-1"), (error) => {
      assert.ok(error instanceof UnknownRegionError);
      assert.equal(error.region, "us-eest-1");
      assert.equal(error.nearest[0], "us-east-1");
      assert.match(error.message, /Did you mean us-east-1/);
      return true;
    });
    await assert.rejects(loadRegistry(""), UnknownRegionError);
    await assert.rejects(loadRegistry("../regions/us-east-1"), UnknownRegionError);
  });

  it("says what is the matter with China", async () => {
    await assert.rejects(loadRegistry("cn-north-1"), /China/);
  });

  it("knows what GovCloud offers, and no code there that no list of GovCloud has", async () => {
    const registry = await loadRegistry("us-gov-west-1");
    assert.deepEqual(registry.geographicPrefixes, ["us-gov"]);
    assert.equal(registry.crossModelDaily, undefined);
    for (const { scopes } of registry.models)
      for (const { quotas } of Object.values(scopes)) assert.deepEqual(quotas, []);
    const haiku = await modelOf("us-gov-west-1", "anthropic.claude-haiku-5-5");
    assert.deepEqual(haiku.scopes["cross-region"]?.ids, ["us-gov.anthropic.claude-haiku-5-5"]);
    // Its end was announced for the commercial Regions; GovCloud's is not known.
    const sonnet = await modelOf("us-gov-west-1", "anthropic.claude-3-7-sonnet-20250219-v1:0");
    assert.deepEqual(
      [sonnet.lifecycle, sonnet.endOfLife, sonnet.endsElsewhere?.date],
      ["active", undefined, "2026-04-28"],
    );
    const ended = await modelOf("us-gov-west-1", "anthropic.claude-3-haiku-20240307-v1:0");
    assert.equal(ended.lifecycle, "end-of-life");
  });

  it("has the models and the geographies of November 2026", async () => {
    assert.deepEqual((await loadRegistry("ap-south-1")).geographicPrefixes, ["apac", "in"]);
    const opus = await modelOf("ap-south-2", "anthropic.claude-opus-5");
    assert.deepEqual(opus.scopes["cross-region"]?.ids, ["in.anthropic.claude-opus-5"]);
    assert.deepEqual(codes(opus, "cross-region"), { tpm: "L-99296DCD" });
    for (const region of ["us-east-1", "eu-south-2", "ap-southeast-2", "ap-northeast-3"]) {
      const haiku = await modelOf(region, "anthropic.claude-haiku-5-5");
      assert.equal(haiku.name, "Claude Haiku 5.5");
      assert.deepEqual(Object.keys(haiku.scopes), ["cross-region", "global"]);
      // No source tells a code, so there is none.
      assert.deepEqual(
        Object.values(haiku.scopes).flatMap(({ quotas }) => quotas),
        [],
      );
      assert.equal(haiku.maxOutputTokens?.value, 128_000);
    }
    assert.deepEqual((await modelOf("il-central-1", "amazon.nova-lite-v1:0")).scopes["cross-region"]?.ids, [
      "eu.amazon.nova-lite-v1:0",
    ]);
  });
});
