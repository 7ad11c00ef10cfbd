import assert from "node:assert/strict";
import { latencyAlarm } from "../../monitoring/alarms/latency.ts";
import { serverErrorAlarm } from "../../monitoring/alarms/server-errors.ts";
import { plan } from "../../monitoring/plan.ts";
import { prices } from "../../monitoring/prices.ts";
import { percent } from "../../words/units.ts";
import { settings, target } from "./example-settings.ts";

const opus = "anthropic.claude-opus-5";

describe("an alarm that has to be asked for", () => {
  it("takes an idle model's missing latency for health, and needs five minutes of fifteen, which may come late", () => {
    const alarm = latencyAlarm(settings([]), target(opus, "global", { latencyAnomaly: 2 }))?.alarm;
    assert.equal(alarm?.TreatMissingData, "notBreaching");
    assert.deepEqual([alarm?.DatapointsToAlarm, alarm?.EvaluationPeriods], [5, 15]);
    assert.equal(alarm?.Threshold, undefined);
    assert.equal(alarm?.ThresholdMetricId, "band");
  });

  it("judges server errors by the share that the config names, in as many minutes as the target's alarms of that severity", () => {
    const evaluation = { warning: { datapointsToAlarm: 4, evaluationPeriods: 7 } };
    const alarm = serverErrorAlarm(
      settings([]),
      target(opus, "global", { serverErrorRate: percent(5), evaluation }),
    )?.alarm;
    assert.deepEqual([alarm?.DatapointsToAlarm, alarm?.EvaluationPeriods], [4, 7]);
    assert.equal(alarm?.Threshold, 5);
    assert.equal(alarm?.TreatMissingData, "notBreaching");
  });

  it("exists on no mantle target, which has neither metric", () => {
    const asked = target("openai.gpt-5.6-sol", "mantle", { latencyAnomaly: 2, serverErrorRate: percent(5) });
    assert.equal(latencyAlarm(settings([]), asked), undefined);
    assert.equal(serverErrorAlarm(settings([]), asked), undefined);
  });

  it("costs three alarm metrics where it watches a band: its metric and the band's two edges", () => {
    const alarmMetrics = (latencyAnomaly?: number) =>
      plan(settings([target(opus, "global", latencyAnomaly === undefined ? {} : { latencyAnomaly })])).cost;
    const [without, withBand] = [alarmMetrics(), alarmMetrics(2)];
    const quantity = (cost: typeof without) => cost.lines.find(({ what }) => what === "alarm metrics")?.quantity ?? 0;
    assert.equal(quantity(withBand) - quantity(without), 3);
    assert.equal(
      Math.round((withBand.monthlyUsd - without.monthlyUsd) * 100),
      Math.round(3 * prices.alarmMetric.usd * 100),
    );
  });
});
