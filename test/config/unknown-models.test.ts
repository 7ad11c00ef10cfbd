import assert from "node:assert/strict";
import fc from "fast-check";
import type { FoundationModel, InferenceProfile } from "../../aws/bedrock.ts";
import type { QuotaRow } from "../../aws/service-quotas.ts";
import { plan } from "../../monitoring/plan.ts";
import { AccountError, type StackAccount } from "../../stacks/account.ts";
import { ConfigError, readSettings } from "../../stacks/config.ts";
import { liveRegistry, quotaNames } from "../../stacks/live-registry.ts";
import type { QuotaCode } from "../../words/words.ts";

const region = "us-east-1";
const newer = "anthropic.claude-haiku-9";

/** An account whose Region lists a model that the shipped registry does not know. */
const accountWith = (read: () => Promise<Awaited<ReturnType<typeof liveRegistry>>["registry"]>): StackAccount => {
  const never = () => Promise.reject(new Error("nobody wanted this list"));
  return {
    region,
    profile: undefined,
    models: never,
    systemProfiles: never,
    applicationProfiles: never,
    calledIds: never,
    quotas: never,
    registry: read,
  };
};
const listing = {
  models: [
    {
      modelId: newer,
      arn: "",
      name: "Claude Haiku 9",
      provider: "Anthropic",
      inputModalities: ["TEXT"],
      outputModalities: ["TEXT"],
      inferenceTypes: ["INFERENCE_PROFILE"],
    },
  ] satisfies FoundationModel[],
  profiles: [
    {
      profileId: `us.${newer}`,
      arn: `arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.${newer}`,
      name: "US Claude Haiku 9",
      type: "system-defined",
      modelArns: [`arn:aws:bedrock:us-east-1::foundation-model/${newer}`],
    },
  ] satisfies InferenceProfile[],
  quotas: quotaNames(
    [
      {
        code: "L-0000ABCD" as QuotaCode,
        name: "Cross-region model inference tokens per minute for Anthropic Claude Haiku 9",
        value: 1_000,
        adjustable: true,
      },
    ] satisfies QuotaRow[],
    [],
  ),
};

const settingsOf = (models: unknown, account?: StackAccount) =>
  readSettings({ stack: "test", region, values: { models }, ...(account && { account }) });

async function problemsOf(models: unknown, account?: StackAccount): Promise<ConfigError["problems"]> {
  try {
    await settingsOf(models, account);
  } catch (error) {
    assert.ok(error instanceof ConfigError, error as Error);
    return error.problems;
  }
  throw new Error("it was taken");
}

