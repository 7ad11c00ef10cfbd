import assert from "node:assert/strict";
import fc from "fast-check";
import type { PlannedAlarm } from "../../monitoring/plan-types.ts";
import { lookupIn } from "../../monitoring/simulation/series.ts";
import { type AlarmSimulation, type SimulationInput, simulate } from "../../monitoring/simulation/simulate.ts";
import { alarm, bedrock, dailyAlarm, formula, runsAlarm, stat, throttleAlarm, usageAlarm } from "./alarms.ts";
import { changes, type Minutes, model, quota, start, steady, store, warning } from "./simulated-changes.ts";

describe("what can't be simulated", () => {
  const reasonOf = (planned: PlannedAlarm): string => {
    const [result] = simulate({ alarms: [planned], series: () => undefined, start, minutes: 5 });
    assert.equal(result?.outcome, "cannot tell");
    return (result as AlarmSimulation & { outcome: "cannot tell" }).reason;
  };
  const m1 = { ...stat("m1", bedrock("Invocations", model), "Sum"), ReturnData: true };

  it("is told as such, with the reason", () => {
    assert.match(reasonOf(alarm("band", [m1], { ThresholdMetricId: "band" })), /anomaly detection band/);
    assert.match(
      reasonOf(alarm("band", [{ ...m1, ReturnData: false }, formula("b", "ANOMALY_DETECTION_BAND(m1)", true)])),
      /ANOMALY_DETECTION_BAND/,
    );
    assert.match(
      reasonOf(alarm("operator", [m1], { ComparisonOperator: "GreaterThanUpperThreshold" })),
      /GreaterThanUpperThreshold is not supported/,
    );
    assert.match(
      reasonOf(alarm("periods", [m1, stat("m2", bedrock("Invocations", model), "Sum", 300)])),
      /same period/,
    );
    assert.match(
      reasonOf(alarm("seconds", [{ ...stat("m1", bedrock("Invocations", model), "Sum", 10), ReturnData: true }])),
      /periods of 10 seconds/,
    );
    assert.match(reasonOf(alarm("nothing", [])), /watches no metric/);
    assert.match(reasonOf(alarm("two", [m1, { ...m1, Id: "m2" }])), /Exactly one query .* 2 do/);
    assert.match(reasonOf(alarm("m of n", [m1], { DatapointsToAlarm: 4 })), /4 out of 3 datapoints/);
  });

  it("refuses a start, length or lag that is not in whole minutes", () => {
    const run = (rest: Partial<SimulationInput>) => () =>
      simulate({ alarms: [], series: () => undefined, start, minutes: 1, ...rest });
    assert.throws(run({ start: start + 1 }), /whole minute/);
    assert.throws(run({ minutes: 0 }), /at least one whole minute/);
    assert.throws(run({ lagMinutes: { "AWS/Bedrock": -1 } }), /lag of AWS\/Bedrock/);
  });
});

describe("a simulation", () => {
  const load = fc.array(fc.option(fc.integer({ min: 0, max: 1_500_000 }), { nil: Number.NaN }), {
    minLength: 1,
    maxLength: 60,
  });
  const lagMinutes = { "AWS/Bedrock": 1 };
  const firstAlarm = (planned: PlannedAlarm, usage: Minutes): number => {
    const found = changes(planned, { usage: { [model]: usage }, quota: steady(quota, usage.length) }, usage.length, {
      lagMinutes,
    });
    return found.find(([, state]) => state === "ALARM")?.[0] ?? Number.POSITIVE_INFINITY;
  };

  it("gives the same each time", () => {
    fc.assert(
      fc.property(load, (usage) => {
        const input: SimulationInput = {
          alarms: [warning, runsAlarm("runs")],
          series: lookupIn(store({ usage: { [model]: usage }, quota: steady(quota, usage.length) })),
          start,
          minutes: usage.length,
        };
        assert.deepEqual(simulate(input), simulate(input));
      }),
    );
  });

  it("never fires earlier at a higher threshold", () => {
    fc.assert(
      fc.property(load, fc.integer({ min: 1, max: 150 }), fc.integer({ min: 0, max: 50 }), (usage, threshold, more) => {
        const low = firstAlarm(usageAlarm("low", threshold, [model]), usage);
        const high = firstAlarm(usageAlarm("high", threshold + more, [model]), usage);
        assert.ok(high >= low, `${threshold} % at ${low}, ${threshold + more} % at ${high}`);
      }),
    );
  });

  it("gives each alarm what it would have alone: shared work mixes nothing up", () => {
    fc.assert(
      fc.property(load, (usage) => {
        const alarms = [
          warning,
          usageAlarm("one of one", 70, [model], { EvaluationPeriods: 1, DatapointsToAlarm: 1 }),
          usageAlarm("other id", 70, ["other"]),
          throttleAlarm("throttles", model),
          dailyAlarm("daily", 1, [model]),
        ];
        const data = {
          usage: { [model]: usage },
          quota: steady(quota, usage.length),
          dailyQuota: steady(quota, usage.length),
        };
        const input = { series: lookupIn(store(data)), start, minutes: usage.length };
        const together = simulate({ ...input, alarms });
        assert.deepEqual(
          together,
          alarms.flatMap((one) => simulate({ ...input, alarms: [one] })),
        );
      }),
    );
  });

  it("starts from the state it is told", () => {
    const data = store({ usage: { [model]: steady(200_000, 5) }, quota: steady(quota, 5) });
    const run = (initialState: SimulationInput["initialState"]) =>
      simulate({
        alarms: [warning],
        series: lookupIn(data),
        start,
        minutes: 5,
        ...(initialState && { initialState }),
      })[0];
    const first = (result?: AlarmSimulation) =>
      result?.outcome === "simulated" ? result.transitions[0]?.from : undefined;
    assert.equal(first(run("ALARM")), "ALARM");
    assert.equal(first(run({ warning: "ALARM" })), "ALARM");
    assert.equal(first(run({ other: "ALARM" })), "INSUFFICIENT_DATA");
    assert.equal(first(run("OK")), undefined);
  });

  it("evaluates no alarm before its warm-up ends", () => {
    const data = store({ usage: { [model]: steady(710_000, 30) }, quota: steady(quota, 30) });
    const run = (warmUpMinutes: SimulationInput["warmUpMinutes"]) =>
      simulate({
        alarms: [warning, { ...warning, AlarmName: "another" }],
        series: lookupIn(data),
        start,
        minutes: 30,
        ...(warmUpMinutes !== undefined && { warmUpMinutes }),
      }).map((result) => result.outcome === "simulated" && result.transitions.map(({ minute, to }) => [minute, to]));
    const atOnce = [
      [1, "OK"],
      [2, "ALARM"],
    ];
    assert.deepEqual(run(undefined), [atOnce, atOnce]);
    assert.deepEqual(run(10), [[[11, "ALARM"]], [[11, "ALARM"]]]);
    assert.deepEqual(run({ another: 10 }), [atOnce, [[11, "ALARM"]]]);
  });

  it("says why an alarm changed", () => {
    const data = store({ usage: { [model]: [710_000, 725_000, 100_000] }, quota: steady(quota, 3) });
    const [result] = simulate({ alarms: [warning], series: lookupIn(data), start, minutes: 2 });
    assert.ok(result?.outcome === "simulated");
    assert.deepEqual(
      result.transitions.map(({ reason }) => reason),
      [
        "1 of 1 datapoint >= 70 (71); 2 missing of 3, which counts as not breaching",
        "2 of 2 datapoints >= 70 (71, 72.5; newest last); 1 missing of 3, which counts as not breaching",
      ],
    );
  });
});
