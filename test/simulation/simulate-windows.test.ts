import assert from "node:assert/strict";
import { readings } from "../../monitoring/simulation/reading.ts";
import { lookupIn } from "../../monitoring/simulation/series.ts";
import { simulate } from "../../monitoring/simulation/simulate.ts";
import { alarm, bedrock, dailyAlarm, stat, throttleAlarm } from "./alarms.ts";
import { changes, idle, model, start, steady, store } from "./simulated-changes.ts";

describe("the throttle alarm", () => {
  const throttle = throttleAlarm("throttles", model);
  const minuteOf = (throttled: number) => ({ throttles: [...steady(idle, 4), throttled, ...steady(idle, 75)] });

  it("fires at the end of a minute with one throttled request, however late, and clears an hour after the last one", () => {
    assert.deepEqual([throttle.DatapointsToAlarm, throttle.EvaluationPeriods], [1, 60]);
    for (const reading of readings) {
      for (const lag of [0, 1, 2, 3, 4]) {
        const options = { lagMinutes: { "AWS/Bedrock": lag }, reading };
        assert.deepEqual(changes(throttle, minuteOf(1), 80, options), [
          [5 + lag, "ALARM"],
          [65 + reading.readsBeyond, "OK"],
        ]);
      }
    }
  });

  it("clears with data in a minute as it does without", () => {
    assert.deepEqual(changes(throttle, { throttles: [...steady(0, 4), 1, ...steady(0, 75)] }, 80), [
      [5, "ALARM"],
      [65, "OK"],
    ]);
  });

  it("would be blind at 1 of 1 to metrics that come later than its range", () => {
    const one = { ...throttle, DatapointsToAlarm: 1, EvaluationPeriods: 1 };
    assert.deepEqual(changes(one, minuteOf(1), 80, { lagMinutes: { "AWS/Bedrock": 3 } }), []);
  });
});

describe("a daily budget, on a sliding day", () => {
  const daily = dailyAlarm("daily", 70, [model]);
  const budget = 1_440_000;

  it("fires in the minute in which the last 24 hours reach 70 %", () => {
    // 1,000 tokens a minute are 1,000 ÷ 1,440,000 of the budget: 70 % after 1,008 minutes.
    const data = { usage: { [model]: steady(1_000, 1_440) }, dailyQuota: steady(budget, 1_440) };
    assert.deepEqual(changes(daily, data, 1_440), [[1_008, "ALARM"]]);
  });

  it("clears when the spending has slid out of the last 24 hours", () => {
    // 1,100,000 tokens in the first hour, then a trickle: 69.4 % once 6 minutes of that hour are more than a day old.
    const usage = [...steady(1_100_000 / 60, 60), ...steady(0, 1_440)].map(Math.round);
    const spent = usage.slice(0, 60).reduce((a, b) => a + b, 0);
    const leaves = Math.ceil((spent - 0.7 * budget) / usage[0]!);
    const found = changes(daily, { usage: { [model]: usage }, dailyQuota: steady(budget, 1_500) }, 1_500);
    assert.deepEqual(found, [
      [Math.ceil((0.7 * budget) / usage[0]!), "ALARM"],
      [1_440 + (spent - leaves * usage[0]! < 0.7 * budget ? leaves : leaves + 1), "OK"],
    ]);
  });

  it("counts what was spent before the simulation began", () => {
    const data = { usage: { [model]: steady(1_000, 2_880) }, dailyQuota: steady(budget, 2_880), history: 1_440 };
    assert.deepEqual(changes(daily, data, 10), [[1, "ALARM"]]);
  });

  it("stays over once the day is: a day without any use is not judged by the one before it", () => {
    const usage = [...steady(1_100_000 / 60, 60), ...steady(idle, 4_260)].map(Math.round);
    const found = changes(daily, { usage: { [model]: usage }, dailyQuota: steady(budget, 4_320) }, 4_320);
    assert.deepEqual(
      found.map(([, state]) => state),
      ["ALARM", "OK"],
    );
  });

  it("follows a lowered quota after the 73rd minute of it, which 5 % of a day's 1,440 are not more than", () => {
    const lowered = [...steady(budget, 1_440), ...steady(budget / 10, 200)];
    const data = { usage: { [model]: steady(100, 1_640) }, dailyQuota: lowered, history: 1_440 };
    assert.deepEqual(changes(daily, data, 200), [[72, "ALARM"]]);
  });

  it("is not moved by a bad minute: a quota read as 0 once, or wrong for 25 minutes, at 1 % of use", () => {
    for (const bad of [1, 25]) {
      const dailyQuota = [...steady(budget, 1_440), ...steady(0, bad), ...steady(budget, 1_440 - bad)];
      const usage = { [model]: steady(budget / 100 / 1_440, 2_880) };
      assert.deepEqual(changes(daily, { usage, dailyQuota, history: 1_440 }, 1_440), []);
      const lowest = {
        ...daily,
        Metrics: daily.Metrics.map((query) => JSON.parse(JSON.stringify(query).replace('"p5"', '"Minimum"'))),
      };
      assert.equal(changes(lowest, { usage, dailyQuota, history: 1_440 }, 1_440).length, 1);
    }
  });
});

describe("an alarm whose window is longer than a day", () => {
  const twoDays = alarm(
    "two days",
    [{ ...stat("m1", bedrock("EstimatedTPMQuotaUsage", model), "Sum", 86_400), ReturnData: true }],
    {
      Threshold: 100,
      EvaluationPeriods: 2,
      DatapointsToAlarm: 1,
    },
  );

  it("is evaluated at full hours only", () => {
    const usage = { [model]: [...steady(0, 90), ...steady(100, 90)] };
    assert.deepEqual(changes(twoDays, { usage }, 180), [[120, "ALARM"]]);
    const [result] = simulate({ alarms: [twoDays], series: lookupIn(store({ usage })), start, minutes: 59 });
    assert.ok(result?.outcome === "simulated" && result.finalState === "INSUFFICIENT_DATA");
  });
});
