import assert from "node:assert/strict";
import fc from "fast-check";
import { identityKey, type SeriesStore } from "../../monitoring/simulation/series.ts";
import { type TrafficTarget, targetTraffic } from "../../monitoring/simulation/target-traffic.ts";
import { parseTraffic, shareAt, type Traffic, trafficSyntax } from "../../monitoring/simulation/traffic.ts";
import { percent } from "../../words/units.ts";
import { bedrock, metric } from "./alarms.ts";

const start = Date.UTC(2026, 0, 5) / 1000;
const target: TrafficTarget = {
  modelId: "example.model-v1",
  scope: "cross-region",
  ids: ["us.example.model-v1", "profile-a", "profile-b"],
  quotas: { tpm: 1_000_000, rpm: 2_000 },
  burndown: 5,
};
const steady = (share: number): Traffic => ({ profile: "steady", share: percent(share) });

/** The sum of a metric over all ids, minute by minute; NaN where no id has a value. */
function total(store: SeriesStore, name: string, ids: readonly string[], minutes: number): number[] {
  return Array.from({ length: minutes }, (_none, i) => {
    const values = ids.flatMap((id) => store.get(identityKey(bedrock(name, id)))?.Sum?.values[i] ?? []);
    const real = values.filter((value) => !Number.isNaN(value));
    return real.length === 0 ? Number.NaN : real.reduce((a, b) => a + b, 0);
  });
}

describe("synthetic traffic", () => {
  it("uses exactly the asked share of each quota, in AWS's figure and by the formula, however it is spread", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 30_000 }),
        fc.integer({ min: 1, max: 100 }),
        fc.integer({ min: 1, max: 130 }),
        fc.constantFrom(1, 5, 10, 15),
        fc.integer({ min: 1, max: 4 }),
        fc.string(),
        (thousands, hundreds, share, burndown, ids, seed) => {
          const quotas = { tpm: thousands * 1_000, rpm: hundreds * 100 };
          const own = { ...target, quotas, burndown, ids: Array.from({ length: ids }, (_none, i) => `id-${i}`) };
          const store = targetTraffic(own, steady(share), { start, minutes: 4, seed });
          const sums = (name: string) => total(store, name, own.ids, 4);
          const tokens = (quotas.tpm * share) / 100;
          assert.deepEqual(sums("EstimatedTPMQuotaUsage"), new Array(4).fill(tokens));
          assert.deepEqual(sums("Invocations"), new Array(4).fill((quotas.rpm * share) / 100));
          const [input, cacheWrite, output] = ["InputTokenCount", "CacheWriteInputTokenCount", "OutputTokenCount"].map(
            sums,
          );
          for (let i = 0; i < 4; i++) assert.equal(input![i]! + cacheWrite![i]! + burndown * output![i]!, tokens);
          for (const statistics of store.values()) {
            assert.ok(statistics.Sum!.values.every((value) => Number.isNaN(value) || value >= 0));
          }
        },
      ),
    );
  });

  it("rounds down where a share of a quota is no whole number, so that it is never above what was asked", () => {
    const small = { ...target, quotas: { tpm: 333, rpm: 10 } };
    const store = targetTraffic(small, steady(69), { start, minutes: 1 });
    assert.deepEqual(total(store, "EstimatedTPMQuotaUsage", target.ids, 1), [229]);
    assert.deepEqual(total(store, "Invocations", target.ids, 1), [6]);
    const decimal = targetTraffic(target, steady(70.1), { start, minutes: 1 });
    assert.deepEqual(total(decimal, "EstimatedTPMQuotaUsage", target.ids, 1), [701_000]);
  });

  it("is the same for the same seed; another seed changes details and not the use of the quotas", () => {
    const run = (seed: string) => targetTraffic(target, steady(50), { start, minutes: 30, seed });
    assert.deepEqual(run("a"), run("a"));
    assert.notDeepEqual(run("a"), run("b"));
  });

  it("has no datapoints in idle minutes, and throttles only over the quota", () => {
    const has = (traffic: Traffic, name: string) =>
      total(targetTraffic(target, traffic, { start, minutes: 3 }), name, target.ids, 3).filter(
        (value) => !Number.isNaN(value),
      );
    assert.deepEqual(has({ profile: "idle" }, "Invocations"), []);
    assert.deepEqual(has(steady(100), "InvocationThrottles"), []);
    assert.deepEqual(has(steady(125), "InvocationThrottles"), [500, 500, 500]);
  });

  it("is refused as a whole by a quota of 0", () => {
    const store = targetTraffic({ ...target, quotas: { tpm: 0, rpm: 10 } }, steady(50), { start, minutes: 1 });
    assert.ok(total(store, "InvocationThrottles", target.ids, 1)[0]! > 0);
    assert.ok(Number.isNaN(total(store, "Invocations", target.ids, 1)[0]));
    assert.ok(Number.isNaN(total(store, "EstimatedTPMQuotaUsage", target.ids, 1)[0]));
  });

  it("tells requests of tokens and tokens of requests where there is no quota for one of them", () => {
    const only = (quotas: TrafficTarget["quotas"]) => {
      const store = targetTraffic({ ...target, quotas }, steady(50), { start, minutes: 1 });
      return ["EstimatedTPMQuotaUsage", "Invocations"].map((name) => total(store, name, target.ids, 1)[0]);
    };
    assert.deepEqual(only({ tpm: 1_000_000 }), [500_000, 200]);
    assert.deepEqual(only({ rpm: 100 }), [125_000, 50]);
    assert.deepEqual(only({ tpd: 1_440_000 }), [500, 1]);
    assert.deepEqual(only({}), [Number.NaN, Number.NaN]);
  });

  it("uses mantle's two quotas by the same share, under dimension Model and without throttles", () => {
    const mantle: TrafficTarget = {
      ...target,
      scope: "mantle",
      ids: ["example.model-v1"],
      quotas: { "input-tpm": 1_000_000, "output-tpm": 100_000 },
    };
    const store = targetTraffic(mantle, steady(71), { start, minutes: 2 });
    const sum = (name: string) =>
      store.get(identityKey(metric("AWS/BedrockMantle", name, { Model: "example.model-v1" })))?.Sum?.values[0];
    assert.equal(sum("TotalInputTokens"), 710_000);
    assert.equal(sum("TotalOutputTokens"), 71_000);
    assert.ok(sum("Inferences")! > 0);
    assert.equal(store.size, 4);
  });
});

