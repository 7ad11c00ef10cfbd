import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { buildRegistry } from "../../registry/build.ts";
import { registryFiles } from "../../registry/files.ts";
import { loadBuiltRegistry } from "../../registry/index.ts";
import { endsOfLife } from "../../registry/lifecycle.ts";
import { overrides } from "../../registry/overrides.ts";
import { built } from "./built.ts";

const root = new URL("../../", import.meta.url);

describe("the registry's files", () => {
  it("are what a rebuild makes of them, with today's overrides and rules", async () => {
    const previous = await loadBuiltRegistry();
    for (const [path, text] of registryFiles(buildRegistry({ previous, listings: [], overrides, endsOfLife }))) {
      const committed = await readFile(new URL(path, root), "utf8");
      assert.equal(committed, text, `${path}: run npm run build:registry`);
    }
  });

  it("have every model and every quota of the listings that the registry began with", async () => {
    const { catalogue } = await loadBuiltRegistry();
    const models = new Set(catalogue.models.map(({ modelId }) => modelId));
    // A code or a name may have changed since.
    const quotas = new Set(catalogue.quotas.flatMap(({ code, name }) => [code as string, name]));
    assert.deepEqual(
      built.catalogue.models.filter(({ modelId }) => !models.has(modelId)),
      [],
    );
    assert.deepEqual(
      built.catalogue.quotas.filter(({ code, name }) => !quotas.has(code) && !quotas.has(name)),
      [],
    );
  });

  it("are all there is in registry/regions", async () => {
    const files = registryFiles(await loadBuiltRegistry());
    const present = (await readdir(new URL("registry/regions/", root))).map((name) => `registry/regions/${name}`);
    assert.deepEqual(present.sort(), [...files.keys()].filter((path) => path.startsWith("registry/regions/")).sort());
  });

  it("have a line for each entry, and are JSON for all that", () => {
    for (const [path, text] of registryFiles(built)) {
      if (!path.endsWith(".json")) continue;
      const document = JSON.parse(text) as { models: unknown[] };
      const lines = new Set(text.split("\n").map((line) => line.trim().replace(/,$/, "")));
      for (const model of document.models) assert.ok(lines.has(JSON.stringify(model)), path);
    }
  });
});
