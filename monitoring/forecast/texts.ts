import type { QuotaForecast } from "./forecast.ts";
import type { Interval } from "./trend.ts";

/** Forecasts as terminal, Markdown and pages say them. What is not known is a dash. */

const dash = "-";

/** +5.1%: a tenth where it is small, none where it is large. */
const signed = (value: number): string => `${value < 0 ? "−" : "+"}${rounded(Math.abs(value))}%`;
const plain = (value: number): string => `${value < 0 ? "−" : ""}${rounded(Math.abs(value))}`;
const rounded = (value: number): string => (value >= 20 ? value.toFixed(0) : value.toFixed(1));

/** 62% (58-66) */
export const nowText = (now: Interval | null): string =>
  now === null ? dash : `${sharp(now.mid)}% (${Math.floor(now.low)}-${Math.ceil(now.high)})`;

/** Cut, not rounded, so that 99.6 % never reads as 100 %. */
const sharp = (value: number): number => (value >= 10 ? Math.floor(value) : Math.floor(value * 10) / 10);

/** "+5.1% (4.2 to 6.0)", "no trend (−1.0 to 2.1)" */
export function growthText({ trend, growth, idle }: QuotaForecast): string {
  if (growth === null) return idle ? "not used" : "cannot tell";
  const between = `(${plain(growth.low)} to ${plain(growth.high)})`;
  return trend === "no-trend" ? `no trend ${between}` : `${signed(growth.mid)} ${between}`;
}

const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** Feb 03. @param date YYYY-MM-DD */
const dateText = (date: string): string => `${months[Number(date.slice(5, 7)) - 1]} ${date.slice(8)}`;

/** "Feb 03 (Jan 20-Mar 11)", "not before Mar 01"; a date is within the coming year. @param today the first day looked at */
export function reachText({ reach }: QuotaForecast, today: string): string {
  if (reach === null) return dash;
  const { earliest, likely, latest } = reach;
  const text = (date: string | null) => (date === null ? "later" : date <= today ? "now" : dateText(date));
  if (likely !== null && likely <= today)
    return latest !== null && latest <= today ? "reached" : `reached (now-${text(latest)})`;
  if (likely !== null) return `${text(likely)} (${text(earliest)}-${text(latest)})`;
  if (earliest === null) return "not within a year";
  return earliest <= today ? "may be reached now" : `not before ${text(earliest)}`;
}

/** Why it can't be told, and what would; undefined: it can. */
export function untoldText({ cannotTell, idle }: QuotaForecast, value: number | null): string | undefined {
  if (cannotTell !== null && !idle) return `cannot tell: ${cannotTell.because}; it takes ${cannotTell.needs}`;
  if (cannotTell !== null) return undefined;
  if (value === null) return "its quota could not be read, so when it is reached can't be told";
  return value === 0 ? "its quota is 0: there is nothing to reach" : undefined;
}

/** What a shift in the history means. */
export const shiftText = ({ shift, since }: QuotaForecast): string | undefined =>
  shift === null || since === null
    ? undefined
    : `its level went to ${shift >= 10 ? shift.toFixed(0) : shift.toFixed(1)} times on ${since}: only what came since counts`;
