import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { mkdir, rm } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { describeRefresh } from "../../cli/registry/describe-refresh.ts";
import { refreshCalls } from "../../cli/registry/permissions.ts";
import { ReadFailure } from "../../cli/registry/read-failure.ts";
import { ChangedMeanwhile } from "../../cli/registry/refresh-registry.ts";
import { AwsError, accessDenied, throttled, tooManyRequests } from "../../local/servers/aws-http.ts";
import { loadBuiltRegistry } from "../../registry/index.ts";
import { moveOn } from "./move-on.ts";
import { type RefreshScene, refreshScene } from "./refresh-scene.ts";

const operations = Object.keys(refreshCalls) as (keyof typeof refreshCalls)[];

describe("refreshing the registry, when it breaks off", () => {
  let scene: RefreshScene;
  beforeEach(async () => {
    scene = await refreshScene();
  });
  afterEach(() => scene.end());

  const registry = () => loadBuiltRegistry(new URL("registry/", scene.root));

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

  for (const operation of operations) {
    it(`writes nothing when ${operation} is denied, and says what the role needs`, async () => {
      moveOn(scene.account);
      scene.server.fail(operation, accessDenied(refreshCalls[operation]));
      const { message } = await fails();
      assert.match(
        message,
        new RegExp(`us-east-1: ${operation} was denied.*needs ${refreshCalls[operation]}.*iam-policy`),
      );
    });

    it(`writes nothing when the answer of ${operation} ends half-way`, async () => {
      moveOn(scene.account);
      scene.server.fail(operation, "truncate");
      assert.match((await fails()).message, new RegExp(`us-east-1: ${operation}: the connection broke off`));
    });

    it(`writes nothing when ${operation} answers with something else`, async () => {
      moveOn(scene.account);
      scene.garbled.set(operation, "<html>maintenance</html>");
      assert.match((await fails()).message, new RegExp(`us-east-1: ${operation}: AWS's answer can't be read`));
    });
  }

  it("writes nothing when AWS throttles throughout", async () => {
    moveOn(scene.account);
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
    moveOn(scene.account);
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
    moveOn(scene.account);
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
    moveOn(scene.account);
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
    moveOn(scene.account);
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
    moveOn(scene.account);
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
    moveOn(scene.account);
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
