import type { Backtest } from "../../monitoring/backtest/backtest.ts";
import type { BacktestOutcome, TargetOutcome } from "../../monitoring/backtest/outcome.ts";
import {
  ruleText,
  shareText,
  summaryTexts,
  targetText,
  warnedText,
  whatIfTexts,
  worthKnowing,
} from "../../monitoring/backtest/texts.ts";
import type { WhatIf } from "../../monitoring/backtest/what-if.ts";
import type { MonitoringPlan } from "../../monitoring/plan-types.ts";
import { kindLabels, perMinuteKinds } from "../../words/limit-kinds.ts";

/** What the page is told of a backtest. */
export interface BacktestPageInput {
  plan: Pick<MonitoringPlan, "stack" | "region" | "alarms">;
  backtest: Backtest;
  /** with other thresholds; what they are, in words */
  changed?: { text: string; outcome: BacktestOutcome };
  whatIf: WhatIf;
  /** epoch seconds */
  window: { start: number; end: number };
  lagMinutes: number;
  timeZone: string;
  notes: readonly string[];
}

/** An alarm's times, as a strip shows them. */
export interface PageAlarm {
  name: string;
  kind: "use" | "throttles" | "other";
  /** epoch seconds; off is the window's end where it was still on */
  episodes: [on: number, off: number, throttled: boolean][];
  said: string;
}

export interface PageTarget {
  title: string;
  said: string;
  bursts: { start: number; throttled: number; warned: string; late: boolean }[];
  moreBursts: number;
  alarms: PageAlarm[];
  /** per-minute quotas with a line in the chart */
  lines: string[];
  levels: { label: string; value: number }[];
}

/** Series of a target's chart: the highest percentage in each bucket, and the bursts. */
export interface PageSeries {
  values: (number | null)[][];
  bursts: [start: number, end: number][];
}

export interface BacktestPageData {
  stack: string;
  region: string;
  timeZone: string;
  window: { start: number; end: number };
  bucketSeconds: number;
  lagMinutes: number;
  summary: string[];
  changed: string | null;
  whatIf: string[];
  rules: { rule: string; warned: string; messages: number; quiet: number; recommended: boolean }[];
  targets: PageTarget[];
  /** targets without throttled requests and without an alarm that went on */
  calm: string[];
  notes: readonly string[];
}

/** Buckets of a chart: more than a wide screen has points for lines. */
const mostBuckets = 1_000;
/** Bursts that are listed; strips and charts show all. */
const shownBursts = 12;

export const seriesId = (index: number): string => `series-${index}`;

export function pageDataOf(input: BacktestPageInput): { data: BacktestPageData; later: Record<string, PageSeries> } {
  const { plan, backtest, changed, whatIf, window, lagMinutes, timeZone, notes } = input;
  const { outcome } = backtest;
  const minutes = (window.end - window.start) / 60;
  const bucketSeconds = 60 * Math.ceil(minutes / mostBuckets);
  const isCalm = ({ throttledMinutes, alarms }: TargetOutcome) =>
    throttledMinutes === 0 &&
    alarms.every(({ episodes, cannotTell }) => episodes.length === 0 && cannotTell === undefined);
  const shown = outcome.targets
    .filter((target) => !isCalm(target))
    .toSorted((one, other) => unwarned(other) - unwarned(one) || other.throttledMinutes - one.throttledMinutes);
  const parts = shown.map((target) => targetPart(target, input, bucketSeconds));
  return {
    data: {
      ...{ stack: plan.stack, region: plan.region, timeZone, window, bucketSeconds, lagMinutes, notes },
      summary: summaryTexts(outcome),
      changed: changed ? `With ${changed.text}: ${summaryTexts(changed.outcome).join(" ")}` : null,
      whatIf: whatIfTexts(whatIf),
      rules:
        whatIf.throttledMinutes === 0
          ? []
          : worthKnowing(whatIf.trials).map((trial) => ({
              rule: ruleText(trial),
              warned: shareText(trial.warnedMinutes, whatIf.throttledMinutes),
              messages: trial.messages,
              quiet: trial.quietPages,
              recommended: trial === whatIf.recommended,
            })),
      targets: parts.map(({ target }) => target),
      calm: outcome.targets.filter(isCalm).map(targetText),
    },
    later: Object.fromEntries(parts.map(({ series }, index) => [seriesId(index), series])),
  };
}

