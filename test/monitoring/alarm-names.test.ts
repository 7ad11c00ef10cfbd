import assert from "node:assert/strict";
import fc from "fast-check";
import { publisherMetrics, quotaDimensions, stackDimensions } from "../../monitoring/feed.ts";
import { quotaNamespace } from "../../monitoring/metrics.ts";
import * as names from "../../monitoring/names.ts";
import { plan } from "../../monitoring/plan.ts";
import type { MonitoringSettings, TargetSettings } from "../../monitoring/settings.ts";
import { loadRegistry, regions } from "../../registry/index.ts";
import { percent } from "../../words/units.ts";
import type { Scope } from "../../words/words.ts";
import { model, registry, settings, target } from "./example-settings.ts";

const namesOf = (of: MonitoringSettings): string[] => {
  const { alarms, compositeAlarms } = plan(of);
  return [...alarms, ...compositeAlarms].map(({ AlarmName }) => AlarmName);
};
const every = registry.models.flatMap(({ modelId, scopes }) =>
  (Object.keys(scopes) as Scope[]).map((scope) => target(modelId, scope)),
);
const nameOf = (of: MonitoringSettings, wanted: string): string | undefined => {
  const { alarms, compositeAlarms } = plan(of);
  return [...alarms, ...compositeAlarms].find(({ id }) => id === wanted)?.AlarmName;
};

describe("the name of an alarm", () => {
  const opus = "anthropic.claude-opus-5";

  it("begins with severity, model and what is wrong, and ends with the stack", () => {
    const own = settings([target(opus, "cross-region"), target("amazon.nova-pro-v1:0", "on-demand")]);
    const named = (id: string) => nameOf(own, id);
    assert.equal(
      named(`${opus}/cross-region/tpm/critical`),
      "critical: Claude Opus 5 cross-region at 90% of tokens/min (bedrock-headroom/us-east-1)",
    );
    assert.equal(
      named(`${opus}/cross-region/throttles/critical`),
      "critical: Claude Opus 5 cross-region throttled (bedrock-headroom/us-east-1)",
    );
    assert.equal(
      named("amazon.nova-pro-v1:0/on-demand/tpd/warning"),
      "warning: Nova Pro on-demand at 70% of tokens/day (bedrock-headroom/us-east-1)",
    );
    assert.equal(named("any/critical"), "critical: any model (bedrock-headroom/us-east-1)");
  });

  it("fits a mail's subject but for the stack: severity, model, scope and what, of every target of every Region", async () => {
    // CloudWatch's subject is `ALARM: "<name>" in <Region>`. SNS takes "less than 100 characters" (API Publish, Subject).
    const room = 99 - 'ALARM: "'.length;
    // As long as a stack's name can be: the publisher's function has it in its own name, which AWS ends at 64.
    const stack = "a-platform-in-eu-central-1-prod";
    const end = ` (bedrock-headroom/${stack})`;
    let seen = 0;
    for (const region of regions) {
      const { models } = await loadRegistry(region);
      const targets = models.flatMap((one) =>
        (Object.keys(one.scopes) as Scope[]).map((scope) => ({
          ...target(opus, "global", { serverErrorRate: percent(5), latencyAnomaly: 2 }),
          model: one,
          scope,
        })),
      );
      if (targets.length === 0) continue;
      for (const name of namesOf(settings(targets, { stack, region }))) {
        assert.ok(name.endsWith(end), name);
        assert.ok(name.length - end.length <= room, `${region}: ${name.length - end.length} characters: ${name}`);
        seen++;
      }
    }
    assert.ok(seen > 5_000, `${seen} names`);
  });

  it("says the model's id where two models have one name", () => {
    const twin = { ...model(opus), modelId: `${opus}:24k` };
    const of = settings([target(opus, "global"), target(opus, "global", { model: twin })]);
    assert.match(
      nameOf(of, `${opus}:24k/global/tpm/warning`) ?? "",
      /^warning: anthropic\.claude-opus-5:24k global at/,
    );
    assert.match(nameOf(of, `${opus}/global/tpm/warning`) ?? "", /^warning: anthropic\.claude-opus-5 global at/);
    const names = namesOf(of);
    assert.equal(new Set(names).size, names.length);
  });
});

