import { day } from "../../words/units.ts";
import { isoTime } from "../report/iso-time.ts";
import { weekdayOf } from "./day-value.ts";
import { type CountedDay, totalOf } from "./history.ts";
import { ascending, atRank } from "./quantiles.ts";

/** When a daily quota is used up today, by how earlier days went on from this hour. The day is taken to begin at midnight UTC. */
export interface DayEnd {
  /** tokens since midnight UTC */
  used: number;
  /** tokens that the whole day will have had */
  total: { low: number; mid: number; high: number };
  /** ISO 8601, UTC; null: not today */
  earliest: string | null;
  likely: string | null;
  latest: string | null;
  /** percent of days that end between earliest and latest, if today is like those days */
  level: number;
  /** what today is compared with, e.g. "8 Thursdays" */
  like: string;
}

/** Days that there must be, so that the lowest and highest of them hold in at least 8 of 10. */
const leastDays = 9;

/**
 * Each earlier day, put to what today has used so far, is a way in which today can go on. Of n of them in order, the ends
 * lie around today with (n - 1) / (n + 1), the k-th from both ends with (n + 1 - 2 k) / (n + 1), if today is a day like them
 * (order statistics of exchangeable days, as in conformal prediction; Vovk, Gammerman and Shafer, "Algorithmic Learning in a
 * Random World", 2005): the narrowest of at least 90 % is taken, or all of them.
 * @param days whole days, before today
 * @param today with what there is so far
 * @param now epoch seconds, within today
 * @param quota tokens a day
 * @returns undefined where nothing was used yet today, or too few days had use by this hour
 */
export function dayEndOf(
  days: readonly CountedDay[],
  today: CountedDay,
  now: number,
  quota: number,
): DayEnd | undefined {
  const used = totalOf(today.parts);
  if (!(used > 0)) return undefined;
  const gone = Math.floor(((now - today.day) / day) * today.parts.length);
  const courses = days.map((one) => courseOf(one, gone)).filter(({ before }) => before > 0);
  const like = alike(courses, today.day);
  if (!like) return undefined;
  const own = like.courses.map(({ day: at, parts, before }) => ({
    total: (totalOf(parts) * used) / before,
    end: endOf({ parts, gone, need: (quota / used) * before }) ?? Number.POSITIVE_INFINITY,
    at,
  }));
  const n = own.length;
  const k = Math.max(1, Math.floor((0.1 * (n + 1)) / 2));
  const [sums, ends] = [ascending(own.map(({ total }) => total)), ascending(own.map(({ end }) => end))];
  const time = (seconds: number) =>
    used >= quota ? isoTime(now) : seconds < day ? isoTime(Math.round(today.day + seconds)) : null;
  return {
    used,
    total: { low: sums[k - 1]!, mid: atRank(sums, (n - 1) / 2), high: sums[n - k]! },
    earliest: time(ends[k - 1]!),
    likely: time(ends[Math.floor(n / 2)]!),
    latest: time(ends[n - k]!),
    level: Math.floor((100 * (n + 1 - 2 * k)) / (n + 1)),
    like: like.name,
  };
}

interface Course extends CountedDay {
  /** what it had used by this time of day */
  before: number;
}

const courseOf = (one: CountedDay, gone: number): Course => ({ ...one, before: totalOf(one.parts.subarray(0, gone)) });

const weekdayNames = ["Thursdays", "Fridays", "Saturdays", "Sundays", "Mondays", "Tuesdays", "Wednesdays"];
const isWeekend = (at: number): boolean => weekdayOf(at) === 2 || weekdayOf(at) === 3;

/** The days most like today that there are enough of: those of its weekday, else workdays or weekends, else all. */
function alike(courses: readonly Course[], today: number): { courses: readonly Course[]; name: string } | undefined {
  const choices = [
    { name: weekdayNames[weekdayOf(today)]!, fits: (at: number) => weekdayOf(at) === weekdayOf(today) },
    {
      name: isWeekend(today) ? "weekend days" : "workdays",
      fits: (at: number) => isWeekend(at) === isWeekend(today),
    },
    { name: "days", fits: () => true },
  ];
  for (const { name, fits } of choices) {
    const own = courses.filter(({ day: at }) => fits(at));
    if (own.length >= leastDays) return { courses: own, name: `${own.length} ${name}` };
  }
  return undefined;
}

/**
 * Seconds after midnight at which a day has counted so much; undefined: it never does.
 * @param gone parts of the day that are over: nothing is looked for in them
 */
function endOf({ parts, gone, need }: { parts: Float64Array; gone: number; need: number }): number | undefined {
  let sum = totalOf(parts.subarray(0, gone));
  for (let i = gone; i < parts.length; i++) {
    const count = parts[i]!;
    if (Number.isNaN(count)) continue;
    if (sum + count >= need) return ((i + (need - sum) / count) * day) / parts.length;
    sum += count;
  }
  return undefined;
}
