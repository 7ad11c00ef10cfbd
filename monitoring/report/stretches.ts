import { type Seconds, seconds } from "../../words/units.ts";

/** A part of a window that CloudWatch has at one resolution. */
export interface Stretch {
  /** epoch seconds; a whole multiple of the period */
  start: number;
  /** epoch seconds, exclusive; a whole multiple of the period */
  end: number;
  period: Seconds & (60 | 300 | 3600);
}

const hour = 3_600;
const day = 86_400;

/**
 * How long CloudWatch keeps data at each resolution. API GetMetricData: "Data points with a period of 60 seconds are
 * available for 15 days", 300 seconds 63 days, 3,600 seconds 455 days
 */
export const retention = [
  { period: 60, age: 15 * day },
  { period: 300, age: 63 * day },
  { period: 3_600, age: 455 * day },
] as const;

export const longestAge: number = retention.at(-1)!.age;

/** A request takes time: what is still kept when the report starts is kept when CloudWatch answers. */
const margin = 15 * 60;

export type Granularity = "auto" | 60 | 300 | 3600;

const up = (time: number, to: number): number => Math.ceil(time / to) * to;
const down = (time: number, to: number): number => Math.floor(time / to) * to;

/** From when on CloudWatch has data that it keeps for so long: a full hour, so that stretches meet at one. */
const keptFrom = (age: number, now: number): number => up(now - age + margin, hour);

/** The shortest period, seconds, that CloudWatch still has at a time. Both are epoch seconds. */
export const finestPeriod = (time: number, now: number): number =>
  retention.find(({ age }) => time >= keptFrom(age, now))?.period ?? retention.at(-1)!.period;

/**
 * Cuts a window into stretches, oldest first, each as fine as CloudWatch still has it (or as coarse as asked for).
 *
 * Stretches meet at full hours, so that no period belongs to two. The window's start is rounded down to a period and
 * its end too: a period that is not over would count as if it were.
 * @param window epoch seconds, start before end
 * @param now epoch seconds; retention counts from here
 * @returns no stretch where not even one period is over or kept
 */
export function stretchesOf(
  window: { start: number; end: number },
  now: number,
  granularity: Granularity = "auto",
): Stretch[] {
  const finest = granularity === "auto" ? 60 : granularity;
  const stretches: Stretch[] = [];
  let end = window.end;
  for (const { period, age } of retention) {
    if (period < finest) continue;
    const kept = keptFrom(age, now);
    const start = Math.max(down(window.start, period), kept);
    const last = down(end, period);
    if (start < last) stretches.unshift({ start, end: last, period: seconds(period) as Stretch["period"] });
    if (start <= window.start) break;
    end = Math.min(end, kept);
  }
  return stretches;
}

/** Minutes of a window, and those of them that have a value of their own. */
export function minutesIn(stretches: readonly Stretch[]): { minutes: number; minutesRead: number } {
  const of = (some: readonly Stretch[]) => some.reduce((sum, { start, end }) => sum + (end - start) / 60, 0);
  return { minutes: of(stretches), minutesRead: of(stretches.filter(({ period }) => period === 60)) };
}
