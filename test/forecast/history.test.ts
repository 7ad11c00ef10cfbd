import assert from "node:assert/strict";
import { type CountedStretch, daysIn, p99Minutes, totals } from "../../monitoring/forecast/history.ts";
import type { Stretch } from "../../monitoring/report/stretches.ts";
import { seconds } from "../../words/units.ts";
import { minutesOf } from "./traffic.ts";

const day = 86_400;
const first = Date.UTC(2026, 9, 1) / 1_000;

/** Minutes as CloudWatch has them: sums of five minutes, or one by one. NaN: no data. */
function stretchOf(minutes: Float64Array, start: number, period: 60 | 300 | 3_600): CountedStretch {
  const each = period / 60;
  const counts = Float64Array.from({ length: minutes.length / each }, (_, i) => {
    const own = minutes.subarray(i * each, (i + 1) * each).filter((value) => !Number.isNaN(value));
    return own.length === 0 ? Number.NaN : own.reduce((sum, value) => sum + value, 0);
  });
  const stretch = { start, end: start + minutes.length * 60, period: seconds(period) as Stretch["period"] };
  return { stretch, counts };
}

describe("the days of a history", () => {
  const minutes = minutesOf([1_000, 1_100, 1_200, 1_300], "days");

  it("are the same whether CloudWatch has minutes or five minutes of them, and where it changes within a day", () => {
    const coarse = daysIn([stretchOf(minutes, first, 300)]);
    const at = 2 * 1_440 + 600;
    const mixed = daysIn([
      stretchOf(minutes.subarray(0, at), first, 300),
      stretchOf(minutes.subarray(at), first + at * 60, 60),
    ]);
    assert.deepEqual(
      mixed.map(({ parts }) => parts),
      coarse.map(({ parts }) => parts),
    );
    assert.deepEqual(
      mixed.map((one) => one.minutes !== undefined),
      [false, false, false, true],
    );
    assert.deepEqual(p99Minutes(mixed).days, p99Minutes(coarse).days);
    assert.equal(p99Minutes(coarse).factor, undefined);
  });

  it("have the p99 of five minutes, per minute, and how much more that of minutes is", () => {
    const spiky = Float64Array.from({ length: 1_440 }, (_, i) => (i % 5 === 0 ? 1_000 : 0));
    const { days, factor } = p99Minutes(daysIn([stretchOf(spiky, first, 60)]));
    assert.deepEqual(days, [{ day: first, value: 200 }]);
    assert.deepEqual(factor, { low: 5, mid: 5, high: 5 });
  });

  it("are those with use: what has no data is left out, also in a p99", () => {
    const idle = new Float64Array(3 * 1_440).fill(Number.NaN);
    idle.fill(70, 1_440, 1_440 + 50);
    const days = daysIn([stretchOf(idle, first, 300)]);
    assert.deepEqual(p99Minutes(days).days, [{ day: first + day, value: 70 }]);
    assert.deepEqual(totals(days).days, [{ day: first + day, value: 3_500 }]);
  });

  it("begin with the first whole one, and leave hours out", () => {
    const from = first + 7 * 3_600;
    const days = daysIn([
      stretchOf(minutes.subarray(0, 1_440), from - day, 3_600),
      stretchOf(minutes.subarray(1_440), from, 300),
    ]);
    assert.deepEqual(
      days.map((one) => one.day),
      [first + day, first + 2 * day, first + 3 * day],
    );
    assert.deepEqual(daysIn([]), []);
  });
});
