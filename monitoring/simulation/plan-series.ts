import { minute } from "../../words/units.ts";
import { isMeasurable, type MeasurableKind } from "../../words/words.ts";
import type { MonitoringPlan, PlannedTarget } from "../plan-types.ts";
import { feedSeries, type QuotaChange, type QuotaValues } from "./feed-series.ts";
import { addReservations, usualMaxTokens } from "./reservation-series.ts";
import { identityKey, identityOf, type Series, type SeriesStore } from "./series.ts";
import { addSums } from "./sum-series.ts";
import { type TrafficSpan, type TrafficTarget, targetTraffic } from "./target-traffic.ts";
import type { Traffic } from "./traffic.ts";

export interface PlanTraffic extends TrafficSpan {
  plan: Pick<MonitoringPlan, "stack" | "targets" | "feed">;
  /** each target's traffic; undefined: idle */
  traffic: (target: PlannedTarget) => Traffic | undefined;
  /** Service Quotas' values at the start */
  quotas: QuotaValues;
  /** the quota that the traffic's shares are of; the others are used at a third of them. All alike where not given */
  driven?: MeasurableKind;
  changes?: readonly QuotaChange[];
  /** max_tokens of each request; `usualMaxTokens` where not given */
  maxTokens?: number;
  /** tokens of quota that one output token burns; 1 where not given */
  burndown?: (target: PlannedTarget) => number;
}

/**
 * Everything that CloudWatch would hold of a stack under some traffic: the targets' Bedrock metrics, the totals over
 * all models, and what the quota publisher puts.
 */
export function planSeries(input: PlanTraffic): SeriesStore {
  const { plan, quotas, changes = [], start, minutes, burndown = () => 1 } = input;
  const store: SeriesStore = new Map();
  for (const target of plan.targets) {
    const traffic = input.traffic(target) ?? { profile: "idle" };
    const about = trafficTarget(plan, target, quotas, burndown(target), input.driven);
    for (const [key, statistics] of targetTraffic(about, traffic, input)) store.set(key, statistics);
  }
  addTotals(store, start, minutes);
  for (const [key, statistics] of feedSeries(plan.feed, quotas, changes, start, minutes)) store.set(key, statistics);
  addReservations(store, plan, input.maxTokens ?? usualMaxTokens);
  addSums(store, plan.feed, start, minutes);
  return store;
}

function trafficTarget(
  plan: PlanTraffic["plan"],
  target: PlannedTarget,
  values: QuotaValues,
  burndown: number,
  driven: MeasurableKind | undefined,
): TrafficTarget {
  const [own] = target.monitoredIds;
  const published = target.quotas.flatMap(({ kind, code }) => {
    const value = values[code];
    if (!isMeasurable(kind) || typeof value !== "number") return [];
    const fed = plan.feed.quotas.find((quota) => quota.code === code && quota.modelId === own);
    const share = driven === undefined || kind === driven ? 1 : 1 / 3;
    return [[kind, value * (fed?.multiplier ?? 1) * share] as const];
  });
  const { modelId, scope, monitoredIds: ids } = target;
  return { modelId, scope, ids, quotas: Object.fromEntries(published), burndown };
}

/**
 * Adds the account-wide series without dimensions, which are the sum over all models: so seen in a live account for
 * AWS/Bedrock (us-east-1, 2026-09-25), and documented for mantle (bedrock/latest/userguide/monitoring-mantle-metrics).
 */
function addTotals(store: SeriesStore, start: number, minutes: number): void {
  const byMetric = Map.groupBy(store, ([key]) => identityKey({ ...identityOf(key), Dimensions: [] }));
  for (const [key, parts] of byMetric) {
    const total = (stat: "Sum" | "SampleCount"): Series => {
      const values = new Float64Array(minutes).fill(Number.NaN);
      for (const [, statistics] of parts) {
        for (const [i, value] of statistics[stat]?.values.entries() ?? []) {
          if (!Number.isNaN(value)) values[i] = value + (Number.isNaN(values[i]!) ? 0 : values[i]!);
        }
      }
      return { start, period: minute, values };
    };
    const Sum = total("Sum");
    const SampleCount = total("SampleCount");
    const Average = { ...Sum, values: Sum.values.map((sum, i) => sum / SampleCount.values[i]!) };
    store.set(key, { Sum, SampleCount, Average });
  }
}
