import { SetAlarmStateCommand } from "@aws-sdk/client-cloudwatch";
import type { MonitoringPlan, PlannedAlarm } from "../monitoring/plan-types.ts";
import type { AlarmState } from "../monitoring/simulation/alarm-state.ts";
import { lookupIn, type MetricIdentity } from "../monitoring/simulation/series.ts";
import { type AlarmSimulation, simulate, type Transition } from "../monitoring/simulation/simulate.ts";
import { minute } from "../words/units.ts";
import { alarmEvent, handToRules } from "./aws/alarm-events.ts";
import type { AwsClients } from "./aws/clients.ts";
import { readSeries } from "./aws/metrics.ts";

/** A change of an alarm's state that was carried to CloudWatch. */
export interface CarriedTransition extends Transition {
  alarm: string;
}

/** What one call has found. */
export interface Evaluation {
  /** in the order of time */
  transitions: CarriedTransition[];
  /** every alarm with what it watches, one value for each of the minutes */
  results: AlarmSimulation[];
}

/**
 * Does CloudWatch's part, which the emulator lacks: evaluates metric-math alarms, gives the result to it, and hands each
 * change to EventBridge's rules. Changes of composite alarms, which the emulator makes by itself, are not handed on.
 */
export interface AlarmEvaluator {
  /**
   * Evaluates every alarm at the end of each of the minutes that have passed since the last call, on what is read back
   * from CloudWatch, and sets the state of those that changed. Composite alarms follow by themselves there.
   * @param until epoch seconds, a whole minute: the end of the last minute that is evaluated
   */
  evaluate(until: number): Promise<Evaluation>;
  states: ReadonlyMap<string, AlarmState>;
}

/** Minutes before the evaluated ones that an alarm may look back at: a day's, for daily quotas. */
const lookBack = 1_440;

/** @param start epoch seconds, a whole minute: where the first evaluation begins; all alarms are new then */
export function alarmEvaluator(aws: AwsClients, plan: Pick<MonitoringPlan, "alarms">, start: number): AlarmEvaluator {
  const metrics = plan.alarms.flatMap(metricsOf);
  const states = new Map<string, AlarmState>();
  const since = new Map<string, { reason: string; at: Date }>();
  const made = { reason: "Unchecked: Initial alarm creation", at: new Date() };
  let evaluated = start;
  return {
    states,
    async evaluate(until) {
      const minutes = (until - evaluated) / minute;
      if (minutes < 1) return { transitions: [], results: [] };
      const series = await readSeries(aws, metrics, evaluated - lookBack * minute, lookBack + minutes);
      const results = simulate({
        alarms: plan.alarms,
        series: lookupIn(series),
        start: evaluated,
        minutes,
        initialState: Object.fromEntries(states),
      });
      evaluated = until;
      const transitions = results
        .flatMap((result) =>
          result.outcome === "simulated"
            ? result.transitions.map((transition) => ({ ...transition, alarm: result.alarm }))
            : [],
        )
        .sort((left, right) => left.epoch - right.epoch);
      for (const { alarm, to, reason } of transitions) {
        if (to === "CANNOT_TELL") continue;
        const from = states.get(alarm) ?? "INSUFFICIENT_DATA";
        const old = since.get(alarm) ?? made;
        const at = new Date();
        states.set(alarm, to);
        since.set(alarm, { reason, at });
        await aws.cloudwatch.send(
          // APIReference/API_SetAlarmState: a reason of at most 1,023 characters
          new SetAlarmStateCommand({ AlarmName: alarm, StateValue: to, StateReason: reason.slice(0, 1023) }),
        );
        const change = { alarm, from, to, reason, oldReason: old.reason, at, since: old.at };
        if (from !== to) await handToRules(aws, alarmEvent(aws.region, change));
      }
      return { transitions, results };
    },
  };
}

const metricsOf = (alarm: PlannedAlarm): MetricIdentity[] =>
  alarm.Metrics.flatMap((query) => ("MetricStat" in query ? [query.MetricStat.Metric] : []));
