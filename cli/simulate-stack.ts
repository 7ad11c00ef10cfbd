import { mantleNamespace, runtimeNamespace } from "../monitoring/metrics.ts";
import type { MonitoringPlan, PlannedTarget } from "../monitoring/plan-types.ts";
import { logsNamespace } from "../monitoring/reservation/metrics.ts";
import type { QuotaChange, QuotaValues } from "../monitoring/simulation/feed-series.ts";
import { lookupOfKnown } from "../monitoring/simulation/known-quotas.ts";
import { planSeries } from "../monitoring/simulation/plan-series.ts";
import { addReservations, usualMaxTokens } from "../monitoring/simulation/reservation-series.ts";
import { type AlarmSimulation, simulate } from "../monitoring/simulation/simulate.ts";
import { addSums } from "../monitoring/simulation/sum-series.ts";
import type { Traffic } from "../monitoring/simulation/traffic.ts";
import type { RecordedTraffic } from "../monitoring/simulation/traffic-csv.ts";

export interface StackSimulation {
  plan: MonitoringPlan;
  /** a profile for the targets of `only`, or all where that is left out; or what a file recorded */
  traffic: { profile: Traffic; only?: readonly PlannedTarget[] } | { recorded: RecordedTraffic };
  /** Service Quotas' values at the start, by code */
  quotas: QuotaValues;
  changes: readonly QuotaChange[];
  /** epoch seconds */
  start: number;
  minutes: number;
  /** how many minutes late Bedrock's metrics arrive */
  lag: number;
  seed: string;
  /** max_tokens of each request, `usualMaxTokens` where not given; tells only where the stack looks at the reservation */
  maxTokens?: number;
  /** tokens of quota that one output token burns */
  burndown: (target: PlannedTarget) => number;
}

/** Replays traffic through every alarm of a plan, with the quota publisher working and the quotas as given. */
export function simulateStack(input: StackSimulation): AlarmSimulation[] {
  const { plan, traffic, quotas, start, minutes, lag } = input;
  const store = planSeries({
    ...input,
    traffic: (target) =>
      "profile" in traffic && (traffic.only?.includes(target) ?? true) ? traffic.profile : undefined,
  });
  if ("recorded" in traffic) {
    for (const [key, statistics] of traffic.recorded.seriesAt(start)) store.set(key, statistics);
    addReservations(store, plan, input.maxTokens ?? usualMaxTokens);
    addSums(store, plan.feed, start, minutes);
  }
  return simulate({
    alarms: plan.alarms,
    compositeAlarms: plan.compositeAlarms,
    series: lookupOfKnown(store, plan.feed, quotas, "; give one with --quota"),
    start,
    minutes,
    lagMinutes: Object.fromEntries(namespacesOf(plan).map((namespace) => [namespace, lag])),
  });
}

/** Where what is called shows: Bedrock's own namespaces, and those of the reservation. */
const namespacesOf = ({ stack, targets }: MonitoringPlan): string[] => [
  runtimeNamespace,
  mantleNamespace,
  logsNamespace(stack),
  ...new Set(targets.flatMap(({ reservation }) => reservation?.namespace ?? [])),
];
