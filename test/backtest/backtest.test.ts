import assert from "node:assert/strict";
import fc from "fast-check";
import { simulateStack } from "../../cli/simulate-stack.ts";
import { backtest } from "../../monitoring/backtest/backtest.ts";
import { type BacktestHistory, seriesFor, throttlesOf, wantedSeries } from "../../monitoring/backtest/history.ts";
import { rules, whatIf } from "../../monitoring/backtest/what-if.ts";
import { plan } from "../../monitoring/plan.ts";
import { planSeries } from "../../monitoring/simulation/plan-series.ts";
import { identityKey, type SeriesStore } from "../../monitoring/simulation/series.ts";
import { parseTraffic, type Traffic } from "../../monitoring/simulation/traffic.ts";
import { minute, percent } from "../../words/units.ts";
import { settings, target } from "../monitoring/example-settings.ts";

const start = Date.UTC(2026, 0, 5) / 1000;
const opus = "anthropic.claude-opus-5";
const made = plan(
  settings([
    target(opus, "cross-region", { applicationProfiles: ["abc123def456"] }),
    target("amazon.nova-pro-v1:0", "cross-region"),
    // More profiles than an alarm holds: the publisher adds them up.
    target("amazon.nova-lite-v1:0", "cross-region", {
      applicationProfiles: Array.from({ length: 12 }, (_, i) => `profile${i}`),
    }),
  ]),
);
const quotas = Object.fromEntries(made.feed.quotas.map(({ code }) => [code, 1_000_000]));

/** What CloudWatch would have of a plan under some traffic, for a window that begins with the series. */
function historyOf(traffic: Traffic, minutes: number, more: Partial<BacktestHistory> = {}, lead = 0): BacktestHistory {
  const readFrom = start - lead * 60;
  const all = planSeries({
    ...{ plan: made, traffic: () => traffic, quotas, start: readFrom, minutes: minutes + lead, seed: "" },
    burndown: () => 5,
  });
  // As it is read: only what is wanted, and no sums.
  const store: SeriesStore = new Map(
    wantedSeries(made).map(({ metric }) => [identityKey(metric), all.get(identityKey(metric)) ?? {}]),
  );
  return { region: "us-east-1", readFrom, start, end: start + minutes * 60, store, quotas, ...more };
}

const throttle = ({ store, readFrom, end }: BacktestHistory, minutes: readonly number[], id = `us.${opus}`): void => {
  const values = new Float64Array((end - readFrom) / 60).fill(Number.NaN);
  for (const at of minutes) values[at + (start - readFrom) / 60] = 5;
  store.set(identityKey(throttlesOf(id)), { Sum: { start: readFrom, period: minute, values } });
};

/** The use of one id minute by minute, in percent of its quota. */
const shares = (of: (at: number) => number): Traffic => ({ profile: "minutes", share: (at) => percent(of(at)) });

