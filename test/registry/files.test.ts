import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { registryFiles } from "../../registry/files.ts";
import { loadBuiltRegistry } from "../../registry/index.ts";
import { built } from "./built.ts";

const root = new URL("../../", import.meta.url);
const files = registryFiles(built);

describe("the registry's files", () => {
  for (const [path, text] of files) {
    it(`are what the data comes to: ${path}`, async () => {
      const committed = await readFile(new URL(path, root), "utf8");
      assert.equal(committed, text, "run node scripts/build-registry.ts");
    });
  }

  it("can be read back whole", async () => {
    const { catalogue, regions } = await loadBuiltRegistry();
    assert.deepEqual({ catalogue, regions }, { catalogue: built.catalogue, regions: built.regions });
  });

  it("are all there is in registry/regions", async () => {
    const present = (await readdir(new URL("registry/regions/", root))).map((name) => `registry/regions/${name}`);
    assert.deepEqual(present.sort(), [...files.keys()].filter((path) => path.startsWith("registry/regions/")).sort());
  });

  it("have a line for each entry, and are JSON for all that", () => {
    for (const [path, text] of files) {
      if (!path.endsWith(".json")) continue;
      const document = JSON.parse(text) as { models: unknown[] };
      const lines = new Set(text.split("\n").map((line) => line.trim().replace(/,$/, "")));
      for (const model of document.models) assert.ok(lines.has(JSON.stringify(model)), path);
    }
  });
});
