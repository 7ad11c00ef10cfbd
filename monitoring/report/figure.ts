import type { Figure } from "./document.ts";
import { isoTime } from "./iso-time.ts";
import type { Stretch } from "./stretches.ts";

/** A measure over the whole window, a part a stretch. */
export interface Measured {
  stretch: Stretch;
  /** amount per minute in each period; NaN: no datapoint */
  rates: Float64Array;
  /** what was counted in each period; NaN: no datapoint */
  counts: Float64Array;
}

/** What a measure comes to over its stretches, oldest first. */
export function figureOf(parts: readonly Measured[]): Figure {
  let total = 0;
  let datapoints = 0;
  let minutesWithData = 0;
  let minutes = 0;
  let weighted = 0;
  let max = Number.NEGATIVE_INFINITY;
  let maxAt = 0;
  let maxPeriod = 0;
  for (const { stretch, rates, counts } of parts) {
    const weight = stretch.period / 60;
    minutes += rates.length * weight;
    for (let i = 0; i < rates.length; i++) {
      const rate = rates[i]!;
      if (Number.isNaN(rate)) continue;
      total += counts[i]!;
      datapoints += 1;
      minutesWithData += weight;
      weighted += rate * weight;
      if (rate > max) {
        max = rate;
        maxAt = stretch.start + i * stretch.period;
        maxPeriod = stretch.period;
      }
    }
  }
  const any = datapoints > 0;
  const sorted = parts.map(sortedValues);
  const [p50, p90, p99] = any ? percentilesOf(sorted, minutesWithData, 0) : [null, null, null];
  const [zero50, zero90, zero99] = percentilesOf(sorted, minutes, minutes - minutesWithData);
  return {
    total,
    mean: any ? tidy(weighted / minutesWithData) : null,
    p50: p50 ?? null,
    p90: p90 ?? null,
    p99: p99 ?? null,
    max: any ? tidy(max) : null,
    maxAt: any ? isoTime(maxAt) : null,
    maxPeriodSeconds: any ? maxPeriod : null,
    datapoints,
    minutesWithData,
    idleAsZero: {
      mean: minutes > 0 ? tidy(weighted / minutes) : 0,
      p50: zero50 ?? 0,
      p90: zero90 ?? 0,
      p99: zero99 ?? 0,
    },
  };
}

const ranks = [50, 90, 99] as const;

/** Without the last digits that only binary fractions have: 28791.3, not 28791.300000000003. */
const tidy = (value: number): number => Math.round(value * 1e6) / 1e6;

/** A part's values, lowest first, each of which stands for so many minutes. */
interface Sorted {
  values: Float64Array;
  minutes: number;
}

function sortedValues({ stretch, rates }: Measured): Sorted {
  const values = new Float64Array(rates.length);
  let count = 0;
  for (const rate of rates) if (!Number.isNaN(rate)) values[count++] = rate;
  return { values: values.subarray(0, count).sort(), minutes: stretch.period / 60 };
}

/**
 * Nearest-rank percentiles: the smallest value that at least p % of the minutes do not exceed. Always a value that
 * occurred, so a whole number of tokens stays one.
 * @param minutes how many there are in all
 * @param zeros how many of them are idle: they stand before all others, as no count is negative
 */
function percentilesOf(parts: readonly Sorted[], minutes: number, zeros: number): number[] {
  if (minutes <= zeros) return ranks.map(() => 0);
  const next = parts.map(() => 0);
  let reached = zeros;
  let value = 0;
  return ranks.map((percent) => {
    const rank = Math.ceil((percent / 100) * minutes);
    while (reached < rank) {
      let lowest = -1;
      let candidate = Number.POSITIVE_INFINITY;
      for (let part = 0; part < parts.length; part++) {
        const own = parts[part]!.values[next[part]!];
        if (own === undefined || own >= candidate) continue;
        candidate = own;
        lowest = part;
      }
      if (lowest < 0) break;
      value = candidate;
      reached += parts[lowest]!.minutes;
      next[lowest]! += 1;
    }
    return tidy(value);
  });
}
