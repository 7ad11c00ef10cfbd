import { type Bounds, percentileBounds, unlessExact, within } from "./bounds.ts";
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

/** What a measure comes to over its stretches, oldest first. Nothing that is counted is negative. */
export function figureOf(parts: readonly Measured[]): Figure {
  const sums = sumsOf(parts);
  const { total, datapoints, minutesWithData, minutes } = sums;
  const { max, maxAt, maxPeriod } = highestIn(parts);
  const any = datapoints > 0;
  const groups = sortedGroups(parts, datapoints);
  const values = valuesOf(groups, sums);
  const isExact = groups.every(({ weight, ascending }) => weight === 1 || ascending.length === 0);
  const bounds = isExact ? {} : boundsOf(groups, sums);
  // What is shown of a value that is not exact is what its minutes tell, as far as the others leave that possible.
  const best = isExact ? values : bestOf(groups, parts, values, bounds);
  return {
    total,
    mean: any ? tidy(best.mean) : null,
    p50: any ? tidy(best.p50) : null,
    p90: any ? tidy(best.p90) : null,
    p99: any ? tidy(best.p99) : null,
    max: any ? tidy(max) : null,
    maxAt: any ? isoTime(maxAt) : null,
    maxPeriodSeconds: any ? maxPeriod : null,
    datapoints,
    minutesWithData,
    idleAsZero: {
      mean: minutes > 0 ? tidy(sums.weighted / minutes) : 0,
      p50: tidy(best.p50IdleAsZero),
      p90: tidy(best.p90IdleAsZero),
      p99: tidy(best.p99IdleAsZero),
    },
    bounds,
  };
}

interface Sums {
  total: number;
  datapoints: number;
  minutesWithData: number;
  /** of the window */
  minutes: number;
  /** rate × minutes */
  weighted: number;
}

function sumsOf(parts: readonly Measured[]): Sums {
  const sums: Sums = { total: 0, datapoints: 0, minutesWithData: 0, minutes: 0, weighted: 0 };
  for (const { stretch, rates, counts } of parts) {
    const weight = stretch.period / 60;
    sums.minutes += rates.length * weight;
    for (let i = 0; i < rates.length; i++) {
      const rate = rates[i]!;
      if (Number.isNaN(rate)) continue;
      sums.total += counts[i]!;
      sums.datapoints += 1;
      sums.minutesWithData += weight;
      sums.weighted += rate * weight;
    }
  }
  return sums;
}

function highestIn(parts: readonly Measured[]): { max: number; maxAt: number; maxPeriod: number } {
  let max = Number.NEGATIVE_INFINITY;
  let maxAt = 0;
  let maxPeriod = 0;
  for (const { stretch, rates } of parts) {
    for (let i = 0; i < rates.length; i++) {
      const rate = rates[i]!;
      if (!(rate > max)) continue;
      max = rate;
      maxAt = stretch.start + i * stretch.period;
      maxPeriod = stretch.period;
    }
  }
  return { max, maxAt, maxPeriod };
}

type Percentile = "p50" | "p90" | "p99";
/** The values of a figure that the minutes of a period decide. */
type Values = Record<"mean" | Percentile | `${Percentile}IdleAsZero`, number>;

const percentiles: readonly { name: Percentile; percent: number }[] = [
  { name: "p50", percent: 50 },
  { name: "p90", percent: 90 },
  { name: "p99", percent: 99 },
];

/** Without the last digits that only binary fractions have: 28791.3, not 28791.300000000003. */
const tidy = (value: number): number => Math.round(value * 1e6) / 1e6;

/**
 * Nearest-rank percentiles over the minutes with data, then over all minutes: the smallest value that at least p % of
 * the minutes do not exceed. Of minutes always a value that occurred, so a whole number of tokens stays one. NaN and 0
 * where there is no data.
 */
