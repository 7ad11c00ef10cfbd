import assert from "node:assert/strict";
import type { InferenceProfile } from "../../aws/bedrock.ts";
import { placeholderAccount, plan } from "../../monitoring/plan.ts";
import { AccountError, type StackAccount } from "../../stacks/account.ts";
import { checkProfilesAccount } from "../../stacks/application-profiles.ts";
import { ConfigError, type ReadSettings, readSettings } from "../../stacks/config.ts";

const region = "us-east-1";
const opus = "anthropic.claude-opus-5";
const micro = "amazon.nova-micro-v1:0";
const usRegions = ["us-east-1", "us-east-2", "us-west-2"];
const model = (at: string, id: string) => `arn:aws:bedrock:${at}::foundation-model/${id}`;

const profile = (
  profileId: string,
  modelArns: string[],
  type: InferenceProfile["type"] = "application",
): InferenceProfile => ({
  profileId,
  arn: `arn:aws:bedrock:${region}:123456789012:${type === "application" ? "application-inference-profile" : "inference-profile"}/${profileId}`,
  name: `name of ${profileId}`,
  type,
  modelArns,
});

interface Pretended {
  profiles: InferenceProfile[];
  system?: InferenceProfile[];
  called?: string[];
}
const accountOf = ({ profiles, system = [], called = [] }: Pretended): StackAccount => {
  const never = () => Promise.reject(new Error("nobody wanted this list"));
  return {
    ...{ region, profile: undefined, models: never, quotas: never, registry: never },
    applicationProfiles: async () => profiles,
    systemProfiles: async () => system,
    calledIds: async () => new Set(called),
  };
};
const read = (values: Record<string, unknown>, account?: StackAccount): Promise<ReadSettings> =>
  readSettings({ stack: "test", region, values, ...(account && { account }) });
/** The further ids of each target. */
const found = ({ settings }: ReadSettings): Record<string, readonly string[]> =>
  Object.fromEntries(
    settings.targets
      .filter(({ applicationProfiles }) => applicationProfiles.length > 0)
      .map(({ model: { modelId }, scope, applicationProfiles }) => [`${modelId} ${scope}`, applicationProfiles]),
  );

const ofUs = profile(
  "p-us",
  usRegions.map((at) => model(at, opus)),
);
const ofGlobal = profile("p-global", [model("", opus), model(region, opus)]);
const ofBase = profile("p-base", [model(region, micro)]);

describe("application profiles listed by ARN", () => {
  const arn = (account: string, id: string) =>
    `arn:aws:bedrock:${region}:${account}:application-inference-profile/${id}`;
  const listing = (...arns: string[]) => read({ models: [{ model: `us.${opus}`, applicationProfiles: arns }] });

  it("are of the account that the stack goes into", async () => {
    const { settings, profilesOf } = await listing(arn("111122223333", "p1"));
    assert.throws(
      () => checkProfilesAccount(settings.stack, profilesOf, "444455556666"),
      /models\[0\]\.applicationProfiles\[0\][\s\S]*the stack goes into 444455556666/,
    );
    checkProfilesAccount(settings.stack, profilesOf, "111122223333");
    // Offline nobody knows the account.
    checkProfilesAccount(settings.stack, profilesOf, placeholderAccount);
  });

  it("are of one account", async () => {
    await assert.rejects(
      listing(arn("111122223333", "p1"), arn("444455556666", "p2")),
      /applicationProfiles\[1\][\s\S]*is a profile of account 444455556666, and the one at models\[0\]\.applicationProfiles\[0\] is of 111122223333/,
    );
  });
});

