import assert from "node:assert/strict";
import fc from "fast-check";
import { plan } from "../../monitoring/plan.ts";
import type { MonitoringSettings, TargetSettings } from "../../monitoring/settings.ts";
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

  it("tells all that matters in the 85 characters that a mail's subject has room for, for every model of the Region", () => {
    for (const name of namesOf(settings(every))) {
      const end = " (bedrock-headroom/us-east-1)";
      assert.ok(name.endsWith(end), name);
      assert.ok(name.length - end.length <= 85, name);
    }
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

  it("have no alarm's name in common, whatever they monitor, and none twice", () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(stackName, { minLength: 2, maxLength: 2 }),
        someTargets,
        someTargets,
        notify,
        ([one, other], left, right, how) => {
          const names = [
            [one!, left],
            [other!, right],
          ].flatMap(([stack, targets]) =>
            namesOf(
              settings(targets as readonly TargetSettings[], {
                stack: stack as string,
                dashboardName: `bedrock-headroom-${stack as string}`,
                alerts: { notify: how, email: [], topicArns: {} },
              }),
            ),
          );
          assert.equal(new Set(names).size, names.length);
        },
      ),
      { numRuns: 60 },
    );
  });
});
