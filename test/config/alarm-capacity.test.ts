import assert from "node:assert/strict";
import { targetAlarms } from "../../monitoring/alarms/target-alarms.ts";
import { defaultEvaluations } from "../../monitoring/evaluation.ts";
import { limits } from "../../monitoring/limits.ts";
import type { Consumption, MonitoringSettings, TargetSettings } from "../../monitoring/settings.ts";
import { mostApplicationProfiles } from "../../stacks/alarm-capacity.ts";
import { percent } from "../../words/units.ts";
import type { Scope } from "../../words/words.ts";
import { fixtureModel, read } from "./fixture-registry.ts";

const cases = (["estimated", "formula"] as const).flatMap((consumption) =>
  [false, true].flatMap((serverErrors) =>
    (
      [
        ["anthropic.claude-opus-5", "cross-region"],
        ["anthropic.claude-opus-5", "global"],
        ["amazon.nova-micro-v1:0", "on-demand"],
      ] as const
    ).map(([modelId, scope]) => ({ consumption, serverErrors, modelId, scope })),
  ),
);

describe("the room for application profiles", () => {
  for (const { consumption, serverErrors, modelId, scope } of cases) {
    const title = `${modelId} ${scope}, ${consumption}${serverErrors ? ", with server errors" : ""}`;
    it(`is what the alarms themselves need: ${title}`, async () => {
      const ownIds = fixtureModel(modelId).scopes[scope]?.ids.length ?? 0;
      const most = mostApplicationProfiles({ scope, ownIds, consumption, serverErrors });
      assert.ok(most >= 0);
      const { settings } = await read({ models: [`global.anthropic.claude-opus-5`] });
      const largest = (profiles: number) =>
        largestAlarm(settings, { consumption, serverErrors, modelId, scope }, profiles);
      assert.ok(largest(most) <= limits.metricsPerAlarm, `${most} profiles make an alarm of ${largest(most)} metrics`);
      assert.ok(largest(most + 1) > limits.metricsPerAlarm, `one more than ${most} would fit`);
    });
  }

  it("is below zero where even the model's own ids don't fit", () => {
    const load = { scope: "cross-region", ownIds: 4, consumption: "formula", serverErrors: false } as const;
    assert.equal(mostApplicationProfiles(load), -1);
  });
});

function largestAlarm(
  settings: MonitoringSettings,
  of: { consumption: Consumption; serverErrors: boolean; modelId: string; scope: Scope },
  profiles: number,
): number {
  const target: TargetSettings = {
    model: fixtureModel(of.modelId),
    scope: of.scope,
    applicationProfiles: Array.from({ length: profiles }, (_, index) => `profile${index}`),
    thresholds: settings.severities,
    evaluation: defaultEvaluations(settings.severities),
    consumption: of.consumption,
    alarms: true,
    ...(of.serverErrors && { serverErrorRate: percent(5) }),
  };
  const sizes = targetAlarms(settings, target).map(
    ({ alarm }) => alarm.Metrics.filter((query) => "MetricStat" in query).length,
  );
  return Math.max(...sizes);
}
