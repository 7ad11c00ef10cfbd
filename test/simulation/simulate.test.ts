import assert from "node:assert/strict";
import fc from "fast-check";
import type { PlannedAlarm } from "../../monitoring/plan-types.ts";
import { readings } from "../../monitoring/simulation/reading.ts";
import {
  identityKey,
  lookupIn,
  minutes,
  putOnceAMinute,
  type SeriesStore,
} from "../../monitoring/simulation/series.ts";
import { type AlarmSimulation, type SimulationInput, simulate } from "../../monitoring/simulation/simulate.ts";
import { settings } from "../monitoring/example-settings.ts";
import {
  alarm,
  bedrock,
  dailyAlarm,
  formula,
  type metric,
  quotaMetric,
  runsAlarm,
  runsMetric,
  stat,
  throttleAlarm,
  usageAlarm,
  utilisationQueries,
} from "./alarms.ts";

const start = Date.UTC(2026, 0, 5) / 1000;
const model = "us.example.model-v1";
const quota = 1_000_000;
const idle = Number.NaN;

type Minutes = readonly number[];
const steady = (value: number, length: number): number[] => new Array<number>(length).fill(value);

interface Data {
  /** tokens a minute, by ModelId; from the start on */
  usage?: Readonly<Record<string, Minutes>>;
  quota?: Minutes;
  dailyQuota?: Minutes;
  runs?: Minutes;
  throttles?: Minutes;
  /** minutes of data before the simulation's start */
  history?: number;
}

function store(data: Data): SeriesStore {
  const from = start - (data.history ?? 0) * 60;
  const found: SeriesStore = new Map();
  for (const [id, values] of Object.entries(data.usage ?? {})) {
    found.set(identityKey(bedrock("EstimatedTPMQuotaUsage", id)), { Sum: minutes(from, values) });
  }
  const put = (identity: ReturnType<typeof metric>, values?: Minutes) => {
    if (values) found.set(identityKey(identity), putOnceAMinute(from, values));
  };
  put(quotaMetric("TokenQuota", model), data.quota);
  put(quotaMetric("DailyTokenQuota", model), data.dailyQuota);
  put(runsMetric, data.runs);
  put(bedrock("InvocationThrottles", model), data.throttles);
  return found;
}

type Options = Partial<Omit<SimulationInput, "alarms" | "series" | "minutes" | "start">>;

/** [minute, new state] of each change of the first alarm, leaving out the first OK of a new alarm. */
function changes(alarms: PlannedAlarm | PlannedAlarm[], data: Data, length: number, options: Options = {}) {
  const [first] = simulate({
    alarms: [alarms].flat(),
    series: lookupIn(store(data)),
    start,
    minutes: length,
    ...options,
  });
  return changesOf(first!);
}
function changesOf(result: AlarmSimulation): [number, string][] {
  assert.equal(result.outcome, "simulated", JSON.stringify(result));
  return (result as AlarmSimulation & { outcome: "simulated" }).transitions
    .filter(({ from, to }) => !(from === "INSUFFICIENT_DATA" && to === "OK"))
    .map(({ minute, to }) => [minute, to]);
}

const warning = usageAlarm("warning", 70, [model]);

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

describe("composite alarms", () => {
  const composite = (AlarmName: string, AlarmRule: string) => ({
    id: AlarmName,
    AlarmName,
    AlarmRule,
    AlarmDescription: "",
    ActionsEnabled: true,
    AlarmActions: [],
    OKActions: [],
    Tags: [],
  });
  const usage = [...steady(200_000, 5), ...steady(950_000, 5), ...steady(200_000, 5)];
  const anomaly = alarm("latency", [stat("m1", bedrock("InvocationLatency", model), "p90")], {
    ThresholdMetricId: "band",
    ComparisonOperator: "GreaterThanUpperThreshold",
  });
  delete anomaly.Threshold;
  const run = (...composites: ReturnType<typeof composite>[]) =>
    simulate({
      alarms: [warning, usageAlarm("critical one", 90, [model]), anomaly],
      compositeAlarms: composites,
      series: lookupIn(store({ usage: { [model]: usage }, quota: steady(quota, 15) })),
      start,
      minutes: 15,
    }).slice(3);

  it("follow their children in the same minute, through other composites too", () => {
    const [outer, inner] = run(
      composite("outer", 'ALARM("inner") AND NOT OK(warning)'),
      composite("inner", 'ALARM(warning) OR ALARM("critical one")'),
    );
    for (const result of [outer!, inner!]) {
      assert.deepEqual(changesOf(result), [
        [7, "ALARM"],
        [12, "OK"],
      ]);
    }
    assert.ok(outer?.outcome === "simulated");
    assert.deepEqual(outer.transitions[0], {
      minute: 1,
      epoch: start + 60,
      from: "INSUFFICIENT_DATA",
      to: "OK",
      reason: "no alarm of the rule is in ALARM",
    });
    assert.match(outer.transitions[1]!.reason, /in ALARM: inner, warning/);
  });

  it("say that they can't tell while that hangs on an alarm that can't be simulated", () => {
    const [any] = run(composite("any", "ALARM(warning) OR ALARM(latency)"));
    assert.deepEqual(changesOf(any!), [
      [1, "CANNOT_TELL"],
      [7, "ALARM"],
      [12, "CANNOT_TELL"],
    ]);
    const [unknown] = run(composite("unknown", "ALARM(elsewhere)"));
    assert.deepEqual(changesOf(unknown!), [[1, "CANNOT_TELL"]]);
  });

  it("can't be told when the rule can't be read or goes in a circle", () => {
    const [bad, one, two] = run(
      composite("bad", "ALARM("),
      composite("one", "ALARM(two)"),
      composite("two", "ALARM(one)"),
    );
    assert.equal(bad?.outcome, "cannot tell");
    assert.deepEqual(changesOf(one!), [[1, "CANNOT_TELL"]]);
    assert.deepEqual(two, { alarm: "two", outcome: "cannot tell", reason: 'Cannot tell: "one" depends on itself.' });
  });
});

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