describe("a model that the registry does not know", () => {
  it("is found in the account's own lists, with its codes, and the account is asked for nothing else", async () => {
    let asked = 0;
    const account = accountWith(async () => {
      asked += 1;
      return (await liveRegistry(region, listing)).registry;
    });
    const { settings, warnings } = await settingsOf([`us.${newer}`], account);
    assert.deepEqual(
      settings.targets.map(({ model, scope }) => [model.modelId, scope]),
      [[newer, "cross-region"]],
    );
    const { alarms } = plan(settings);
    assert.ok(alarms.some(({ Metrics }) => JSON.stringify(Metrics).includes(`us.${newer}`)));
    assert.equal(plan(settings).feed.quotas.find(({ modelId }) => modelId === `us.${newer}`)?.code, "L-0000ABCD");
    assert.match(
      warnings.join("\n"),
      /from this account's lists; the shipped registry of 20\d\d-\d\d-\d\d doesn't know it/,
    );
    assert.equal(asked, 1);
    await settingsOf(["anthropic.claude-opus-5"], account);
    assert.equal(asked, 1, "a model that is known asks nothing");
  });

  it("is taken with the codes of its entry where no account is asked, and the warning says what can't be known", async () => {
    const { settings, warnings } = await settingsOf([{ model: `us.${newer}`, quotas: { tpm: "L-0000ABCD" } }]);
    const [target] = settings.targets;
    assert.deepEqual(target?.model.scopes["cross-region"]?.ids, [`us.${newer}`]);
    assert.equal(target?.model.burndown.rate, "unknown");
    assert.match(
      warnings.join("\n"),
      /the newest of 20[\d-]+, doesn't know it.*What can't be known: whether it is offered.*its burndown rate.*registry refresh --region us-east-1/s,
    );
  });

  it("of a geography that is new is a geographic profile all the same", async () => {
    const { settings } = await settingsOf([{ model: "mx.anthropic.claude-opus-5", quotas: { tpm: "L-0000ABCD" } }]);
    assert.deepEqual(
      settings.targets.map(({ model, scope }) => [model.modelId, scope]),
      [["anthropic.claude-opus-5", "cross-region"]],
    );
  });

  it("is told as a slip of the key, then newer than the data, then elsewhere; and no other model stands in for it", async () => {
    const [misspelt, ...none] = await problemsOf(["anthropic.claude-opsu-5"]);
    assert.deepEqual(none, []);
    assert.match(
      misspelt!.fix,
      /^1\. misspelt: did you mean "anthropic\.claude-opus-5"\?; 2\. newer than the data of 20[\d-]+: .*registry refresh --region us-east-1.*quotas: \{ tpm: L-… \} \}; 3\. not in this Region/,
    );
    for (const name of ["anthropic.claude-haiku-4-6", "us.anthropic.claude-haiku-9", "anthropic.claude-opus-55"]) {
      const [problem] = await problemsOf([name]);
      assert.match(problem!.fix, /^1\. newer than the data/, name);
      assert.doesNotMatch(problem!.fix, /did you mean|global\./, name);
    }
    const [elsewhere] = await problemsOf(["luma.ray-v2:0"]);
    assert.match(elsewhere!.fix, /2\. not in this Region: it is in us-west-2, so monitor it in a stack there$/);
  });

  it("says why the account could not be asked", async () => {
    const denied = accountWith(() =>
      Promise.reject(new AccountError("access denied: bedrock:ListFoundationModels; allow it")),
    );
    const [problem] = await problemsOf([`us.${newer}`], denied);
    assert.match(
      problem!.message,
      /the account's own lists could not be read \(access denied: bedrock:ListFoundationModels; allow it\)/,
    );
    const empty = accountWith(
      async () => (await liveRegistry(region, { models: [], profiles: [], quotas: [] })).registry,
    );
    assert.match((await problemsOf([`us.${newer}`], empty))[0]!.message, /nor do this account's own lists have it/);
  });

  it("is refused in one message for what is no id", async () => {
    const bad: Record<string, RegExp> = {
      "https://anthropic.claude-opus-9": /has no scheme/,
      "anthropic.claude opus 9": /has spaces in it/,
      "123456789012": /is an account's id, no model's/,
      "models/anthropic.claude-opus-9": /has a \/ in it/,
      "Anthropic.Claude-Opus-9": /has capitals in it/,
      "anthropic.claude_opus": /is no model's id/,
    };
    for (const [name, message] of Object.entries(bad)) {
      const problems = await problemsOf([{ model: name, quotas: { tpm: "L-0000ABCD" } }]);
      assert.equal(problems.length, 1, `${name}: ${JSON.stringify(problems)}`);
      assert.match(problems[0]!.message, message, name);
    }
  });

  it("of any well-formed id gets alarms with exactly that id and code", async () => {
    const word = fc.stringMatching(/^[a-z][a-z0-9]{2,8}$/);
    const prefix = fc.constantFrom("", "us.", "eu.", "global.", "zz.");
    const code = fc.stringMatching(/^L-00[0-9A-F]{6}$/);
    await fc.assert(
      fc.asyncProperty(
        prefix,
        word,
        fc.array(word, { minLength: 1, maxLength: 3 }),
        code,
        async (before, vendor, words, quota) => {
          // Only before a vendor that is known is a new first part a geography.
          const maker = before === "zz." ? "anthropic" : `${vendor}q`;
          const id = `${before}${maker}.${words.join("-")}-q9`;
          const { settings } = await settingsOf([{ model: id, quotas: { tpm: quota } }]);
          const { alarms, feed } = plan(settings);
          assert.deepEqual(
            feed.quotas.filter(({ shownOnly }) => !shownOnly).map(({ modelId, code: fed }) => [modelId, fed]),
            [[id, quota]],
          );
          const told = alarms.filter(({ id: alarm }) => alarm.includes("/tpm/"));
          assert.ok(told.length > 0);
          for (const { Metrics } of told) assert.ok(JSON.stringify(Metrics).includes(`"${id}"`), id);
        },
      ),
      { numRuns: 40, seed: 20261125 },
    );
  });
});
