import type { BucketValues } from "../../monitoring/report/document.ts";
import type { ZonedTime } from "../charts/zoned-time.ts";

/** One day of a heat map of hours. */
export interface DayOfHours {
  /** epoch seconds of a moment in the day */
  at: number;
  /** the highest value that began in each hour of the day, 0 to 23; null: no data */
  hours: (number | null)[];
}

/**
 * Values by day and hour of the day in a time zone. An hour that a change of clocks brings twice has the higher of its
 * values; one that it leaves out has none.
 * @returns undefined where buckets are longer than an hour, which then can't be told apart
 */
export function hoursOf(
  values: BucketValues,
  { start, bucketSeconds }: { start: number; bucketSeconds: number },
  time: ZonedTime,
): DayOfHours[] | undefined {
  if (bucketSeconds > 3_600) return undefined;
  const days = new Map<string, DayOfHours>();
  for (const [bucket, value] of values.entries()) {
    const at = start + bucket * bucketSeconds;
    const there = time.local(at);
    const key = there.toDateString();
    const day = days.get(key) ?? { at, hours: new Array<number | null>(24).fill(null) };
    days.set(key, day);
    const hour = there.getHours();
    if (value !== null && value > (day.hours[hour] ?? Number.NEGATIVE_INFINITY)) day.hours[hour] = value;
  }
  return [...days.values()];
}
