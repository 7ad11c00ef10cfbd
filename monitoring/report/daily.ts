import { day, hour } from "../../words/units.ts";
import { wholeOf } from "../expression/whole-quota.ts";
import type { DailyState, Utilisation } from "./document.ts";
import type { Span } from "./evaluate.ts";
import { isoTime } from "./iso-time.ts";
import { nearestRank } from "./nearest-rank.ts";
import type { Stretch } from "./stretches.ts";

/**
 * What a daily quota's use is read over, from the first midnight UTC to the window's end and no further: hours are exact
 * at any age that CloudWatch keeps, and few.
 */
interface DailySpans {
  /** whole hours; empty where the window ends within the first hour of its only day */
  hours: Span;
  /** what has the hour that the window ends in, as finely as the window itself; none where it ends at a full hour */
  rest: Span | undefined;
}

/** @param stretches at least one */
export function dailySpans(stretches: readonly Stretch[]): DailySpans {
  const last = stretches.at(-1)!;
  const start = midnightBefore(stretches[0]!.start);
  const end = Math.floor(last.end / hour) * hour;
  const rest = last.start <= end ? last : { start: end, end: last.end, period: last.period };
  return { hours: { start, end, period: hour }, rest: last.end > end ? rest : undefined };
}

/** The tokens of a window's days, from the first midnight on, which may be before the window. */
export interface DailyTokens {
  /** epoch seconds of the first hour, a midnight UTC */
  start: number;
  /** tokens in each hour; the last one ends with the window */
  hours: readonly number[];
  /** epoch seconds */
  window: { start: number; end: number };
  /** whether the window's own part of its first day has use: what was used earlier that day is no use of the window */
  isFirstUsed: boolean;
}

/**
 * @param stretches at least one
 * @param countsOver tokens in each period of a span; NaN: none
 */
export function dailyTokens(stretches: readonly Stretch[], countsOver: (span: Span) => Float64Array): DailyTokens {
  const { hours, rest } = dailySpans(stretches);
  const tokens = hours.start < hours.end ? Array.from(countsOver(hours), known) : [];
  if (rest) {
    const counts = countsOver(rest);
    let sum = 0;
    for (let i = (hours.end - rest.start) / rest.period; i < counts.length; i++) sum += known(counts[i]!);
    tokens.push(sum);
  }
  const [first] = stretches;
  const window = { start: first!.start, end: stretches.at(-1)!.end };
  const isFirstUsed =
    window.start === hours.start || isUsedBefore(midnightBefore(window.start) + day, stretches, countsOver);
  return { start: hours.start, hours: tokens, window, isFirstUsed };
}

function isUsedBefore(end: number, stretches: readonly Stretch[], countsOver: (span: Span) => Float64Array): boolean {
  return stretches
    .filter(({ start }) => start < end)
    .some((stretch) => countsOver(stretch).some((count, i) => count > 0 && stretch.start + i * stretch.period < end));
}

const known = (value: number): number => (Number.isNaN(value) ? 0 : value);
const midnightBefore = (time: number): number => Math.floor(time / day) * day;

/**
 * How full a daily quota was in a window and when it is used up.
 *
 * A day counts when tokens were used in the window's part of it, and then with all since its midnight, which is what the
 * quota had; one whose use all lies before the window counts as idle. What is told of today is told of the whole day.
 * @param quota tokens a day; null: not known, so only the use is told
 */
export function dailyUse(
  { start, hours, window, isFirstUsed }: DailyTokens,
  quota: number | null,
): { daily: DailyState; utilisation: Utilisation | null } {
  const now = window.end;
  const all: DailyState["days"] = [];
  for (let first = 0; first < hours.length; first += 24) {
    const from = start + first * hour;
    all.push({
      day: isoTime(from).slice(0, 10),
      tokens: hours.slice(first, first + 24).reduce((sum, value) => sum + value, 0),
      complete: from + day <= now,
      partlyBefore: from < window.start,
    });
  }
  const midnight = midnightBefore(now);
  const isToday = all.at(-1)?.complete === false;
  const today = isToday ? all.at(-1)!.tokens : 0;
  const perHour = pace(hours, start, now);
  const daily: DailyState = {
    today,
    last24Hours: hours.slice(-24).reduce((sum, value) => sum + value, 0),
    perHour,
    exhaustedAt: quota === null ? null : exhaustedAt(today, perHour, quota, now, midnight + day),
    days: isFirstUsed ? all : all.slice(1),
  };
  if (quota === null) return { daily, utilisation: null };
  const percent = (value: number) => (100 * value) / wholeOf(quota);
  return { daily, utilisation: { now: isToday ? percent(today) : null, ...peaksOf(daily.days, all.length, percent) } };
}

/** Tokens an hour: those of the hour under way and of the one before it, over the time that both have taken so far. */
function pace(tokens: readonly number[], start: number, now: number): number {
  const last = tokens.length - 1;
  if (last < 0) return 0;
  const from = start + Math.max(0, last - 1) * hour;
  const taken = (tokens[last] ?? 0) + (last > 0 ? tokens[last - 1]! : 0);
  return now > from ? (taken * hour) / (now - from) : 0;
}

function exhaustedAt(today: number, perHour: number, quota: number, now: number, nextMidnight: number): string | null {
  if (today >= quota) return isoTime(now);
  if (perHour <= 0) return null;
  const at = now + ((quota - today) / perHour) * hour;
  return at < nextMidnight ? isoTime(Math.round(at)) : null;
}

/**
 * @param days those that count
 * @param inAll days that the window touches: those that don't count are idle
 */
function peaksOf(
  days: DailyState["days"],
  inAll: number,
  percent: (tokens: number) => number,
): Omit<Utilisation, "now"> {
  const busy = days.filter(({ tokens }) => tokens > 0).toSorted((a, b) => a.tokens - b.tokens);
  const idle = inAll - busy.length;
  const busy90 = busy[nearestRank(90, busy.length) - 1];
  const all90 = busy[nearestRank(90, inAll) - idle - 1];
  const most = busy.at(-1)?.tokens;
  const peak = days.find(({ tokens }) => tokens === most);
  return {
    p90: busy90 ? percent(busy90.tokens) : null,
    p90IdleAsZero: percent(all90?.tokens ?? 0),
    peak: peak ? percent(peak.tokens) : null,
    peakAt: peak ? isoTime(Date.parse(peak.day) / 1000) : null,
    peakPeriodSeconds: peak ? day : null,
    minutesAbove: null,
    minutesCounted: 0,
    bounds: {},
  };
}
