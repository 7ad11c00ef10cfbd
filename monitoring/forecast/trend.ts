import { isoTime } from "../report/iso-time.ts";
import { type DayValue, dayNumber } from "./day-value.ts";
import { type Line, lineAt, lineThrough, residualsOf, withoutWeekdays } from "./line.ts";
import { median } from "./quantiles.ts";
import { shiftIn } from "./shift.ts";
import type { Point } from "./slope.ts";

/** A value and between what the true one lies in nine of ten cases. */
export interface Interval {
  low: number;
  mid: number;
  high: number;
}

/** What a history was judged by. */
interface Judged {
  /** first day of those that count, YYYY-MM-DD in UTC: that of the last shift, else the first with use */
  since: string;
  /** days with use that count */
  days: number;
  /** the level changed on `since`, so that what was before doesn't count; by which factor */
  shift?: { factor: number };
}

/** `growth` in percent a week; "no-trend": it may be growth as well as decline. */
export type KnownTrend = Judged & {
  kind: "growing" | "shrinking" | "no-trend";
  growth: Interval;
  /** for reach.ts */
  lines: Lines;
};

/** The growth of a history, or that it has none, or that it can't be told. `idle`: not used for more than a week. */
export type Trend =
  | KnownTrend
  | (Partial<Judged> & { kind: "cannot-tell"; because: string; needs: string; idle?: true });

/** The same history as a steady growth in percent (of logarithms) and as a steady growth in amount. */
export interface Lines {
  percent: Line;
  amount: Line;
  /** which of them fits better */
  better: "percent" | "amount";
}

/** The level that is stated for all intervals of a forecast, percent. */
export const statedLevel = 90;

/**
 * Of the normal distribution, for 90 %: 1.645, and a tenth more for what is estimated besides (how much days resemble
 * each other). By simulation, intervals then hold in 90 % and more: test/forecast/coverage.test.ts
 */
const z = 1.645 * 1.1;

/** Days from the first to the last one, and days with use among them, that a trend takes. */
export const leastSpan = 21;
const leastDays = 15;
/** A target that has not been used for so many days has no level to go on from. */
const mostIdle = 7;

/**
 * How a daily figure grows: weekday by weekday, whatever single days do, with an interval that holds in nine of ten
 * histories. A level that changed at once (a launch) is no growth: then only the days since count.
 * @param days whole days with use, in order, no day twice; idle days are left out
 * @param until epoch seconds: when the history ends, a midnight UTC
 */
export function trendOf(days: readonly DayValue[], until: number): Trend {
  const points = days
    .filter(({ day, value }) => value > 0 && day < until)
    .map(({ day, value }) => ({ at: dayNumber(day), value: Math.log(value) }));
  const last = points.at(-1);
  if (!last) {
    return {
      kind: "cannot-tell",
      because: "CloudWatch has no use of it",
      needs: `use on ${leastSpan} days`,
      idle: true,
    };
  }
  const end = dayNumber(until);
  if (end - last.at > mostIdle)
    return {
      kind: "cannot-tell",
      because: `no use since ${dateOf(last.at)}`,
      needs: `use on ${leastSpan} days`,
      idle: true,
    };
  const { own, height } = afterShifts(points);
  const first = own[0]!.at;
  const judged: Judged = {
    since: dateOf(first),
    days: own.length,
    ...(height !== undefined && { shift: { factor: Math.exp(height) } }),
  };
  const tooFew = lackOf(own, end, height !== undefined);
  if (tooFew) return { kind: "cannot-tell", ...judged, ...tooFew };
  const lines = linesThrough(own);
  const { low, mid, high } = lines.percent.slope;
  return {
    kind: low > 0 ? "growing" : high < 0 ? "shrinking" : "no-trend",
    growth: { low: growthOf(low), mid: growthOf(mid), high: growthOf(high) },
    ...judged,
    lines,
  };
}

const growthOf = (slope: number): number => 100 * Math.expm1(slope);
const dateOf = (at: number): string => isoTime(at * 86_400).slice(0, 10);

/** The points since the last shift. */
function afterShifts(points: readonly Point[]): { own: readonly Point[]; height: number | undefined } {
  let own = points;
  let height: number | undefined;
  for (let shift = shiftIn(own); shift; shift = shiftIn(own)) {
    own = own.slice(shift.index);
    height = shift.height;
  }
  return { own, height };
}

function lackOf(
  own: readonly Point[],
  end: number,
  isShifted: boolean,
): { because: string; needs: string } | undefined {
  const first = own[0]!.at;
  const span = end - first;
  const from = dateOf(first);
  if (span < leastSpan)
    return {
      because: isShifted ? `its level changed on ${from}` : `used since ${from} only`,
      needs: `${leastSpan} days: from ${dateOf(first + leastSpan)} on`,
    };
  if (own.length < leastDays)
    return {
      because: `used on ${own.length} of ${span} days only`,
      needs: `${leastDays} days with use`,
    };
  const pairs = new Set(own.map(({ at }) => at % 7)).size < own.length;
  return pairs ? undefined : { because: "no weekday has use twice", needs: "the same weekdays again" };
}

function linesThrough(own: readonly Point[]): Lines {
  const percent = lineThrough(own, z);
  const amount = amountLine(own, percent);
  return { percent, amount, better: better(own, percent, amount) };
}

/**
 * The same history as a steady growth in amount: the busy days' level is the same, in the middle; the growth is that of
 * amounts without their weekday's factor, or else a busy weekday would seem to grow more than a weekend.
 */
function amountLine(own: readonly Point[], { center, level, slope }: Line): Line {
  const plain = withoutWeekdays(own, slope.mid).map(({ at, value }) => ({ at, value: Math.exp(value) }));
  const line = lineThrough(plain, z);
  const scale = Math.exp(level.mid) / middleOf(plain, line);
  return {
    center,
    level: mapped(level, Math.exp),
    slope: mapped(line.slope, (value) => value * scale),
  };
}

const mapped = ({ low, mid, high }: Interval, by: (value: number) => number): Interval => ({
  low: by(low),
  mid: by(mid),
  high: by(high),
});

/** The median of the days, each put to the line's center. */
const middleOf = (points: readonly Point[], { center, slope }: Line): number =>
  median(points.map(({ at, value }) => value - (slope.mid * (at - center)) / 7));

/** Which line leaves less of the logarithms unexplained, by absolute residuals around their weekday's median. */
function better(own: readonly Point[], percent: Line, amount: Line): Lines["better"] {
  const off = (on: (at: number) => number) =>
    residualsOf(
      own.map(({ at, value }) => ({ at, value: value - on(at) })),
      0,
    ).reduce((sum, { value }) => sum + Math.abs(value), 0);
  const byPercent = off((at) => lineAt(percent, at).mid);
  const byAmount = off((at) => Math.log(Math.max(lineAt(amount, at).mid, Number.MIN_VALUE)));
  return byAmount < byPercent ? "amount" : "percent";
}
