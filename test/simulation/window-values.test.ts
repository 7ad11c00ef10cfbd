import assert from "node:assert/strict";
import fc from "fast-check";
import type { Frame } from "../../monitoring/metric-math/values.ts";
import { identityKey, minutes, putOnceAMinute, type Statistics } from "../../monitoring/simulation/series.ts";
import { windowValues } from "../../monitoring/simulation/window-values.ts";
import { seconds } from "../../words/units.ts";
import { metric } from "./alarms.ts";

const start = Date.UTC(2026, 0, 5) / 1000;
const stats = ["Sum", "SampleCount", "Average", "Minimum", "Maximum"] as const;

/** What a statistic is, said the slow way: over the minutes of one period that have arrived. */
function slowly(values: readonly number[], stat: (typeof stats)[number]): number {
  const real = values.filter((value) => !Number.isNaN(value));
  if (real.length === 0) return Number.NaN;
  const sum = real.reduce((a, b) => a + b, 0);
  switch (stat) {
    case "Sum":
      return sum;
    case "SampleCount":
      return real.length;
    case "Average":
      return sum / real.length;
    case "Minimum":
      return Math.min(...real);
    case "Maximum":
      return Math.max(...real);
  }
}

describe("the windows an alarm looks at", () => {
  it("are what adding up every minute of every window gives, however long, late, sparse or cut off", () => {
    const value = fc.oneof(
      { weight: 3, arbitrary: fc.integer({ min: -50, max: 50 }) },
      { weight: 1, arbitrary: fc.constant(Number.NaN) },
    );
    fc.assert(
      fc.property(
        fc.array(value, { maxLength: 40 }),
        fc.constantFrom(...stats),
        fc.integer({ min: 1, max: 6 }),
        fc.integer({ min: 0, max: 8 }),
        fc.integer({ min: -10, max: 30 }),
        fc.integer({ min: 1, max: 4 }),
        fc.constantFrom(1, 3),
        (values, stat, length, delay, firstEnd, points, stride) => {
          const frame: Frame = {
            firstEnd: start + firstEnd * 60,
            step: seconds(stride * 60),
            evaluations: 8,
            points,
            period: seconds(length * 60),
          };
          const found = windowValues(putOnceAMinute(start, values), stat, frame, delay).values;
          for (let p = 0; p < points; p++) {
            for (let e = 0; e < frame.evaluations; e++) {
              const now = firstEnd + e * stride;
              const end = now - (points - 1 - p) * length;
              const arrived = values.filter((_value, i) => i >= end - length && i < end && i < now - delay);
              assert.equal(found[p * frame.evaluations + e], slowly(arrived, stat), `point ${p} of evaluation ${e}`);
            }
          }
        },
      ),
      { numRuns: 500 },
    );
  });

  it("reach back before the simulation where the series do", () => {
    const frame: Frame = {
      firstEnd: start + 60,
      step: seconds(60),
      evaluations: 1,
      points: 2,
      period: seconds(86_400),
    };
    const twoDays = minutes(start - 86_400, new Array(1_441).fill(1));
    assert.deepEqual([...windowValues({ Sum: twoDays }, "Sum", frame, 0).values], [1, 1_440]);
  });

  it("can't tell a statistic that the data lack, nor a percentile over minutes with several values", () => {
    const frame: Frame = { firstEnd: start + 300, step: seconds(60), evaluations: 1, points: 1, period: seconds(300) };
    const [one, several] = [minutes(start, [1]), minutes(start, [2])];
    const statistics: Statistics = { Sum: one, p90: one, Minimum: one, SampleCount: several };
    assert.throws(() => windowValues(statistics, "Maximum", frame, 0), /do not have this statistic/);
    assert.throws(
      () => windowValues(statistics, "p90", frame, 0),
      /Cannot tell p90 over 300 seconds: some minutes have several/,
    );
    assert.equal(windowValues(statistics, "p90", { ...frame, period: seconds(60) }, 0).values.length, 1);
  });
});

describe("a percentile over a window of a metric with one value a minute", () => {
  it("is the same as sorting each window's values", () => {
    const value = fc.oneof(fc.constant(Number.NaN), fc.integer({ min: 0, max: 5 }));
    fc.assert(
      fc.property(
        fc.array(value, { maxLength: 60 }),
        fc.constantFrom(0, 1, 5, 50, 90, 100),
        fc.nat(4),
        (all, p, delay) => {
          const frame: Frame = {
            firstEnd: start + 60,
            step: seconds(60),
            evaluations: 70,
            points: 2,
            period: seconds(600),
          };
          const statistics = putOnceAMinute(start, all);
          const { values } = windowValues(statistics, `p${p}`, frame, delay);
          for (let point = 0; point < 2; point++) {
            for (let e = 0; e < frame.evaluations; e++) {
              const end = e + 1 - (1 - point) * 10;
              const window = all.slice(Math.max(0, end - 10), Math.max(0, Math.min(end, e + 1 - delay)));
              const sorted = window.filter((one) => !Number.isNaN(one)).sort((x, y) => x - y);
              const rank = Math.max(1, Math.ceil((p / 100) * sorted.length));
              assert.deepEqual(values[point * frame.evaluations + e], sorted[rank - 1] ?? Number.NaN);
            }
          }
        },
      ),
    );
  });
});

describe("a metric's identity", () => {
  it("does not depend on the order of the dimensions", () => {
    const one = metric("N", "M", { A: "1", B: "2" });
    assert.equal(identityKey(one), identityKey({ ...one, Dimensions: one.Dimensions.toReversed() }));
    assert.notEqual(identityKey(one), identityKey(metric("N", "M", { A: "1" })));
  });
});