function valuesOf(
  groups: readonly WeightedValues[],
  { minutes, minutesWithData, weighted }: Pick<Sums, "minutes" | "minutesWithData" | "weighted">,
): Values {
  const idle = minutes - minutesWithData;
  const wanted = percentiles.flatMap(({ percent }) => [
    nearestRank(percent, minutesWithData),
    nearestRank(percent, minutes) - idle,
  ]);
  const ascending = minutesWithData > 0 ? [...new Set(wanted)].filter((rank) => rank > 0).sort((a, b) => a - b) : [];
  const values = new Map(valuesAtRanks(groups, ascending).map((value, index) => [ascending[index]!, value]));
  const [p50, zero50, p90, zero90, p99, zero99] = wanted.map((rank) => values.get(rank));
  return {
    mean: weighted / minutesWithData,
    p50: p50 ?? Number.NaN,
    p90: p90 ?? Number.NaN,
    p99: p99 ?? Number.NaN,
    p50IdleAsZero: zero50 ?? 0,
    p90IdleAsZero: zero90 ?? 0,
    p99IdleAsZero: zero99 ?? 0,
  };
}

/** What can be said of values that minutes decide of which only the means are known. */
function boundsOf(groups: readonly WeightedValues[], { datapoints, minutesWithData, minutes, weighted }: Sums) {
  const bounds: Figure["bounds"] = {};
  const set = (name: keyof Figure["bounds"], { low, high }: Bounds) => {
    const found = unlessExact({ low: tidy(low), high: tidy(high) });
    if (found) bounds[name] = found;
  };
  set("minutesWithData", { low: datapoints, high: minutesWithData });
  set("mean", { low: weighted / minutesWithData, high: weighted / datapoints });
  set("max", {
    low: Math.max(...groups.map(({ ascending }) => ascending.at(-1) ?? 0)),
    high: Math.max(...groups.map(({ ascending, weight }) => (ascending.at(-1) ?? 0) * weight)),
  });
  for (const { name, percent } of percentiles) {
    set(name, percentileBounds(percent, groups, undefined));
    set(`${name}IdleAsZero`, percentileBounds(percent, groups, minutes));
  }
  return bounds;
}

/** The values of the minutes that CloudWatch has, as near to them as their bounds allow; else those of the means. */
function bestOf(
  groups: readonly WeightedValues[],
  parts: readonly Measured[],
  ofAll: Values,
  bounds: Figure["bounds"],
): Values {
  const fine = groups.filter(({ weight }) => weight === 1);
  const minutes = parts.reduce((sum, { stretch, rates }) => sum + (stretch.period === 60 ? rates.length : 0), 0);
  const minutesWithData = fine.reduce((sum, { ascending }) => sum + ascending.length, 0);
  const weighted = fine.reduce((sum, { ascending }) => ascending.reduce((a, b) => a + b, sum), 0);
  const ofMinutes = valuesOf(fine, { minutesWithData, minutes, weighted });
  const names = Object.keys(ofAll) as (keyof Values)[];
  const best = names.map((name) => {
    const isKnown = name.endsWith("IdleAsZero") ? minutes > 0 : minutesWithData > 0;
    const value = isKnown ? ofMinutes[name] : ofAll[name];
    const limits = bounds[name];
    // Bounds that leave one value give it.
    return [name, limits ? within(value, limits) : ofAll[name]];
  });
  return Object.fromEntries(best) as Values;
}

/** Room for the values of one figure, used again for the next: each report has hundreds of them. */
let room = new Float64Array(0);
const none = new Float64Array(0);

/** The values that there are, a group a stretch, each standing for the stretch's minutes. Good until the next call. */
function sortedGroups(parts: readonly Measured[], datapoints: number): WeightedValues[] {
  if (datapoints === 0) return parts.map(({ stretch }) => ({ ascending: none, weight: stretch.period / 60 }));
  if (room.length < datapoints) room = new Float64Array(datapoints);
  let count = 0;
  return parts.map(({ stretch, rates }) => {
    const from = count;
    for (const rate of rates) if (!Number.isNaN(rate)) room[count++] = rate;
    return { ascending: room.subarray(from, count).sort(), weight: stretch.period / 60 };
  });
}
