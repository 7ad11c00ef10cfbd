import type { DayValue } from "../../monitoring/forecast/day-value.ts";
import { normalFrom } from "./traffic.ts";

const day = 86_400;
/** A Monday midnight, UTC. */
const firstDay = Date.UTC(2026, 8, 28) / 1_000;

/** How a made-up history comes about. */
export interface Recipe {
  name: string;
  days: number;
  /** logarithm of the level at a day, 0 at the beginning */
  course: (at: number) => number;
  /** standard deviation of the days' noise, in logarithms */
  noise: number;
  /** correlation of a day's noise with that of the day before */
  likeBefore?: number;
  /** t distribution with three degrees of freedom, whose outliers are large */
  heavy?: true;
  /** logarithm of the weekend's factor; undefined: as other days; null: nothing is used */
  weekend?: number | null;
  /** what single days have besides, in logarithms */
  besides?: (at: number) => number;
  /** days without use */
  gap?: (at: number) => boolean;
  /** at the beginning, in the unit; small ones are whole numbers */
  level?: number;
  /** first day of the level that counts: what was before says nothing of growth */
  since?: number;
  /** days from the end to the day on which the quota is reached; undefined: never, the quota being three times the level */
  ahead?: number;
}

/** A history whose true answers are known. */
export interface History {
  name: string;
  days: DayValue[];
  until: number;
  /** percent a week, from its first day that counts to its last */
  growth: number;
  /** what a quota must be to be reached on `reachedOn` */
  quota: number;
  /** YYYY-MM-DD; null: never */
  reachedOn: string | null;
}

/**
 * @param seed the same makes the same history
 * The day on which the quota is reached is the one on which the true 6/7 quantile of days, which is what is forecast, is the
 * quota; the quantile is that of 4,200 days of the same noise, weekdays and odd days.
 */
export function historyOf(recipe: Recipe, seed: string): History {
  const { name, days: count, course, level = 10_000, since = 0, ahead } = recipe;
  const values: DayValue[] = [];
  const noise = noiseOf(recipe, seed);
  for (let at = 0; at < count; at++) {
    const off = offOf(recipe, at, noise());
    if (off === undefined) continue;
    const value = level * Math.exp(course(at) + off);
    const shown = level < 100 ? Math.max(1, Math.round(value)) : value;
    values.push({ day: firstDay + at * day, value: shown });
  }
  const until = firstDay + count * day;
  const busy = busyOf(recipe);
  const reached = ahead === undefined ? undefined : count + ahead;
  const last = course(count - 1);
  return {
    name: `${name} (${seed})`,
    days: values,
    until,
    growth: 100 * Math.expm1((7 * (last - course(since))) / (count - 1 - since)),
    quota: level * Math.exp(busy + (reached === undefined ? last + Math.log(3) : course(reached))),
    reachedOn: reached === undefined ? null : dateOf(firstDay + reached * day),
  };
}

const dateOf = (epoch: number): string => new Date(epoch * 1_000).toISOString().slice(0, 10);

/** What a day is off its course, in logarithms; undefined: nothing was used. */
function offOf({ weekend, besides, gap }: Recipe, at: number, noise: number): number | undefined {
  const isWeekend = at % 7 >= 5;
  if (gap?.(at) || (isWeekend && weekend === null)) return undefined;
  return noise + (isWeekend ? (weekend ?? 0) : 0) + (besides?.(at) ?? 0);
}

function noiseOf({ noise, likeBefore = 0, heavy }: Recipe, seed: string): () => number {
  const normal = normalFrom(seed);
  const fresh = heavy ? () => (normal() / Math.hypot(normal(), normal(), normal())) * 1.2 : normal;
  let before = fresh();
  return () => {
    before = likeBefore * before + Math.sqrt(1 - likeBefore ** 2) * fresh();
    return noise * before;
  };
}

const known = new Map<Recipe, number>();

/** The true value that one day in seven exceeds, in logarithms over the course. */
function busyOf(recipe: Recipe): number {
  const busy = known.get(recipe) ?? truly(recipe);
  known.set(recipe, busy);
  return busy;
}

function truly(recipe: Recipe): number {
  const noise = noiseOf(recipe, "the true quantile");
  // Odd days that come once (an outlier, a gap) are none of it: `besides` is asked within the history's own days.
  const all = Array.from({ length: 4_200 }, (_, at) => {
    const isWeekend = at % 7 >= 5;
    if (isWeekend && recipe.weekend === null) return undefined;
    return noise() + (isWeekend ? (recipe.weekend ?? 0) : 0) + (monthly.has(recipe) ? (recipe.besides?.(at) ?? 0) : 0);
  })
    .filter((off) => off !== undefined)
    .sort((a, b) => a - b);
  return all[Math.floor((6 / 7) * (all.length - 1))]!;
}

