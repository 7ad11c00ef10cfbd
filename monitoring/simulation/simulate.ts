import { minute } from "../../words/units.ts";
import type { PlannedAlarm, PlannedCompositeAlarm } from "../plan-types.ts";
import type { AlarmSimulation } from "./alarm-simulation.ts";
import type { AlarmState } from "./alarm-state.ts";
import { type Reading, usualReading } from "./reading.ts";
import type { SeriesLookup } from "./series.ts";
import { simulateComposites } from "./simulate-composites.ts";
import { metricAlarmSimulator } from "./simulate-metric-alarm.ts";

export type * from "./alarm-simulation.ts";

export interface SimulationInput {
  alarms: readonly PlannedAlarm[];
  compositeAlarms?: readonly PlannedCompositeAlarm[];
  series: SeriesLookup;
  /** epoch seconds, a whole minute */
  start: number;
  /** length, in minutes */
  minutes: number;
  /** the state before the first evaluation: of every alarm, or by name; a new alarm has INSUFFICIENT_DATA */
  initialState?: AlarmState | Readonly<Record<string, AlarmState>>;
  /** by namespace: how many minutes late its data arrive; 0 where not given */
  lagMinutes?: Readonly<Record<string, number>>;
  /** how CloudWatch works where no AWS page says; `usualReading` where not given */
  reading?: Reading;
  /**
   * CloudWatch's warm-up of a new alarm: how long it is not evaluated, of every alarm or by name. As if
   * OnlyStartEvaluatingAfterWarmUpPeriodEnds were set (AmazonCloudWatch/latest/monitoring/alarm-warm-up): else it ends
   * as soon as the evaluation window is full, which is never later.
   */
  warmUpMinutes?: number | Readonly<Record<string, number>>;
  /** false: no alarm is told minute by minute, which gives the same and takes longer; a test's own */
  byMinutes?: boolean;
}

/**
 * Replays series through alarms, as CloudWatch would.
 *
 * Every alarm is evaluated at the end of each minute, on whole minutes; an alarm whose window (period × evaluation
 * periods) is longer than a day only at each full hour (AmazonCloudWatch/latest/monitoring/alarm-evaluation; in AWS's
 * example such an alarm speaks 3 minutes later, on the data of the full hour). Data before `start` are used where the
 * series have them. Composite alarms follow their children within the same minute.
 *
 * Not modelled: minutes of which only a part has arrived, percentiles over more than a minute of metrics with several
 * values a minute, anomaly detection, action suppression, mute rules, wall-clock windows.
 * @returns one entry per alarm, in the order given, composites last
 */
export function simulate(input: SimulationInput): AlarmSimulation[] {
  const { start, minutes, lagMinutes = {} } = input;
  if (!Number.isInteger(start / minute)) throw new RangeError("a simulation starts at a whole minute");
  if (!Number.isInteger(minutes) || minutes < 1) throw new RangeError("a simulation lasts at least one whole minute");
  for (const [namespace, lag] of Object.entries(lagMinutes)) {
    if (!Number.isInteger(lag) || lag < 0) throw new RangeError(`the lag of ${namespace} must be whole minutes`);
  }
  const initialState = (alarm: string): AlarmState =>
    (typeof input.initialState === "object" ? input.initialState[alarm] : input.initialState) ?? "INSUFFICIENT_DATA";

  const warmUpMinutes = (alarm: string): number =>
    (typeof input.warmUpMinutes === "object" ? input.warmUpMinutes[alarm] : input.warmUpMinutes) ?? 0;

  const { series, reading = usualReading, byMinutes = true } = input;
  const simulateAlarm = metricAlarmSimulator({ series, start, minutes, lagMinutes, reading, warmUpMinutes, byMinutes });
  const alarms = input.alarms.map((alarm) => simulateAlarm(alarm, initialState(alarm.AlarmName)));
  const composites = simulateComposites(input.compositeAlarms ?? [], alarms, { start, minutes, initialState });
  return [...alarms, ...composites];
}
