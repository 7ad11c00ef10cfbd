import assert from "node:assert/strict";
import fc from "fast-check";
import { markOf, percentileBounds } from "../../monitoring/report/bounds.ts";
import type { Figure, InexactName } from "../../monitoring/report/document.ts";
import { figureOf, type Measured } from "../../monitoring/report/figure.ts";
import type { Stretch } from "../../monitoring/report/stretches.ts";
import { utilisationOver } from "../../monitoring/report/utilisation.ts";
import { seconds } from "../../words/units.ts";

type Period = Stretch["period"];

/** Minutes as CloudWatch has them once it keeps periods of some length alone; NaN: no datapoint. */
function kept(minutes: readonly number[], start: number, period: number): Measured {
  const stretch: Stretch = { start, end: start + minutes.length * 60, period: seconds(period) as Period };
  const inPeriod = period / 60;
  const counts = Float64Array.from({ length: minutes.length / inPeriod }, (_, index) => {
    const own = minutes.slice(index * inPeriod, (index + 1) * inPeriod).filter((value) => !Number.isNaN(value));
    return own.length === 0 ? Number.NaN : own.reduce((a, b) => a + b, 0);
  });
  return { stretch, counts, rates: counts.map((value) => value / inPeriod) };
}

const readFigure = (figure: Figure, name: InexactName): number => {
  const idle = /^(p\d\d)IdleAsZero$/.exec(name)?.[1];
  return (idle === undefined ? figure[name as "p50"] : figure.idleAsZero[idle as "p50"])!;
};

const names: readonly InexactName[] = [
  "mean",
  "p50",
  "p90",
  "p99",
  "max",
  "minutesWithData",
  "p50IdleAsZero",
  "p90IdleAsZero",
  "p99IdleAsZero",
];

const nearly = 1e-5;
const minute = fc.oneof(
  { weight: 3, arbitrary: fc.constant(Number.NaN) },
  { weight: 3, arbitrary: fc.nat(100) },
  { weight: 1, arbitrary: fc.nat(100_000) },
);
const hours = (most: number) =>
  fc
    .integer({ min: 0, max: most })
    .chain((count) => fc.array(minute, { minLength: count * 60, maxLength: count * 60 }));

