import { daysBetween } from "../end-of-life.ts";
import { isoTime } from "../report/iso-time.ts";

/** The day of a time, ISO 8601, in UTC. @param epochSeconds */
export const dayOf = (epochSeconds: number): string => isoTime(epochSeconds).slice(0, 10);

/** today, yesterday, 3 days ago; by UTC days. Both are epoch seconds. */
export function agoText(then: number, now: number): string {
  const days = daysBetween(dayOf(then), dayOf(now));
  return days <= 0 ? "today" : days === 1 ? "yesterday" : `${days} days ago`;
}
