import assert from "node:assert/strict";
import fc from "fast-check";
import type { DayValue } from "../../monitoring/forecast/day-value.ts";
import { busyDayAt, noFactor, reachOf } from "../../monitoring/forecast/reach.ts";
import { type KnownTrend, type Trend, trendOf } from "../../monitoring/forecast/trend.ts";
import { normalFrom } from "./traffic.ts";

const day = 86_400;
const first = Date.UTC(2026, 8, 28) / 1_000;

const daysOf = (values: readonly number[], from = 0): DayValue[] =>
  values.map((value, at) => ({ day: first + (from + at) * day, value }));
const endOf = (count: number): number => first + count * day;

function noisy(count: number, level: (at: number) => number, noise = 0.05): number[] {
  const normal = normalFrom("days");
  return Array.from({ length: count }, (_, at) => level(at) * Math.exp(noise * normal()));
}

function known(trend: Trend): KnownTrend {
  assert.notEqual(trend.kind, "cannot-tell", JSON.stringify(trend));
  return trend as KnownTrend;
}

describe("the trend of a daily figure", () => {
  it("of a history without noise is exact, and so is the day on which a quota is reached", () => {
    const values = Array.from({ length: 56 }, (_, at) => 1_000 * 1.05 ** (at / 7));
    const trend = known(trendOf(daysOf(values), endOf(56)));
    for (const side of ["low", "mid", "high"] as const) assert.ok(Math.abs(trend.growth[side] - 5) < 1e-9);
    assert.equal(trend.kind, "growing");
    const flat = known(trendOf(daysOf(new Array(56).fill(500)), endOf(56)));
    assert.deepEqual([flat.kind, flat.growth], ["no-trend", { low: 0, mid: 0, high: 0 }]);
    assert.ok(Math.abs(busyDayAt(flat, 0, noFactor).mid - 500) < 1e-6);
    assert.deepEqual(reachOf(flat, endOf(56), 501), { earliest: null, likely: null, latest: null });
  });

  it("takes three weeks, and says from when on it can be told", () => {
    const young = trendOf(daysOf(noisy(10, () => 900)), endOf(10));
    assert.deepEqual(young, {
      kind: "cannot-tell",
      since: "2026-09-28",
      days: 10,
      because: "used since 2026-09-28 only",
      needs: "21 days: from 2026-10-19 on",
    });
    assert.equal(trendOf(daysOf(noisy(20, () => 900)), endOf(20)).kind, "cannot-tell");
    assert.equal(trendOf(daysOf(noisy(21, () => 900)), endOf(21)).kind, "no-trend");
  });

  it("takes 15 days with use, wherever the gaps are", () => {
    const mondays = daysOf(noisy(56, () => 900)).filter((_, at) => at % 7 === 0);
    const told = trendOf(mondays, endOf(56));
    assert.equal(told.kind === "cannot-tell" && told.because, "used on 8 of 56 days only");
    const workdays = daysOf(noisy(56, () => 900)).filter((_, at) => at % 7 < 5);
    assert.equal(trendOf(workdays, endOf(56)).kind, "no-trend");
  });

  it("doesn't go on from use that ended, and knows none where there is none", () => {
    const ended = trendOf(daysOf(noisy(40, () => 900)), endOf(56));
    assert.equal(ended.kind === "cannot-tell" && ended.idle && ended.because, "no use since 2026-11-06");
    for (const days of [[], daysOf([0, 0, 0])]) assert.equal((trendOf(days, endOf(56)) as { idle?: true }).idle, true);
  });

  it("takes a launch for a shift, not for growth: until three weeks have passed it can't tell", () => {
    const launch = (at: number) => (count: number) => (count >= at ? 3_000 : 1_000);
    const recent = trendOf(daysOf(noisy(56, launch(46))), endOf(56));
    assert.equal(recent.kind === "cannot-tell" && recent.because, "its level changed on 2026-11-13");
    assert.ok(Math.abs((recent.shift?.factor ?? 0) - 3) < 0.3);
    const older = known(trendOf(daysOf(noisy(56, launch(20))), endOf(56)));
    assert.deepEqual([older.kind, older.since, older.days], ["no-trend", "2026-10-18", 36]);
  });

  it("takes a holiday, or a test of a week or two, for no growth, wherever it is", () => {
    for (const factor of [0.3, 3])
      for (const length of [8, 12])
        for (let from = 14; from <= 34; from += 4) {
          const odd = noisy(56, (at) => (at >= from && at < from + length ? factor : 1) * 1_000);
          const told = known(trendOf(daysOf(odd), endOf(56)));
          assert.equal(told.kind, "no-trend", `${factor} for ${length} days from ${from}`);
        }
  });

  it("takes growth for no shift, however fast", () => {
    for (const growth of [1.02, 1.1, 1.3, 2]) {
      const told = known(trendOf(daysOf(noisy(56, (at) => 100 * growth ** (at / 7))), endOf(56)));
      assert.deepEqual([told.kind, told.shift], ["growing", undefined], `${growth}`);
    }
  });

  it("is not moved by one odd day, nor by the day under way", () => {
    const values = noisy(56, () => 1_000);
    const plain = known(trendOf(daysOf(values), endOf(56)));
    const odd = known(trendOf(daysOf(values.with(50, 100_000)), endOf(56)));
    assert.ok(Math.abs(odd.growth.mid - plain.growth.mid) < 0.3);
    assert.equal(odd.kind, "no-trend");
    const underWay = trendOf([...daysOf(values), { day: endOf(56), value: 1 }], endOf(56));
    assert.deepEqual(underWay, plain);
  });

  it("is the same in any unit, and however many weeks later", () => {
    const values = noisy(50, (at) => 1_000 * 1.04 ** (at / 7));
    const plain = known(trendOf(daysOf(values), endOf(50)));
    fc.assert(
      fc.property(fc.double({ min: 1e-3, max: 1e9, noNaN: true }), fc.integer({ min: 0, max: 500 }), (unit, weeks) => {
        const other = known(
          trendOf(
            daysOf(
              values.map((value) => value * unit),
              weeks * 7,
            ),
            endOf(50 + weeks * 7),
          ),
        );
        for (const side of ["low", "mid", "high"] as const)
          assert.ok(Math.abs(other.growth[side] - plain.growth[side]) < 1e-6);
      }),
      { numRuns: 30 },
    );
  });

  it("of anything is ordered and finite, and so are its days", () => {
    const history = fc.array(
      fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 5 }), fc.double({ min: 1e-6, max: 1e12, noNaN: true })),
      { minLength: 0, maxLength: 64 },
    );
    fc.assert(
      fc.property(history, fc.double({ min: 1e-3, max: 1e12, noNaN: true }), (values, quota) => {
        const trend = trendOf(daysOf(values), endOf(values.length));
        if (trend.kind === "cannot-tell") return;
        const { low, mid, high } = trend.growth;
        assert.ok(low <= mid && mid <= high && [low, mid, high].every(Number.isFinite));
        const use = busyDayAt(trend, endOf(values.length) / day, noFactor);
        assert.ok(use.low <= use.mid && use.mid <= use.high && use.low >= 0, JSON.stringify(use));
        const { earliest, likely, latest } = reachOf(trend, endOf(values.length), quota);
        const [from, on, by] = [earliest, likely, latest].map((date) => date ?? "9999");
        assert.ok(from! <= on! || trend.kind === "no-trend", `${earliest} ${likely}`);
        assert.ok(from! <= by!, `${earliest} ${latest}`);
      }),
      { numRuns: 500 },
    );
  });
});

