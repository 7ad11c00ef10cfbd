import { day } from "../../words/units.ts";
import { wholeOf } from "../expression/whole-quota.ts";
import type { DailyState, Utilisation } from "./document.ts";
import { isoTime } from "./iso-time.ts";
import { nearestRank } from "./nearest-rank.ts";

/** Hours are exact at any age that CloudWatch keeps, and few. */
export const dailyPeriod = 3_600;

/** What a daily quota's use is read over: whole hours from the first midnight UTC on. */
export const dailySpan = (window: { start: number; end: number }): { start: number; end: number } => ({
  start: Math.floor(window.start / day) * day,
  end: Math.ceil(window.end / dailyPeriod) * dailyPeriod,
});

/**
 * How full a daily quota was and when it is used up.
 * @param start epoch seconds of the first hour, a midnight UTC
 * @param hours tokens in each hour; NaN: none
 * @param now epoch seconds: where the newest data end
 * @param quota tokens a day; null: not known, so only the use is told
 */
export function dailyUse(
  start: number,
  hours: Float64Array,
  now: number,
  quota: number | null,
): { daily: DailyState; utilisation: Utilisation | null } {
  const tokens = Array.from(hours, (value) => (Number.isNaN(value) ? 0 : value));
  const days: DailyState["days"] = [];
  for (let first = 0; first < tokens.length; first += 24) {
    const from = start + first * dailyPeriod;
    days.push({
      day: isoTime(from).slice(0, 10),
      tokens: tokens.slice(first, first + 24).reduce((sum, value) => sum + value, 0),
      complete: from + day <= now,
    });
  }
  const midnight = Math.floor(now / day) * day;
  const isToday = days.at(-1)?.complete === false;
  const today = isToday ? days.at(-1)!.tokens : 0;
  const perHour = pace(tokens, start, now);
  const daily: DailyState = {
    today,
    last24Hours: tokens.slice(-24).reduce((sum, value) => sum + value, 0),
    perHour,
    exhaustedAt: quota === null ? null : exhaustedAt(today, perHour, quota, now, midnight + day),
    days,
  };
  return { daily, utilisation: quota === null ? null : utilisationOf(days, today, isToday, quota, start, tokens) };
}

/** Tokens an hour: those of the hour under way and of the one before it, over the time that both have taken so far. */
function pace(tokens: readonly number[], start: number, now: number): number {
  const last = tokens.length - 1;
  if (last < 0) return 0;
  const from = start + Math.max(0, last - 1) * dailyPeriod;
  const taken = (tokens[last] ?? 0) + (last > 0 ? tokens[last - 1]! : 0);
  return now > from ? (taken * dailyPeriod) / (now - from) : 0;
}

function exhaustedAt(today: number, perHour: number, quota: number, now: number, nextMidnight: number): string | null {
  if (today >= quota) return isoTime(now);
  if (perHour <= 0) return null;
  const at = now + ((quota - today) / perHour) * dailyPeriod;
  return at < nextMidnight ? isoTime(Math.round(at)) : null;
}

function utilisationOf(
  days: DailyState["days"],
  today: number,
  isToday: boolean,
  quota: number,
  start: number,
  tokens: readonly number[],
): Utilisation {
  const percent = (value: number) => (100 * value) / wholeOf(quota);
  const used = days.map((one) => one.tokens);
  const sorted = used.toSorted((a, b) => a - b);
  const rank90 = sorted[nearestRank(90, sorted.length) - 1] ?? 0;
  const busy = sorted.filter((value) => value > 0);
  const busy90 = busy[nearestRank(90, busy.length) - 1];
  const highest = Math.max(0, ...used);
  const any = tokens.some((value) => value > 0);
  return {
    now: isToday ? percent(today) : null,
    p90: busy90 === undefined ? null : percent(busy90),
    p90IdleAsZero: percent(rank90),
    peak: any ? percent(highest) : null,
    peakAt: any ? isoTime(start + used.indexOf(highest) * day) : null,
    peakPeriodSeconds: any ? day : null,
    minutesAbove: null,
    minutesCounted: 0,
    bounds: {},
  };
}
