import { zonedTime } from "../../pages/charts/zoned-time.ts";

/** Numbers and times as a person reads them. What is not known is a dash. */

export const dash = "-";

/** 1,234,567 */
export const whole = (value: number | null | undefined): string =>
  value === null || value === undefined ? dash : Math.round(value).toLocaleString("en-US");

const steps = [
  { from: 1e12, suffix: "T" },
  { from: 1e9, suffix: "G" },
  { from: 1e6, suffix: "M" },
  { from: 1e3, suffix: "k" },
] as const;

/** Three figures and a letter: 1.23M */
export function short(value: number | null | undefined): string {
  if (value === null || value === undefined) return dash;
  const step = steps.find(({ from }) => Math.abs(value) >= from);
  if (!step) return String(Math.round(value * 10) / 10);
  const scaled = value / step.from;
  const digits = scaled >= 100 ? 0 : scaled >= 10 ? 1 : 2;
  return `${Number(scaled.toFixed(digits))}${step.suffix}`;
}

/** Cut, not rounded, so that 89.97 % never reads as 90 %. */
export function percent(value: number | null | undefined): string {
  if (value === null || value === undefined) return dash;
  if (value > 0 && value < 0.1) return "<0.1%";
  return `${value >= 10 ? Math.floor(value) : Math.floor(value * 10) / 10}%`;
}

export const milliseconds = (value: number | null | undefined): string =>
  value === null || value === undefined
    ? dash
    : value >= 10_000
      ? `${(value / 1000).toFixed(1)} s`
      : value >= 1_000
        ? `${(value / 1000).toFixed(2)} s`
        : `${Math.round(value)} ms`;

/** Nov 21 14:05, in a time zone. */
export function clockTime(time: string | null, timeZone: string): string {
  if (time === null) return dash;
  const { local, date, clock } = zonedTime(timeZone);
  const at = Date.parse(time) / 1000;
  const [, month] = date(at).split(" ");
  return `${month} ${String(local(at).getDate()).padStart(2, "0")} ${clock(at)}`;
}

/** How long a period is: 1 min, 5 min, 1 h, 1 d. */
export const lengthText = (seconds: number): string =>
  seconds >= 86_400 ? `${seconds / 86_400} d` : seconds >= 3_600 ? `${seconds / 3_600} h` : `${seconds / 60} min`;
