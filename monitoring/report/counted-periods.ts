import type { TargetSettings } from "../settings.ts";
import { noCounts } from "./caller-counts.ts";
import type { LogCounts } from "./callers-document.ts";
import type { FigureName } from "./document.ts";
import { evaluateOver } from "./evaluate.ts";
import { measuresOf } from "./measures.ts";
import type { SeriesStore } from "./series-store.ts";
import type { Stretch } from "./stretches.ts";

/** What CloudWatch counted of a target, period by period, in order of time. */
export interface CountedPeriods {
  /** epoch seconds, ascending */
  starts: Float64Array;
  /** seconds */
  lengths: Float64Array;
  /** how many periods there are */
  size: number;
  /** what was counted in each period */
  values: Readonly<Record<keyof LogCounts, Float64Array>>;
  /** the period that a minute is in; undefined: it is in none */
  periodOf(minute: number): number | undefined;
}

const figuresOf = {
  requests: ["rpm"],
  throttled: ["throttles"],
  errors: ["clientErrors", "serverErrors"],
  inputTokens: ["inputTokens"],
  outputTokens: ["outputTokens"],
  cacheReadTokens: ["cacheReadTokens"],
  cacheWriteTokens: ["cacheWriteTokens"],
} as const satisfies Record<keyof LogCounts, readonly FigureName[]>;

/** @param store what was read of the target; see `wantedFor` */
export function countedPeriods(
  target: TargetSettings,
  region: string,
  stretches: readonly Stretch[],
  store: SeriesStore,
): CountedPeriods {
  const measures = new Map(measuresOf(target, region).map(({ name, count }) => [name, count]));
  const sizes = stretches.map(({ start, end, period }) => Math.round((end - start) / period));
  const total = sizes.reduce((sum, size) => sum + size, 0);
  const offsets = sizes.map((_, index) => sizes.slice(0, index).reduce((sum, size) => sum + size, 0));
  const starts = new Float64Array(total);
  const lengths = new Float64Array(total);
  for (const [part, { start, period }] of stretches.entries()) {
    for (let i = 0; i < sizes[part]!; i++) {
      starts[offsets[part]! + i] = start + i * period;
      lengths[offsets[part]! + i] = period;
    }
  }
  const series = Object.entries(figuresOf).map(([field, figures]) => {
    const values = new Float64Array(total);
    for (const figure of figures) {
      const count = measures.get(figure);
      if (!count) continue;
      for (const [part, stretch] of stretches.entries()) {
        for (const [i, value] of evaluateOver(count, stretch, store.over(stretch)).entries()) {
          if (!Number.isNaN(value)) values[offsets[part]! + i]! += value;
        }
      }
    }
    return [field as keyof LogCounts, values] as const;
  });
  return {
    starts,
    lengths,
    size: total,
    values: Object.fromEntries(series) as Record<keyof LogCounts, Float64Array>,
    periodOf: (minute) => {
      const part = stretches.findIndex(({ start, end }) => minute >= start && minute < end);
      if (part === -1) return undefined;
      const { start, period } = stretches[part]!;
      return offsets[part]! + Math.floor((minute - start) / period);
    },
  };
}

/** What was counted in some periods together. */
export function countsIn({ values, size }: CountedPeriods, isIn: (period: number) => boolean): LogCounts {
  const sum = noCounts();
  for (const [field, counted] of Object.entries(values) as [keyof LogCounts, Float64Array][]) {
    for (let period = 0; period < size; period++) if (isIn(period)) sum[field] += counted[period]!;
  }
  return sum;
}