describe("the profile of traffic", () => {
  const shares = (text: string, minutes: number) => {
    const traffic = parseTraffic(text);
    assert.ok(traffic, `${text} is read`);
    return Array.from({ length: minutes }, (_none, minute) => shareAt(traffic, minute, minutes));
  };

  it("is read as it is written", () => {
    assert.deepEqual(shares("idle", 2), [0, 0]);
    assert.deepEqual(shares("steady:69.5%", 2), [69.5, 69.5]);
    assert.deepEqual(shares("over:130%", 2), [130, 130]);
    assert.deepEqual(shares("burst:120%x2/5@10%", 7), [10, 10, 10, 120, 120, 10, 10]);
    assert.deepEqual(shares("burst:120%x1/2", 4), [0, 120, 0, 120]);
    assert.deepEqual(shares("runaway:20%..150%", 3), [20, 85, 150]);
    assert.deepEqual(shares("runaway:20%..150%", 1), [150]);
  });

  it("reads every example of its own help", () => {
    for (const [profile, { example }] of Object.entries(trafficSyntax)) {
      assert.equal(parseTraffic(example)?.profile, profile);
    }
  });

  for (const text of [
    "",
    "steady",
    "steady:69",
    "steady:-1%",
    "over:99%",
    "burst:120%",
    "burst:120%x0/5",
    "burst:120%x6/5",
    "runaway:20%",
    "Idle",
    "steady:69% ",
  ]) {
    it(`does not read "${text}"`, () => assert.equal(parseTraffic(text), undefined));
  }
});