describe("two stacks of one Region", () => {
  const someTargets: fc.Arbitrary<readonly TargetSettings[]> = fc
    .uniqueArray(
      fc.record({
        one: fc.constantFrom(...every),
        evaluation: fc.constantFrom(
          { datapointsToAlarm: 1, evaluationPeriods: 60 },
          { datapointsToAlarm: 5, evaluationPeriods: 5 },
        ),
      }),
      { minLength: 1, maxLength: 8, selector: ({ one }) => `${one.model.modelId} ${one.scope}` },
    )
    .map((chosen) =>
      chosen.map(({ one, evaluation }) => ({ ...one, evaluation: { warning: evaluation, critical: evaluation } })),
    );
  const stackName = fc.stringMatching(/^[a-z][a-z0-9-]{0,18}$/);
  const notify = fc.constantFrom("each" as const, "model" as const, "stack" as const);

  /** Everything that a stack names, each with what it is: two of one kind would be one resource, or one metric. */
  function allNames(stack: string, targets: readonly TargetSettings[], how: MonitoringSettings["alerts"]["notify"]) {
    const alerts = { notify: how, email: [], topicArns: {} };
    const made = plan(settings(targets, { stack, dashboardName: `bedrock-headroom-${stack}`, alerts }));
    const named = Object.entries(names).flatMap(([what, name]) => {
      if (typeof name !== "function") return [];
      const kind = /(Topic|topicName)/.test(what)
        ? "topic"
        : (/(Function|LogGroup|Role|Alias)Name$|KeyAlias$/.exec(what)?.[0] ?? what);
      const withSeverity = what.startsWith("topic");
      return [
        ...(what === "topicName" ? [] : [name(stack, undefined as never)]),
        ...(withSeverity ? ["warning", "critical"].map((severity) => name(stack, severity)) : []),
      ].map((one) => `${kind} ${one}`);
    });
    const published = [
      ...made.feed.quotas.map(({ metric, modelId }) => [metric, quotaDimensions(made.feed.stack, modelId)]),
      ...Object.values(publisherMetrics).map((metric) => [metric, stackDimensions(made.feed.stack)]),
    ].map((metric) => `metric ${JSON.stringify(metric)}`);
    return [
      ...named,
      ...published,
      ...[...made.alarms, ...made.compositeAlarms].map(({ AlarmName }) => `alarm ${AlarmName}`),
      ...made.dashboards.map(({ name }) => `dashboard ${name}`),
    ];
  }

  it("have nothing in common: no alarm, metric, dashboard, topic, key, role, queue, schedule or function, and none twice", () => {
    fc.assert(
      fc.property(
        // Names that begin with another's, and end like what is made of it, are where mistakes show.
        fc.tuple(stackName, fc.oneof(stackName, fc.constantFrom("-critical", "-warning", "-notifier", "-scheduler"))),
        someTargets,
        someTargets,
        notify,
        ([stack, end], left, right, how) => {
          const other = end.startsWith("-") ? `${stack}${end}` : end;
          fc.pre(other !== stack);
          const all = [...allNames(stack, left, how), ...allNames(other, right, how)];
          assert.deepEqual(
            all.filter((name, index) => all.indexOf(name) !== index),
            [],
          );
        },
      ),
      { numRuns: 60 },
    );
  });

  it("read only their own metrics of quotas", () => {
    for (const { Metrics, id } of plan(settings(every.slice(0, 20), { stack: "one" })).alarms) {
      for (const query of Metrics) {
        if (!("MetricStat" in query) || query.MetricStat.Metric.Namespace !== quotaNamespace) continue;
        assert.ok(
          query.MetricStat.Metric.Dimensions.some(({ Name, Value }) => Name === "Stack" && Value === "one"),
          id,
        );
      }
    }
  });
});
