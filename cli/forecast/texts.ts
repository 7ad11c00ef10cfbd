import type { QuotaForecast } from "../../monitoring/forecast/forecast.ts";
import { clockTime, short } from "../usage/numbers.ts";

/** How a daily quota's today goes on. */
export function todayText({ today }: QuotaForecast, timeZone: string): string | undefined {
  if (today === null) return undefined;
  const { used, total, earliest, likely, latest, level, like } = today;
  const at = (time: string | null) => (time === null ? "not today" : clockTime(time, timeZone));
  const sums = `${short(used)} used, ${short(total.mid)} (${short(total.low)} to ${short(total.high)}) by midnight UTC`;
  const by = `by ${like}, of which ${level} % lie between`;
  if (earliest === null) return `today's quota is not used up: ${sums}, ${by}`;
  return `today's quota is used up ${likely === null ? "perhaps not today" : at(likely)} (${at(earliest)} to ${at(latest)}): ${sums}, ${by}`;
}
