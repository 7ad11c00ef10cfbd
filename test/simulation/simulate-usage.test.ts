import assert from "node:assert/strict";
import { lookupIn } from "../../monitoring/simulation/series.ts";
import { simulate } from "../../monitoring/simulation/simulate.ts";
import { settings } from "../monitoring/example-settings.ts";
import { alarm, formula, runsAlarm, usageAlarm, utilisationQueries } from "./alarms.ts";
import { changes, changesOf, idle, model, quota, start, steady, store, warning } from "./simulated-changes.ts";

describe("a usage alarm at 70 %, 2 of 3 minutes", () => {
  it("never fires at a steady 69 %", () => {
    assert.deepEqual(changes(warning, { usage: { [model]: steady(690_000, 60) }, quota: steady(quota, 60) }, 60), []);
  });

  it("fires at exactly 70 %: at the threshold counts", () => {
    assert.deepEqual(changes(warning, { usage: { [model]: steady(700_000, 60) }, quota: steady(quota, 60) }, 60), [
      [2, "ALARM"],
    ]);
  });

  it("fires at the end of the second minute of a steady 71 %: the first alone is 1 of 3, the second makes 2 of 3", () => {
    assert.deepEqual(changes(warning, { usage: { [model]: steady(710_000, 60) }, quota: steady(quota, 60) }, 60), [
      [2, "ALARM"],
    ]);
  });

  it("fires two minutes after a rise from 20 % to 71 %, and clears two minutes after the fall: 2 of 3 must be below", () => {
    const usage = [...steady(200_000, 10), ...steady(710_000, 10), ...steady(200_000, 10)];
    assert.deepEqual(changes(warning, { usage: { [model]: usage }, quota: steady(quota, 30) }, 30), [
      [12, "ALARM"],
      [22, "OK"],
    ]);
  });

  it("does not page for a spike of one minute, and does for one of two", () => {
    const around = (spike: number) => [...steady(200_000, 10), ...steady(990_000, spike), ...steady(200_000, 10)];
    assert.deepEqual(changes(warning, { usage: { [model]: around(1) }, quota: steady(quota, 21) }, 21), []);
    assert.deepEqual(changes(warning, { usage: { [model]: around(2) }, quota: steady(quota, 22) }, 22), [
      [12, "ALARM"],
      [13 + 1, "OK"],
    ]);
  });

  it("stays OK while nothing is called, and has no values then", () => {
    const [result] = simulate({
      alarms: [warning],
      series: lookupIn(store({ quota: steady(quota, 30) })),
      start,
      minutes: 30,
    });
    assert.deepEqual(changesOf(result!), []);
    assert.ok(result?.outcome === "simulated" && result.finalState === "OK" && result.values.every(Number.isNaN));
  });

  it("counts two busy minutes with up to three idle ones between them as two of the newest datapoints", () => {
    // CloudWatch passes over missing datapoints within its evaluation range of 5.
    const sparse = (gap: number) => [...steady(idle, 5), 900_000, ...steady(idle, gap), 900_000, ...steady(idle, 9)];
    const data = (gap: number) => ({ usage: { [model]: sparse(gap) }, quota: steady(quota, 30) });
    assert.deepEqual(changes(warning, data(3), 20), [
      [10, "ALARM"],
      [11, "OK"],
    ]);
    assert.deepEqual(changes(warning, data(4), 20), []);
  });

  it("is not disturbed by a quota minute that the publisher missed", () => {
    const usage = { [model]: steady(710_000, 30) };
    const gap = steady(quota, 30).with(15, Number.NaN);
    assert.deepEqual(changes(warning, { usage, quota: gap }, 30), [[2, "ALARM"]]);
    const below = { [model]: steady(690_000, 30) };
    assert.deepEqual(changes(warning, { usage: below, quota: gap }, 30), []);
  });

  it("fires when the quota is halved under a steady load, at the second minute of the new value", () => {
    const halved = [...steady(quota, 20), ...steady(quota / 2, 20)];
    assert.deepEqual(changes(warning, { usage: { [model]: steady(400_000, 40) }, quota: halved }, 40), [[22, "ALARM"]]);
  });

  it("fires for any use of a quota of 0, which new accounts have", () => {
    assert.deepEqual(changes(warning, { usage: { [model]: steady(100, 10) }, quota: steady(0, 10) }, 10), [
      [2, "ALARM"],
    ]);
  });

  it("adds up profiles minute by minute, whichever of them has a gap", () => {
    const profile = "arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/abc";
    const both = usageAlarm("both", 70, [model, profile]);
    const usage = { [model]: [400_000, 400_000, idle, idle, 800_000], [profile]: [310_000, idle, 710_000, idle, idle] };
    const [result] = simulate({
      alarms: [both],
      series: lookupIn(store({ usage, quota: steady(quota, 5) })),
      start,
      minutes: 5,
    });
    assert.ok(result?.outcome === "simulated");
    assert.deepEqual([...result.values], [71, 40, 71, Number.NaN, 80]);
    assert.deepEqual(changesOf(result), [[3, "ALARM"]]);
  });
});