/** Steady growth in percent a week. */
const percentAWeek =
  (percent: number) =>
  (at: number): number =>
    (Math.log1p(percent / 100) * at) / 7;
/** Steady growth in amount, percent of the first level a week. */
const amountAWeek =
  (percent: number) =>
  (at: number): number =>
    Math.log(1 + (percent / 100) * (at / 7));
const flat = () => 0;
/** The last two days of each month (of 30 days) have half more. */
const monthEnds = (at: number): number => (at % 30 >= 28 ? 0.4 : 0);

const withMonthEnds: Recipe[] = [
  { name: "flat with month ends", days: 56, course: flat, noise: 0.1, besides: monthEnds },
  { name: "5 % a week with month ends", days: 56, course: percentAWeek(5), noise: 0.08, besides: monthEnds, ahead: 28 },
];
const monthly: ReadonlySet<Recipe> = new Set(withMonthEnds);

/** Histories that grow or shrink. */
export const growing: readonly Recipe[] = [
  { name: "3 % a week", days: 56, course: percentAWeek(3), noise: 0.05, ahead: 28 },
  { name: "5 % a week", days: 56, course: percentAWeek(5), noise: 0.1, ahead: 21 },
  { name: "10 % a week, weekends low", days: 56, course: percentAWeek(10), noise: 0.1, weekend: -1, ahead: 14 },
  { name: "20 % a week", days: 56, course: percentAWeek(20), noise: 0.2, ahead: 28 },
  { name: "8 % a week, workdays only", days: 56, course: percentAWeek(8), noise: 0.1, weekend: null, ahead: 28 },
  { name: "5 % a week, days alike", days: 56, course: percentAWeek(5), noise: 0.1, likeBefore: 0.6, ahead: 28 },
  { name: "6 % a week, large outliers", days: 56, course: percentAWeek(6), noise: 0.1, heavy: true, ahead: 28 },
  { name: "in amount, 6 %", days: 56, course: amountAWeek(6), noise: 0.05, ahead: 42 },
  { name: "in amount, 15 %, weekends low", days: 56, course: amountAWeek(15), noise: 0.1, weekend: -0.7, ahead: 28 },
  { name: "shrinking 4 % a week", days: 56, course: percentAWeek(-4), noise: 0.08 },
  { name: "shrinking 10 % a week, weekends low", days: 42, course: percentAWeek(-10), noise: 0.15, weekend: -1 },
  {
    name: "5 % a week, one day ten times as much",
    days: 56,
    course: percentAWeek(5),
    noise: 0.08,
    besides: (at) => (at === 40 ? Math.log(10) : 0),
    ahead: 28,
  },
  {
    name: "7 % a week, eleven days missing",
    days: 56,
    course: percentAWeek(7),
    noise: 0.08,
    gap: (at) => at >= 18 && at < 29,
    ahead: 28,
  },
  { name: "10 % a week, four weeks", days: 28, course: percentAWeek(10), noise: 0.08, ahead: 14 },
  { name: "15 % a week, three weeks", days: 22, course: percentAWeek(15), noise: 0.08, ahead: 14 },
  { name: "8 % a week, above its quota already", days: 56, course: percentAWeek(8), noise: 0.05, ahead: -21 },
  {
    name: "a launch, then 6 % a week",
    days: 60,
    course: (at) => percentAWeek(6)(at) + (at >= 18 ? Math.log(3) : 0),
    noise: 0.06,
    since: 18,
    ahead: 28,
  },
  withMonthEnds[1]!,
];

/** Histories without a trend. */
export const flatOnes: readonly Recipe[] = [
  { name: "flat", days: 56, course: flat, noise: 0.05 },
  { name: "flat, noisy", days: 56, course: flat, noise: 0.3 },
  { name: "flat, weekends low", days: 56, course: flat, noise: 0.15, weekend: -1 },
  { name: "flat, workdays only", days: 56, course: flat, noise: 0.15, weekend: null },
  { name: "flat, days alike", days: 56, course: flat, noise: 0.15, likeBefore: 0.5 },
  { name: "flat, days much alike", days: 56, course: flat, noise: 0.15, likeBefore: 0.7 },
  { name: "flat, large outliers", days: 56, course: flat, noise: 0.2, heavy: true },
  { name: "flat, four weeks", days: 28, course: flat, noise: 0.1 },
  { name: "flat, a few requests", days: 56, course: flat, noise: 0.5, level: 4 },
  {
    name: "flat after a launch",
    days: 60,
    course: (at) => (at >= 22 ? Math.log(2.5) : 0),
    noise: 0.1,
    since: 22,
  },
  withMonthEnds[0]!,
];
