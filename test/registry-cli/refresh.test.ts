import assert from "node:assert/strict";
import { describeRefresh, markdownRefresh } from "../../cli/registry/describe-refresh.ts";
import { loadBuiltRegistry, registryOf } from "../../registry/index.ts";
import { matchesGolden } from "../golden.ts";
import { moveOn } from "./move-on.ts";
import { type RefreshScene, refreshScene } from "./refresh-scene.ts";

const opus = "anthropic.claude-opus-5";

describe("refreshing the registry", () => {
  let scene: RefreshScene;
  beforeEach(async () => {
    scene = await refreshScene();
  });
  afterEach(() => scene.end());

  const registry = () => loadBuiltRegistry(new URL("registry/", scene.root));
  const quota = (name: string) => scene.account.quotas.find((one) => one.name === name)!;

  it("finds nothing to do where the account has what the registry has, and writes nothing", async () => {
    const before = await scene.tree();
    const result = await scene.refresh();
    assert.deepEqual([result.outOfDate, result.written], [false, []]);
    assert.deepEqual(await scene.tree(), before);
    assert.deepEqual(scene.told, ["us-east-1: 120 models, 93 profiles, 1123 quotas"]);
    assert.match(describeRefresh(result), /^The registry is up to date: 1 Region read, nothing changed\. 22 quotas/m);
  });

  it("writes what changed, names the reading, and has nothing to do the next time", async () => {
    moveOn(scene.account);
    const result = await scene.refresh();
    assert.ok(result.written.includes("registry/catalogue.json"));
    const { catalogue, regions } = await registry();
    const of = (code: string) => catalogue.quotas.find((one) => one.code === code);
    assert.equal(of("L-0000AAA1")?.modelId, "anthropic.claude-opus-6");
    assert.deepEqual([of("L-99296DCD")?.defaultValue, of("L-99296DCD")?.from], [40_000_000, "us-east-1"]);
    assert.equal(catalogue.sources["us-east-1"]?.readAt, "2026-11-22");
    assert.match(catalogue.sources["us-east-1"]?.source ?? "", /AWS's own lists in us-east-1/);
    assert.ok(regions.get("us-east-1")?.models.some(({ modelId }) => modelId === "anthropic.claude-opus-6"));
    assert.ok(
      (await scene.tree()).get(new URL("registry/ids.ts", scene.root).pathname)?.includes("anthropic.claude-opus-6"),
    );

    const again = await scene.refresh({ today: "2026-11-25" });
    assert.deepEqual([again.outOfDate, again.written], [false, []]);
  });

  it("tells a reviewer what changed, on a terminal and in a pull request", async () => {
    moveOn(scene.account);
    const result = await scene.refresh({ check: true });
    matchesGolden(`${describeRefresh(result)}\n`, new URL("golden/refresh.txt", import.meta.url));
    matchesGolden(`${markdownRefresh(result)}\n`, new URL("golden/refresh.md", import.meta.url));
  });

  it("writes nothing with --check, whatever changed", async () => {
    const before = await scene.tree();
    moveOn(scene.account);
    const result = await scene.refresh({ check: true });
    assert.deepEqual([result.outOfDate, result.written], [true, []]);
    assert.deepEqual(await scene.tree(), before);
  });

  it("keeps what it no longer finds, with the day that it was read", async () => {
    moveOn(scene.account);
    await scene.refresh();
    const { catalogue } = await registry();
    const lite = catalogue.quotas.find(
      ({ name }) => name === "On-demand model inference tokens per minute for Amazon Nova Lite",
    );
    assert.equal(lite?.modelId, "amazon.nova-lite-v1:0");
    assert.equal(catalogue.sources[lite?.from ?? ""]?.readAt, "2026-09-25");
    assert.ok(catalogue.models.some(({ modelId }) => modelId === "deepseek.v3.2"));
  });

  it("gives the Region the new code of a quota, and leaves other Regions the old one", async () => {
    moveOn(scene.account);
    await scene.refresh();
    const { catalogue, regions } = await registry();
    const codeIn = (region: string) =>
      registryOf(catalogue, regions.get(region)!)
        .models.find(({ modelId }) => modelId === "anthropic.claude-sonnet-5")
        ?.scopes["cross-region"]?.quotas.find(({ kind }) => kind === "tpm")?.code;
    assert.deepEqual([codeIn("us-east-1"), codeIn("us-west-2")], ["L-0000AAA4", "L-D4FBCF4E"]);
  });

  it("lets overrides settle what AWS's lists don't", async () => {
    moveOn(scene.account);
    await scene.refresh();
    const { catalogue } = await registry();
    const gemma = catalogue.quotas.filter(({ name }) => name.endsWith("for Gemma 3 27B"));
    assert.ok(gemma.length > 0);
    for (const { modelId } of gemma) assert.equal(modelId, "google.gemma-3-27b-it");
  });

  it("leaves other Regions as they were", async () => {
    moveOn(scene.account);
    const before = await registry();
    await scene.refresh();
    const after = await registry();
    for (const [region, file] of before.regions) {
      if (region !== "us-east-1") assert.deepEqual(after.regions.get(region), file);
    }
  });

  it("adds a Region that the registry did not have", async () => {
    const result = await scene.refresh({ regions: ["ap-east-1"] });
    assert.deepEqual(result.changes.newRegions, ["ap-east-1"]);
    const { regions, catalogue } = await registry();
    assert.ok(regions.get("ap-east-1")?.models.some(({ modelId }) => modelId === opus));
    // Defaults stay those of us-east-1.
    const { from } = catalogue.quotas.find(({ code }) => code === "L-99296DCD")!;
    assert.equal(catalogue.sources[from]?.region, "us-east-1");
  });

  it("says where a Region's defaults differ, and keeps those of us-east-1", async () => {
    quota("Cross-region model inference tokens per minute for Anthropic Claude Opus 5").default = 5;
    const { notes, changes } = await scene.refresh({ regions: ["eu-west-1"] });
    assert.deepEqual(notes.otherDefaults, [{ region: "eu-west-1", count: 1 }]);
    assert.deepEqual(changes.changedQuotas, []);
  });

  it("leaves out the account's own profiles and values", async () => {
    for (const one of scene.account.quotas) one.applied = 77_777;
    scene.account.profiles.push({
      profileId: "abcdef",
      name: "ours",
      type: "APPLICATION",
      modelArns: [`arn:aws:bedrock:us-east-1::foundation-model/${opus}`],
    });
    await scene.refresh({ regions: ["eu-south-2"] });
    for (const text of (await scene.tree()).values()) assert.doesNotMatch(text, /77777|abcdef|123456789012/);
  });

  it("tells of a profile whose id is not its model's with a prefix, and goes on without it", async () => {
    scene.account.profiles.push({
      profileId: "us.odd",
      type: "SYSTEM_DEFINED",
      modelArns: [`arn:aws:bedrock:us-east-1::foundation-model/${opus}`],
    });
    scene.account.profiles.push({
      profileId: `us.${opus}-router`,
      type: "SYSTEM_DEFINED",
      modelArns: [opus, `${opus}-router`].map((id) => `arn:aws:bedrock:us-east-1::foundation-model/${id}`),
    });
    scene.account.profiles.push({
      profileId: "us.nobody",
      type: "SYSTEM_DEFINED",
      modelArns: ["arn:aws:bedrock:us-east-1::foundation-model/nobody"],
    });
    const result = await scene.refresh();
    assert.equal(result.outOfDate, false);
    assert.match(scene.told[0]!, /us\.odd is left out/);
    assert.match(
      scene.told[1]!,
      /-router is left out: .*, "anthropic.claude-opus-5", "anthropic.claude-opus-5-router"/,
    );
    assert.match(scene.told[2]!, /us\.nobody is left out/);
  });
});
