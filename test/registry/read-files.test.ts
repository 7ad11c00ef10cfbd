import assert from "node:assert/strict";
import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { loadBuiltRegistry, RegistryFileError } from "../../registry/index.ts";

const shipped = new URL("../../registry/", import.meta.url);

describe("the registry's files, spoiled", () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "headroom-registry-"));
    await cp(new URL("catalogue.json", shipped), join(folder, "catalogue.json"));
    await cp(new URL("regions", shipped), join(folder, "regions"), { recursive: true });
  });
  afterEach(() => rm(folder, { recursive: true }));
  const load = () => loadBuiltRegistry(pathToFileURL(`${folder}/`));
  const change = async (path: string, edit: (text: string) => string) => {
    const file = join(folder, path);
    await writeFile(file, edit(await readFile(file, "utf8")));
  };

  it("are read where they are whole", async () => {
    assert.equal((await load()).regions.size, 35);
  });

  const region = "regions/eu-west-1.json";
  const cases: [what: string, path: string, edit: (text: string) => string, message: RegExp][] = [
    ["cut short", "catalogue.json", (text) => text.slice(0, 5_000), /^registry\/catalogue\.json is no JSON/],
    ["empty", region, () => "", /^registry\/regions\/eu-west-1\.json is no JSON/],
    ["in conflict", region, (text) => `<<<<<<< HEAD\n${text}=======\n${text}>>>>>>> theirs\n`, /conflict of a merge/],
    ["of another shape", "catalogue.json", () => "[]", /is no JSON object/],
    [
      "of another version",
      region,
      (text) => text.replace('"schemaVersion": 1', '"schemaVersion": 2'),
      /schemaVersion 2/,
    ],
    ["without quotas", "catalogue.json", (text) => text.replace('"quotas":', '"quota":'), /has no list of quotas/],
    [
      "without a source",
      "catalogue.json",
      (text) => text.replace('"us-east-1": {', '"us-east-0": {'),
      /no known source/,
    ],
    [
      "without a model that has quotas",
      "catalogue.json",
      (text) => text.replace(/^ *\{"modelId":"anthropic\.claude-opus-5","name".*\n/m, ""),
      /has quotas of anthropic\.claude-opus-5, but no such model/,
    ],
    [
      "with a model that the catalogue lacks",
      region,
      (text) => text.replace('"amazon.nova-lite-v1:0"', '"amazon.nova-light-v1:0"'),
      /offers amazon\.nova-light-v1:0, which registry\/catalogue\.json doesn't have/,
    ],
    ["of another Region", region, (text) => text.replace('"eu-west-1"', '"eu-west-2"'), /another Region/],
  ];
  for (const [what, path, edit, message] of cases) {
    it(`are told of in one line: ${what}`, async () => {
      await change(path, edit);
      await assert.rejects(load(), (error) => {
        assert.ok(error instanceof RegistryFileError, String(error));
        assert.match(error.message, message);
        assert.doesNotMatch(error.message, /\n/);
        assert.match(error.message, /git checkout HEAD -- registry/);
        return true;
      });
    });
  }

  it("are told of where one is not there", async () => {
    await rm(join(folder, "catalogue.json"));
    await assert.rejects(load(), /^RegistryFileError: registry\/catalogue\.json can't be read \(ENOENT\)/);
    await rm(join(folder, "regions"), { recursive: true });
    await assert.rejects(load(), /^RegistryFileError: registry\/regions\/ can't be read \(ENOENT\)/);
  });
});
