import assert from "node:assert/strict";
import fc from "fast-check";
import { readings } from "../../monitoring/simulation/reading.ts";
import {
  identityKey,
  lookupIn,
  minutes,
  putOnceAMinute,
  type SeriesStore,
} from "../../monitoring/simulation/series.ts";
import { simulate } from "../../monitoring/simulation/simulate.ts";
import { alarm, bedrock, quotaMetric, throttleAlarm, utilisationQueries } from "./alarms.ts";

const start = Date.UTC(2026, 0, 5) / 1000;

/** Values of minutes, some of them missing; as many as wanted are in a row. */
const series = (high: number, gaps: number) =>
  fc.array(fc.oneof({ weight: 10, arbitrary: fc.nat(high) }, { weight: gaps, arbitrary: fc.constant(Number.NaN) }), {
    minLength: 30,
    maxLength: 150,
  });

const evaluations = fc
  .record({ periods: fc.integer({ min: 1, max: 70 }), needed: fc.integer({ min: 1, max: 70 }) })
  .map(({ periods, needed }) => ({ EvaluationPeriods: periods, DatapointsToAlarm: Math.min(needed, periods) }));

describe("alarms told minute by minute", () => {
  it("change when, and for the reasons that, evaluations of their whole range say", () => {
    fc.assert(
      fc.property(
        fc.record({
          used: series(1_300, 4),
          other: series(300, 20),
          throttled: series(2, 30),
          quota: fc.oneof(series(5, 0), series(5, 1)),
          before: fc.nat(80),
          evaluation: evaluations,
          threshold: fc.constantFrom(50, 70, 100),
          reading: fc.constantFrom(...readings),
          lag: fc.nat(4),
          quotaLag: fc.constantFrom(0, 0, 0, 2),
          warmUp: fc.constantFrom(0, 0, 7),
        }),
        ({ used, other, throttled, quota, before, evaluation, threshold, reading, lag, quotaLag, warmUp }) => {
          const begin = start - before * 60;
          const store: SeriesStore = new Map();
          store.set(identityKey(bedrock("EstimatedTPMQuotaUsage", "model")), { Sum: minutes(begin, used) });
          store.set(identityKey(bedrock("EstimatedTPMQuotaUsage", "profile")), { Sum: minutes(start, other) });
          store.set(identityKey(bedrock("InvocationThrottles", "model")), { Sum: minutes(begin, throttled) });
          const values = quota.map((value) => (value === 0 ? 0 : 900 + 50 * value));
          const longer = [...values, ...Array(200).fill(values.at(-1))];
          store.set(identityKey(quotaMetric("TokenQuota", "model")), putOnceAMinute(begin, longer));
          const alarms = [
            { ...alarm("use", utilisationQueries(["model", "profile"]), { Threshold: threshold }), ...evaluation },
            { ...throttleAlarm("throttles", "model"), ...evaluation },
          ];
          const input = {
            ...{ alarms, series: lookupIn(store), start, minutes: 120, reading, warmUpMinutes: warmUp },
            lagMinutes: { "AWS/Bedrock": lag, "Bedrock/Quotas": quotaLag },
          };
          assert.deepEqual(simulate(input), simulate({ ...input, byMinutes: false }));
        },
      ),
      { numRuns: 400 },
    );
  });
});
