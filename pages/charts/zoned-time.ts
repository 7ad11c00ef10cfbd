/** Times as people in one time zone read them. Positions are epoch seconds; texts are the same in every browser. */
export interface ZonedTime {
  timeZone: string;
  /** Date and time of day there, as a Date whose UTC fields hold them. */
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

/** @param timeZone an IANA name */
export function zonedTime(timeZone: string): ZonedTime {
  const format = new Intl.DateTimeFormat("en-US", {
    timeZone,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
  });
  const offsets = new Map<number, number>();
  /** Seconds that the zone is ahead of UTC. No zone changes within a quarter of an hour. */
  function offset(epoch: number): number {
    const quarter = Math.floor(epoch / 900);
    const known = offsets.get(quarter);
    if (known !== undefined) return known;
    const part = Object.fromEntries(
      format.formatToParts(quarter * 900_000).map(({ type, value }) => [type, Number(value)]),
    );
    const there = Date.UTC(part["year"]!, part["month"]! - 1, part["day"]!, part["hour"]!, part["minute"]!) / 1000;
    offsets.set(quarter, there - quarter * 900);
    return there - quarter * 900;
  }

  const local = (epoch: number): Date => new Date((epoch + offset(epoch)) * 1000);
  const date = (epoch: number): string => {
    const there = local(epoch);
    return `${there.getUTCDate()} ${months[there.getUTCMonth()]}`;
  };
  const dayText = (epoch: number): string => `${weekdays[local(epoch).getUTCDay()]} ${date(epoch)}`;
  const clock = (epoch: number): string => local(epoch).toISOString().slice(11, 16);
  const moment = (epoch: number): string => `${dayText(epoch)}, ${clock(epoch)}`;
  /** The time at which clocks there show so many seconds since their 1970. */
  const epochOf = (there: number): number => {
    const guess = there - offset(there);
    return there - offset(guess);
  };

  return {
    timeZone,
    local,
    date,
    day: dayText,
    clock,
    moment,
    full: (epoch) => `${dayText(epoch)} ${local(epoch).getUTCFullYear()}, ${clock(epoch)}`,
    span(from, to) {
      if (to - from <= minute) return moment(from);
      const sameDay = dayText(from) === dayText(to - 1);
      return `${moment(from)}–${sameDay ? clock(to) : moment(to)}`;
    },
    ticks(from, to, most) {
      const step = steps.find((one) => (to - from) / one <= most) ?? steps.at(-1)!;
      const found: number[] = [];
      for (let there = Math.ceil((from + offset(from)) / step) * step; ; there += step) {
        const at = epochOf(there);
        if (at > to) return found;
        if (at >= from && at !== found.at(-1)) found.push(at);
      }
    },
    tick: (epoch) => (clock(epoch) === "00:00" ? date(epoch) : clock(epoch)),
  };
}