describe("a backtest", function () {
  this.timeout(60_000);

  it("says of the same series what the simulator says: every alarm, every change, with and without lag", () => {
    for (const profile of ["steady:71%", "burst:130%x3/60@20%", "runaway:20%..150%", "idle"])
      for (const lag of [0, 1, 3]) {
        const traffic = parseTraffic(profile)!;
        const simulated = simulateStack({
          ...{ plan: made, traffic: { profile: traffic }, quotas, changes: [], start, minutes: 300, lag, seed: "" },
          burndown: () => 5,
        });
        const { simulations } = backtest(historyOf(traffic, 300), made, lag);
        const expected = new Map(simulated.map((one) => [one.alarm, one]));
        assert.ok(simulations.length >= 10);
        for (const one of simulations) {
          const same = expected.get(one.alarm);
          assert.ok(one.outcome === "simulated" && same?.outcome === "simulated", one.alarm);
          assert.deepEqual(one.transitions, same.transitions, `${profile} ${lag} ${one.alarm}`);
        }
      }
  });

  it("tells lead, warned minutes, quiet alarms and messages", () => {
    // Up to 95 % at minute 100, throttled from 130 on; a second climb to 95 % without throttles, hours later.
    const climb = (at: number) => (at >= 100 && at < 140 ? 95 : at >= 500 && at < 510 ? 95 : 20);
    const history = historyOf(shares(climb), 700);
    throttle(history, [130, 131, 132]);
    const { outcome } = backtest(history, made, 1);
    const [own] = outcome.targets;
    assert.deepEqual([own?.throttledMinutes, own?.warnedMinutes], [3, 3]);
    const [burst] = own!.bursts;
    // At 95 % from minute 100 on: seen whole at the end of 101 (a minute late), 28 minutes before 130 began.
    assert.equal(burst?.leadMinutes, 28);
    assert.match(burst.warnedBy ?? "", /critical/);
    const critical = own!.alarms.find(({ id }) => id.endsWith("/tpm/critical"))!;
    assert.deepEqual([critical.pages, critical.quietPages, critical.messages], [2, 1, 4]);
    const throttles = own!.alarms.find(({ id }) => id.includes("/throttles/"))!;
    assert.deepEqual([throttles.kind, throttles.pages, throttles.quietPages], ["throttles", 1, 0]);
    assert.equal(
      outcome.quietPages,
      outcome.targets.reduce((sum, { alarms }) => sum + alarms.reduce((all, one) => all + one.quietPages, 0), 0),
    );
  });

  it("tells what came without a warning, and how late", () => {
    const history = historyOf(
      shares((at) => (at >= 100 && at < 120 ? 40 : 20)),
      300,
    );
    throttle(history, [105, 200]);
    const { bursts, warnedMinutes } = backtest(history, made, 0).outcome.targets[0]!;
    assert.equal(warnedMinutes, 0);
    // The alarm on throttles goes on at the end of the minute: that is no warning.
    assert.deepEqual(
      bursts.map(({ leadMinutes, warnedBy }) => [leadMinutes, warnedBy]),
      [
        [null, null],
        [null, null],
      ],
    );
    assert.deepEqual(
      bursts.map(({ lateMinutes }) => lateMinutes),
      [1, 1],
    );
  });

  it("takes each minute's published quota, the next known one in gaps, today's where none was published", () => {
    const history = historyOf(
      shares(() => 40),
      200,
      {},
      60,
    );
    const key = wantedSeries(made)
      .map(({ metric }) => metric)
      .find(
        ({ MetricName, Dimensions }) =>
          MetricName === "TokenQuota" && Dimensions.some(({ Value }) => Value === `us.${opus}`),
      )!;
    const values = new Float64Array(260).fill(Number.NaN);
    values.fill(500_000, 100, 150);
    history.store.set(identityKey(key), { Minimum: { start: history.readFrom, period: minute, values } });
    const { store, cover } = seriesFor(history, made);
    const filled = store.get(identityKey(key))!["Minimum"]!.values;
    assert.ok(filled.every((value) => value === 500_000));
    assert.deepEqual(
      cover.find(({ modelId, kind }) => modelId === `us.${opus}` && kind === "tpm"),
      { ...cover[0], published: 50, assumed: 150, unknown: 0 },
    );
    history.store.set(identityKey(key), {});
    assert.ok(
      seriesFor(history, made)
        .store.get(identityKey(key))!
        ["Minimum"]!.values.every((value) => value === 1_000_000),
    );
    // 40 % of 1,000,000 is 80 % of 500,000.
    const lower = backtest(history, made, 0).outcome.targets[0]!.alarms.find(({ id }) => id.endsWith("/tpm/warning"))!;
    assert.equal(lower.pages + lower.episodes.length, 0);
  });

  it("can't tell alarms whose quota nobody knows, or whose series a saved history lacks", () => {
    const history = historyOf(
      shares(() => 95),
      200,
    );
    const without = {
      ...history,
      quotas: {},
      store: new Map([...history.store].filter(([key]) => !key.includes("TokenQuota"))),
    };
    const [own] = backtest(without, made, 0).outcome.targets;
    assert.match(
      own!.alarms.find(({ id }) => id.endsWith("/tpm/critical"))!.cannotTell ?? "",
      /no value of quota L-[0-9A-F]{8} is known in the window/,
    );
    assert.ok(own!.untold >= 2);
    const absent = { ...without, quotas: Object.fromEntries(made.feed.quotas.map(({ code }) => [code, null])) };
    for (const { cannotTell, pages, kind } of backtest(absent, made, 0).outcome.targets[0]!.alarms)
      if (kind === "use") assert.deepEqual([cannotTell, pages], [undefined, 0], "the account hasn't that quota");
    const other = plan(settings([target(opus, "global")]));
    const [lacking] = backtest(history, other, 0).outcome.targets;
    assert.match(lacking!.alarms[0]!.cannotTell ?? "", /the history does not hold .* it was saved for another plan/);
  });

  it("is calm about what nobody called, and about metrics that were read and are empty", () => {
    const idle = historyOf({ profile: "idle" }, 200);
    for (const key of idle.store.keys()) if (key.includes("AWS/")) idle.store.set(key, {});
    const { targets, messages } = backtest(idle, made, 1).outcome;
    for (const { alarms } of targets)
      for (const { cannotTell, pages } of alarms) assert.deepEqual([cannotTell, pages], [undefined, 0]);
    assert.equal(messages, 0);
  });

  it("sees a series that begins, ends or has holes as the alarms would", () => {
    const history = historyOf(
      shares(() => 95),
      200,
    );
    for (const [key, statistics] of history.store)
      if (key.includes("EstimatedTPMQuotaUsage"))
        for (const series of Object.values(statistics)) series?.values.fill(Number.NaN, 20, 150);
    const critical = backtest(history, made, 0).outcome.targets[0]!.alarms.find(({ id }) =>
      id.endsWith("/tpm/critical"),
    )!;
    // On with the first minute, off once the hole fills the range that an hour's alarm reads (60 minutes and 2), on again.
    assert.deepEqual(
      critical.episodes.map(({ on, off }) => [(on - start) / 60, off === null ? null : (off - start) / 60]),
      [
        [1, 82],
        [151, null],
      ],
    );
  });
});

