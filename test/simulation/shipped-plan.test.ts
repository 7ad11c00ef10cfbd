import assert from "node:assert/strict";
import { plan } from "../../monitoring/plan.ts";
import type { MonitoringPlan, PlannedTarget } from "../../monitoring/plan-types.ts";
import type { QuotaChange } from "../../monitoring/simulation/feed-series.ts";
import { planSeries } from "../../monitoring/simulation/plan-series.ts";
import { type Reading, readings, usualReading } from "../../monitoring/simulation/reading.ts";
import { identityKey, lookupIn, minutes as seriesOf } from "../../monitoring/simulation/series.ts";
import { type AlarmSimulation, simulate } from "../../monitoring/simulation/simulate.ts";
import { parseTraffic } from "../../monitoring/simulation/traffic.ts";
import type { Scope } from "../../words/words.ts";
import { model, registry, settings, target } from "../monitoring/example-settings.ts";
import { metric } from "./alarms.ts";

/** The alarms that `pulumi up` creates, under traffic. */

const start = Date.UTC(2026, 0, 5) / 1000;
const sonnet = target("anthropic.claude-sonnet-4-6", "cross-region", { applicationProfiles: ["app-a", "app-b"] });
const onlySonnet = plan(settings([sonnet]));

const defaults = (): Record<string, number> =>
  Object.fromEntries(
    registry.models.flatMap(({ scopes }) =>
      Object.values(scopes).flatMap(({ quotas }) =>
        quotas.flatMap(({ code, defaultValue }) => (defaultValue === undefined ? [] : [[code, defaultValue] as const])),
      ),
    ),
  );

function run(
  stack: MonitoringPlan,
  traffic: string,
  length: number,
  options: {
    quotas?: Record<string, number | null>;
    changes?: QuotaChange[];
    lag?: number;
    only?: (target: PlannedTarget) => boolean;
    reading?: Reading;
  } = {},
): Map<string, AlarmSimulation> {
  const profile = parseTraffic(traffic);
  assert.ok(profile);
  const store = planSeries({
    plan: stack,
    traffic: (one) => ((options.only?.(one) ?? true) ? profile : undefined),
    quotas: { ...defaults(), ...options.quotas },
    changes: options.changes ?? [],
    start,
    minutes: length,
  });
  const results = simulate({
    alarms: stack.alarms,
    compositeAlarms: stack.compositeAlarms,
    series: lookupIn(store),
    start,
    minutes: length,
    lagMinutes: { "AWS/Bedrock": options.lag ?? 0, "AWS/BedrockMantle": options.lag ?? 0 },
    reading: options.reading ?? usualReading,
  });
  return byId(stack, results);
}

/** What became of each alarm of a plan, by the alarm's identity. */
function byId(stack: MonitoringPlan, results: readonly AlarmSimulation[]): Map<string, AlarmSimulation> {
  const ids = new Map([...stack.alarms, ...stack.compositeAlarms].map(({ AlarmName, id }) => [AlarmName, id]));
  return new Map(results.map((result) => [ids.get(result.alarm)!, result]));
}

/** [identity, minute] of every alarm that fires. */
const firing = (results: Map<string, AlarmSimulation>): [string, number][] =>
  [...results].flatMap(([id, result]) => {
    if (result.outcome !== "simulated") return [];
    const fired = result.transitions.find(({ to }) => to === "ALARM");
    return fired ? [[id, fired.minute] as [string, number]] : [];
  });
const name = (kind: string) => `anthropic.claude-sonnet-4-6/cross-region/${kind}`;
const [tpm] = onlySonnet.feed.quotas.filter(({ metric }) => metric === "TokenQuota");

