import type { Figure } from "./document.ts";
import { isoTime } from "./iso-time.ts";
import { nearestRank } from "./nearest-rank.ts";
import type { Stretch } from "./stretches.ts";
import { valuesAtRanks, type WeightedValues } from "./weighted-ranks.ts";

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
  const [p50, p90, p99, zero50, zero90, zero99] = percentilesOf(parts, datapoints, minutesWithData, minutes);
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

/**
 * Nearest-rank percentiles over the minutes with data, then over all minutes: the smallest value that at least p % of
 * the minutes do not exceed. Always a value that occurred, so a whole number of tokens stays one.
 * @param minutes how many there are in all; idle ones stand before all others, as no count is negative
 * @returns undefined for those over the minutes with data where there are none
 */
function percentilesOf(
  parts: readonly Measured[],
  datapoints: number,
  minutesWithData: number,
  minutes: number,
): (number | undefined)[] {
  const idle = minutes - minutesWithData;
  const wanted = [
    ...ranks.map((percent) => nearestRank(percent, minutesWithData)),
    ...ranks.map((percent) => nearestRank(percent, minutes) - idle),
  ];
  const found = new Map<number, number>();
  if (datapoints > 0) {
    const ascending = [...new Set(wanted)].filter((rank) => rank > 0).sort((a, b) => a - b);
    const groups = sortedGroups(parts, datapoints);
    for (const [index, value] of valuesAtRanks(groups, ascending).entries()) {
      found.set(ascending[index]!, tidy(value));
    }
  }
  return wanted.map((rank, index) => found.get(rank) ?? (index < ranks.length ? undefined : 0));
}

/** Room for the values of one figure, used again for the next: each report has hundreds of them. */
let room = new Float64Array(0);

/** The values that there are, a group a stretch, each standing for the stretch's minutes. Good until the next call. */
function sortedGroups(parts: readonly Measured[], datapoints: number): WeightedValues[] {
  if (room.length < datapoints) room = new Float64Array(datapoints);
  let count = 0;
  return parts.map(({ stretch, rates }) => {
    const from = count;
    for (const rate of rates) if (!Number.isNaN(rate)) room[count++] = rate;
    return { ascending: room.subarray(from, count).sort(), weight: stretch.period / 60 };
  });
}
