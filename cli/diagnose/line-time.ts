import { epochAt } from "../../pages/charts/zoned-time.ts";

const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const iso = /(\d{4})[-/](\d\d)[-/](\d\d)[T ](\d\d:\d\d)(?::(\d\d))?(?:[.,]\d+)?\s?(Z|UTC|[+-]\d\d:?\d\d)?/;
/** A record has other times than its own, such as when its caller's session began. */
const keyed = /"(?:time|timestamp|ts|t|eventTime|@timestamp|date)"\s*:\s*"(\d{4}-[^"]+)"/;
const common = /(\d\d)\/([A-Z][a-z]{2})\/(\d{4}):(\d\d:\d\d):(\d\d) ([+-]\d{4})/;
const syslog = /\b([A-Z][a-z]{2}) {1,2}(\d{1,2}) (\d\d:\d\d):(\d\d)\b/;
const epoch = /"(?:time|timestamp|ts|t|eventTime|@timestamp|date)"\s*:\s*"?(\d{13}|\d{10}(?:\.\d+)?)\b/;

/**
 * The time in a line of a log: ISO 8601 and its relatives, the common log format, syslog (which names no year), and epoch
 * seconds or milliseconds in JSON.
 * @param timeZone of times that name none
 * @param now epoch seconds, for the year of those that name none
 * @returns epoch seconds; undefined: there is none
 */
export function timeIn(line: string, timeZone: string, now: number): number | undefined {
  const found = iso.exec(keyed.exec(line)?.[1] ?? line);
  if (found) {
    const [, year, month, day, clock, second = "00", zone] = found;
    return zoned(`${year}-${month}-${day}T${clock}:${second}`, zone === "UTC" ? "Z" : zone, timeZone);
  }
  const number = epoch.exec(line)?.[1];
  if (number !== undefined) return Number(number) / (/^\d{13}$/.test(number) ? 1_000 : 1);
  const log = common.exec(line);
  if (log) {
    const [, day, month = "", year, clock, second, zone] = log;
    return zoned(`${year}-${monthOf(month)}-${day}T${clock}:${second}`, zone, timeZone);
  }
  const system = syslog.exec(line);
  if (!system) return undefined;
  const [, month = "", day = "", clock, second] = system;
  if (!months.includes(month)) return undefined;
  const year = new Date(now * 1000).getUTCFullYear();
  const inYear = (one: number) =>
    zoned(`${one}-${monthOf(month)}-${day.padStart(2, "0")}T${clock}:${second}`, undefined, timeZone);
  const at = inYear(year);
  // What would lie in the future is of the year before.
  return at !== undefined && at > now + 86_400 ? inYear(year - 1) : at;
}

const monthOf = (name: string): string => String(months.indexOf(name) + 1).padStart(2, "0");

function zoned(local: string, zone: string | undefined, timeZone: string): number | undefined {
  const utc = Date.parse(`${local}${zone === undefined ? "Z" : zone.replace(/^([+-]\d\d)(\d\d)$/, "$1:$2")}`);
  if (Number.isNaN(utc)) return undefined;
  return zone === undefined ? epochAt(local, timeZone) : utc / 1000;
}
