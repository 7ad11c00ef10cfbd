import { day, minute, seconds } from "../../words/units.ts";
import { evaluateQueries, type MetricReader } from "../metric-math/evaluate-queries.ts";
import { ExpressionError } from "../metric-math/expression-error.ts";
import { emptySeries, type Frame, type TimeSeries } from "../metric-math/values.ts";
import { mantleNamespace, runtimeNamespace } from "../metrics.ts";
import type { MetricDataQuery, MetricStat, PlannedAlarm } from "../plan-types.ts";
import { isPublishedSum, sumDelayMinutes } from "../sums.ts";
import type { AlarmSimulation, Transition } from "./alarm-simulation.ts";
import { type AlarmState, evaluationRange, nextState, point } from "./alarm-state.ts";
import { type WatchedMinutes, watchedMinutes } from "./by-minutes.ts";
import { countedMinutes, minuteStates } from "./minute-states.ts";
import type { Reading } from "./reading.ts";
import { comparisonOf, reasonFor } from "./reason.ts";
import { identityKey, type MetricIdentity, type SeriesLookup } from "./series.ts";
import { windowValues } from "./window-values.ts";

interface Replay {
  series: SeriesLookup;
  start: number;
  minutes: number;
  lagMinutes: Readonly<Record<string, number>>;
  reading: Reading;
  /** no evaluation before so many minutes have passed */
  warmUpMinutes: (alarm: string) => number;
  /** false: every evaluation computes its whole range anew, which gives the same; a test's own */
  byMinutes: boolean;
}

const hour = seconds(3600);

/** Makes the function that replays one metric alarm; alarms that watch the same data share the work. */
export function metricAlarmSimulator(replay: Replay): (alarm: PlannedAlarm, initial: AlarmState) => AlarmSimulation {
  const { series, start, minutes, lagMinutes, reading, warmUpMinutes } = replay;

  const metricPoints = new Map<string, TimeSeries>();
  const read: MetricReader = (metric, frame) => {
    const key = `${identityKey(metric.Metric)} ${metric.Stat} ${frame.period} ${frame.points} ${frame.step}`;
    const before = metricPoints.get(key);
    if (before) return before;
    const statistics = series(metric.Metric);
    const delay = lagOf(metric.Metric, lagMinutes);
    const points = statistics ? windowValues(statistics, metric.Stat, frame, delay) : emptySeries(frame);
    metricPoints.set(key, points);
    return points;
  };

  const watchedPoints = new Map<string, TimeSeries>();
  const watch = (queries: readonly MetricDataQuery[], frame: Frame): TimeSeries => {
    const key = `${JSON.stringify(queries)} ${frame.points} ${frame.step}`;
    const before = watchedPoints.get(key);
    if (before) return before;
    const points = evaluateQueries(queries, returnedId(queries), frame, read);
    watchedPoints.set(key, points);
    return points;
  };

  const simulated = (alarm: PlannedAlarm, initial: AlarmState): AlarmSimulation => {
    const { breaches, threshold } = comparisonOf(alarm);
    const frame = frameOf(alarm, start, minutes, reading);
    const warmUp = warmUpMinutes(alarm.AlarmName);
    const watched = watch(alarm.Metrics, frame).values;

    const transitions: Transition[] = [];
    const values = new Float64Array(minutes).fill(Number.NaN);
    const delay = frame.period === minute ? latestOf(alarm.Metrics, lagMinutes) : 0;
    const kinds = new Uint8Array(frame.points);
    const kindOf = (value: number): number => {
      if (Number.isNaN(value)) return point.missing;
      return breaches(value, threshold) ? point.breaching : point.notBreaching;
    };
    let state = initial;
    for (let e = 0; e < frame.evaluations; e++) {
      for (let p = 0; p < frame.points; p++) kinds[p] = kindOf(watched[p * frame.evaluations + e]!);
      const epoch = frame.firstEnd + e * frame.step;
      const elapsed = (epoch - start) / minute;
      if (delay < frame.points && elapsed > delay) {
        values[elapsed - 1 - delay] = watched[(frame.points - 1 - delay) * frame.evaluations + e]!;
      }
      const next = elapsed <= warmUp ? state : nextState(alarm, kinds, state);
      if (next === state) continue;
      const seen = Array.from(kinds, (_kind, p) => watched[p * frame.evaluations + e]!);
      transitions.push({ minute: elapsed, epoch, from: state, to: next, reason: reasonFor(alarm, seen) });
      state = next;
    }
    return { alarm: alarm.AlarmName, outcome: "simulated", transitions, finalState: state, values };
  };

  const minutesWatched = new Map<string, WatchedMinutes | undefined>();
  const watchMinutes = (queries: readonly MetricDataQuery[], { points }: Frame): WatchedMinutes | undefined => {
    const key = `${JSON.stringify(queries)} ${points}`;
    if (minutesWatched.has(key)) return minutesWatched.get(key);
    const frame: Frame = {
      ...{ firstEnd: start + minutes * minute, step: minute, evaluations: 1 },
      ...{ points: points - 1 + minutes, period: minute, missingCompared: reading.missingCompared },
    };
    const whole: MetricReader = (metric, of) => {
      const statistics = series(metric.Metric);
      return statistics ? windowValues(statistics, metric.Stat, of, 0) : emptySeries(of);
    };
    const delayOf = ({ Metric }: MetricStat) => lagOf(Metric, lagMinutes);
    const watched = watchedMinutes(queries, returnedId(queries), frame, whole, delayOf);
    minutesWatched.set(key, watched);
    return watched;
  };

  /** An alarm of minutes that takes missing ones for good; undefined: it is another one, or can't be told minute by minute. */
  const byMinutes = (alarm: PlannedAlarm, initial: AlarmState): AlarmSimulation | undefined => {
    if (!replay.byMinutes || alarm.TreatMissingData !== "notBreaching") return undefined;
    const { breaches, threshold } = comparisonOf(alarm);
    const frame = frameOf(alarm, start, minutes, reading);
    if (frame.period !== minute || frame.step !== minute) return undefined;
    const watched = watchMinutes(alarm.Metrics, frame);
    if (!watched || watched.delay >= frame.points) return undefined;
    const { values: all, delay } = watched;
    const kinds = Uint8Array.from(all, (value) =>
      Number.isNaN(value) ? point.missing : breaches(value, threshold) ? point.breaching : point.notBreaching,
    );
    const warmUp = warmUpMinutes(alarm.AlarmName);
    const transitions: Transition[] = [];
    let state = initial;
    const change = (elapsed: number, next: AlarmState): void => {
      if (next === state) return;
      const seen = Array.from({ length: frame.points }, (_, p) =>
        frame.points - 1 - p < delay ? Number.NaN : all[elapsed - 1 + p]!,
      );
      const reason = reasonFor(alarm, seen);
      transitions.push({ minute: elapsed, epoch: start + elapsed * minute, from: state, to: next, reason });
      state = next;
    };
    const changes: { elapsed: number; next: AlarmState }[] = [{ elapsed: 1, next: "OK" }];
    minuteStates(countedMinutes(kinds), { ...alarm, range: frame.points, delay }, 0, (evaluation, isOn) => {
      if (evaluation === 0) changes.pop();
      changes.push({ elapsed: evaluation + 1, next: isOn ? "ALARM" : "OK" });
    });
    // Nothing changes while it warms up; then what it would have been counts.
    const early = changes.findLast(({ elapsed }) => elapsed <= warmUp + 1);
    if (early && warmUp < minutes) change(Math.max(early.elapsed, warmUp + 1), early.next);
    for (const { elapsed, next } of changes) if (elapsed > warmUp + 1) change(elapsed, next);
    const values = new Float64Array(minutes).fill(Number.NaN);
    values.set(all.subarray(frame.points - 1, frame.points - 1 + minutes - delay));
    return { alarm: alarm.AlarmName, outcome: "simulated", transitions, finalState: state, values };
  };

  return (alarm, initial) => {
    try {
      return byMinutes(alarm, initial) ?? simulated(alarm, initial);
    } catch (error) {
      if (!(error instanceof ExpressionError)) throw error;
      return { alarm: alarm.AlarmName, outcome: "cannot tell", reason: error.message };
    }
  };
}

