import type { Charts, QuotaUsage, TargetUsage } from "../../monitoring/report/document.ts";
import { figureOfKind } from "../../monitoring/report/figure-of-kind.ts";
import { shareOf, wholeOf } from "../../pages/usage/share.ts";

const bars = "▁▂▃▄▅▆▇█";
/** More than the whole quota. */
const over = "^";

/** One scale for all lines of a report, so that they compare: what the full height is, percent of a quota. */
export interface LineScale {
  full: number;
  /** a line goes beyond 100 % */
  isExceeded: boolean;
}

type Percents = readonly (number | null)[];

/**
 * How full a quota was over time, percent: by the minute's highest of each bucket, a daily quota by the day. Empty where
 * its value is not known, or no metric tells its use.
 */
export function percentsOf(quota: Pick<QuotaUsage, "kind" | "value" | "daily">, { rates }: Charts): Percents {
  const whole = wholeOf(quota);
  if (whole === null) return [];
  const name = figureOfKind(quota.kind);
  const used = quota.daily ? quota.daily.days.map(({ tokens }) => tokens) : ((name && rates[name]?.max) ?? []);
  return shareOf(used, whole);
}

/** Up to the highest use in the report, and no further than the whole quota. */
export function scaleOf(targets: readonly Pick<TargetUsage, "quotas" | "charts">[]): LineScale {
  let highest = 0;
  for (const { quotas, charts } of targets)
    for (const quota of quotas) for (const value of percentsOf(quota, charts)) highest = Math.max(highest, value ?? 0);
  const step = highest > 10 ? 1 : 0.1;
  return { full: Math.min(100, Math.max(0.1, upTo(highest, step))), isExceeded: highest > 100 };
}

/** The next round number that is no less, so that what the head says is what the height is. */
const upTo = (value: number, step: number): number => Number((Math.ceil(value / step) * step).toFixed(1));

/** What a line's height says, for the head of its column. */
export const scaleText = ({ full, isExceeded }: LineScale): string =>
  `over time, █ = ${full}%${isExceeded ? `, ${over} more` : ""}`;

/** Highest value in each of so many equal parts; null: no data. */
function partsOf(values: Percents, count: number): (number | null)[] {
  const parts: (number | null)[] = new Array(Math.min(count, values.length)).fill(null);
  for (const [index, value] of values.entries()) {
    const part = Math.floor((index * parts.length) / values.length);
    if (value !== null && value > (parts[part] ?? Number.NEGATIVE_INFINITY)) parts[part] = value;
  }
  return parts;
}

/** A line of bars, highest of each part, on the report's scale; a part without use is a blank, over 100 % a mark. */
export const sparkline = (values: Percents, width: number, { full }: LineScale): string =>
  partsOf(values, width)
    .map((value) => {
      if (value === null || value <= 0) return " ";
      if (value > 100) return over;
      return bars[Math.min(bars.length - 1, Math.floor((value / full) * bars.length))];
    })
    .join("");
