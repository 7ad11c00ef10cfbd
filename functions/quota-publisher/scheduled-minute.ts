/** What the schedule sends; a run by hand may send anything. */
interface ScheduleEvent {
  /** when the run was due, ISO 8601; set by EventBridge Scheduler in `scheduleInput` */
  scheduledTime?: string;
}

const minute = 60_000;
/** How far the time that a run was due may be from the clock to count, in milliseconds. */
const tolerance = 5 * minute;

/**
 * The start of the minute that a run publishes for.
 *
 * It is the minute the run was *due*, not the one it began in. A run begins some seconds late, now more, now less; near
 * the end of a minute that would put two points into one minute and none into the next, where a 60 s alarm's division
 * would have no denominator. The due times are exactly a minute apart, so every minute gets its point, and a run that is
 * tried again writes the same value into the same minute, which neither `Minimum` (quotas) nor `Sum >= 1` (the runs)
 * notices. The start of the minute is where a 60 s period's use is counted too, so the quota is there before the
 * minute's use is complete.
 *
 * A run that comes more than five minutes late (a redriven dead letter) publishes for the present minute instead: the
 * value is what holds now, and the past must not be filled in with it. So does one whose time is in the future.
 */
export function scheduledMinute(event: unknown, now: Date): Date {
  const { scheduledTime } = (event ?? {}) as ScheduleEvent;
  const due = typeof scheduledTime === "string" ? Date.parse(scheduledTime) : Number.NaN;
  const time = Math.abs(now.getTime() - due) <= tolerance ? due : now.getTime();
  return new Date(Math.floor(time / minute) * minute);
}