describe("applicationProfiles: discover", () => {
  const everything = { models: [opus, micro], applicationProfiles: "discover" };

  it("gives each profile of the account to the target that it was made from, and alarms read it", async () => {
    const result = await read(everything, accountOf({ profiles: [ofGlobal, ofBase, ofUs] }));
    assert.deepEqual(found(result), {
      [`${opus} cross-region`]: ["p-us"],
      [`${opus} global`]: ["p-global"],
      [`${micro} on-demand`]: ["p-base"],
    });
    const alarm = plan(result.settings).alarms.find(({ id }) => id === `${opus}/cross-region/tpm/critical`);
    assert.match(JSON.stringify(alarm?.Metrics), /"p-us"/);
    assert.deepEqual(
      result.warnings.filter((text) => /profile/.test(text)),
      [],
    );
  });

  it("of one entry is of that entry's scopes alone, also where it is a pattern", async () => {
    const account = accountOf({ profiles: [ofUs, ofBase] });
    const entry = { models: [{ model: "anthropic.claude-opus-*", applicationProfiles: "discover" }, micro] };
    assert.deepEqual(found(await read(entry, account)), { [`${opus} cross-region`]: ["p-us"] });
  });

  it("leaves what is listed by hand where it is", async () => {
    const account = accountOf({ profiles: [ofUs, profile("p-2", ofUs.modelArns as string[])] });
    const values = { ...everything, models: [{ model: opus, applicationProfiles: { global: ["p-us"] } }] };
    assert.deepEqual(found(await read(values, account)), {
      [`${opus} cross-region`]: ["p-2"],
      [`${opus} global`]: ["p-us"],
    });
  });

  it("adds calls by ARN that CloudWatch shows as series of their own", async () => {
    const byArn = `arn:aws:bedrock:${region}:123456789012:inference-profile/us.${opus}`;
    const called = [byArn, ofUs.arn, `arn:aws:bedrock:${region}::foundation-model/${micro}`, "p-us", `us.${opus}`];
    assert.deepEqual(found(await read(everything, accountOf({ profiles: [ofUs], called }))), {
      [`${opus} cross-region`]: ["p-us", ofUs.arn, byArn],
    });
    const byHand = { models: [{ model: `us.${opus}`, applicationProfiles: [byArn] }] };
    assert.deepEqual(found(await read(byHand)), { [`${opus} cross-region`]: [byArn] });
  });

  it("names a profile that can be of two, and profiles of models that nobody monitors", async () => {
    const system = [
      profile(`us.${micro}`, [model(region, micro)], "system-defined"),
      profile(
        "us.unwatched.model",
        usRegions.map((at) => model(at, "unwatched.model")),
        "system-defined",
      ),
    ];
    const stranger = profile(
      "p-stranger",
      usRegions.map((at) => model(at, "unwatched.model")),
    );
    const mixed = profile("p-mixed", [model(region, opus), model(region, micro)]);
    const { warnings } = await read(everything, accountOf({ profiles: [ofBase, stranger, mixed], system }));
    assert.match(
      warnings.join("\n"),
      /p-base \(name of p-base\) can be of amazon\.nova-micro-v1:0 \(cross-region\) or amazon\.nova-micro-v1:0 \(on-demand\): it is counted with Nova Micro \(cross-region\), the likeliest/,
    );
    assert.match(
      warnings.join("\n"),
      /does not monitor: p-mixed of a model that can't be told; p-stranger of unwatched\.model \(cross-region\)\./,
    );
  });

  it("takes the likeliest reading alone, as usage does, and says nothing of what it does not count", async () => {
    const system = [profile(`us.${micro}`, [model(region, micro)], "system-defined")];
    const account = accountOf({ profiles: [ofBase], system });
    const onDemand = { models: [{ model: micro, scopes: ["on-demand"] }], applicationProfiles: "discover" };
    assert.deepEqual(found(await read(onDemand, account)), {});
    const other = { models: [{ model: opus, applicationProfiles: "discover" }, micro] };
    assert.doesNotMatch((await read(other, account)).warnings.join("\n"), /it is counted with/);
  });

  it("takes no way of calling for possible that the Region does not offer", async () => {
    const opusAlone = [model(region, opus)];
    const system = [profile(`us.${opus}`, opusAlone, "system-defined")];
    const values = { models: [`us.${opus}`], applicationProfiles: "discover" };
    const { settings, warnings } = await read(values, accountOf({ profiles: [profile("p-one", opusAlone)], system }));
    assert.deepEqual(found({ settings, warnings }), { [`${opus} cross-region`]: ["p-one"] });
    assert.equal(settings.targets[0]?.model.scopes["on-demand"], undefined, "the case needs such a model");
    assert.doesNotMatch(warnings.join(), /can be of/);
  });

  it("adds a listed profile's calls by ARN, and refuses deployments of custom models", async () => {
    const account = accountOf({ profiles: [ofUs], called: [ofUs.arn] });
    const values = {
      models: [{ model: `us.${opus}`, applicationProfiles: ["p-us"] }],
      applicationProfiles: "discover",
    };
    assert.deepEqual(found(await read(values, account)), { [`${opus} cross-region`]: ["p-us", ofUs.arn] });
    const deployment = `arn:aws:bedrock:${region}:123456789012:custom-model-deployment/abc`;
    await assert.rejects(
      read({ models: [{ model: `us.${opus}`, applicationProfiles: [deployment] }] }),
      /limits of their own/,
    );
  });

  it("is the same whatever the order of the lists, and takes a thousand profiles", async () => {
    const many = Array.from({ length: 1_000 }, (_, index) => profile(`p${index}`, ofUs.modelArns as string[]));
    const one = await read(everything, accountOf({ profiles: many }));
    const other = await read(everything, accountOf({ profiles: many.toReversed() }));
    assert.deepEqual(found(one), found(other));
    assert.equal(found(one)[`${opus} cross-region`]?.length, 1_000);
    assert.deepEqual(plan(one.settings), plan(other.settings));
  });

  it("says offline that the plan is without them, once, and asks no account where nobody wants it", async () => {
    const { warnings, settings } = await read(everything);
    assert.equal(
      warnings.filter((text) =>
        /reads the account's application inference profiles when the stack is deployed/.test(text),
      ).length,
      1,
    );
    assert.deepEqual(found({ settings, warnings }), {});
    await read({ models: [opus] }, accountOf({ profiles: [] }));
  });

  it("fails where a list can't be read: alarms must not lose what they count without a word", async () => {
    const denied: StackAccount = {
      ...accountOf({ profiles: [] }),
      applicationProfiles: () =>
        Promise.reject(new AccountError("access denied: bedrock:ListInferenceProfiles; allow it")),
    };
    await assert.rejects(read(everything, denied), (error) => {
      assert.ok(error instanceof ConfigError);
      assert.deepEqual(
        error.problems.map(({ path }) => path),
        ["applicationProfiles"],
      );
      assert.match(error.problems[0]!.message, /access denied: bedrock:ListInferenceProfiles; allow it/);
      return true;
    });
  });
});
