import { day } from "../../words/units.ts";
import { isoTime } from "../report/iso-time.ts";
import { dayNumber } from "./day-value.ts";
import { lineAt } from "./line.ts";
import type { Interval, KnownTrend } from "./trend.ts";

/** How far ahead is looked, days: what is reached later is said not to be. */
export const horizonDays = 365;

/** Days on which a busy day's figure reaches a quota, YYYY-MM-DD in UTC; null: not within the horizon. */
export interface Reach {
  /** it does not before */
  earliest: string | null;
  /** by the line that fits better; without a trend only where it is reached already */
  likely: string | null;
  /** it does by then */
  latest: string | null;
}

/** What the figure of a trend is multiplied by to be the quota's, where it is the quota's already. */
export const noFactor: Interval = { low: 1, mid: 1, high: 1 };

/**
 * What a busy day has: of a usual week the busiest day has more. It lies between the lower end of one and the upper end of
 * the other line, since a history of weeks can't tell whether growth in percent or growth in amount goes on.
 * @param at a day by its number since 1970
 * @param factor above 0; its uncertainty is put together with the lines' (MOVER, see line.ts)
 */
export function busyDayAt({ kind, lines }: KnownTrend, at: number, factor: Interval): Interval {
  const percent = lineAt(lines.percent, at);
  const amount = lineAt(lines.amount, at);
  const byPercent = times(
    { low: Math.exp(percent.low), mid: Math.exp(percent.mid), high: Math.exp(percent.high) },
    factor,
  );
  const byAmount = times(amount, factor);
  const flat = Math.exp(lines.percent.level.mid) * factor.mid;
  const mid = kind === "no-trend" ? flat : { percent: byPercent, amount: byAmount }[lines.better].mid;
  return {
    low: Math.max(0, Math.min(byPercent.low, byAmount.low, mid)),
    mid,
    high: Math.max(byPercent.high, byAmount.high, mid),
  };
}

/** An interval times a factor with its own, their relative errors put together. */
function times({ low, mid, high }: Interval, factor: Interval): Interval {
  if (!(mid > 0)) return { low: 0, mid: 0, high: Math.max(0, high) * factor.high };
  const down = Math.hypot(Math.log(mid / Math.max(low, mid * 1e-9)), Math.log(factor.mid / factor.low));
  const up = Math.hypot(Math.log(high / mid), Math.log(factor.high / factor.mid));
  return { low: mid * factor.mid * Math.exp(-down), mid: mid * factor.mid, high: mid * factor.mid * Math.exp(up) };
}

/**
 * When a quota is reached, if use goes on as it did.
 * @param until epoch seconds, the midnight UTC that ends the history: the first day that can be told
 * @param quota in the figure's unit times the factor
 */
export function reachOf(trend: KnownTrend, until: number, quota: number, factor: Interval = noFactor): Reach {
  const first = dayNumber(until);
  const reached: { [K in keyof Interval]?: number } = {};
  for (let at = first; at <= first + horizonDays; at++) {
    const use = busyDayAt(trend, at, factor);
    for (const side of ["low", "mid", "high"] as const) {
      if (use[side] >= quota) reached[side] ??= at;
      // What is below again later isn't reached for good: its latest day is the one from which on it stays.
      else if (side === "low") delete reached.low;
    }
  }
  const date = (at: number | undefined) => (at === undefined ? null : isoTime(at * day).slice(0, 10));
  return { earliest: date(reached.high), likely: date(reached.mid), latest: date(reached.low) };
}
