import { emptySeries, type Frame, type TimeSeries, timestampOf } from "./values.ts";

/** What the time functions read off a timestamp, in UTC. AmazonCloudWatch/latest/monitoring/using-metric-math, "MINUTE" */
const readings = {
  MINUTE: (time) => time.getUTCMinutes(),
  HOUR: (time) => time.getUTCHours(),
  /** 1 is Monday, 7 is Sunday */
  DAY: (time) => time.getUTCDay() || 7,
  DATE: (time) => time.getUTCDate(),
  /** 1 is January */
  MONTH: (time) => time.getUTCMonth() + 1,
  YEAR: (time) => time.getUTCFullYear(),
  /** seconds */
  EPOCH: (time) => time.getTime() / 1000,
} as const satisfies Record<string, (time: Date) => number>;
export type ReadingName = keyof typeof readings;
export const readingNames = Object.keys(readings) as readonly ReadingName[];

/** A series without gaps: every point's own time, read. */
export function readClock(frame: Frame, name: ReadingName): TimeSeries {
  const read = readings[name];
  const result = emptySeries(frame);
  for (let p = 0, i = 0; p < frame.points; p++) {
    for (let e = 0; e < frame.evaluations; e++, i++) {
      result.values[i] = read(new Date(timestampOf(frame, p, e) * 1000));
    }
  }
  return result;
}
