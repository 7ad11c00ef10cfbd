import assert from "node:assert/strict";
import fc from "fast-check";
import { type BuildInput, buildRegistry } from "../../registry/build.ts";
import { endsOfLife } from "../../registry/lifecycle.ts";
import type { ListedQuota, Listing } from "../../registry/listing.ts";
import { overrides } from "../../registry/overrides.ts";
import { built } from "./built.ts";
import { readListings } from "./data/listings.ts";

const listing = (change: Partial<Listing>): Listing => ({
  key: "first",
  source: "a test",
  readAt: "2026-01-01",
  region: "us-east-1",
  complete: true,
  models: [],
  profiles: [],
  mantle: [],
  quotas: [],
  ...change,
});
const alpha = { modelId: "example.alpha-v1:0", name: "Alpha", provider: "Example", inferenceTypes: ["ON_DEMAND"] };
const beta = { modelId: "example.beta-v1:0", name: "Beta", provider: "Example", inferenceTypes: ["ON_DEMAND"] };
const tokens = (change: Partial<ListedQuota> = {}): ListedQuota => ({
  code: "L-00000001",
  name: "On-demand model inference tokens per minute for Example Alpha",
  defaultValue: 1000,
  ...change,
});
const build = (listings: Listing[], more: Partial<BuildInput> = {}) =>
  buildRegistry({ listings, overrides: [], endsOfLife: [], ...more });
const modelOf = (result: ReturnType<typeof build>, modelId: string) =>
  result.catalogue.models.find((model) => model.modelId === modelId);

