import type { PlannedAlarm } from "../plan-types.ts";

/** The states of a CloudWatch alarm. AmazonCloudWatch/latest/monitoring/alarm-evaluation */
export type AlarmState = "OK" | "ALARM" | "INSUFFICIENT_DATA";

/** What an alarm makes of one datapoint. */
export const point = { notBreaching: 0, breaching: 1, missing: 2 } as const;

/** When an alarm fires: M (`DatapointsToAlarm`) out of N (`EvaluationPeriods`), and what missing data count as. */
export type StateRule = Pick<PlannedAlarm, "DatapointsToAlarm" | "EvaluationPeriods" | "TreatMissingData">;

/**
 * How many of the newest datapoints an alarm looks at.
 * Extrapolated: the documentation says "a higher number of data points than Evaluation Periods" that "depends on the
 * length of the alarm period", and gives one example: 5 for 3 periods of 5 minutes
 * (AmazonCloudWatch/latest/monitoring/alarms-and-missing-data). For periods of a minute no page says: it may be none.
 * @param beyond how many more are read than are evaluated
 */
export const evaluationRange = (evaluationPeriods: number, beyond: number): number => evaluationPeriods + beyond;

/**
 * The state an alarm goes into, as AmazonCloudWatch/latest/monitoring/alarms-and-missing-data says and its two tables show.
 *
 * - Enough real datapoints in the range (N or more): the newest N decide, missing ones are passed over.
 * - Fewer: all real ones count, and the rest of N is filled in as `TreatMissingData` says.
 * - "Premature alarm": the real ones are all breaching but fewer than M, and the oldest is at least M periods old:
 *   `missing` goes to ALARM, `ignore` keeps the state.
 *
 * Where text and tables differ, the tables win: the text lets the premature rule fire "no matter the value of M" and
 * for every treatment, but row 5 of both tables says OK for notBreaching, and row 3 of the second (0 - X - -, 2 of 3)
 * says OK where the text would say ALARM; so here any datapoint within the threshold switches the rule off.
 *
 * Undocumented: breaching datapoints only, fewer than M and too young for the premature rule (- - - - X, 3 of 3). The
 * page says no more than "does not go immediately into ALARM state"; here `missing` gives OK and `ignore` keeps the state.
 *
 * @param points each one of `point`, the oldest first: the whole evaluation range
 */
export function nextState(rule: StateRule, points: ArrayLike<number>, current: AlarmState): AlarmState {
  const { DatapointsToAlarm: needed, EvaluationPeriods: periods, TreatMissingData: treatment } = rule;
  let real = 0;
  let breaching = 0;
  let oldestBreachingAge = 0;
  for (let age = 1; age <= points.length && real < periods; age++) {
    const kind = points[points.length - age];
    if (kind === point.missing) continue;
    real++;
    if (kind === point.breaching) {
      breaching++;
      oldestBreachingAge = age;
    }
  }
  const filled = periods - real;
  if (treatment === "breaching") return breaching + filled >= needed ? "ALARM" : "OK";
  if (breaching >= needed) return "ALARM";
  if (filled === 0 || treatment === "notBreaching" || breaching < real) return "OK";
  if (treatment === "ignore") return current;
  if (real === 0) return "INSUFFICIENT_DATA";
  return oldestBreachingAge >= needed ? "ALARM" : "OK";
}
