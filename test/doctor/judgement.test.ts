import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import fc from "fast-check";
import { differencesOf } from "../../monitoring/doctor/alarms-as-planned.ts";
import { diagnose } from "../../monitoring/doctor/diagnose.ts";
import type { DoctorFacts, FoundAlarm } from "../../monitoring/doctor/facts.ts";
import { type CheckName, checks, type Finding } from "../../monitoring/doctor/finding.ts";
import type { MetricDataQuery, PlannedAlarm } from "../../monitoring/plan-types.ts";
import { deployedAccount, factsOf, start, usOpus } from "./deployed-account.ts";

describe("what doctor makes of what it read", function () {
  this.timeout(60_000);
  let facts: DoctorFacts;

  before(async () => {
    const made = await deployedAccount();
    const running = await start(made);
    try {
      facts = await factsOf(made, running);
    } finally {
      await running.close();
    }
  });

  /** The findings of one check, with other facts. */
  const of = (check: CheckName, other: Partial<DoctorFacts>): Finding[] =>
    diagnose({ ...facts, ...other }).filter((finding) => finding.check === check);

  describe("of an alarm's definition", () => {
    const deployed = ({ AlarmName, id: _, ...definition }: PlannedAlarm): FoundAlarm => ({
      ...{ name: AlarmName, actionsEnabled: true, alarmActions: [], definition },
    });
    const turned = (query: MetricDataQuery): MetricDataQuery =>
      "Expression" in query
        ? { ...query, Period: 60 }
        : {
            ...query,
            Label: "as a person called it",
            MetricStat: {
              ...query.MetricStat,
              Metric: {
                ...query.MetricStat.Metric,
                Dimensions: query.MetricStat.Metric.Dimensions.toReversed(),
              },
            },
          };

    it("sees no difference in order, labels and what AWS fills in", () => {
      for (const alarm of facts.plan.alarms) {
        const found = deployed({ ...alarm, Metrics: alarm.Metrics.map(turned).toReversed() });
        assert.deepEqual(differencesOf(alarm, found), [], alarm.AlarmName);
      }
    });

    it("takes no threshold and 0 for the same where a band decides", () => {
      const [alarm] = facts.plan.alarms;
      const { Threshold: _, ...rest } = alarm!;
      const band: PlannedAlarm = {
        ...rest,
        ThresholdMetricId: "band",
        ComparisonOperator: "GreaterThanUpperThreshold",
      };
      assert.deepEqual(differencesOf(band, deployed({ ...band, Threshold: 0 })), []);
      assert.deepEqual(differencesOf(band, deployed({ ...band, ThresholdMetricId: "other" })), ["another band"]);
    });

    it("sees every single change", () => {
      const changes: ((alarm: PlannedAlarm) => PlannedAlarm)[] = [
        (alarm) => ({ ...alarm, Threshold: (alarm.Threshold ?? 0) + 1 }),
        (alarm) => ({ ...alarm, EvaluationPeriods: alarm.EvaluationPeriods + 1 }),
        (alarm) => ({ ...alarm, DatapointsToAlarm: alarm.DatapointsToAlarm + 1 }),
        (alarm) => ({ ...alarm, ComparisonOperator: "GreaterThanUpperThreshold" }),
        (alarm) => ({ ...alarm, TreatMissingData: "ignore" }),
        (alarm) => ({ ...alarm, ThresholdMetricId: "band" }),
        (alarm) => ({ ...alarm, Metrics: alarm.Metrics.slice(1) }),
        (alarm) => ({ ...alarm, Metrics: alarm.Metrics.map((query, at) => (at === 0 ? changed(query) : query)) }),
        (alarm) => ({
          ...alarm,
          Metrics: alarm.Metrics.map((query, at) => (at === 0 ? { ...query, ReturnData: !query.ReturnData } : query)),
        }),
      ];
      const changed = (query: MetricDataQuery): MetricDataQuery =>
        "Expression" in query
          ? { ...query, Expression: `${query.Expression} + 1` }
          : { ...query, MetricStat: { ...query.MetricStat, Stat: "p50" } };
      fc.assert(
        fc.property(fc.constantFrom(...facts.plan.alarms), fc.constantFrom(...changes), (alarm, change) => {
          assert.equal(differencesOf(alarm, deployed(change(alarm))).length, 1);
        }),
      );
    });
  });

  it("has each of its checks on its page", () => {
    const page = readFileSync(new URL("../../docs/doctor.md", import.meta.url), "utf8");
    for (const check of Object.keys(checks)) assert.match(page, new RegExp(`^\\| \`${check}\` \\| `, "m"), check);
  });

  it("notes a registry that is older than AWS's shortest notice, never more", () => {
    const days = (count: number) => Date.parse("2026-06-01T12:00:00Z") / 1000 + count * 86_400;
    const level = (count: number) => of("registry", { registryReadAt: "2026-06-01", now: days(count) })[0]?.level;
    assert.deepEqual([0, 45, 46, 900].map(level), ["ok", "ok", "note", "note"]);
    assert.match(of("registry", { registryReadAt: "2026-06-01", now: days(50) })[0]!.found, /2026-06-01, 50 days ago/);
  });

  describe("of models in use", () => {
    const used = (id: string, calls = 5) => ({ value: [{ namespace: "AWS/Bedrock", id, calls }] });

    it("leaves out what another stack of the folder counts, what is ignored, and what has capacity of its own", () => {
      const id = "us.anthropic.claude-sonnet-5";
      assert.equal(of("models-watched", { used: used(id) })[0]?.level, "warning");
      const elsewhere = new Map([[`AWS/Bedrock ${id}`, "team-b"]]);
      assert.equal(of("models-watched", { used: used(id), elsewhere })[0]?.level, "ok");
      const { plan } = facts;
      const ignoring = { ...plan, feed: { ...plan.feed, uncounted: { counted: {}, ignore: ["us.*-sonnet-5"] } } };
      assert.equal(of("models-watched", { used: used(id), plan: ignoring })[0]?.level, "ok");
      const provisioned = used("arn:aws:bedrock:us-east-1:123456789012:provisioned-model/abcd");
      assert.equal(of("models-watched", { used: provisioned })[0]?.level, "ok");
    });

    it("says of one without calls in the last days that it has none", () => {
      const [finding] = of("models-watched", { used: used("us.anthropic.claude-sonnet-5", 0) });
      assert.equal(finding?.level, "ok");
      assert.match(finding.found, /1 id that nobody watches had use in the last two weeks and none in the last 7 days/);
    });

    it("counts what is called by the ARN of a watched model", () => {
      const arn = `arn:aws:bedrock:us-east-1:123456789012:inference-profile/${usOpus}`;
      const [finding] = of("profiles-counted", { used: used(arn) });
      assert.deepEqual([finding?.level, finding?.subjects], ["warning", [arn]]);
    });
  });

  describe("of burndown rates", () => {
    const hours = (rate: number) => ({
      estimated: Array.from({ length: 24 }, () => 1_000 + rate * 500),
      input: Array.from({ length: 24 }, () => 1_000),
      cacheWrite: [],
      cacheRead: [],
      output: Array.from({ length: 24 }, () => 500),
    });
    const [key, other] = ["anthropic.claude-opus-5 cross-region", "amazon.nova-pro-v1:0 on-demand"];
    const measured = (rate: number) => ({ value: new Map([[key, hours(rate)]]) });
    const targets = (more: object) =>
      facts.targets.map((target) => (target.scope === "cross-region" ? { ...target, ...more } : target));

    it("takes the stack file's own rate before AWS's page", () => {
      assert.equal(of("burndown", { burndown: measured(10) })[0]?.level, "ok");
      const [finding] = of("burndown", { burndown: measured(10), targets: targets({ burndown: 5 }) });
      assert.equal(finding?.level, "warning");
      assert.match(finding.found, /an output token counts 10 .*the stack file says 5$/);
    });

    it("says where alarms count wrong", () => {
      const given = { burndown: measured(15), targets: targets({ consumption: "formula" }) };
      assert.match(of("burndown", given)[0]!.found, /AWS's page says 10: its alarms count wrong/);
    });

    it("offers a rate that no page has", () => {
      const opus = facts.targets.find(({ model }) => model.modelId === "anthropic.claude-opus-5")!;
      const unrated = { ...opus.model, burndown: { rate: "unknown" as const, reason: "no page" } };
      const [finding] = of("burndown", { burndown: measured(7), targets: targets({ model: unrated }) });
      assert.deepEqual([finding?.level, finding?.fix?.command], ["note", "npm run up -- prod"]);
      assert.match(finding?.fix?.text ?? "", /burndown: 7/);
    });

    it("says of what has too little use that it was not measured", () => {
      const few = { ...hours(1), output: [1] };
      const both = {
        value: new Map([
          [key, hours(10)],
          [other, few],
        ] as const),
      };
      assert.match(of("burndown", { burndown: both })[0]!.found, /cross-region\) 10; 1 target with too little use/);
    });
  });

  it("tells of what a state has left undone, and of topics that it lacks", () => {
    const state = { stack: "prod", alarms: [], topics: [], pendingOperations: 0, pendingDeletes: 2 };
    assert.deepEqual(
      of("state", { state }).map(({ level }) => level),
      ["warning", "note"],
    );
  });

  it("takes an empty list of models or profiles for none, and never for models that are gone", () => {
    for (const other of [{ listedModels: { value: [] } }, { systemProfiles: { value: [] } }]) {
      const levels = new Set(of("models-offered", other).map(({ level }) => level));
      assert.ok(levels.has("cannot-tell") && !levels.has("warning"), JSON.stringify(other));
    }
  });

  it("notes a legacy model without a day", () => {
    const models = facts.registry.models.map((model) =>
      model.modelId === "anthropic.claude-opus-5" ? { ...model, lifecycle: "legacy" as const } : model,
    );
    const [finding] = of("models-offered", { registry: { ...facts.registry, models } });
    assert.equal(finding?.level, "note");
    assert.match(finding.found, /AWS raises no quota of a legacy model/);
  });
});