describe("figures of a window that CloudWatch has in part by longer periods", () => {
  it("are the true ones, or marked with bounds that hold the true one and the one that is shown", () => {
    fc.assert(
      fc.property(hours(3), hours(3), hours(3), (oldest, older, newest) => {
        const all = [...oldest, ...older, ...newest];
        fc.pre(all.some((value) => !Number.isNaN(value)));
        const start = 1_700_000_000 - (1_700_000_000 % 3_600);
        const olderFrom = start + oldest.length * 60;
        const newestFrom = olderFrom + older.length * 60;
        const shown = figureOf([kept(oldest, start, 3_600), kept(older, olderFrom, 300), kept(newest, newestFrom, 60)]);
        const truth = figureOf([kept(all, start, 60)]);
        assert.deepEqual(truth.bounds, {});
        assert.equal(shown.total, truth.total);
        assert.equal(shown.idleAsZero.mean, truth.idleAsZero.mean);
        for (const name of names) {
          const [told, exact] = [readFigure(shown, name), readFigure(truth, name)];
          const bounds = shown.bounds[name];
          if (!bounds) {
            assert.ok(Math.abs(told - exact) < nearly, `${name}: ${told} is not marked, and ${exact} in truth`);
            continue;
          }
          assert.ok(bounds.low < bounds.high);
          for (const value of [told, exact])
            assert.ok(
              value >= bounds.low - nearly && value <= bounds.high + nearly,
              `${name}: ${value} outside ${JSON.stringify(bounds)}`,
            );
        }
      }),
      { numRuns: 400 },
    );
  });

  it("have percentiles of the minutes where there are minutes", () => {
    const busy = Array.from({ length: 60 }, (_, index) => index + 1);
    const [old, recent] = [kept(busy, 0, 300), kept(busy, 3_600, 60)];
    const { p50, p90, max, bounds } = figureOf([old, recent]);
    assert.deepEqual([p50, p90, max], [30, 54, 60]);
    assert.ok(bounds.p90 && bounds.p90.low < 54 && bounds.p90.high > 54);
    // The fullest five minutes held 290, all of which may have been one minute's.
    assert.deepEqual(bounds.max, { low: 60, high: 290 });
    // Nothing in the coarse half: every minute is known.
    assert.deepEqual(figureOf([kept(new Array(60).fill(Number.NaN), 0, 300), recent]).bounds, {});
  });

  it("bound a percentile no wider than minutes can be chosen", () => {
    const wholes = fc.array(fc.nat(3), { minLength: 1, maxLength: 3 });
    fc.assert(
      fc.property(wholes, wholes, fc.constantFrom(50, 90, 99), fc.boolean(), (fine, sums, percent, withIdle) => {
        const periodMinutes = 2;
        const groups = [
          { ascending: Float64Array.from(fine).sort(), weight: 1 },
          { ascending: Float64Array.from(sums, (one) => one / periodMinutes).sort(), weight: periodMinutes },
        ];
        const idle = withIdle ? 2 : 0;
        const minutes = withIdle ? fine.length + sums.length * periodMinutes + idle : undefined;
        const found: number[] = [];
        const choose = (index: number, chosen: readonly number[]): void => {
          if (index < sums.length) {
            const whole = sums[index]!;
            // Halves are all that a bound is made of where a period has two minutes.
            for (let half = 0; half <= 2 * whole; half++) choose(index + 1, [...chosen, half / 2, whole - half / 2]);
            if (!withIdle) choose(index + 1, [...chosen, whole]);
            return;
          }
          const values = [...new Array(idle).fill(0), ...fine, ...chosen].sort((a, b) => a - b);
          found.push(values[Math.ceil((percent / 100) * values.length) - 1]!);
        };
        choose(0, []);
        const { low, high } = percentileBounds(percent, groups, minutes);
        assert.ok(Math.abs(low - Math.min(...found)) < nearly, `low ${low} of ${Math.min(...found)}`);
        assert.ok(Math.abs(high - Math.max(...found)) < nearly, `high ${high} of ${Math.max(...found)}`);
      }),
      { numRuns: 500 },
    );
  });

  it("say how many minutes were over a share of the quota, at least and at most", () => {
    const old = kept([100, 0, 0, 0, 0, 20, 20, 20, 20, 20, ...new Array(50).fill(Number.NaN)], 0, 300);
    const recent = kept([...new Array(59).fill(10), 95], 3_600, 60);
    const { minutesAbove, now, bounds, peak } = utilisationOver([old, recent], 7_200);
    assert.deepEqual(minutesAbove, [
      { percent: 70, minutes: 1, bounds: { low: 1, high: 3 } },
      { percent: 90, minutes: 1, bounds: { low: 1, high: 3 } },
      { percent: 100, minutes: 0, bounds: { low: 0, high: 2 } },
    ]);
    assert.deepEqual([now, peak, bounds.now, bounds.peak], [95, 95, undefined, { low: 95, high: 100 }]);
  });

  it("have no now where a period is longer than the last minutes, and a lowest one where it is as long", () => {
    const values = new Array(60).fill(12);
    assert.equal(utilisationOver([kept(values, 0, 3_600)], 3_600).now, null);
    const five = utilisationOver([kept(values, 0, 300)], 3_600);
    assert.deepEqual([five.now, five.bounds.now], [12, { low: 12, high: 60 }]);
  });

  it("are marked by what their bounds say of them", () => {
    assert.deepEqual(
      [undefined, { low: 5, high: 9 }, { low: 1, high: 5 }, { low: 1, high: 9 }].map((bounds) => markOf(5, bounds)),
      ["", "≥", "≤", "≈"],
    );
  });
});