describe("what other thresholds would have done", function () {
  this.timeout(60_000);

  it("is what the plan's alarms do where the rule is theirs", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(120), { minLength: 300, maxLength: 300 }), fc.nat(3), (uses, lag) => {
        const history = historyOf(
          shares((at) => uses[at] ?? 0),
          300,
        );
        throttle(
          history,
          [...uses.keys()].filter((at) => uses[at]! > 110),
        );
        for (const [threshold, needed] of [
          [70, 2],
          [90, 1],
        ] as const) {
          const one = plan(settings([target(opus, "cross-region", { applicationProfiles: ["abc123def456"] })], {}));
          const alarms = one.alarms.filter(({ id, Threshold }) => id.includes("/tpm/") && Threshold === threshold);
          const alone = {
            ...one,
            alarms,
            targets: one.targets.map((each) => ({ ...each, alarms: alarms.map(({ AlarmName }) => AlarmName) })),
          };
          const done = backtest(history, alone, lag);
          const tried = whatIf(alone, done, { ...history, lag });
          const trial = tried.trials.find(
            (each) =>
              each.threshold === threshold && each.datapointsToAlarm === needed && each.evaluationPeriods === 60,
          )!;
          const [own] = done.outcome.targets;
          assert.deepEqual(
            [trial.warnedMinutes, trial.pages, trial.quietPages, trial.messages],
            [own!.warnedMinutes, own!.alarms[0]!.pages, own!.alarms[0]!.quietPages, own!.alarms[0]!.messages],
          );
        }
      }),
      { numRuns: 40 },
    );
  });

  it("recommends the fewest messages of what warns of 95 %, and says when nothing does", () => {
    const climb = (at: number) => (at % 200 >= 100 && at % 200 < 140 ? 60 + (at % 200) - 100 : 20);
    const history = historyOf(shares(climb), 2_000);
    throttle(
      history,
      [...Array(2_000).keys()].filter((at) => at % 200 === 135),
    );
    const done = backtest(history, made, 1);
    const tried = whatIf(made, done, { ...history, lag: 1 });
    const { recommended } = tried;
    assert.ok(recommended);
    assert.ok(recommended.warnedMinutes >= 0.95 * tried.throttledMinutes);
    for (const trial of tried.trials)
      assert.ok(
        trial.warnedMinutes < 0.95 * tried.throttledMinutes || trial.messages >= recommended.messages,
        JSON.stringify(trial),
      );
    assert.equal(tried.trials.length, rules.length);

    const sudden = historyOf(
      shares(() => 20),
      300,
    );
    throttle(sudden, [100]);
    const none = whatIf(made, backtest(sudden, made, 1), { ...sudden, lag: 1 });
    assert.equal(none.recommended, null);
    assert.equal(none.best?.warnedMinutes, 0);
  });
});
