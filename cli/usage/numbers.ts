import { type Bounds, markOf } from "../../monitoring/report/bounds.ts";
import type { LatencyFigure } from "../../monitoring/report/document.ts";
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

/** 1 request, 1,234 requests */
export const counted = (value: number, one: string): string => `${whole(value)} ${one}${value === 1 ? "" : "s"}`;

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

/** A percentage with its mark where it is not exact: ≥82%. */
export const marked = (value: number | null | undefined, bounds: Bounds | undefined): string =>
  value === null || value === undefined ? dash : `${markOf(value, bounds)}${percent(value)}`;

/** Between what the true percentage lies: 22-81%. The lower end is cut and the upper one raised, so that both hold. */
export function range({ low, high }: Bounds): string {
  const digits = high >= 10 ? 1 : 10;
  const [from, to] = [Math.floor(low * digits) / digits, Math.ceil(high * digits) / digits];
  return `${from}-${to}%`;
}

/** The p90, marked where it is put together of several. */
export function latencyText(figure: LatencyFigure | null): string {
  if (figure === null) return dash;
  const { lowest, typical, highest } = figure.percentiles.p90;
  return `${markOf(typical, lowest === highest ? undefined : { low: lowest, high: highest })}${milliseconds(typical)}`;
}

const milliseconds = (value: number | null | undefined): string =>
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

/** How long before: 6 min ago, 3 h ago. */
export function agoText(time: string, now: string): string {
  const minutes = Math.max(0, Math.round((Date.parse(now) - Date.parse(time)) / 60_000));
  if (minutes < 90) return `${minutes} min ago`;
  return minutes < 48 * 60 ? `${Math.round(minutes / 60)} h ago` : `${Math.round(minutes / 1_440)} days ago`;
}
