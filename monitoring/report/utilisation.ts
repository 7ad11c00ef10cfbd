import type { Bounds } from "./bounds.ts";
import type { Utilisation } from "./document.ts";
import { figureOf, type Measured } from "./figure.ts";

/** Shares of a quota above which minutes are counted, percent. */
const countedAbove = [70, 90, 100] as const;

/** How long "now" looks back, seconds: CloudWatch gets a minute's data up to a few minutes late. */
export const recent = 300;

/**
 * How full a quota was.
 * @param parts utilisation in percent, both as rates and as counts
 * @param now epoch seconds
 */
export function utilisationOver(parts: readonly Measured[], now: number): Utilisation {
  const figure = figureOf(parts);
  const last = parts.at(-1);
  const newest = last && now - last.stretch.end < recent ? newestOf(last) : undefined;
  const fine = parts.filter(({ stretch }) => stretch.period === 60);
  const { p90, p90IdleAsZero, max } = figure.bounds;
  return {
    now: newest?.low ?? null,
    p90: figure.p90,
    p90IdleAsZero: figure.idleAsZero.p90,
    peak: figure.max,
    peakAt: figure.maxAt,
    peakPeriodSeconds: figure.maxPeriodSeconds,
    minutesAbove: fine.length === 0 ? null : countedAbove.map((percent) => minutesAbove(parts, percent)),
    minutesCounted: fine.reduce((total, { rates }) => total + rates.length, 0),
    bounds: {
      ...(newest && newest.low !== newest.high && { now: newest }),
      ...(p90 && { p90 }),
      ...(p90IdleAsZero && { p90IdleAsZero }),
      ...(max && { peak: max }),
    },
  };
}

/** The highest of the last minutes; undefined where a period is longer than they are. */
function newestOf({ stretch, rates }: Measured): Bounds | undefined {
  if (stretch.period > recent) return undefined;
  let low = 0;
  // Not Math.max: an idle minute is NaN, and counts as 0.
  for (const value of rates.subarray(-recent / stretch.period)) if (value > low) low = value;
  return { low, high: (low * stretch.period) / 60 };
}

/** Counted where there are minutes; what the others can add to it is told by bounds. */
function minutesAbove(parts: readonly Measured[], percent: number): NonNullable<Utilisation["minutesAbove"]>[number] {
  let minutes = 0;
  let low = 0;
  let high = 0;
  for (const { stretch, rates } of parts) {
    const inPeriod = stretch.period / 60;
    for (const value of rates) {
      if (!(value * inPeriod >= percent)) continue;
      const reached = value >= percent ? 1 : 0;
      if (inPeriod === 1) minutes += reached;
      low += reached;
      high += Math.min(inPeriod, Math.floor((value * inPeriod) / percent));
    }
  }
  return { percent, minutes, ...(high > minutes && { bounds: { low, high } }) };
}
