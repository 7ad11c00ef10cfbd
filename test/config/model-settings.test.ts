import assert from "node:assert/strict";
import { plan } from "../../monitoring/plan.ts";
import { loadCatalogue, registryNow } from "../../registry/index.ts";
import { readSettings } from "../../stacks/config.ts";
import { fixtureModel, read } from "./fixture-registry.ts";
import { haiku, only, opus, percentages, targetsOf } from "./read-targets.ts";

describe("a model's own settings", () => {
  it("are taken over", async () => {
    const target = await only({
      model: `global.${opus}`,
      thresholds: { warning: 60, critical: 80 },
      evaluation: { datapoints: 4, of: 5 },
      consumption: "formula",
      burndown: 10,
      alarms: false,
      serverErrorRate: 0.5,
      latencyAnomaly: 2.5,
    });
    assert.deepEqual(
      { ...target, model: undefined, thresholds: percentages(target) },
      {
        model: undefined,
        scope: "global",
        applicationProfiles: [],
        thresholds: { warning: 60, critical: 80 },
        evaluation: {
          warning: { datapointsToAlarm: 4, evaluationPeriods: 5 },
          critical: { datapointsToAlarm: 4, evaluationPeriods: 5 },
        },
        consumption: "formula",
        burndown: 10,
        alarms: false,
        serverErrorRate: 0.5,
        latencyAnomaly: 2.5,
      },
    );
  });

  it("latencyAnomaly: true stands for 2 standard deviations", async () => {
    assert.equal((await only({ model: `global.${opus}`, latencyAnomaly: true })).latencyAnomaly, 2);
  });

  it("a formula needs no known burndown rate where the config gives one", async () => {
    const target = await only({ model: "openai.gpt-6-sol", consumption: "formula", burndown: 8 });
    assert.deepEqual([target.consumption, target.burndown], ["formula", 8]);
  });

  it("application profiles become ids, in a list for one scope or by scope", async () => {
    const arn = "arn:aws:bedrock:ap-northeast-1:123456789012:application-inference-profile/abcd1234efgh";
    const target = await only({ model: haiku, applicationProfiles: [arn, "ijkl5678mnop"] });
    assert.deepEqual(target.applicationProfiles, ["abcd1234efgh", "ijkl5678mnop"]);
    const targets = await targetsOf([
      { model: opus, applicationProfiles: { global: ["aaaa1111bbbb"], "cross-region": [arn] } },
    ]);
    assert.deepEqual(
      targets.map(({ scope, applicationProfiles }) => [scope, applicationProfiles]),
      [
        ["cross-region", ["abcd1234efgh"]],
        ["global", ["aaaa1111bbbb"]],
        ["mantle", []],
      ],
    );
  });

  it("a quota code that the catalogue knows for the model is taken with its name and default", async () => {
    const { quotas } = await loadCatalogue();
    const unmapped = quotas.find(
      (each) => each.modelId === null && each.kind === "rpm" && each.scopes.includes("cross-region"),
    );
    assert.ok(unmapped, "the catalogue must have a quota that is mapped to no model");
    const { code, name, defaultValue } = unmapped;
    const { settings, warnings } = await readSettings({
      stack: "us-east-1",
      region: "us-east-1",
      values: {
        models: [{ model: "us.anthropic.claude-sonnet-5", quotas: { rpm: code } }],
        alerts: { email: ["a@example.com"] },
      },
      registryFor: registryNow,
    });
    const kept = settings.targets[0]?.model.scopes["cross-region"]?.quotas ?? [];
    assert.deepEqual(kept.at(-1), { kind: "rpm", code, name, defaultValue, multiplier: 1 });
    assert.deepEqual(
      kept.map(({ kind }) => kind),
      ["tpm", "rpm"],
    );
    assert.deepEqual(warnings, []);
  });

  it("none leaves a kind out of every target that an entry selects, and a code of a narrower entry brings it back", async () => {
    const kinds = async (models: unknown[]) =>
      (await targetsOf(models)).map(({ model, scope, leftOut }) => [
        model.scopes[scope]?.quotas.map(({ kind }) => kind).join(" "),
        leftOut,
      ]);
    const without = { model: "anthropic.*haiku*", quotas: { rpm: "none" } };
    assert.deepEqual(await kinds([without]), [["tpm", ["rpm"]]]);
    assert.deepEqual(await kinds([without, { model: haiku, quotas: { rpm: "L-ABCDEF01" } }]), [["tpm rpm", undefined]]);
    const { settings } = await read({ models: [without] });
    const made = plan(settings);
    assert.deepEqual([made.targets[0]?.missingKinds, made.targets[0]?.leftOutKinds], [[], ["rpm"]]);
    assert.ok(made.alarms.every(({ id }) => !id.includes("/rpm/")));
    assert.ok(made.feed.quotas.every(({ kind }) => kind !== "rpm"));
    await assert.rejects(
      read({ models: [{ model: `${opus}`, scopes: ["mantle"], quotas: { tpd: "none" } }] }),
      /no kind of quota that the scope mantle has/,
    );
  });

  it("a quota code that nobody knows is taken without a default value, and with a warning", async () => {
    const { settings, warnings } = await read({
      models: [{ model: haiku, quotas: { tpm: "L-ABCDEF01" } }],
      alerts: { email: ["a@example.com"] },
    });
    assert.deepEqual(settings.targets[0]?.model.scopes.global?.quotas, [
      { kind: "rpm", code: "L-00000005", name: "quota 5", defaultValue: 1000, multiplier: 1 },
      { kind: "tpm", code: "L-ABCDEF01", name: "L-ABCDEF01, named in the stack's config", multiplier: 1 },
    ]);
    assert.deepEqual(warnings, [
      "models[0].quotas.tpm: the registry does not know the quota L-ABCDEF01. Check that it is the right one: aws service-quotas get-service-quota --service-code bedrock --quota-code L-ABCDEF01 --region ap-northeast-1",
      "models[0].quotas.tpm: L-ABCDEF01 takes the place of L-00000006 (quota 6), which the registry maps.",
    ]);
    assert.equal(fixtureModel(haiku).scopes.global?.quotas[1]?.code, "L-00000006", "the registry must stay as it is");
  });
});
