import { TZDate, tzOffset } from "@date-fns/tz";

/** Times as people in one time zone read them. Positions are epoch seconds; texts are the same in every browser. */
export interface ZonedTime {
  timeZone: string;
  /** Date and time of day there: its getHours and the like are the zone's. */
  local(epoch: number): Date;
  /** "13 Nov" */
  date(epoch: number): string;
  /** "Fri 13 Nov" */
  day(epoch: number): string;
  /** "14:05" */
  clock(epoch: number): string;
  /** "Fri 13 Nov, 14:05" */
  moment(epoch: number): string;
  /** "Fri 13 Nov 2026, 14:05" */
  full(epoch: number): string;
  /** "Fri 13 Nov, 14:00–15:00": a span, shorter where it is within one day. */
  span(from: number, to: number): string;
  /** Round times of day there, at most so many. */
  ticks(from: number, to: number, most: number): number[];
  /** A tick's text: the date at midnight, else the time of day. */
  tick(epoch: number): string;
}

const minute = 60;
const hour = 3_600;
const day = 86_400;
const steps = [
  ...[5, 10, 15, 30].map((minutes) => minutes * minute),
  ...[1, 2, 3, 6, 12].map((hours) => hours * hour),
  ...[1, 2, 5, 10, 30, 60, 120].map((days) => days * day),
];

const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const weekdays = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];

const twoDigits = (value: number): string => String(value).padStart(2, "0");

/**
 * When the clocks of a time zone show something: that much later for what they leave out when they go forward, one of
 * the two for what they show twice.
 * @param shown "2026-11-01T14:00", seconds or not; what is behind them doesn't count
 * @param timeZone an IANA name
 * @returns epoch seconds
 */
export function epochAt(shown: string, timeZone: string): number {
  const [year = 0, month = 1, date = 1, hours = 0, minutes = 0, seconds = 0] = (shown.match(/\d+/g) ?? []).map(Number);
  return new TZDate(year, month - 1, date, hours, minutes, seconds, timeZone).getTime() / 1000;
}

/** @param timeZone an IANA name */
export function zonedTime(timeZone: string): ZonedTime {
  const local = (epoch: number): TZDate => new TZDate(epoch * 1000, timeZone);
  const date = (epoch: number): string => {
    const there = local(epoch);
    return `${there.getDate()} ${months[there.getMonth()]}`;
  };
  const dayText = (epoch: number): string => `${weekdays[local(epoch).getDay()]} ${date(epoch)}`;
  const clock = (epoch: number): string => {
    const there = local(epoch);
    return `${twoDigits(there.getHours())}:${twoDigits(there.getMinutes())}`;
  };
  const moment = (epoch: number): string => `${dayText(epoch)}, ${clock(epoch)}`;
  return {
    timeZone,
    local,
    date,
    day: dayText,
    clock,
    moment,
    full: (epoch) => `${dayText(epoch)} ${local(epoch).getFullYear()}, ${clock(epoch)}`,
    span(from, to) {
      if (to - from <= minute) return moment(from);
      const sameDay = dayText(from) === dayText(to - 1);
      return `${moment(from)}–${sameDay ? clock(to) : moment(to)}`;
    },
    ticks(from, to, most) {
      const step = steps.find((one) => (to - from) / one <= most) ?? steps.at(-1)!;
      const found: number[] = [];
      // Steps are counted from the clocks' own 1970, so that they fall on round hours and midnights there.
      const shown = from + tzOffset(timeZone, new Date(from * 1000)) * minute;
      for (let there = Math.ceil(shown / step) * step; ; there += step) {
        const at = epochAt(new Date(there * 1000).toISOString(), timeZone);
        if (at > to) return found;
        if (at >= from && at !== found.at(-1)) found.push(at);
      }
    },
    tick: (epoch) => (clock(epoch) === "00:00" ? date(epoch) : clock(epoch)),
  };
}