/** When an alarm is evaluated, and how far back. */
function frameOf(alarm: PlannedAlarm, start: number, minutes: number, reading: Reading): Frame {
  const { EvaluationPeriods: periods, DatapointsToAlarm: needed } = alarm;
  if (!(Number.isInteger(periods) && Number.isInteger(needed) && needed >= 1 && needed <= periods)) {
    throw new ExpressionError(`${needed} out of ${periods} datapoints is no rule CloudWatch takes.`);
  }
  const period = periodOf(alarm.Metrics);
  const { missingCompared, readsBeyond } = reading;
  const points = evaluationRange(periods, readsBeyond);
  if (period * periods <= day) {
    return { firstEnd: start + minute, step: minute, evaluations: minutes, points, period, missingCompared };
  }
  const firstEnd = Math.ceil((start + minute) / hour) * hour;
  const evaluations = Math.max(0, Math.floor((start + minutes * minute - firstEnd) / hour) + 1);
  return { firstEnd, step: hour, evaluations, points, period, missingCompared };
}

/** "Each metric must be using the same period." AmazonCloudWatch/latest/monitoring/alarm-data-queries */
function periodOf(queries: readonly MetricDataQuery[]): Frame["period"] {
  const periods = new Set(queries.flatMap((query) => ("MetricStat" in query ? [query.MetricStat.Period] : [])));
  const [period] = periods;
  if (period === undefined) throw new ExpressionError("The alarm watches no metric.");
  if (periods.size > 1) throw new ExpressionError("All metrics of an alarm must have the same period.");
  if (period % minute !== 0) throw new ExpressionError(`Cannot tell periods of ${period} seconds from minutes.`);
  return seconds(period);
}

function returnedId(queries: readonly MetricDataQuery[]): string {
  const returned = queries.filter((query) => query.ReturnData);
  if (returned.length !== 1) {
    throw new ExpressionError(`Exactly one query of an alarm returns its data, here ${returned.length} do.`);
  }
  return returned[0]!.Id;
}

const latestOf = (queries: readonly MetricDataQuery[], lagMinutes: Replay["lagMinutes"]): number =>
  Math.max(0, ...queries.map((query) => ("MetricStat" in query ? lagOf(query.MetricStat.Metric, lagMinutes) : 0)));

/** How many minutes late a metric's data are. A published sum is as late as Bedrock's metrics that it is of, and a run later. */
function lagOf({ Namespace, MetricName }: MetricIdentity, lagMinutes: Replay["lagMinutes"]): number {
  if (!isPublishedSum(Namespace, MetricName)) return lagMinutes[Namespace] ?? 0;
  return Math.max(lagMinutes[runtimeNamespace] ?? 0, lagMinutes[mantleNamespace] ?? 0) + sumDelayMinutes;
}