describe("usage that arrives late", () => {
  const load = [...steady(200_000, 10), ...steady(710_000, 10), ...steady(200_000, 10)];
  const data = { usage: { [model]: load }, quota: steady(quota, 30) };

  for (const lag of [1, 2]) {
    it(`still fires and clears when it is ${lag} minute${lag === 1 ? "" : "s"} late: ${lag} later`, () => {
      assert.deepEqual(changes(warning, data, 30, { lagMinutes: { "AWS/Bedrock": lag } }), [
        [12 + lag, "ALARM"],
        [22 + lag, "OK"],
      ]);
    });
  }

  it("still fires when it is 3 minutes late, on the only two datapoints in sight, and not when it is 4 late", () => {
    assert.deepEqual(changes(warning, data, 30, { lagMinutes: { "AWS/Bedrock": 3 } })[0], [15, "ALARM"]);
    assert.deepEqual(changes(warning, data, 30, { lagMinutes: { "AWS/Bedrock": 4 } }), []);
  });

  it("would blind an alarm on FILL(usage, 0), which is why the plan does not fill usage", () => {
    const queries = utilisationQueries([model]).map((query) =>
      query.Id === "utilisation" ? formula("utilisation", "100 * FILL(usage, 0) / quota", true) : query,
    );
    assert.deepEqual(changes(alarm("filled", queries), data, 30, { lagMinutes: { "AWS/Bedrock": 2 } }), []);
    assert.deepEqual(changes(alarm("filled", queries), data, 30), [
      [12, "ALARM"],
      [22, "OK"],
    ]);
  });

  it("keeps the values in the minutes they belong to", () => {
    const [result] = simulate({
      alarms: [warning],
      series: lookupIn(store(data)),
      start,
      minutes: 30,
      lagMinutes: { "AWS/Bedrock": 2 },
    });
    assert.ok(result?.outcome === "simulated");
    assert.deepEqual([...result.values], [...load.slice(0, 28).map((value) => value / 10_000), Number.NaN, Number.NaN]);
  });
});

describe("a publisher that dies", () => {
  const alive = 10;
  const dead = (value: number) => [...steady(value, alive), ...steady(Number.NaN, 20)];
  const runs = runsAlarm("runs");

  it("sets off the alarm on its runs after 5 minutes, as it says, not 3: a real run in the evaluation range always counts", () => {
    // As in AWS's row "0 - - - -": OK even though missing data are breaching.
    assert.match(runs.AlarmDescription, /has not run for up to 5 minutes/);
    assert.deepEqual(changes(runs, { runs: dead(1) }, 30), [[alive + 5, "ALARM"]]);
  });

  it("is told at once where it never lived, but for the warm-up, which a simulation does not have", () => {
    assert.deepEqual(changes(runs, {}, 30), [[1, "ALARM"]]);
    assert.deepEqual(runs.WarmUpConfiguration, { WarmUpPeriodDurationInMinutes: 10 });
  });

  it("is told while the quotas that it put ahead last: before any usage alarm is blind", () => {
    const ahead = settings([]).publisher.horizonMinutes;
    const usage = { [model]: steady(710_000, 40) };
    const data = { usage, runs: dead(1), quota: [...steady(quota, alive + ahead), ...steady(Number.NaN, 20)] };
    const [[told] = []] = changes(runs, data, 40);
    const silent = changes(warning, data, 40).find(([, state]) => state === "OK")![0];
    assert.ok(Number(told) + 5 <= Number(silent), `${told} ${silent}`);
  });

  const high = { usage: { [model]: steady(710_000, 30) }, quota: dead(quota) };

  it("leaves usage alarms right while the last quota is in their range of 5 minutes, and then silent, not in ALARM", () => {
    assert.deepEqual(changes(warning, high, 30), [
      [2, "ALARM"],
      [alive + 5, "OK"],
    ]);
    const low = { usage: { [model]: steady(690_000, 30) }, quota: dead(quota) };
    assert.deepEqual(changes(warning, low, 30), []);
  });

  it("makes IF give 0 % where the condition asks for usage only, and nothing where it asks for the quota too", () => {
    const valuesAfter = (condition: string) => {
      const queries = utilisationQueries([model]).map((query) =>
        query.Id === "utilisation"
          ? formula("utilisation", `IF(${condition}, 100 * usage / (quota + (quota == 0)))`, true)
          : query,
      );
      const [result] = simulate({
        alarms: [alarm("values", queries)],
        series: lookupIn(store(high)),
        start,
        minutes: 30,
      });
      assert.ok(result?.outcome === "simulated");
      return [...result.values];
    };
    const seen = steady(71, alive + 4);
    assert.deepEqual(valuesAfter("usage >= 0"), [...seen, ...steady(0, 16)]);
    assert.deepEqual(valuesAfter("usage >= 0 AND quota >= 0"), [...seen, ...steady(Number.NaN, 16)]);
  });
});
