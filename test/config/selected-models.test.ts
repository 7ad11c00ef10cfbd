import assert from "node:assert/strict";
import type { TargetSettings } from "../../monitoring/settings.ts";
import { read } from "./fixture-registry.ts";
import { haiku, micro, names, only, opus, percentages, targetsOf } from "./read-targets.ts";

describe("the models of a config", () => {
  it("in the short form are every way that the Region offers", async () => {
    assert.deepEqual(names(await targetsOf([opus])), [`${opus} cross-region`, `${opus} global`, `${opus} mantle`]);
  });

  it("by a profile's id are that way alone, whichever of the geographic profiles it is", async () => {
    assert.deepEqual(names(await targetsOf([`global.${opus}`])), [`${opus} global`]);
    for (const prefix of ["apac", "jp"]) {
      const target = await only(`${prefix}.${opus}`);
      assert.equal(target.scope, "cross-region");
      assert.deepEqual(target.model.scopes["cross-region"]?.ids, [`apac.${opus}`, `jp.${opus}`]);
    }
  });

  it("can be narrowed to some scopes", async () => {
    const targets = await targetsOf([{ model: opus, scopes: ["mantle", "global"] }]);
    assert.deepEqual(names(targets), [`${opus} global`, `${opus} mantle`]);
  });

  it("can be all: what can be called and is not past its end of life", async () => {
    const everything = [
      `${opus} cross-region`,
      `${opus} global`,
      `${opus} mantle`,
      `${haiku} global`,
      `${micro} on-demand`,
      `${micro} cross-region`,
      "openai.gpt-6-sol global",
      "openai.gpt-6-luna global",
      "amazon.nova-canvas-v1:0 on-demand",
    ];
    assert.deepEqual(names(await targetsOf("all")), everything);
    assert.deepEqual(names(await targetsOf(["all"])), everything);
    assert.deepEqual(names(await targetsOf(["*"])), everything);
  });

  it("can be a pattern, over models or over profiles", async () => {
    assert.deepEqual(names(await targetsOf(["openai.*"])), ["openai.gpt-6-sol global", "openai.gpt-6-luna global"]);
    assert.deepEqual(names(await targetsOf(["apac.*"])), [`${opus} cross-region`, `${micro} cross-region`]);
    assert.deepEqual(names(await targetsOf([{ model: "a*", scopes: ["global"] }])), [
      `${opus} global`,
      `${haiku} global`,
    ]);
    assert.deepEqual(names(await targetsOf(["*-haiku-*"])), [`${haiku} global`]);
  });

  it("warn of a legacy model and of one past its end of life, which only its name selects", async () => {
    const { warnings } = await read({
      models: ["amazon.*", "amazon.titan-text-v0"],
      alerts: { email: ["a@example.com"] },
    });
    assert.deepEqual(warnings, [
      'models[0] ("amazon.*"): legacy, so AWS will end it: amazon.nova-canvas-v1:0. AWS raises no quota of a legacy model, and 15 days without use may end the access to it.',
      'models[1] ("amazon.titan-text-v0"): past its end of life: amazon.titan-text-v0.',
      "The registry knows no quota of amazon.nova-canvas-v1:0 (on-demand) and amazon.titan-text-v0 (on-demand): charts, and no alarm on use. Name the codes under quotas in the model's entry if the account has them.",
    ]);
  });
});

describe("of several entries for one model", () => {
  const entries = [
    { model: "all", thresholds: { warning: 10 }, evaluation: { datapoints: 1, of: 1 }, burndown: 2 },
    { model: "anthropic.*", thresholds: { warning: 20 }, burndown: 3 },
    { model: "anthropic.claude-*", thresholds: { critical: 91 } },
    { model: opus, thresholds: { warning: 40 }, alarms: false },
    { model: `global.${opus}`, thresholds: { warning: "off" }, alarms: true },
  ];

  it("the more specific refines the less specific, setting by setting", async () => {
    const targets = await targetsOf(entries);
    const find = (id: string, scope: string) => {
      const target = targets.find((each) => each.model.modelId === id && each.scope === scope);
      assert.ok(target);
      return {
        ...percentages(target),
        burndown: target.burndown,
        of: target.evaluation["critical"]?.evaluationPeriods,
        alarms: target.alarms,
      };
    };
    assert.deepEqual(find(micro, "on-demand"), { warning: 10, critical: 90, burndown: 2, of: 1, alarms: true });
    assert.deepEqual(find(haiku, "global"), { warning: 20, critical: 91, burndown: 3, of: 1, alarms: true });
    assert.deepEqual(find(opus, "mantle"), { warning: 40, critical: 91, burndown: 3, of: 1, alarms: false });
    assert.deepEqual(find(opus, "global"), { critical: 91, burndown: 3, of: 1, alarms: true });
  });

  it("the order in the file decides nothing but the order of the targets", async () => {
    const sorted = (targets: readonly TargetSettings[]) =>
      targets.toSorted((left, right) =>
        `${left.model.modelId}${left.scope}` < `${right.model.modelId}${right.scope}` ? -1 : 1,
      );
    assert.deepEqual(sorted(await targetsOf(entries.toReversed())), sorted(await targetsOf(entries)));
  });

  it("a model named with its scope refines the model named without", async () => {
    const targets = await targetsOf([opus, { model: opus, scopes: ["global"], thresholds: { warning: 50 } }]);
    assert.deepEqual(targets.map(percentages), [
      { warning: 70, critical: 90 },
      { warning: 50, critical: 90 },
      { warning: 70, critical: 90 },
    ]);
  });

  it("an evaluation is set for all severities or for some, and the more specific entry changes only what it names", async () => {
    const evaluations = async (of: unknown, evaluation: unknown) =>
      (await read({ models: of, evaluation })).settings.targets.find(
        ({ model, scope }) => model.modelId === opus && scope === "global",
      )?.evaluation;
    const window = (datapointsToAlarm: number, evaluationPeriods: number) => ({ datapointsToAlarm, evaluationPeriods });
    const one = [`global.${opus}`];
    assert.deepEqual(await evaluations(one, { warning: { datapoints: 3, of: 20 } }), {
      warning: window(3, 20),
      critical: window(1, 60),
    });
    const entry = { model: `global.${opus}`, evaluation: { critical: { datapoints: 5, of: 5 } } };
    assert.deepEqual(await evaluations([entry], { datapoints: 3, of: 20 }), {
      warning: window(3, 20),
      critical: window(5, 5),
    });
    assert.deepEqual(
      await evaluations([{ model: "anthropic.*", evaluation: { datapoints: 1, of: 7 } }, entry], undefined),
      { warning: window(1, 7), critical: window(5, 5) },
    );
  });

  it("off takes back what a pattern set", async () => {
    const [target] = await targetsOf([
      { model: "openai.*", latencyAnomaly: true, serverErrorRate: 3 },
      { model: "openai.gpt-6-sol", latencyAnomaly: "off", serverErrorRate: null },
    ]);
    assert.equal(target?.latencyAnomaly, undefined);
    assert.equal(target?.serverErrorRate, undefined);
  });
});
