import type { MetricReader } from "../../monitoring/metric-math/evaluate-queries.ts";
import { emptySeries, type Frame, type TimeSeries } from "../../monitoring/metric-math/values.ts";
import type { MetricStat } from "../../monitoring/plan-types.ts";
import type { AlarmState } from "../../monitoring/simulation/alarm-state.ts";
import { lookupOfKnown } from "../../monitoring/simulation/known-quotas.ts";
import { planSeries } from "../../monitoring/simulation/plan-series.ts";
import {
  identityOf,
  lookupIn,
  type Series,
  type SeriesStore,
  type Statistics,
} from "../../monitoring/simulation/series.ts";
import { type AlarmSimulation, simulate } from "../../monitoring/simulation/simulate.ts";
import type { Traffic } from "../../monitoring/simulation/traffic.ts";
import { windowValues } from "../../monitoring/simulation/window-values.ts";
import { day, minute } from "../../words/units.ts";
import { type StackPreview, targetKey } from "./data.ts";

/** What the reader of the preview lets happen. */
export interface Scenario {
  /** every target's traffic … */
  traffic: Traffic;
  /** … but for these, by targetKey */
  targets: Readonly<Record<string, Traffic>>;
  /** every quota is cut in half */
  quotasHalve: boolean;
  /** every request asks for `largeMaxTokens`: tells where the stack looks at the reservation */
  largeAsks: boolean;
  /** nothing is published from then on */
  publisherStops: boolean;
}

/** Length of every simulation: what a dashboard shows when it opens. */
export const simulatedMinutes = 180;
export const quotasHalveAt = 90;
/** A default that many programs leave as it is: the largest output of the Claude 4.5 models. */
export const largeMaxTokens = 64_000;
export const publisherStopsAt = 60;
/** Every alarm's state before the simulation: the stack has been running for a while. */
export const initialState: AlarmState = "OK";

/** An arbitrary midnight (UTC): no date is shown anywhere. A whole day, so that daily charts have one point. */
const start = Date.UTC(2026, 0, 5) / 1000;

/** Everything that CloudWatch would hold and do under a scenario. */
export interface Run {
  minutes: number;
  /** by alarm name, composites too */
  alarms: ReadonlyMap<string, AlarmSimulation>;
  read: MetricReader;
  /** the frame of a chart with this period: minutes of the whole simulation, or days up to its own */
  frame: (period: Frame["period"]) => Frame;
}

/** Replays a scenario through a stack's alarms. */
export function run(stack: StackPreview, scenario: Scenario): Run {
  const store = seriesOf(stack, scenario);
  const series = lookupOfKnown(store, stack.plan.feed, valuesOf(stack));
  const { alarms, compositeAlarms } = stack.plan;
  const simulations = simulate({
    alarms,
    compositeAlarms,
    series,
    start,
    minutes: simulatedMinutes,
    initialState,
  });
  return {
    minutes: simulatedMinutes,
    alarms: new Map(simulations.map((simulation) => [simulation.alarm, simulation])),
    read: readerOf(store),
    frame: frameOf,
  };
}

/** The series of a scenario. */
function seriesOf(stack: StackPreview, scenario: Scenario): SeriesStore {
  const quotas = valuesOf(stack);
  const store = planSeries({
    plan: stack.plan,
    traffic: (target) => scenario.targets[targetKey(target)] ?? scenario.traffic,
    quotas,
    changes: scenario.quotasHalve
      ? Object.entries(quotas).map(([code, value]) => ({ code, value: Math.floor(value / 2), minute: quotasHalveAt }))
      : [],
    ...(scenario.largeAsks && { maxTokens: largeMaxTokens }),
    burndown: (target) => stack.burndown[targetKey(target)] ?? 1,
    start,
    minutes: simulatedMinutes,
  });
  if (scenario.publisherStops) {
    for (const [key, statistics] of store) {
      if (identityOf(key).Namespace === stack.plan.feed.namespace)
        store.set(key, endingAt(statistics, publisherStopsAt));
    }
  }
  return store;
}

const valuesOf = ({ quotaDefaults }: StackPreview): Record<string, number> =>
  Object.fromEntries(Object.entries(quotaDefaults).map(([code, { value }]) => [code, value]));

/** The same series without any datapoint from a minute on. */
function endingAt(statistics: Statistics, end: number): Statistics {
  const cut = (series: Series): Series => ({
    ...series,
    values: series.values.map((value, i) => (i < end ? value : Number.NaN)),
  });
  return Object.fromEntries(
    Object.entries(statistics).flatMap(([stat, series]) => (series ? [[stat, cut(series)]] : [])),
  );
}

/** Reads metrics for charts; what several lines share is read once. */
function readerOf(store: SeriesStore): MetricReader {
  const lookup = lookupIn(store);
  const read = new Map<MetricStat, TimeSeries>();
  return (metric, frame) => {
    const before = read.get(metric);
    if (before) return before;
    const statistics = lookup(metric.Metric);
    const values = statistics ? windowValues(statistics, metric.Stat, frame, 0) : emptySeries(frame);
    read.set(metric, values);
    return values;
  };
}

/** Daily charts show a week, of which only the last day has data. */
const shownDays = 7;

const frameOf = (period: Frame["period"]): Frame => {
  const daily = period === day;
  return {
    firstEnd: daily ? start + day : start + simulatedMinutes * minute,
    step: period,
    evaluations: 1,
    points: daily ? shownDays : Math.floor((simulatedMinutes * minute) / period),
    period,
  };
};
