import { day, minute } from "../../words/units.ts";
import { nearestRank } from "../report/nearest-rank.ts";
import type { Stretch } from "../report/stretches.ts";
import type { DayValue } from "./day-value.ts";
import { ascending, atRank, median } from "./quantiles.ts";
import type { Interval } from "./trend.ts";

/** What was counted in each period of a stretch; NaN: no data. */
export interface CountedStretch {
  stretch: Stretch;
  counts: Float64Array;
}

/** The length all days are compared by, seconds: the finest that CloudWatch keeps for more than 15 days. */
const compared = 300;
const partsOfDay: number = day / compared;

/** One whole UTC day. */
export interface CountedDay {
  /** epoch seconds of its midnight UTC */
  day: number;
  /** what was counted in each of its 288 five minutes; NaN: no data */
  parts: Float64Array;
  /** what was counted in each of its minutes; undefined: CloudWatch has them no more */
  minutes: Float64Array | undefined;
}

/**
 * The UTC days that stretches of minutes or five minutes cover, in order; the one that they end in has only what there is so
 * far. Stretches of hours are left out: a p99 can't be had of them.
 * @param stretches in order of time, meeting at full hours
 */
export function daysIn(stretches: readonly CountedStretch[]): CountedDay[] {
  const fine = stretches.filter(({ stretch }) => stretch.period <= compared);
  const first = fine[0]?.stretch.start;
  if (first === undefined) return [];
  const minutesFrom = fine.find(({ stretch }) => stretch.period === minute)?.stretch.start ?? Number.POSITIVE_INFINITY;
  const days = new Map<number, CountedDay>();
  for (const { stretch, counts } of fine) {
    for (let i = 0; i < counts.length; i++) {
      const at = stretch.start + i * stretch.period;
      const midnight = at - (at % day);
      // The first day may have begun before the history: it isn't whole.
      if (midnight < first) continue;
      const own = days.get(midnight) ?? emptyDay(midnight, midnight >= minutesFrom);
      days.set(midnight, own);
      put(own, at - midnight, counts[i]!);
    }
  }
  return [...days.values()];
}

const emptyDay = (midnight: number, hasMinutes: boolean): CountedDay => ({
  day: midnight,
  parts: empty(partsOfDay),
  minutes: hasMinutes ? empty(day / minute) : undefined,
});

/** @param second of the day */
function put({ parts, minutes }: CountedDay, second: number, count: number): void {
  if (Number.isNaN(count)) return;
  const part = Math.floor(second / compared);
  const known = parts[part]!;
  parts[part] = Number.isNaN(known) ? count : known + count;
  if (minutes) minutes[second / minute] = count;
}

const empty = (length: number): Float64Array => new Float64Array(length).fill(Number.NaN);

/** A daily figure over a history, and what it is multiplied by to be the figure that quotas are compared with. */
export interface DailyFigure {
  days: DayValue[];
  /** undefined: no day has what it takes */
  factor: Interval | undefined;
}

/**
 * The p99 of each day's five minutes with data, per minute, and how many times that the p99 of its minutes is: the median
 * of the days whose minutes CloudWatch still has. Means of five minutes are compared over the whole history, since minutes
 * are kept for 15 days only and a mean understates what they reached.
 * @param days whole ones
 */
export function p99Minutes(days: readonly CountedDay[]): DailyFigure {
  const values: DayValue[] = [];
  const ratios: number[] = [];
  for (const { day: at, parts, minutes } of days) {
    const value = (p99(parts) * minute) / compared;
    if (!(value > 0)) continue;
    values.push({ day: at, value });
    if (minutes) ratios.push(p99(minutes) / value);
  }
  return { days: values, factor: medianOf(ratios) };
}

/** What each day counted in all, for daily quotas. @param days whole ones */
export function totals(days: readonly CountedDay[]): DailyFigure {
  const values = days.map(({ day: at, parts }) => ({ day: at, value: totalOf(parts) }));
  return { days: values.filter(({ value }) => value > 0), factor: { low: 1, mid: 1, high: 1 } };
}

export function totalOf(parts: Float64Array): number {
  let sum = 0;
  for (const count of parts) if (!Number.isNaN(count)) sum += count;
  return sum;
}

/** Over the periods with data, nearest-rank; NaN: none has any. */
function p99(counts: Float64Array): number {
  const known = counts.filter((count) => !Number.isNaN(count)).sort();
  return known[nearestRank(99, known.length) - 1] ?? Number.NaN;
}

/** The median and its interval of 90 %, by the ranks n / 2 ± 1.645 √n / 2 (Conover, "Practical Nonparametric Statistics", 3.2). */
function medianOf(values: readonly number[]): Interval | undefined {
  if (values.length === 0) return undefined;
  const sorted = ascending(values);
  const middle = (sorted.length - 1) / 2;
  const reach = (1.645 * Math.sqrt(sorted.length)) / 2;
  return { low: atRank(sorted, middle - reach), mid: median(values), high: atRank(sorted, middle + reach) };
}
