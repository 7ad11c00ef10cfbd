import { longestAge } from "../../monitoring/report/stretches.ts";
import { epochAt } from "../../pages/charts/zoned-time.ts";
import { UserError } from "../../stacks/user-error.ts";

/** Seconds of the lengths of time that options take: 90m, 6h, 7d, 2w. */
export const lengthUnits = { m: 60, h: 3_600, d: 86_400, w: 604_800 } as const;

/** The machine's time zone: what --timezone is by default. */
export const localZone = (): string => new Intl.DateTimeFormat().resolvedOptions().timeZone;

/** @throws UserError where Node knows no such time zone */
export function checkTimeZone(timeZone: string): string {
  try {
    return new Intl.DateTimeFormat("en-US", { timeZone }).resolvedOptions().timeZone;
  } catch {
    throw new UserError(
      `--timezone ${timeZone}: no such time zone; write an IANA name such as Europe/Berlin, or UTC`,
      3,
    );
  }
}

/**
 * A time as a person writes it: ISO 8601; without an offset it is of the time zone.
 * @returns epoch seconds; undefined for anything else
 */
export function readTime(text: string, timeZone: string): number | undefined {
  const parts = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2})?)(?:\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?$/.exec(text);
  if (!parts) return undefined;
  const [, date, clock = "00:00", offset] = parts;
  const utc = Date.parse(`${date}T${clock}${offset ?? "Z"}`) / 1000;
  if (Number.isNaN(utc)) return undefined;
  // Date.parse takes February 30 for March 2.
  const day = Date.parse(`${date}T00:00Z`);
  if (Number.isNaN(day) || new Date(day).toISOString().slice(0, 10) !== date) return undefined;
  return offset === undefined ? epochAt(`${date}T${clock}`, timeZone) : utc;
}

/**
 * The window that --since and --until mean.
 * @param since a length of time back from the end (90m, 6h, 7d, 2w), or a time
 * @param until a time; undefined: now
 * @param now epoch seconds
 * @throws UserError for what is no time, a range that is reversed or in the future, or longer ago than CloudWatch keeps
 */
export function timeRange(
  since: string,
  until: string | undefined,
  now: number,
  timeZone: string,
): { start: number; end: number } {
  const end = until === undefined || until === "now" ? now : readTime(until, timeZone);
  if (end === undefined) {
    throw new UserError(`--until ${until}: no time; write ISO 8601, e.g. 2026-11-01 or 2026-11-01T14:00Z`, 3);
  }
  const length = /^(\d+)([mhdw])$/.exec(since);
  const start = length
    ? Math.min(end, now) - Number(length[1]) * lengthUnits[length[2] as keyof typeof lengthUnits]
    : readTime(since, timeZone);
  if (start === undefined) {
    throw new UserError(
      `--since ${since}: no time; write a length such as 90m, 6h, 7d, 2w, or ISO 8601 such as 2026-11-01T14:00Z`,
      3,
    );
  }
  if (length && Number(length[1]) === 0) throw new UserError(`--since ${since}: no length of time; write e.g. 1h`, 3);
  if (start >= now) throw new UserError(`--since ${since} is in the future: there is no use to report yet`, 3);
  if (start >= end) throw new UserError(`--since ${since} is not before --until ${until ?? "now"}; swap them`, 3);
  if (end - start < 60)
    throw new UserError("the window is shorter than a minute; CloudWatch has one value a minute", 3);
  if (now - start > longestAge) {
    throw new UserError(
      `--since ${since}: CloudWatch keeps metrics for ${longestAge / 86_400} days; choose a later start`,
      3,
    );
  }
  return { start, end: Math.min(end, now) };
}
