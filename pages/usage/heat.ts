import { defaultThresholds } from "../../monitoring/default-thresholds.ts";
import type { BucketValues, TargetThresholds, TargetUsage } from "../../monitoring/report/document.ts";
import { figureOfKind } from "../../monitoring/report/figure-of-kind.ts";
import { shareOf, wholeOf } from "./share.ts";

/** How full a target was in each bucket. */
export interface Heat {
  /** percent of the per-minute quota that was fullest, of its highest minute; null: no data, or no quota known */
  percent: BucketValues;
  /** percent of the daily quota that the whole UTC day used; absent: there is none to compare with */
  daily?: BucketValues;
  /** buckets with throttles */
  throttled: number[];
  /** there is traffic, but no quota to compare it with */
  uncompared: boolean;
}

export function heatOf({ quotas, charts }: Pick<TargetUsage, "quotas" | "charts">): Heat {
  const { start, bucketSeconds, buckets, rates, throttledAt } = charts;
  const percent: BucketValues = new Array(buckets).fill(null);
  let compared = false;
  for (const quota of quotas) {
    const figure = figureOfKind(quota.kind);
    const whole = wholeOf(quota);
    const used = figure && rates[figure]?.max;
    if (!used || whole === null) continue;
    compared = true;
    for (const [bucket, share] of shareOf(used, whole).entries()) {
      if (share !== null && share > (percent[bucket] ?? Number.NEGATIVE_INFINITY)) percent[bucket] = downToTenth(share);
    }
  }
  const daily = dailyHeat(quotas, charts);
  return {
    percent,
    ...(daily && { daily }),
    throttled: [...new Set(throttledAt.map(([at]) => Math.floor((at - start) / bucketSeconds)))],
    uncompared: !compared && Object.keys(rates).length > 0,
  };
}

function dailyHeat(quotas: TargetUsage["quotas"], { start, bucketSeconds, buckets }: TargetUsage["charts"]) {
  const quota = quotas.find(({ daily }) => daily);
  const whole = quota && wholeOf(quota);
  if (!quota?.daily || whole === null || whole === undefined) return undefined;
  const shares = new Map(quota.daily.days.map(({ day, tokens }) => [day, downToTenth((100 * tokens) / whole)]));
  return Array.from({ length: buckets }, (_bucket, index): number | null => {
    const day = new Date((start + index * bucketSeconds) * 1000).toISOString().slice(0, 10);
    return shares.get(day) || null;
  });
}

/** Never rounded up to a threshold that was not reached. */
const downToTenth = (percent: number): number => Math.trunc(percent * 10) / 10;

/** A colour of the heat strips: everything from `from` percent up to the next step. */
export interface HeatStep {
  from: number;
  colour: `--heat-${string}`;
  label: string;
}

/** Percent of a quota. */
type Levels = Pick<TargetThresholds, "warning" | "critical">;

/** The steps of colour: three below the thresholds, one for each threshold, and one for the full quota. */
export function heatSteps({ warning, critical }: Levels): HeatStep[] {
  const below = [
    { from: 0, colour: "--heat-low" },
    { from: 25, colour: "--heat-fair" },
    { from: 50, colour: "--heat-half" },
  ] as const;
  const steps = [
    ...below.filter(({ from }) => from === 0 || from < warning),
    ...(warning < critical ? [{ from: warning, colour: "--heat-warning" } as const] : []),
    { from: critical, colour: "--heat-critical" },
    ...(critical < 100 ? [{ from: 100, colour: "--heat-full" } as const] : []),
  ] as const;
  return steps.map(({ from, colour }, index) => {
    const next = steps[index + 1]?.from;
    return { from, colour, label: next === undefined ? `${from} % and more` : `${from}–${next} %` };
  });
}

/**
 * What the colours mean for all of a report's targets: percentages where all have the same thresholds, else words for
 * those.
 */
export function legendOf(targets: readonly { thresholds: Levels }[]): Pick<HeatStep, "colour" | "label">[] {
  const kinds = new Map(
    targets.map(({ thresholds }) => [`${thresholds.warning} ${thresholds.critical}`, thresholds] as const),
  );
  const [only] = kinds.values();
  if (kinds.size <= 1) return heatSteps(only ?? defaultThresholds);
  const colours = new Map([...kinds.values()].flatMap(heatSteps).map((step) => [step.colour, step]));
  const words: Record<string, string> = {
    "--heat-low": "0–25 %",
    "--heat-fair": "25–50 %",
    "--heat-half": "50 % to the target's warning",
    "--heat-warning": "the target's warning",
    "--heat-critical": "the target's critical",
    "--heat-full": "100 % and more",
  };
  return Object.entries(words).flatMap(([colour, label]) => {
    const step = colours.get(colour as HeatStep["colour"]);
    return step ? [{ colour: step.colour, label }] : [];
  });
}

/** The step of a percentage. */
export const stepOf = (steps: readonly HeatStep[], percent: number): HeatStep | undefined =>
  steps.findLast(({ from }) => percent >= from);
