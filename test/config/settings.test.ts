import assert from "node:assert/strict";
import { plan } from "../../monitoring/plan.ts";
import type { TargetSettings } from "../../monitoring/settings.ts";
import { loadCatalogue, loadRegistry } from "../../registry/index.ts";
import { readSettings } from "../../stacks/config.ts";
import { fixtureModel, read } from "./fixture-registry.ts";

const opus = "anthropic.claude-opus-5";
const haiku = "anthropic.claude-haiku-4-5-20251001-v1:0";
const micro = "amazon.nova-micro-v1:0";

const targetsOf = async (models: unknown, values: Record<string, unknown> = {}): Promise<readonly TargetSettings[]> =>
  (await read({ models, ...values })).settings.targets;
const names = (targets: readonly TargetSettings[]) => targets.map(({ model, scope }) => `${model.modelId} ${scope}`);
const only = async (entry: unknown, values: Record<string, unknown> = {}): Promise<TargetSettings> => {
  const [target, ...more] = await targetsOf([entry], values);
  assert.ok(target && more.length === 0, "one target was expected");
  return target;
};
const percentages = ({ thresholds }: TargetSettings) =>
  Object.fromEntries(thresholds.map(({ name, threshold }) => [name, threshold]));

describe("the settings of a config", () => {
  it("have a default for everything but the models", async () => {
    const { settings, warnings } = await read({ models: [`global.${opus}`] });
    assert.deepEqual(settings, {
      stack: "tokyo",
      region: "ap-northeast-1",
      dashboardName: "bedrock-headroom-tokyo-ap-northeast-1",
      targets: [
        {
          model: fixtureModel(opus),
          scope: "global",
          applicationProfiles: [],
          thresholds: [
            { name: "warning", threshold: 70 },
            { name: "critical", threshold: 90 },
          ],
          evaluation: {
            warning: { datapointsToAlarm: 2, evaluationPeriods: 60 },
            critical: { datapointsToAlarm: 1, evaluationPeriods: 60 },
          },
          consumption: "estimated",
          alarms: true,
        },
      ],
      severities: [
        { name: "warning", threshold: 70 },
        { name: "critical", threshold: 90 },
      ],
      alerts: { notify: "each", email: [], topicArns: {} },
      publisher: { refreshMinutes: 15, horizonMinutes: 10, logRetentionDays: 30 },
      tags: {},
      crossModelDaily: { code: "L-E3F10727", name: "Cross-Model Max Tokens Per Day" },
    });
    assert.deepEqual(warnings, [
      "alerts: names nobody, so alarms change state and no one is told. Set alerts.email, alerts.slack or alerts.topics.",
    ]);
  });

  it("name the dashboard after the stack, and after the Region where the stack's name doesn't tell it", async () => {
    const name = async (stack: string) => (await read({ models: "all" }, { stack })).settings.dashboardName;
    assert.equal(await name("ap-northeast-1"), "bedrock-headroom-ap-northeast-1");
    assert.equal(await name("prod-ap-northeast-1"), "bedrock-headroom-prod-ap-northeast-1");
    assert.equal(await name("prod"), "bedrock-headroom-prod-ap-northeast-1");
  });

  it("take over what the config says for the stack", async () => {
    const topic = (name: string) => `arn:aws:sns:ap-northeast-1:123456789012:${name}`;
    const key = "arn:aws:kms:ap-northeast-1:123456789012:key/11112222-3333-4444-5555-666677778888";
    const { settings } = await read({
      models: [`global.${opus}`],
      thresholds: { page: 95, ticket: 60, notice: 20 },
      evaluation: { datapoints: 5, of: 10 },
      alerts: {
        email: ["a@example.com", "b@example.com"],
        slack: { workspaceId: "T0123456789", channelId: "C0123456789" },
        topics: { page: [topic("on-call")] },
        notify: "composite",
        kmsKeyArn: key,
      },
      publisher: { refreshMinutes: 1440, logRetentionDays: 3653 },
      dashboard: { name: "Bedrock_use" },
      tags: { team: "platform", "cost:centre": "" },
      registry: "ap-northeast-1",
    });
    assert.deepEqual(settings.severities, [
      { name: "notice", threshold: 20 },
      { name: "ticket", threshold: 60 },
      { name: "page", threshold: 95 },
    ]);
    assert.deepEqual(settings.alerts, {
      notify: "stack",
      email: ["a@example.com", "b@example.com"],
      slack: { workspaceId: "T0123456789", channelId: "C0123456789" },
      topicArns: { page: [topic("on-call")] },
      kmsKeyArn: key,
    });
    assert.deepEqual(settings.publisher, { refreshMinutes: 1440, horizonMinutes: 10, logRetentionDays: 3653 });
    assert.equal(settings.dashboardName, "Bedrock_use");
    assert.deepEqual(settings.tags, { team: "platform", "cost:centre": "" });
    const five = { datapointsToAlarm: 5, evaluationPeriods: 10 };
    assert.deepEqual(settings.targets[0]?.evaluation, { notice: five, ticket: five, page: five });
  });

  it("attach the publisher to a VPC of its own, or to one that exists, where the config says so", async () => {
    const vpcOf = async (vpc: unknown) =>
      (await read({ models: [`global.${opus}`], publisher: { vpc } })).settings.publisher.vpc;
    assert.deepEqual(await vpcOf({ create: true }), { kind: "create", cidr: "10.20.0.0/24", zones: 1 });
    assert.deepEqual(await vpcOf({ create: true, cidr: "192.168.7.0/26", zones: 3 }), {
      kind: "create",
      cidr: "192.168.7.0/26",
      zones: 3,
    });
    const existing = { subnetIds: ["subnet-0123456789abcdef0", "subnet-01234567"], securityGroupIds: ["sg-01234567"] };
    assert.deepEqual(await vpcOf(existing), { kind: "existing", ...existing });
  });

  it("take any private range of a VPC's size, and only from where it begins", async () => {
    const accepted = (cidr: string, zones = 1) =>
      read({ models: [`global.${opus}`], publisher: { vpc: { create: true, cidr, zones } } }).then(
        () => true,
        () => false,
      );
    for (const cidr of ["10.255.255.240/28", "172.16.0.0/16", "172.31.255.0/24", "192.168.0.0/16", "100.64.0.0/24"])
      assert.ok(await accepted(cidr), cidr);
    for (const cidr of [
      "172.32.0.0/16",
      "100.128.0.0/24",
      "169.254.0.0/16",
      "10.0.0.8/28",
      "10.0.0.0/15",
      "10.0.0.0/029",
    ])
      assert.ok(!(await accepted(cidr)), cidr);
    assert.deepEqual(await Promise.all([1, 2, 3].map((zones) => accepted("10.0.0.0/27", zones))), [true, true, false]);
  });

  it("give a list of topics to every severity", async () => {
    const topics = ["arn:aws:sns:ap-northeast-1:123456789012:all"];
    const { settings } = await read({ models: "all", alerts: { topics } });
    assert.deepEqual(settings.alerts.topicArns, { warning: topics, critical: topics });
  });

  it("treat a key with nothing behind it as left out", async () => {
    const { settings } = await read({ models: [`global.${opus}`] });
    const leftOut = {
      thresholds: {},
      evaluation: {},
      alerts: {},
      publisher: null,
      dashboard: {},
      tags: {},
      registry: "",
    };
    assert.deepEqual((await read({ models: [`global.${opus}`], ...leftOut })).settings, settings);
  });
});

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
      'models[0] ("amazon.*"): legacy, so AWS will end it: amazon.nova-canvas-v1:0.',
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
      loadRegistry,
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
