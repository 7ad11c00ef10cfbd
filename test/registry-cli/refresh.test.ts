import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { mkdir, rm } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { describeRefresh, markdownRefresh } from "../../cli/registry/describe-refresh.ts";
import { refreshCalls } from "../../cli/registry/permissions.ts";
import { ReadFailure } from "../../cli/registry/read-failure.ts";
import { ChangedMeanwhile } from "../../cli/registry/refresh-registry.ts";
import { AwsError, accessDenied, throttled, tooManyRequests } from "../../local/servers/aws-http.ts";
import { loadBuiltRegistry } from "../../registry/index.ts";
import { matchesGolden } from "../golden.ts";
import { type RefreshScene, refreshScene } from "./refresh-scene.ts";

const operations = Object.keys(refreshCalls) as (keyof typeof refreshCalls)[];
const opus = "anthropic.claude-opus-5";

describe("refreshing the registry", () => {
  let scene: RefreshScene;
  beforeEach(async () => {
    scene = await refreshScene();
  });
  afterEach(() => scene.end());

  const registry = () => loadBuiltRegistry(new URL("registry/", scene.root));
  const quota = (name: string) => scene.account.quotas.find((one) => one.name === name)!;
  const model = (modelId: string) => scene.account.models.find((one) => one.modelId === modelId)!;

  /** Runs a refresh that must fail, and asserts that it changed no file. */
  async function fails(change: Parameters<RefreshScene["refresh"]>[0] = {}): Promise<ReadFailure> {
    const before = await scene.tree();
    let failure: unknown;
    await scene.refresh(change).catch((error: unknown) => {
      failure = error;
    });
    assert.ok(failure instanceof ReadFailure, String(failure));
    assert.deepEqual(await scene.tree(), before);
    return failure;
  }

  /** An account that has moved on: something new, gone, renamed, recoded and raised. */
  function moveOn(): void {
    const { models, profiles, quotas } = scene.account;
    models.push({
      modelId: "anthropic.claude-opus-6",
      name: "Claude Opus 6",
      provider: "Anthropic",
      inferenceTypes: ["INFERENCE_PROFILE"],
    });
    profiles.push({
      profileId: "us.anthropic.claude-opus-6",
      name: "US Anthropic Claude Opus 6",
      type: "SYSTEM_DEFINED",
      modelArns: ["arn:aws:bedrock:us-east-1::foundation-model/anthropic.claude-opus-6"],
    });
    quotas.push(
      {
        code: "L-0000AAA1",
        name: "Cross-region model inference tokens per minute for Anthropic Claude Opus 6",
        default: 1,
        adjustable: true,
      },
      { code: "L-0000AAA2", name: "On-demand model inference tokens per minute for Example Unheard-of 1", default: 2 },
      { code: "L-0000AAA3", name: "On-demand model inference tokens per minute for Ambiguous", default: 3 },
    );
    for (const provider of ["One", "Two"]) {
      models.push({
        modelId: `${provider.toLowerCase()}.ambiguous`,
        name: "Ambiguous",
        provider,
        inferenceTypes: ["ON_DEMAND"],
      });
    }
    models.splice(models.indexOf(model("deepseek.v3.2")), 1);
    model("qwen.qwen3-32b-v1:0").lifecycle = "LEGACY";
    model("qwen.qwen3-32b-v1:0").endOfLife = "2027-03-01T00:00:00Z";
    quota("Cross-region model inference tokens per minute for Anthropic Claude Opus 5").default = 40_000_000;
    quota("Cross-region model inference tokens per minute for Anthropic Claude Sonnet 5").code = "L-0000AAA4";
    const nova = quota("Cross-region model inference tokens per minute for Amazon Nova Pro");
    nova.name = "Cross-region model inference tokens per minute for Amazon Nova Pro V1";
    quotas.splice(quotas.indexOf(quota("On-demand model inference tokens per minute for Amazon Nova Lite")), 1);
  }

  it("finds nothing to do where the account has what the registry has, and writes nothing", async () => {
    const before = await scene.tree();
    const result = await scene.refresh();
    assert.deepEqual([result.outOfDate, result.written], [false, []]);
    assert.deepEqual(await scene.tree(), before);
    assert.deepEqual(scene.told, ["us-east-1: 120 models, 87 profiles, 1123 quotas"]);
    assert.match(describeRefresh(result), /^The registry is up to date: 1 Region read, nothing changed\. 22 quotas/);
  });

  it("writes what changed, names the reading, and has nothing to do the next time", async () => {
    moveOn();
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
    moveOn();
    const result = await scene.refresh({ check: true });
    matchesGolden(`${describeRefresh(result)}\n`, new URL("golden/refresh.txt", import.meta.url));
    matchesGolden(`${markdownRefresh(result)}\n`, new URL("golden/refresh.md", import.meta.url));
  });

  it("writes nothing with --check, whatever changed", async () => {
    const before = await scene.tree();
    moveOn();
    const result = await scene.refresh({ check: true });
    assert.deepEqual([result.outOfDate, result.written], [true, []]);
    assert.deepEqual(await scene.tree(), before);
  });

  it("keeps what it no longer finds, with the day that it was read", async () => {
    moveOn();
    await scene.refresh();
    const { catalogue } = await registry();
    const lite = catalogue.quotas.find(
      ({ name }) => name === "On-demand model inference tokens per minute for Amazon Nova Lite",
    );
    assert.equal(lite?.modelId, "amazon.nova-lite-v1:0");
    assert.equal(catalogue.sources[lite?.from ?? ""]?.readAt, "2026-09-25");
    assert.ok(catalogue.models.some(({ modelId }) => modelId === "deepseek.v3.2"));
  });

  it("takes away the old code of a quota that has a new one", async () => {
    moveOn();
    await scene.refresh();
    const { catalogue } = await registry();
    const codes = catalogue.quotas
      .filter(
        ({ modelId, kind, scopes }) =>
          modelId === "anthropic.claude-sonnet-5" && kind === "tpm" && scopes[0] === "cross-region",
      )
      .map(({ code }) => code);
    assert.deepEqual(codes, ["L-0000AAA4"]);
  });

  it("lets overrides settle what AWS's lists don't", async () => {
    moveOn();
    await scene.refresh();
    const { catalogue } = await registry();
    const gemma = catalogue.quotas.filter(({ name }) => name.endsWith("for Gemma 3 27B"));
    assert.ok(gemma.length > 0);
    for (const { modelId } of gemma) assert.equal(modelId, "google.gemma-3-27b-it");
  });

  it("leaves other Regions as they were", async () => {
    moveOn();
    const before = await registry();
    await scene.refresh();
    const after = await registry();
    for (const [region, file] of before.regions) {
      if (region !== "us-east-1") assert.deepEqual(after.regions.get(region), file);
    }
  });

  it("adds a Region that the registry did not have", async () => {
    const result = await scene.refresh({ regions: ["eu-south-2"] });
    assert.deepEqual(result.changes.newRegions, ["eu-south-2"]);
    const { regions, catalogue } = await registry();
    assert.ok(regions.get("eu-south-2")?.models.some(({ modelId }) => modelId === opus));
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

  describe("that breaks off", () => {
    for (const operation of operations) {
      it(`writes nothing when ${operation} is denied, and says what the role needs`, async () => {
        moveOn();
        scene.server.fail(operation, accessDenied(refreshCalls[operation]));
        const { message } = await fails();
        assert.match(
          message,
          new RegExp(`us-east-1: ${operation} was denied.*needs ${refreshCalls[operation]}.*iam-policy`),
        );
      });

      it(`writes nothing when the answer of ${operation} ends half-way`, async () => {
        moveOn();
        scene.server.fail(operation, "truncate");
        assert.match((await fails()).message, new RegExp(`us-east-1: ${operation}: the connection broke off`));
      });

      it(`writes nothing when ${operation} answers with something else`, async () => {
        moveOn();
        scene.garbled.set(operation, "<html>maintenance</html>");
        assert.match((await fails()).message, new RegExp(`us-east-1: ${operation}: AWS's answer can't be read`));
      });
    }

    it("writes nothing when AWS throttles throughout", async () => {
      moveOn();
      scene.server.fail("ListServiceQuotas", tooManyRequests());
      assert.match(
        (await fails()).message,
        /ListServiceQuotas: AWS throttled it again and again \(TooManyRequestsException\)/,
      );
    });

    it("gets through when AWS throttles now and then", async () => {
      scene.server.fail("ListAWSDefaultServiceQuotas", throttled(), { times: 1, after: 3 });
      assert.equal((await scene.refresh()).outOfDate, false);
    });

    it("writes nothing when a page in the middle fails", async () => {
      moveOn();
      scene.server.fail("ListAWSDefaultServiceQuotas", accessDenied("servicequotas:ListAWSDefaultServiceQuotas"), {
        after: 7,
      });
      await fails();
    });

    for (const operation of operations.filter((one) => one !== "ListServiceQuotas")) {
      it(`writes nothing when ${operation} lists nothing`, async () => {
        scene.garbled.set(operation, "{}");
        assert.match((await fails()).message, new RegExp(`us-east-1: ${operation} lists nothing`));
      });
    }

    it("takes AWS's defaults where the account has no applied values", async () => {
      for (const one of scene.account.quotas) delete one.applied;
      assert.equal((await scene.refresh()).outOfDate, false);
    });

    it("writes nothing for ids that can't be", async () => {
      scene.account.quotas[5]!.code = "L-nonsense";
      assert.match((await fails()).message, /can't be read: the code of ".*" is "L-nonsense"/);
    });

    it("writes nothing where one code has two names", async () => {
      const [one] = scene.account.quotas;
      scene.account.quotas.push({ ...one!, name: "On-demand model inference tokens per minute for Another" });
      assert.match((await fails()).message, /can't be read: L-[0-9A-F]{8} is both ".*" and ".* for Another"/);
    });

    it("takes a quota that comes twice for one", async () => {
      scene.account.quotas.push({ ...scene.account.quotas[0]! });
      assert.equal((await scene.refresh()).outOfDate, false);
    });

    it("writes nothing where a page's token leads back to the page", async () => {
      const page = { Quotas: [], NextToken: "again" };
      scene.garbled.set("ListServiceQuotas", JSON.stringify(page));
      const { message } = await fails();
      assert.equal(
        message,
        "us-east-1: ListServiceQuotas: Error: Service Quotas repeats a page of its list: it would have no end",
      );
    });

    it("writes nothing where a list comes to no end in time", async () => {
      scene.garbled.set("ListInferenceProfiles", JSON.stringify({ inferenceProfileSummaries: [], nextToken: "again" }));
      const { message } = await fails({ longest: 500 });
      assert.equal(message, "us-east-1: ListInferenceProfiles: AWS's list came to no end in 0.5 s.");
    });

    it("writes nothing over what changed while AWS was being read", async () => {
      moveOn();
      const file = new URL("registry/regions/eu-west-1.json", scene.root);
      const progress = () => writeFileSync(file, readFileSync(file, "utf8").replace('"global":true,', ""));
      let edited: Map<string, string> | undefined;
      await assert.rejects(
        scene.refresh({ progress }).finally(async () => {
          edited = await scene.tree();
        }),
        ChangedMeanwhile,
      );
      assert.match(edited!.get(fileURLToPath(file))!, /"region": "eu-west-1"/);
      assert.ok(![...edited!.values()].some((text) => text.includes("claude-opus-6")));
      // What was read is kept, and the next run builds on the edit.
      scene.server.forget();
      assert.equal((await scene.refresh()).outOfDate, true);
      assert.equal(scene.server.count(), 0);
    });

    it("writes whole files where two run at once, and the slower one gives way or changes nothing", async () => {
      moveOn();
      const both = await Promise.allSettled([scene.refresh(), scene.refresh()]);
      for (const one of both) if (one.status === "rejected") assert.ok(one.reason instanceof ChangedMeanwhile);
      assert.ok(both.some(({ status }) => status === "fulfilled"));
      assert.equal((await scene.refresh()).outOfDate, false);
    });

    it("writes nothing for a Region that is not enabled, and says so", async () => {
      scene.broken.set(
        "ap-east-2",
        new AwsError(403, "UnrecognizedClientException", "The security token included in the request is invalid"),
      );
      assert.match(
        (await fails({ regions: ["ap-east-2"] })).message,
        /ap-east-2: .*not enabled for the account, or the credentials are wrong/,
      );
    });

    it("leaves out Regions that are not enabled where all are asked for, and what it knew of them stays", async () => {
      const before = await registry();
      scene.broken.set("ap-east-2", new AwsError(403, "UnrecognizedClientException", "no"));
      scene.broken.set(
        "ap-south-2",
        new AwsError(403, "AccessDeniedException", "with an explicit deny in a service control policy"),
      );
      moveOn();
      const result = await scene.refresh({ regions: ["ap-east-2", "ap-south-2", "us-east-1"], skipClosed: true });
      assert.deepEqual(
        result.skipped.map(({ region }) => region),
        ["ap-east-2", "ap-south-2"],
      );
      assert.match(describeRefresh(result), /Regions left out \(what the registry knew of them stays\) \(2\)/);
      const after = await registry();
      for (const region of ["ap-east-2", "ap-south-2"])
        assert.deepEqual(after.regions.get(region), before.regions.get(region));
    });

    it("does not take bad credentials for Regions that are not enabled", async () => {
      for (const region of ["ap-east-2", "us-east-1"])
        scene.broken.set(region, new AwsError(403, "UnrecognizedClientException", "no"));
      await fails({ regions: ["ap-east-2", "us-east-1"], skipClosed: true });
    });

    it("goes on where it was: a Region that was read is not read again", async () => {
      moveOn();
      scene.broken.set("us-west-2", accessDenied("bedrock:ListFoundationModels"));
      const regions = ["us-east-1", "us-west-2"];
      await fails({ regions });
      scene.broken.clear();
      scene.server.forget();
      const result = await scene.refresh({ regions });
      assert.deepEqual([...new Set(scene.server.calls.map(({ region }) => region))], ["us-west-2"]);
      assert.equal(result.read, 2);
      assert.match(scene.told.at(-2)!, /us-east-1: read before/);
      assert.ok((await registry()).catalogue.models.some(({ modelId }) => modelId === "anthropic.claude-opus-6"));
      // Come to its end, it keeps nothing.
      assert.equal(await scene.store.kept("us-east-1"), undefined);
    });

    it("writes nothing when one of its files can't be written", async () => {
      moveOn();
      const ids = new URL("registry/ids.ts", scene.root);
      await rm(ids);
      await mkdir(new URL("registry/ids.ts/", scene.root));
      const before = await scene.tree();
      await assert.rejects(scene.refresh(), { code: "EISDIR" });
      assert.deepEqual(await scene.tree(), before);
      await rm(ids, { recursive: true });
      // What was read is kept: the next run needs AWS no more.
      scene.server.forget();
      assert.equal((await scene.refresh()).outOfDate, true);
      assert.equal(scene.server.count(), 0);
    });
  });
});