describe("the day on which a quota is reached", () => {
  const values = noisy(56, (at) => 1_000 * 1.05 ** (at / 7));
  const trend = known(trendOf(daysOf(values), endOf(56)));

  it("comes later for a larger quota, and is today where it is reached", () => {
    const days = [1_000, 1_600, 2_000, 3_000].map((quota) => reachOf(trend, endOf(56), quota));
    assert.deepEqual(days[0], { earliest: "2026-11-23", likely: "2026-11-23", latest: "2026-11-23" });
    const likely = days.map((one) => one.likely ?? "9999");
    assert.deepEqual(likely, likely.toSorted());
    assert.equal(new Set(likely).size, 4);
  });

  it("is less sure where what minutes are over five minutes is less sure", () => {
    const sure = reachOf(trend, endOf(56), 2_500, { low: 1.2, mid: 1.2, high: 1.2 });
    const unsure = reachOf(trend, endOf(56), 2_500, { low: 1, mid: 1.2, high: 1.5 });
    assert.equal(unsure.likely, sure.likely);
    assert.ok(unsure.earliest! < sure.earliest! && (unsure.latest ?? "9999") > (sure.latest ?? "9999"));
  });

  it("is not within a year where it is further", () => {
    assert.deepEqual(reachOf(trend, endOf(56), 1e9), { earliest: null, likely: null, latest: null });
  });
});
