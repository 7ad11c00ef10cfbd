import { ExpressionError } from "./expression-error.ts";
import { emptySeries, type Frame, nameOf, type TimeSeries, type Value } from "./values.ts";

/**
 * IF(condition, trueValue, falseValue), as using-metric-math says under "Using IF expressions".
 * A point is TRUE where the condition is not 0, and dropped where the condition has no datapoint.
 * - IF(TS, TS, …): a chosen series without a datapoint gives 0, so a missing value can turn into a number here.
 * - IF(TS, S, TS): a chosen series without a datapoint gives no datapoint (AWS's table: [5, 5, 20, -, -]).
 *   The bullets on "IF(TS comparison S, …)" say 0 in one line and "an empty time series" in the next; the table decides.
 * - falseValue left out: FALSE points are dropped.
 * - IF(S, TS, TS): one of the series as it is; nothing when FALSE and falseValue is left out.
 * @throws ExpressionError for forms that AWS's list does not have
 */
export function choose(frame: Frame, condition: Value, whenTrue: Value, whenFalse: Value | undefined): TimeSeries {
  for (const value of [condition, whenTrue, whenFalse]) {
    if (value?.kind === "list") throw new ExpressionError(`IF takes time series and numbers, not ${nameOf(value)}.`);
  }
  if (condition.kind === "scalar" && (whenTrue.kind !== "series" || whenFalse?.kind === "scalar")) {
    throw new ExpressionError("IF with a number as its condition takes time series only.");
  }
  const { points, evaluations } = frame;
  const result = emptySeries(frame);
  const missing = condition.kind === "series" && whenTrue.kind === "series" ? 0 : Number.NaN;
  const at = (value: Value | undefined, i: number, e: number): number => {
    if (value === undefined) return Number.NaN;
    if (value.kind === "scalar") return value.values[e]!;
    const point = (value as TimeSeries).values[i]!;
    return Number.isNaN(point) ? missing : point;
  };
  const conditions = (condition as Exclude<Value, { kind: "list" }>).values;
  for (let p = 0, i = 0; p < points; p++) {
    for (let e = 0; e < evaluations; e++, i++) {
      const decides = conditions[condition.kind === "series" ? i : e]!;
      if (Number.isNaN(decides)) continue;
      result.values[i] = at(decides !== 0 ? whenTrue : whenFalse, i, e);
    }
  }
  return result;
}
