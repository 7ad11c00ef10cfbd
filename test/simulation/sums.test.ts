import assert from "node:assert/strict";
import { metricsOf } from "../../monitoring/expression/expression.ts";
import { plan } from "../../monitoring/plan.ts";
import type { MonitoringPlan } from "../../monitoring/plan-types.ts";
import { planSeries } from "../../monitoring/simulation/plan-series.ts";
import { identityKey, lookupIn } from "../../monitoring/simulation/series.ts";
import { simulate } from "../../monitoring/simulation/simulate.ts";
import { parseTraffic } from "../../monitoring/simulation/traffic.ts";
import { sumDelayMinutes } from "../../monitoring/sums.ts";
import { usageOf } from "../../monitoring/usage.ts";
import { settings, target } from "../monitoring/example-settings.ts";

/** The same traffic on the same quotas: of a target whose alarms hold its series, and of one that the publisher adds up. */

const start = Date.UTC(2026, 0, 5) / 1000;
const sonnet = "anthropic.claude-sonnet-4-6";
const nova = "amazon.nova-pro-v1:0";
const profiles = (count: number) => Array.from({ length: count }, (_, index) => `profile${index}`);
const planWith = (id: string, count: number) =>
  plan(settings([target(id, "cross-region", { applicationProfiles: profiles(count) })]));

function seriesOf(made: MonitoringPlan, traffic: string, minutes: number) {
  const profile = parseTraffic(traffic);
  assert.ok(profile);
  const quotas = Object.fromEntries(made.feed.quotas.map(({ code }) => [code, 1_000_000]));
  return planSeries({ plan: made, traffic: () => profile, quotas, start, minutes });
}

/** When each alarm goes on, and off again, by its identity: [minute, state]. */
function changes(made: MonitoringPlan, traffic: string, minutes: number, lag: number) {
  const results = simulate({
    alarms: made.alarms.filter(({ id }) => !id.startsWith("publisher/")),
    series: lookupIn(seriesOf(made, traffic, minutes)),
    start,
    minutes,
    lagMinutes: { "AWS/Bedrock": lag },
    initialState: "OK",
  });
  const ids = new Map(made.alarms.map(({ AlarmName, id }) => [AlarmName, id]));
  return new Map(
    results.map((result) => {
      assert.equal(result.outcome, "simulated");
      const all = result.outcome === "simulated" ? result.transitions : [];
      return [ids.get(result.alarm)!, all.map(({ minute, to }) => [minute, to] as const)];
    }),
  );
}

/** That an alarm on a sum goes on a minute later. The window moves on by itself, so it goes off no later for that. */
function assertLater(direct: Changes, summed: Changes, title: string): void {
  assert.deepEqual(
    summed.map(([, to]) => to),
    direct.map(([, to]) => to),
    title,
  );
  for (const [index, [minute, to]] of direct.entries()) {
    const later = summed[index]![0] - minute;
    if (to === "ALARM") assert.equal(later, sumDelayMinutes, title);
    else assert.ok(Math.abs(later) <= sumDelayMinutes, title);
  }
}
type Changes = readonly (readonly [minute: number, to: string])[];

describe("alarms on published sums", () => {
  it("go on a minute later than those on the series, and off when they do, however late the metrics are", () => {
    const [direct, summed] = [planWith(sonnet, 2), planWith(sonnet, 30)];
    for (const traffic of ["burst:130%x1/45", "burst:95%x3/90@20%", "runaway:20%..150%"]) {
      for (const lag of [0, 2, 4]) {
        const [without, withSum] = [changes(direct, traffic, 235, lag), changes(summed, traffic, 235, lag)];
        const kinds = [...without.keys()].filter((id) => /\/(tpm|throttles)\//.test(id));
        assert.ok(kinds.some((id) => without.get(id)!.length > 0));
        for (const id of kinds) {
          assertLater(without.get(id)!, withSum.get(id)!, `${id}, ${traffic}, ${lag} late`);
        }
      }
    }
  });

  it("of a day go on within 40 minutes of the alarm on the day's series", () => {
    const [direct, summed] = [planWith(nova, 2), planWith(nova, 30)];
    const id = `${nova}/cross-region/tpd/critical`;
    const minutes = 3 * 1_440;
    const first = (made: MonitoringPlan) =>
      changes(made, "runaway:20%..150%", minutes, 2)
        .get(id)!
        .find(([, to]) => to === "ALARM")?.[0];
    const [one, other] = [first(direct), first(summed)];
    assert.ok(one !== undefined && other !== undefined);
    assert.ok(other >= one && other - one <= 40, `${one} and ${other}`);
  });

  it("read what the report would count: the sum is that of its series in every minute", () => {
    const made = planWith(sonnet, 30);
    const store = seriesOf(made, "burst:130%x3/20@10%", 120);
    const one = target(sonnet, "cross-region", { applicationProfiles: profiles(30) });
    const series = metricsOf(usageOf(one, "tpm", "us-east-1").node).map(({ namespace, name, dimensions }) =>
      store.get(
        identityKey({
          Namespace: namespace,
          MetricName: name,
          Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
        }),
      ),
    );
    const [sum] = made.feed.sums!;
    const published = store.get(
      identityKey({
        Namespace: "Bedrock/Quotas",
        MetricName: sum!.metric,
        Dimensions: [
          { Name: "Stack", Value: "us-east-1" },
          { Name: "ModelId", Value: sum!.modelId },
        ],
      }),
    )!;
    for (let minute = 0; minute < 120; minute++) {
      const whole = series.reduce((total, each) => total + (each?.["Sum"]?.values[minute] || 0), 0);
      assert.equal(published["Maximum"]!.values[minute] || 0, whole);
    }
  });
});
