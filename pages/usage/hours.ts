import type { BucketValues } from "../../monitoring/report/document.ts";
import type { ZonedTime } from "../charts/zoned-time.ts";

/** One day of a heat map of hours. */
export interface DayOfHours {
  /** epoch seconds of a moment in the day */
  at: number;
  /** the highest value that began in each hour of the day, 0 to 23; null: no data */
  hours: (number | null)[];
}

interface Buckets {
  /** epoch seconds */
  start: number;
  bucketSeconds: number;
}

/**
 * Values by day and hour of the day in a time zone. An hour that a change of clocks brings twice has the higher of its
 * values; one that it leaves out has none.
 * @returns undefined where buckets are longer than an hour, which then can't be told apart
 */
export function hoursOf(values: BucketValues, buckets: Buckets, time: ZonedTime): DayOfHours[] | undefined {
  if (buckets.bucketSeconds > 3_600) return undefined;
  const days = new Map<string, DayOfHours>();
  const places = placesOf(buckets, values.length, time);
  for (const [bucket, value] of values.entries()) {
    const { at, key, hour } = places[bucket]!;
    const day = days.get(key) ?? { at, hours: new Array<number | null>(24).fill(null) };
    days.set(key, day);
    if (value !== null && value > (day.hours[hour] ?? Number.NEGATIVE_INFINITY)) day.hours[hour] = value;
  }
  return [...days.values()];
}

/** Where a bucket begins. */
interface Place {
  /** epoch seconds */
  at: number;
  /** the same for all buckets of a day */
  key: string;
  hour: number;
}

/** Times of a zone are slow to tell, and all targets of a page share their buckets: each is told once. */
const known = new WeakMap<Buckets, { time: ZonedTime; places: readonly Place[] }>();

function placesOf(buckets: Buckets, count: number, time: ZonedTime): readonly Place[] {
  const before = known.get(buckets);
  if (before && before.time === time && before.places.length >= count) return before.places;
  const places = Array.from({ length: count }, (_bucket, index): Place => {
    const at = buckets.start + index * buckets.bucketSeconds;
    const there = time.local(at);
    return { at, key: there.toDateString(), hour: there.getHours() };
  });
  known.set(buckets, { time, places });
  return places;
}
