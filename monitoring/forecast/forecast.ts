import { day } from "../../words/units.ts";
import { type DayEnd, dayEndOf } from "./day-end.ts";
import { dayNumber } from "./day-value.ts";
import { type CountedDay, type CountedStretch, daysIn, p99Minutes, totals } from "./history.ts";
import { busyDayAt, noFactor, type Reach, reachOf } from "./reach.ts";
import { type Interval, type KnownTrend, type Trend, trendOf } from "./trend.ts";

/**
 * How the use of one quota goes on. The figure is that of busy days, of which a usual week has one that is higher: the p99
 * minute of the day (over minutes with data), of a daily quota the day's tokens.
 */
export interface QuotaForecast {
  trend: Trend["kind"];
  /** percent a week; null: cannot tell */
  growth: Interval | null;
  /** a busy day's figure at `asOf`, percent of today's quota; null: cannot tell, or no quota */
  now: Interval | null;
  /** when it is the quota; null: cannot tell, or no quota */
  reach: Reach | null;
  /** clear: 30 days with use or more, and an interval of the growth no wider than it; null where there is no trend */
  sureness: "clear" | "rough" | null;
  /** first day of the history that counts; null: no use */
  since: string | null;
  /** days with use in it */
  days: number;
  /** the level changed on `since`, by this factor; null: it did not */
  shift: number | null;
  /** what p99 of five minutes is multiplied by to be that of minutes; null: cannot tell, so that the figure may be too low */
  minutesFactor: Interval | null;
  /** why it can't be told, and what it would take */
  cannotTell: { because: string; needs: string } | null;
  /** true: not used for more than a week, so that there is nothing to go on from */
  idle: boolean;
  /** of a daily quota: how today goes on; null: cannot tell, or no daily quota */
  today: DayEnd | null;
  notes: string[];
}

export interface ForecastParts {
  /** what was counted, in order of time, up to the present */
  counted: readonly CountedStretch[];
  isDaily: boolean;
  /** effective for the scope, in what is counted, per minute or per day; null: not known */
  quota: number | null;
  /** epoch seconds */
  now: number;
  /** why what was counted isn't all that was used: then nothing is forecast */
  doubt?: { because: string; needs: string } | undefined;
}

/** Days with use that a clear trend takes: six weeks of workdays. */
const clearDays = 30;
/** Percent of the quota from which use may be held down by throttling. */
const heldDown = 95;

export function forecastOf({ counted, isDaily, quota, now, doubt }: ForecastParts): QuotaForecast {
  const until = now - (now % day);
  const all = daysIn(counted);
  const whole = all.filter((one) => one.day < until);
  const { days, factor } = isDaily ? totals(whole) : p99Minutes(whole);
  const today = all.find((one) => one.day === until);
  const trend = doubt ? { kind: "cannot-tell" as const, ...doubt } : begunToday(trendOf(days, until), today);
  const reachable = quota !== null && quota > 0 ? quota : null;
  const common = {
    trend: trend.kind,
    since: trend.since ?? null,
    days: trend.days ?? 0,
    shift: trend.shift?.factor ?? null,
    idle: trend.kind === "cannot-tell" && trend.idle === true,
    minutesFactor: isDaily ? null : (factor ?? null),
    today: (!doubt && isDaily && reachable !== null && today && dayEndOf(whole, today, now, reachable)) || null,
  };
  return trend.kind === "cannot-tell"
    ? { ...common, ...nothingTold, cannotTell: { because: trend.because, needs: trend.needs } }
    : { ...common, ...goingOn(trend, until, reachable, factor) };
}

/** What was idle for a week and is used today isn't idle: nothing of how it goes on is known. */
function begunToday(trend: Trend, today: CountedDay | undefined): Trend {
  if (trend.kind !== "cannot-tell" || !trend.idle || !today?.parts.some((count) => count > 0)) return trend;
  const { idle: _, ...rest } = trend;
  return { ...rest, because: "it is used today, and was not for a week or more before" };
}

const nothingTold = { growth: null, now: null, reach: null, sureness: null, notes: [] };

/** @param quota above 0; null: there is none to reach, or it is not known */
function goingOn(
  trend: KnownTrend,
  until: number,
  quota: number | null,
  factor: Interval | undefined,
): Pick<QuotaForecast, "growth" | "now" | "reach" | "sureness" | "cannotTell" | "notes"> {
  const by = factor ?? noFactor;
  const busy = quota === null ? null : shareOf(busyDayAt(trend, dayNumber(until), by), quota);
  return {
    growth: trend.growth,
    now: busy,
    reach: quota === null ? null : reachOf(trend, until, quota, by),
    sureness: trend.kind === "no-trend" ? null : isClear(trend) ? "clear" : "rough",
    cannotTell: null,
    notes: [
      ...(factor ? [] : ["CloudWatch has no minutes of it any more: means of five minutes may understate it"]),
      ...(busy && busy.high >= heldDown
        ? [
            "use near the quota may be held down by throttling: what is asked for can grow faster than what is let through",
          ]
        : []),
    ],
  };
}

const shareOf = ({ low, mid, high }: Interval, quota: number): Interval => ({
  low: (100 * low) / quota,
  mid: (100 * mid) / quota,
  high: (100 * high) / quota,
});

const isClear = ({ growth: { low, mid, high }, days }: KnownTrend): boolean =>
  days >= clearDays && high - low <= Math.abs(mid);
