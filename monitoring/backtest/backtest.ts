import { minute } from "../../words/units.ts";
import { mantleNamespace, runtimeNamespace } from "../metrics.ts";
import type { MonitoringPlan, PlannedAlarm, PlannedTarget } from "../plan-types.ts";
import { logsNamespace } from "../reservation/metrics.ts";
import { lookupOfKnown } from "../simulation/known-quotas.ts";
import { identityKey, type SeriesStore } from "../simulation/series.ts";
import { type AlarmSimulation, simulate } from "../simulation/simulate.ts";
import { type BacktestHistory, isOnTarget, type QuotaCover, seriesFor, throttlesOf, wantedSeries } from "./history.ts";
import { type BacktestOutcome, outcomeOf } from "./outcome.ts";

export interface Backtest {
  outcome: BacktestOutcome;
  simulations: AlarmSimulation[];
  cover: QuotaCover[];
  /** throttled requests of a target in each minute of the window; undefined: mantle, which tells none */
  throttledOf: (target: PlannedTarget) => Float64Array | undefined;
}

/**
 * Replays an account's minutes through a plan's alarms.
 * @param lag how many minutes late Bedrock's metrics arrived
 */
export function backtest(
  history: BacktestHistory,
  plan: Pick<MonitoringPlan, "stack" | "targets" | "alarms" | "compositeAlarms" | "feed">,
  lag: number,
): Backtest {
  const { store, cover } = seriesFor(history, plan);
  const { start, end } = history;
  const warmUp = settlingMinutes(history);
  const begin = start - warmUp * minute;
  const known = Object.fromEntries(
    plan.feed.quotas.map(({ code }) => [
      code,
      cover.some((one) => one.code === code && one.unknown > 0) ? undefined : 0,
    ]),
  );
  const alarms = plan.alarms.filter(isOnTarget);
  const lookup = lookupOfKnown(store, plan.feed, known, " in the window; a deployed stack publishes it");
  const { told, untold } = apart(alarms, history, plan);
  const simulations = simulate({
    alarms: told,
    compositeAlarms: plan.compositeAlarms,
    series: lookup,
    start: begin,
    minutes: Math.round((end - begin) / minute),
    lagMinutes: Object.fromEntries(lateNamespaces(plan).map((namespace) => [namespace, lag])),
  });
  const all = [...simulations, ...untold];
  const throttledOf = (target: PlannedTarget) => throttles(target, store, start, end);
  return { outcome: outcomeOf(plan, all, throttledOf, { start, end }), simulations: all, cover, throttledOf };
}

/** So long before the window alarms are replayed, so that those that were on at its beginning are: the longest usual window. */
const settlingMinutes = ({ readFrom, start }: BacktestHistory): number =>
  Math.min(120, Math.round((start - readFrom) / minute));

/** Alarms whose metrics the history holds, and those of which it holds none: a history of another plan lacks some. */
function apart(
  alarms: readonly PlannedAlarm[],
  history: BacktestHistory,
  plan: Pick<MonitoringPlan, "alarms" | "feed">,
): { told: PlannedAlarm[]; untold: AlarmSimulation[] } {
  const told: PlannedAlarm[] = [];
  const untold: AlarmSimulation[] = [];
  const quotaKeys = plan.feed.namespace;
  for (const alarm of alarms) {
    const missing = wantedSeries({ alarms: [alarm], feed: plan.feed, targets: [] }).find(
      ({ metric }) => metric.Namespace !== quotaKeys && !history.store.has(identityKey(metric)),
    );
    if (!missing) told.push(alarm);
    else
      untold.push({
        alarm: alarm.AlarmName,
        outcome: "cannot tell",
        reason: `the history does not hold ${missing.metric.MetricName} of ${missing.metric.Dimensions.map(({ Value }) => Value).join(", ")}: it was saved for another plan`,
      });
  }
  return { told, untold };
}

/** Where what is called shows late: Bedrock's own namespaces, and those of the reservation. */
const lateNamespaces = ({ stack, targets }: Pick<MonitoringPlan, "stack" | "targets">): string[] => [
  runtimeNamespace,
  mantleNamespace,
  logsNamespace(stack),
  ...new Set(targets.flatMap(({ reservation }) => reservation?.namespace ?? [])),
];

function throttles(
  { scope, monitoredIds }: PlannedTarget,
  store: SeriesStore,
  start: number,
  end: number,
): Float64Array | undefined {
  if (scope === "mantle") return undefined;
  const sum = new Float64Array(Math.round((end - start) / minute));
  for (const id of monitoredIds) {
    const series = store.get(identityKey(throttlesOf(id)))?.["Sum"];
    if (!series) continue;
    const offset = Math.round((start - series.start) / minute);
    for (let i = 0; i < sum.length; i++) sum[i]! += series.values[i + offset] || 0;
  }
  return sum;
}
