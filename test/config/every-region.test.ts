import assert from "node:assert/strict";
import { loadRegistry, regions } from "../../registry/index.ts";
import { ConfigError, readSettings } from "../../stacks/config.ts";
import { scopes } from "../../words/words.ts";

describe("with the shipped registry", () => {
  it("models: all is every way of calling every model that lives, in each Region", async () => {
    for (const region of regions) {
      const { models } = await loadRegistry(region);
      const { settings } = await readSettings({ stack: region, region, values: { models: "all" } });
      const living = models.filter(({ lifecycle }) => lifecycle !== "end-of-life");
      assert.deepEqual(
        settings.targets.map(({ model, scope }) => `${model.modelId} ${scope}`),
        living.flatMap(({ modelId, scopes: offered }) =>
          scopes.filter((scope) => offered[scope]).map((scope) => `${modelId} ${scope}`),
        ),
        region,
      );
    }
  });

  it("every profile's id is understood as its way of calling, in each Region", async () => {
    for (const region of regions) {
      const { models } = await loadRegistry(region);
      const profiles = models.flatMap(({ scopes: offered }) => [
        ...(offered["cross-region"]?.ids.slice(0, 1) ?? []),
        ...(offered.global?.ids ?? []),
      ]);
      if (profiles.length === 0) continue;
      const { settings } = await readSettings({ stack: region, region, values: { models: profiles } });
      const own = settings.targets.map(({ model, scope }) => model.scopes[scope]?.ids[0]);
      assert.deepEqual(own.toSorted(), profiles.toSorted(), region);
    }
  });

  it("a model of another Region is told with the Regions that offer it", async () => {
    const offering: string[] = [];
    for (const region of regions) {
      const { models } = await loadRegistry(region);
      if (models.some(({ modelId }) => modelId === "luma.ray-v2:0")) offering.push(region);
    }
    assert.ok(offering.length > 0 && !offering.includes("us-east-1"));
    await assert.rejects(
      readSettings({ stack: "us-east-1", region: "us-east-1", values: { models: ["luma.ray-v2:0"] } }),
      (error) =>
        error instanceof ConfigError &&
        error.problems.length === 1 &&
        offering.every((region) => error.problems[0]?.fix.includes(region)),
    );
  });
});
