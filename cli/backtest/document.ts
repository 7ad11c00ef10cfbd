import { backtest } from "../../monitoring/backtest/backtest.ts";
import type { BacktestHistory, QuotaCover } from "../../monitoring/backtest/history.ts";
import type { BacktestOutcome } from "../../monitoring/backtest/outcome.ts";
import { whatIf } from "../../monitoring/backtest/what-if.ts";
import type { MonitoringPlan } from "../../monitoring/plan-types.ts";
import type { Incomplete } from "../../monitoring/report/document.ts";
import { isoTime } from "../../monitoring/report/iso-time.ts";
import type { BacktestPageInput } from "../../pages/backtest/data.ts";
import { costOf } from "../usage/collect.ts";
import { counted } from "../usage/numbers.ts";
import type { BacktestDocument } from "./document-shape.ts";

export interface BacktestParts {
  plan: MonitoringPlan;
  /** the plan with --thresholds, and what they are */
  changed?: { plan: MonitoringPlan; thresholds: Record<string, number> };
  history: BacktestHistory;
  incomplete: readonly Incomplete[];
  spent: { requests: number; metrics: number; datapoints: number } | undefined;
  lag: number;
  /** epoch seconds */
  now: number;
}

export interface MadeBacktest {
  document: BacktestDocument;
  /** what a page draws: it has the minutes, too */
  page: Omit<BacktestPageInput, "timeZone">;
}

export function makeBacktest(parts: BacktestParts): MadeBacktest {
  const { plan, changed, history, incomplete, spent, lag, now } = parts;
  const { start, end } = history;
  const done = backtest(history, plan, lag);
  const other = changed && backtest(history, changed.plan, lag);
  const tried = whatIf(plan, done, { start, end, lag });
  const notes = notesOf(plan, done.cover);
  const document: BacktestDocument = {
    schemaVersion: 1,
    generatedAt: isoTime(now),
    stack: plan.stack,
    region: plan.region,
    window: { start: isoTime(start), end: isoTime(end) },
    lagMinutes: lag,
    outcome: outcomeOf(done.outcome),
    changed: changed && other ? { thresholds: changed.thresholds, outcome: outcomeOf(other.outcome) } : null,
    whatIf: tried,
    quotas: done.cover,
    incomplete: [...incomplete],
    notes,
    cost: spent ? costOf({ ...spent }) : null,
  };
  return {
    document,
    page: {
      ...{ plan, backtest: done, whatIf: tried, window: { start, end }, lagMinutes: lag, notes },
      ...(changed && other && { changed: { text: thresholdsText(changed.thresholds), outcome: other.outcome } }),
    },
  };
}

/** "warning 60 %, critical 85 %" */
export const thresholdsText = (thresholds: Readonly<Record<string, number>>): string =>
  Object.entries(thresholds)
    .map(([name, value]) => `${name} ${value} %`)
    .join(", ");

const outcomeOf = (outcome: BacktestOutcome): BacktestDocument["outcome"] => ({
  ...outcome,
  targets: outcome.targets.map((target) => ({
    ...target,
    bursts: target.bursts.map((burst) => ({ ...burst, start: isoTime(burst.start), end: isoTime(burst.end) })),
    alarms: target.alarms.map((alarm) => ({
      ...alarm,
      episodes: alarm.episodes.map(({ on, off, throttled }) => ({
        ...{ on: isoTime(on), off: off === null ? null : isoTime(off), throttled },
      })),
    })),
  })),
});

function notesOf(plan: MonitoringPlan, cover: readonly QuotaCover[]): string[] {
  const assumed = cover.filter(({ assumed }) => assumed > 0);
  const unknown = cover.filter(({ unknown }) => unknown > 0);
  const mantle = plan.targets.filter(({ scope }) => scope === "mantle");
  return [
    ...(assumed.length > 0
      ? [
          `of ${assumed.length} ${assumed.length === 1 ? "quota" : "quotas"} the value of some minutes is not known, as no stack published it: the published one next to them, or today's, is taken for it`,
        ]
      : []),
    ...(unknown.length > 0
      ? [
          `of ${unknown.length} quotas no value is known (${unknown.map(({ code }) => code).join(", ")}): alarms on them can't be told`,
        ]
      : []),
    ...(mantle.length > 0
      ? [
          `bedrock-mantle publishes no throttled requests: what its ${counted(mantle.length, "target")} ${mantle.length === 1 ? "was" : "were"} warned of can't be told`,
        ]
      : []),
    "alarms on the stack itself, on latency and on ends of life are not replayed",
  ];
}