describe("building the registry", () => {
  it("does not depend on the order of the listings", async () => {
    const listings = await readListings();
    fc.assert(
      fc.property(fc.shuffledSubarray(listings, { minLength: listings.length }), (shuffled) => {
        assert.deepEqual(buildRegistry({ listings: shuffled, overrides, endsOfLife }), built);
      }),
      { numRuns: 5 },
    );
  });

  it("from what it built before, and nothing new, changes nothing", () => {
    const again = buildRegistry({ previous: built, listings: [], overrides, endsOfLife });
    assert.deepEqual(again.catalogue, built.catalogue);
    assert.deepEqual(again.regions, built.regions);
    assert.deepEqual(
      again.findings,
      built.findings.filter(({ status }) => status !== "not-inference"),
    );
  });

  it("takes the newer of two listings for a model and a quota, and names the one it took", () => {
    const result = build([
      listing({
        key: "new",
        readAt: "2026-02-01",
        models: [{ ...alpha, lifecycle: "LEGACY" }],
        quotas: [tokens({ defaultValue: 2000 })],
      }),
      listing({ models: [alpha], quotas: [tokens()] }),
    ]);
    const [quota] = result.catalogue.quotas;
    assert.deepEqual([quota?.defaultValue, quota?.from, quota?.modelId], [2000, "new", alpha.modelId]);
    assert.deepEqual(
      [modelOf(result, alpha.modelId)?.lifecycle, modelOf(result, alpha.modelId)?.from],
      ["legacy", "new"],
    );
    assert.deepEqual(result.catalogue.sources["new"], { source: "a test", readAt: "2026-02-01", region: "us-east-1" });
  });

  it("does not let a source without names or values displace one that has them", () => {
    const bare = { modelId: alpha.modelId, provider: "Example", inferenceTypes: ["ON_DEMAND"] };
    const result = build([
      listing({ models: [alpha], quotas: [tokens()] }),
      listing({
        key: "bare",
        readAt: "2026-02-01",
        models: [bare],
        quotas: [{ code: tokens().code, name: tokens().name }],
      }),
    ]);
    assert.equal(modelOf(result, alpha.modelId)?.name, "Alpha");
    assert.equal(result.catalogue.quotas[0]?.defaultValue, 1000);
  });

  it("keeps the quotas of a Region that only has its models read anew", () => {
    const before = build([listing({ models: [alpha], quotas: [tokens()] })]);
    const after = build([listing({ key: "new", readAt: "2026-02-01", models: [alpha, beta] })], { previous: before });
    assert.deepEqual(after.catalogue.quotas, before.catalogue.quotas);
    assert.deepEqual(after.findings, before.findings);
  });

  it("matches old quotas against new models", () => {
    const before = build([listing({ quotas: [tokens()] })]);
    assert.deepEqual([before.findings[0]?.status, before.catalogue.quotas[0]?.modelId], ["unknown", null]);
    const after = build([listing({ key: "new", readAt: "2026-02-01", models: [alpha] })], { previous: before });
    assert.deepEqual([after.findings[0]?.status, after.catalogue.quotas[0]?.modelId], ["matched", alpha.modelId]);
  });

  it("takes a match back when a second model turns up under the same name", () => {
    const before = build([listing({ models: [alpha], quotas: [tokens()] })]);
    const twin = { ...alpha, modelId: "example.alpha-again-v1:0" };
    const after = build([listing({ key: "new", readAt: "2026-02-01", models: [alpha, twin] })], { previous: before });
    assert.equal(after.catalogue.quotas[0]?.modelId, null);
    assert.deepEqual(
      [after.findings[0]?.status, after.findings[0]?.reason],
      ["ambiguous", "could be example.alpha-again-v1:0 or example.alpha-v1:0"],
    );
  });

  it("takes a complete listing for all that a Region offers, and an incomplete one for more of it", () => {
    const first = listing({ models: [alpha, beta] });
    const later = { key: "later", readAt: "2026-02-01", models: [alpha] };
    const offered = (result: ReturnType<typeof build>) =>
      result.regions.get("us-east-1")?.models.map(({ modelId }) => modelId);
    assert.deepEqual(offered(build([first, listing(later)])), [alpha.modelId]);
    assert.deepEqual(offered(build([first, listing({ ...later, complete: false })])), [alpha.modelId, beta.modelId]);
  });

  it("marks a model that its Region no longer lists, and keeps it", () => {
    const result = build([
      listing({ models: [alpha, beta] }),
      listing({ key: "later", readAt: "2026-02-01", models: [alpha] }),
    ]);
    assert.equal(modelOf(result, beta.modelId)?.lifecycle, "end-of-life");
    assert.equal(modelOf(result, alpha.modelId)?.lifecycle, "active");
  });

  it("marks a model by its announced end of life, on the day of the newest listing", () => {
    const ends = [{ modelId: alpha.modelId, endOfLife: "2026-03-01", source: "a page", readAt: "2026-01-01" }];
    const on = (readAt: string) =>
      modelOf(build([listing({ readAt, models: [alpha] })], { endsOfLife: ends }), alpha.modelId);
    assert.equal(on("2026-02-28")?.lifecycle, "legacy");
    assert.equal(on("2026-03-01")?.lifecycle, "end-of-life");
    assert.deepEqual(on("2026-03-01")?.endOfLife, { date: "2026-03-01", source: "a page" });
  });

  it("reads the ways a model is offered from types, profiles and mantle's quotas", () => {
    const profile = (profileId: string, name: string) => ({ profileId, name, modelId: alpha.modelId });
    const input = {
      code: "L-00000002",
      name: "[bedrock-mantle endpoint] Input tokens per minute for Alpha",
      defaultValue: 1,
    };
    const result = build([
      listing({
        models: [alpha, { ...beta, modelId: "example.beta-v1:0:24k", inferenceTypes: ["PROVISIONED"] }],
        profiles: [
          profile("us.example.alpha-v1:0", "US Example Alpha"),
          profile("global.example.alpha-v1:0", "GLOBAL Example Alpha"),
          profile("ca.example.alpha-v1:0", "CA Example Alpha"),
        ],
        quotas: [input],
      }),
    ]);
    assert.deepEqual(result.regions.get("us-east-1")?.models, [
      { modelId: alpha.modelId, onDemand: true, geographic: ["ca", "us"], global: true, mantle: true, from: "first" },
    ]);
    assert.deepEqual(
      result.catalogue.models.map(({ modelId }) => modelId),
      [alpha.modelId],
    );
  });

  it("names a model that only a profile has after the profile, and says so", () => {
    const result = build([
      listing({
        profiles: [{ profileId: "us.example.gamma-v1:0", name: "US example Gamma One", modelId: "example.gamma-v1:0" }],
        quotas: [tokens({ name: "Cross-region model inference tokens per minute for Gamma One" })],
      }),
    ]);
    assert.deepEqual(modelOf(result, "example.gamma-v1:0"), {
      modelId: "example.gamma-v1:0",
      name: "Gamma One",
      nameFrom: "profile",
      provider: "example",
      inferenceTypes: ["INFERENCE_PROFILE"],
      lifecycle: "active",
      from: "first",
    });
    assert.equal(result.findings[0]?.modelId, "example.gamma-v1:0");
  });
});