for (const reading of readings) {
  describe(`the shipped alarms, a missing value compared: ${reading.missingCompared}, range N + ${reading.readsBeyond}`, () => {
    it("stay silent at 69 %, tell at 70 % in the second minute, page at 90 % in the first, with two application profiles on the quota", () => {
      assert.deepEqual(firing(run(onlySonnet, "steady:69%", 60, { reading })), []);
      assert.deepEqual(firing(run(onlySonnet, "steady:70%", 60, { reading })), [
        [name("tpm/warning"), 2],
        [name("rpm/warning"), 2],
        ["any/warning", 2],
      ]);
      const at90 = firing(run(onlySonnet, "steady:90%", 60, { reading }));
      assert.deepEqual(at90.map(([alarm]) => alarm).sort(), [
        name("rpm/critical"),
        name("rpm/warning"),
        name("tpm/critical"),
        name("tpm/warning"),
        "any/critical",
        "any/warning",
      ]);
      for (const [id, minute] of at90) assert.equal(minute, id.endsWith("critical") ? 1 : 2, id);
    });

    it("keep that promise for every model, scope and quota of the Region whose share is a whole number", () => {
      const all = registry.models.flatMap(({ modelId, scopes }) =>
        (Object.keys(scopes) as Scope[]).map((scope) => target(modelId, scope)),
      );
      const stack = plan(settings(all));
      assert.ok(all.length > 100);
      const values = defaults();
      for (const [traffic, share] of [
        ["steady:70%", 70],
        ["steady:89%", 89],
      ] as const) {
        const results = run(stack, traffic, 4, { reading });
        let told = 0;
        for (const one of stack.targets) {
          for (const { kind, code } of one.quotas) {
            if (kind === "tpd" || kind === "concurrency" || (values[code]! * share) % 100 !== 0) continue;
            const state = (severity: string) => {
              const result = results.get(`${one.modelId}/${one.scope}/${kind}/${severity}`);
              assert.ok(result?.outcome === "simulated", `${one.modelId} ${one.scope} ${kind} ${severity}`);
              return result.finalState;
            };
            assert.equal(state("warning"), "ALARM", `${one.modelId} ${one.scope} ${kind}`);
            assert.equal(state("critical"), "OK", `${one.modelId} ${one.scope} ${kind}`);
            told++;
          }
        }
        assert.ok(told > 150, `${told} quotas`);
      }
    });

    it("page for throttles in the minute they happen", () => {
      const fired = firing(run(onlySonnet, "burst:120%x1/30", 30, { reading }));
      assert.deepEqual(fired, [
        [name("tpm/critical"), 30],
        [name("rpm/critical"), 30],
        [name("throttles/critical"), 30],
        ["any/critical", 30],
      ]);
    });

    it("page for one busy minute, warn of two in an hour, and clear when an hour has passed", () => {
      const results = run(onlySonnet, "burst:95%x1/30@20%", 60, { reading });
      assert.deepEqual(firing(results), [
        [name("tpm/warning"), 60],
        [name("tpm/critical"), 30],
        [name("rpm/warning"), 60],
        [name("rpm/critical"), 30],
        ["any/warning", 60],
        ["any/critical", 30],
      ]);
      const [one] = [run(onlySonnet, "burst:95%x2/100@20%", 180, { reading }).get(name("tpm/critical"))];
      assert.ok(one?.outcome === "simulated");
      assert.deepEqual(
        one.transitions.slice(1).map(({ minute, to }) => [minute, to]),
        [
          [99, "ALARM"],
          [160, "OK"],
        ],
      );
    });

    it("stay OK while nothing is called", () => {
      const results = run(onlySonnet, "idle", 60, { reading });
      assert.deepEqual(firing(results), []);
      for (const result of results.values()) assert.ok(result.outcome === "simulated" && result.finalState === "OK");
    });

    it("fire two minutes after the quota is halved under a load of 40 %", () => {
      const changes = [{ code: tpm!.code, value: defaults()[tpm!.code]! / 2, minute: 30 }];
      assert.deepEqual(firing(run(onlySonnet, "steady:40%", 60, { reading, changes })), [
        [name("tpm/warning"), 32],
        ["any/warning", 32],
      ]);
    });

    it("page for throttles when a new account's quota is 0", () => {
      const fired = firing(run(onlySonnet, "steady:10%", 30, { reading, quotas: { [tpm!.code]: 0 } }));
      assert.deepEqual(fired, [
        [name("throttles/critical"), 1],
        ["any/critical", 1],
      ]);
    });

    it("are not blind when Bedrock's metrics are up to 4 minutes late", () => {
      for (const lag of [1, 2, 3, 4]) {
        assert.deepEqual(
          firing(run(onlySonnet, "steady:75%", 60, { reading, lag })).map(([, minute]) => minute),
          [2 + lag, 2 + lag, 2 + lag],
        );
      }
    });

    it("tell of a quota that the account does not have, after 4 minutes", () => {
      const fired = firing(run(onlySonnet, "idle", 30, { reading, quotas: { [tpm!.code]: null } }));
      assert.deepEqual(
        fired.map(([id, minute]) => [id.includes("without-value"), minute]),
        [[true, 4]],
      );
    });

    it("tell of a publisher that stopped, while the usage alarms do not page", () => {
      const store = planSeries({
        plan: onlySonnet,
        traffic: () => parseTraffic("steady:60%"),
        quotas: defaults(),
        start,
        minutes: 60,
      });
      const stopped = 20;
      for (const [key, statistics] of store) {
        if (!key.startsWith('["Bedrock/Quotas"')) continue;
        const cut = Object.entries(statistics).map(([stat, series]) => [
          stat,
          seriesOf(start, series!.values.slice(0, stopped)),
        ]);
        store.set(key, Object.fromEntries(cut));
      }
      const results = simulate({ alarms: onlySonnet.alarms, series: lookupIn(store), start, minutes: 60, reading });
      const fired = firing(byId(onlySonnet, results));
      assert.equal(fired.length, 1);
      assert.match(fired[0]![0], /publisher\/runs/);
      assert.ok(fired[0]![1] > stopped && fired[0]![1] <= stopped + 10);
    });

    it("tell of a daily budget in the minute in which the last 24 hours reach 70 % of it", () => {
      const nova = target("amazon.nova-pro-v1:0", "on-demand");
      const quotas = model("amazon.nova-pro-v1:0").scopes["on-demand"]!.quotas;
      const value = (kind: string) => quotas.find((quota) => quota.kind === kind)!.defaultValue!;
      const results = run(plan(settings([nova])), "steady:90%", 1_440, { reading });
      const aMinute = value("tpm") * 0.9;
      const reached = Math.ceil((0.7 * value("tpd")) / aMinute);
      assert.ok(reached < 1_440, "the budget can be reached in a day");
      const daily = firing(results).filter(([alarm]) => alarm.endsWith("tpd/warning"));
      assert.deepEqual(daily, [["amazon.nova-pro-v1:0/on-demand/tpd/warning", reached]]);
    });
  });
}

describe("the series of a plan", () => {
  it("hold account-wide totals that are the sums over all models", () => {
    const store = planSeries({
      plan: onlySonnet,
      traffic: () => parseTraffic("steady:50%"),
      quotas: defaults(),
      start,
      minutes: 2,
    });
    const total = store.get(identityKey(metric("AWS/Bedrock", "EstimatedTPMQuotaUsage")));
    assert.deepEqual([...total!.Sum!.values], new Array(2).fill(defaults()[tpm!.code]! / 2));
    const throttles = store.get(identityKey(metric("AWS/Bedrock", "InvocationThrottles")));
    assert.ok(throttles!.Sum!.values.every(Number.isNaN));
  });
});
