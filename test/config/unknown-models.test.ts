import assert from "node:assert/strict";
import fc from "fast-check";
import { plan } from "../../monitoring/plan.ts";
import { loadRegistry } from "../../registry/index.ts";
import { AccountError, type StackAccount } from "../../stacks/account.ts";
import { ConfigError, readSettings, type SettingsInput } from "../../stacks/config.ts";
import type { Problem } from "../../stacks/config-error.ts";
import type { Registry, RegistryModel } from "../../words/registry.ts";
import { fixtureModel, read } from "./fixture-registry.ts";

const alerts = { email: ["a@example.com"] };
const shipped = (models: unknown[], changes: Partial<SettingsInput> = {}) =>
  readSettings({ stack: "us-east-1", region: "us-east-1", values: { models, alerts }, ...changes });

/** The problems of a stack of us-east-1 with these models, by the shipped registry. */
async function problemsOf(models: unknown[], changes: Partial<SettingsInput> = {}): Promise<readonly Problem[]> {
  try {
    await shipped(models, changes);
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  return assert.fail("no problem was found");
}

async function problemOf(entry: unknown, changes: Partial<SettingsInput> = {}): Promise<Problem> {
  const [problem, ...more] = await problemsOf([entry], changes);
  assert.deepEqual(more, [], "one problem for one entry");
  return problem!;
}

/** The newest day of the shipped data of us-east-1. */
const dataOf = async (): Promise<string> =>
  (await loadRegistry("us-east-1")).models
    .map(({ provenance }) => provenance.readAt)
    .sort()
    .at(-1)!;

/** The ids that a plan's alarms count, the codes that they name, and what is fed into their quotas. */
function watchedBy({ alarms, feed }: ReturnType<typeof plan>) {
  const queries = alarms.flatMap(({ Metrics }) => Metrics ?? []);
  const dimensions = queries.flatMap((query) => ("MetricStat" in query ? query.MetricStat.Metric.Dimensions : []));
  const texts = alarms.filter(({ id }) => /\/tpm\//.test(id)).map(({ AlarmDescription }) => AlarmDescription);
  return {
    ids: new Set(dimensions.filter(({ Name }) => Name === "ModelId").map(({ Value }) => Value)),
    codes: new Set(texts.flatMap((text) => text.match(/L-[0-9A-F]{8}/)?.[0] ?? "none")),
    fed: feed.quotas.filter(({ kind }) => kind === "tpm").map(({ modelId, code }) => `${modelId} ${code}`),
  };
}

describe("a model that the registry does not know, with the codes of its quotas", () => {
  it("is monitored under exactly its id and code, whatever the id", async () => {
    const word = fc.stringMatching(/^[a-z][a-z0-9]{0,8}$/);
    const name = fc.stringMatching(/^[a-z][a-z0-9]{0,8}(-[a-z0-9]{1,6}){0,4}(-v[1-9](:[0-9])?)?$/);
    const vendor = fc.constantFrom("anthropic", "amazon", "openai");
    const profile = fc.tuple(word, vendor, name).map(([prefix, of, model]) => `${prefix}.${of}.${model}`);
    const bare = fc.tuple(fc.oneof(vendor, word), name).map(([of, model]) => `${of}.${model}`);
    const geographies = ["amazon", "anthropic", "openai", "luma"];
    const code = fc.stringMatching(/^L-[0-9A-F]{8}$/).filter((one) => one !== "L-E3F10727");
    await fc.assert(
      fc.asyncProperty(fc.oneof(profile, bare), code, async (id, tpm) => {
        fc.pre(!geographies.includes(id.slice(0, id.indexOf("."))) || id.split(".").length === 2);
        const { settings, warnings } = await read({ models: [{ model: id, quotas: { tpm } }] });
        const { ids, codes, fed } = watchedBy(plan(settings));
        const [target] = settings.targets;
        const scope = id.split(".").length === 2 ? "on-demand" : id.startsWith("global.") ? "global" : "cross-region";
        assert.equal(settings.targets.length, 1);
        assert.equal(target?.scope, scope);
        const byArn = scope === "on-demand" ? [`arn:aws:bedrock:ap-northeast-1::foundation-model/${id}`] : [];
        assert.deepEqual(ids, new Set([id, ...byArn]));
        assert.deepEqual(codes, new Set([tpm]));
        assert.ok(fed.includes(`${id} ${tpm}`));
        assert.ok(warnings.some((warning) => warning.includes(JSON.stringify(id)) && warning.includes("2026-11-01")));
      }),
      { numRuns: 150 },
    );
  });

  it("comes with a warning that says what can't be known and how old the data is", async () => {
    const { settings, warnings } = await shipped([
      { model: "us.anthropic.claude-haiku-5-9", quotas: { tpm: "L-12345678" } },
    ]);
    const [target] = settings.targets;
    assert.equal(target?.scope, "cross-region");
    assert.equal(target.model.burndown.rate, "unknown");
    assert.equal(target.model.provider, "Anthropic");
    const [warning] = warnings;
    assert.ok(warning?.includes(await dataOf()));
    for (const part of [
      "whether it is offered",
      "its other ids",
      "its burndown rate",
      "its largest output",
      "AWS's defaults of its quotas",
      "npm run headroom -- registry refresh --region us-east-1",
    ])
      assert.ok(warning?.includes(part), part);
  });

  it("has the burndown rate of its family where AWS's rule covers it", async () => {
    const { settings, warnings } = await shipped([{ model: "meta.llama4-giant-v1:0", quotas: { tpm: "L-12345678" } }]);
    assert.equal(settings.targets[0]?.model.burndown.rate, 1);
    assert.ok(!warnings.join().includes("its burndown rate"));
  });

  it("can be called in any way that the entry says: globally and on mantle by its bare id", async () => {
    const id = "anthropic.claude-haiku-5-9";
    const scopeOf = async (entry: object) => {
      const { settings } = await shipped([{ model: id, ...entry }]);
      return settings.targets.map(({ model, scope }) => [scope, model.scopes[scope]?.ids]);
    };
    const tpm = { tpm: "L-12345678" };
    const onMantle = { "input-tpm": "L-12345678", "output-tpm": "L-12345679" };
    assert.deepEqual(await scopeOf({ quotas: tpm }), [["on-demand", [id]]]);
    assert.deepEqual(await scopeOf({ quotas: tpm, scopes: ["global"] }), [["global", [`global.${id}`]]]);
    assert.deepEqual(await scopeOf({ quotas: onMantle }), [["mantle", [id]]]);
    assert.deepEqual(await scopeOf({ quotas: onMantle, scopes: ["mantle"] }), [["mantle", [id]]]);
    const problem = await problemOf({ model: id, quotas: tpm, scopes: ["cross-region"] });
    assert.match(problem.fix, /"us\.anthropic\.claude-haiku-5-9"/);
  });

  it("may be a known model by a new way of calling it, and keeps what is known", async () => {
    const { settings } = await shipped([
      { model: "amer.anthropic.claude-opus-5", quotas: { tpm: "L-99296DCD" } },
      { model: "amazon.titan-embed-text-v2:0", scopes: ["global"], quotas: { tpm: "L-12345678" } },
    ]);
    const [first, second] = settings.targets;
    assert.deepEqual(first?.model.scopes[first.scope]?.ids, [
      "us.anthropic.claude-opus-5",
      "amer.anthropic.claude-opus-5",
    ]);
    assert.equal(first.model.name, "Claude Opus 5");
    assert.deepEqual(second?.model.scopes[second.scope]?.ids, ["global.amazon.titan-embed-text-v2:0"]);
  });

  it("is refined by a pattern that fits it, and otherwise left alone by patterns", async () => {
    const { settings } = await shipped([
      { model: "anthropic.*", thresholds: { warning: 42 } },
      { model: "us.anthropic.claude-haiku-5-9", quotas: { tpm: "L-12345678" } },
    ]);
    const own = settings.targets.filter(({ model }) => model.modelId === "anthropic.claude-haiku-5-9");
    assert.deepEqual(
      own.map(({ scope, thresholds }) => [scope, thresholds[0]?.threshold]),
      [["cross-region", 42]],
    );
  });
});

describe("a model that the registry does not know, in an account that lists it", () => {
  const haiku: RegistryModel = {
    ...fixtureModel("anthropic.claude-opus-5"),
    modelId: "anthropic.claude-haiku-5-9",
    scopes: {
      "cross-region": {
        ids: ["us.anthropic.claude-haiku-5-9"],
        quotas: [{ kind: "tpm", code: "L-0000ABCD", name: "of the account", defaultValue: 7, multiplier: 1 }],
      },
    },
  };
  const accountWith = (registry: () => Promise<Registry>) => {
    let asked = 0;
    const never = () => Promise.reject(new Error("asked too much"));
    const account: StackAccount = {
      region: "us-east-1",
      profile: undefined,
      models: never,
      systemProfiles: never,
      applicationProfiles: never,
      calledIds: never,
      quotas: never,
      registry: () => {
        asked += 1;
        return registry();
      },
    };
    return { account, times: () => asked };
  };
  const listing = () =>
    accountWith(async () => {
      const registry = await loadRegistry("us-east-1");
      return { ...registry, models: [...registry.models, haiku] };
    });

  it("is found by its name alone, with its quotas, and that is said", async () => {
    const { account } = listing();
    const { settings, warnings } = await shipped(["us.anthropic.claude-haiku-5-9"], { account });
    assert.deepEqual(watchedBy(plan(settings)).codes, new Set(["L-0000ABCD"]));
    assert.match(
      warnings.join(),
      /from this account's lists; the shipped registry of \d{4}-\d\d(-\d\d)? doesn't know it/,
    );
  });

  it("takes the account's quota, with its name, also where the entry names its code", async () => {
    const { account } = listing();
    const entry = { model: "us.anthropic.claude-haiku-5-9", quotas: { tpm: "L-0000ABCD" } };
    const { settings, warnings } = await shipped([entry], { account });
    assert.equal(settings.targets[0]?.model.scopes["cross-region"]?.quotas[0]?.name, "of the account");
    assert.equal(warnings.length, 1);
  });

  it("is not asked for what is known, nor for what can be no id", async () => {
    const { account, times } = listing();
    await shipped(["us.anthropic.claude-opus-5", "amazon.*"], { account });
    await problemOf("https://us.anthropic.claude-haiku-5-9", { account });
    assert.equal(times(), 0);
  });

  it("that can't be read is told with the reason, whether or not codes are given", async () => {
    const { account } = accountWith(() => Promise.reject(new AccountError("access denied: x; allow it")));
    assert.match((await problemOf("us.anthropic.claude-haiku-5-9", { account })).message, /access denied: x; allow it/);
    const entry = { model: "us.anthropic.claude-haiku-5-9", quotas: { tpm: "L-12345678" } };
    assert.match((await shipped([entry], { account })).warnings.join(), /access denied: x; allow it/);
  });

  it("that lacks it too is told", async () => {
    const { account } = listing();
    assert.match(
      (await problemOf("us.anthropic.claude-nobody-9", { account })).message,
      /nor do this account's own lists/,
    );
    const entry = { model: "us.anthropic.claude-nobody-9", quotas: { tpm: "L-12345678" } };
    assert.match(
      (await shipped([entry], { account })).warnings.join(),
      /This account's own lists don't have it either/,
    );
  });
});

describe("the message for an id that nothing knows", () => {
  it("says in this order: misspelt, newer than the data, another Region's", async () => {
    const slip = await problemOf("us.anthropic.claude-opuss-5");
    const places = ["us.anthropic.claude-opus-5", "newer than the data", "not in this Region"].map((text) =>
      slip.fix.indexOf(text),
    );
    assert.ok(places[0]! >= 0, slip.fix);
    assert.deepEqual(
      places.toSorted((left, right) => left - right),
      places,
    );
    for (const text of [await dataOf(), "npm run headroom -- registry refresh --region us-east-1", "quotas: { tpm: L-"])
      assert.ok(slip.fix.includes(text), text);
  });

  it("names the Regions that have it", async () => {
    assert.match((await problemOf("eu.anthropic.claude-opus-5")).fix, /it is in eu-central-1/);
    const { models } = await loadRegistry("ap-southeast-2");
    const au = models.flatMap(({ scopes }) => scopes["cross-region"]?.ids ?? []).find((id) => id.startsWith("au."));
    assert.ok(au);
    const european = await problemOf(au.replace("au.", "eu."), { stack: "sydney", region: "ap-southeast-2" });
    assert.doesNotMatch(european.fix, /did you mean/, "eu is no slip of au");
    assert.match((await problemOf("luma.ray-v2:0")).fix, /it is in us-west-2/);
  });

  it("names the known codes of a known model by a new prefix, and proposes no other profile", async () => {
    const { fix } = await problemOf("amer.anthropic.claude-opus-5");
    assert.match(fix, /model: "amer\.anthropic\.claude-opus-5", quotas: \{ tpm: L-99296DCD \}/);
    assert.doesNotMatch(fix, /did you mean|global\.|"us\./);
  });

  it("proposes no model of another version, and no global profile for a geographic one", async () => {
    const { models } = await loadRegistry("us-east-1");
    const others = models.flatMap(({ modelId }) => [modelId]);
    for (const id of [
      "us.anthropic.claude-haiku-5-9",
      "anthropic.claude-haiku-5-9",
      "anthropic.claude-opus-9",
      "anthropic.claude-zeta-5",
      "amazon.nova-micro-v2:0",
      "us.openai.gpt-7-sol",
    ]) {
      const { message, fix } = await problemOf(id);
      assert.doesNotMatch(fix, /did you mean/, id);
      for (const other of others) assert.ok(!`${message} ${fix}`.includes(other), `${id}: ${other}`);
    }
    const jp = await read({ models: ["jp.anthropic.claude-haiku-4-5-20251001-v1:0"] }).catch((error) => String(error));
    assert.doesNotMatch(String(jp), /global\./);
  });

  it("is one for each text that can be no id, whatever its quotas", async () => {
    const quotas = { tpm: "L-12345678" };
    const words: [string, RegExp][] = [
      ["https://bedrock/anthropic.claude-opus-5", /no scheme/],
      ["bedrock/us.anthropic.claude-opus-5", /has a \/ in it.*write "us\.anthropic\.claude-opus-5"/s],
      ["us.anthropic. claude-opus-5", /has spaces/],
      ["123456789012", /an account's id/],
      ["US.anthropic.claude-haiku-5-9", /capitals.*write "us\.anthropic\.claude-haiku-5-9"/s],
      ["arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.anthropic.claude-haiku-5-9", /is an ARN/],
      ["arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/abcd", /is an application inference/],
      ["anthropic..claude", /is no model's id/],
      [`anthropic.${"a".repeat(300)}`, /is no model's id/],
    ];
    for (const [model, words_] of words) {
      for (const entry of [model, { model, quotas }]) {
        const { message, fix } = await problemOf(entry);
        assert.match(`${message} ${fix}`, words_, model);
      }
    }
  });
});
