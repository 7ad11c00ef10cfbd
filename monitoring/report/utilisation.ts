import type { Percent } from "../../words/units.ts";
import type { Utilisation } from "./document.ts";
import { figureOf, type Measured } from "./figure.ts";

/** Shares of a quota above which minutes are counted, percent. */
const countedAbove = [70, 90, 100] as const;

/** How long "now" looks back, seconds: CloudWatch gets a minute's data up to a few minutes late. */
const recent = 300;

/**
 * How full a quota was.
 * @param parts utilisation in percent, both as rates and as counts
 * @param now epoch seconds
 */
export function utilisationOver(parts: readonly Measured[], now: number): Utilisation {
  const figure = figureOf(parts);
  const last = parts.at(-1);
  const fine = parts.filter(({ stretch }) => stretch.period === 60);
  return {
    now: last && now - last.stretch.end < recent ? newest(last) : null,
    p90: figure.p90,
    p90IdleAsZero: figure.idleAsZero.p90,
    peak: figure.max,
    peakAt: figure.maxAt,
    peakPeriodSeconds: figure.maxPeriodSeconds,
    minutesAbove:
      fine.length === 0
        ? null
        : countedAbove.map((percent) => ({
            percent,
            minutes: fine.reduce((total, { rates }) => total + atOrAbove(rates, percent as Percent & number), 0),
          })),
    minutesCounted: fine.reduce((total, { rates }) => total + rates.length, 0),
  };
}

function newest({ stretch, rates }: Measured): number {
  const periods = Math.max(1, recent / stretch.period);
  let highest = 0;
  // Not Math.max: an idle minute is NaN, and counts as 0.
  for (const value of rates.subarray(-periods)) if (value > highest) highest = value;
  return highest;
}

function atOrAbove(values: Float64Array, threshold: number): number {
  let found = 0;
  for (const value of values) if (value >= threshold) found += 1;
  return found;
}
