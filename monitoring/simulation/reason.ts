import { ExpressionError } from "../metric-math/expression-error.ts";
import type { PlannedAlarm } from "../plan-types.ts";

interface Comparison {
  breaches: (value: number, threshold: number) => boolean;
  sign: string;
}

const comparisons: Readonly<Record<string, Comparison>> = {
  GreaterThanOrEqualToThreshold: { breaches: (value, threshold) => value >= threshold, sign: ">=" },
  GreaterThanThreshold: { breaches: (value, threshold) => value > threshold, sign: ">" },
  LessThanThreshold: { breaches: (value, threshold) => value < threshold, sign: "<" },
  LessThanOrEqualToThreshold: { breaches: (value, threshold) => value <= threshold, sign: "<=" },
};

/**
 * How an alarm compares a value with its threshold.
 * @throws ExpressionError for anomaly alarms: their threshold is a band that CloudWatch learns
 */
export function comparisonOf(alarm: PlannedAlarm): Comparison & { threshold: number } {
  if (alarm.ThresholdMetricId !== undefined) {
    throw new ExpressionError(
      "Cannot tell: the threshold is an anomaly detection band, which CloudWatch learns from the metric's past.",
    );
  }
  const comparison = comparisons[alarm.ComparisonOperator];
  if (!comparison)
    throw new ExpressionError(`Cannot tell: the comparison ${alarm.ComparisonOperator} is not supported.`);
  if (alarm.Threshold === undefined) throw new ExpressionError("The alarm has no threshold.");
  return { ...comparison, threshold: alarm.Threshold };
}

const treatments: Readonly<Record<PlannedAlarm["TreatMissingData"], string>> = {
  breaching: "counts as breaching",
  notBreaching: "counts as not breaching",
  ignore: "keeps the state",
  missing: "is left out",
};

/**
 * Why an alarm changed its state, for a person to read.
 * @param seen the values of the evaluation range, the oldest first; NaN: no datapoint
 */
export function reasonFor(alarm: PlannedAlarm, seen: readonly number[]): string {
  const { breaches, sign, threshold } = comparisonOf(alarm);
  const periods = alarm.EvaluationPeriods;
  const evaluated = seen.filter((value) => !Number.isNaN(value)).slice(-periods);
  const breaching = evaluated.filter((value) => breaches(value, threshold)).length;
  const missing = periods - evaluated.length;
  const filled = missing === 0 ? "" : `; ${missing} missing of ${periods}, which ${treatments[alarm.TreatMissingData]}`;
  if (evaluated.length === 0) return `no datapoint among the last ${seen.length}${filled}`;
  const values = evaluated.map(shortNumber).join(", ") + (evaluated.length > 1 ? "; newest last" : "");
  return `${breaching} of ${evaluated.length} datapoint${evaluated.length === 1 ? "" : "s"} ${sign} ${shortNumber(threshold)} (${values})${filled}`;
}

/** At most 6 significant digits, without an exponent for the numbers that occur here. */
const shortNumber = (value: number): string =>
  Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(6)));