const unwarned = ({ throttledMinutes, warnedMinutes }: TargetOutcome): number => throttledMinutes - warnedMinutes;

function targetPart(
  outcome: TargetOutcome,
  { plan, backtest, window }: BacktestPageInput,
  bucketSeconds: number,
): { target: PageTarget; series: PageSeries } {
  const { modelId, scope, throttledMinutes, warnedMinutes, bursts, alarms } = outcome;
  const lines = perMinuteKinds.flatMap((kind) => {
    const alarm = plan.alarms.find(({ id }) => id.startsWith(`${modelId}/${scope}/${kind}/`));
    const simulation = backtest.simulations.find((one) => one.alarm === alarm?.AlarmName);
    return simulation?.outcome === "simulated" && simulation.values.some((value) => value > 0)
      ? [{ kind, values: simulation.values }]
      : [];
  });
  const levels = new Map(
    alarms.flatMap(({ id, severity, threshold }) =>
      threshold !== null && perMinuteKinds.some((kind) => id.startsWith(`${modelId}/${scope}/${kind}/`))
        ? [[`${severity} ${threshold} %`, threshold] as const]
        : [],
    ),
  );
  return {
    target: {
      title: targetText({ modelId, scope }),
      said:
        throttledMinutes === 0
          ? "nothing was throttled"
          : `${warnedMinutes.toLocaleString("en-US")} of ${throttledMinutes.toLocaleString("en-US")} throttled minutes were warned of`,
      bursts: bursts
        .toReversed()
        .slice(0, shownBursts)
        .map((burst) => ({
          ...{ start: burst.start, throttled: burst.throttled, warned: warnedText(burst) },
          late: burst.leadMinutes === null,
        })),
      moreBursts: Math.max(0, bursts.length - shownBursts),
      alarms: alarms.map(({ id, kind, episodes, pages, quietPages, cannotTell }) => ({
        name: id.split("/").slice(-2).join("/"),
        kind,
        episodes: episodes.map(({ on, off, throttled }) => [Math.max(on, window.start), off ?? window.end, throttled]),
        said:
          cannotTell ??
          (pages === 0
            ? episodes.length > 0
              ? "on all the time"
              : "never on"
            : `on ${pages} ${pages === 1 ? "time" : "times"}${quietPages > 0 ? `, ${quietPages} quiet` : ""}`),
      })),
      lines: lines.map(({ kind }) => kindLabels[kind]),
      levels: [...levels].map(([label, value]) => ({ label, value })).toSorted((one, other) => other.value - one.value),
    },
    series: {
      values: lines.map(({ values }) => highest(values, window, bucketSeconds)),
      bursts: bursts.map((burst) => [burst.start, burst.end]),
    },
  };
}

/** The highest value of each bucket, with a tenth; null: none. */
function highest(values: Float64Array, { start, end }: { start: number; end: number }, bucketSeconds: number) {
  const minutes = (end - start) / 60;
  const own = values.subarray(values.length - minutes);
  const step = bucketSeconds / 60;
  return Array.from({ length: Math.ceil(minutes / step) }, (_, bucket): number | null => {
    let most = Number.NEGATIVE_INFINITY;
    for (let i = bucket * step; i < Math.min(own.length, (bucket + 1) * step); i++) if (own[i]! > most) most = own[i]!;
    return most === Number.NEGATIVE_INFINITY ? null : Math.round(10 * most) / 10;
  });
}
