import assert from "node:assert/strict";
import { evaluate } from "../../monitoring/metric-math/evaluate.ts";
import { ExpressionError } from "../../monitoring/metric-math/expression-error.ts";
import { parse } from "../../monitoring/metric-math/parse.ts";
import type { Frame, TimeSeries, Value } from "../../monitoring/metric-math/values.ts";
import { seconds } from "../../words/units.ts";

export type Points = readonly (number | null)[];
export const monday = Date.UTC(2026, 0, 5) / 1000;

export const series = (points: Points): TimeSeries => ({
  kind: "series",
  values: Float64Array.from(points, (value) => value ?? Number.NaN),
});
export const frameOf = (points: number, firstPeriodStart = monday, period = 60): Frame => ({
  firstEnd: firstPeriodStart + points * period,
  step: seconds(60),
  evaluations: 1,
  points,
  period: seconds(period),
});
/** NaN, which is a missing value, as null. */
export const plain = (values: Float64Array): (number | null)[] =>
  Array.from(values, (value) => (Number.isNaN(value) ? null : value));

/** Evaluates an expression over one window of points, the oldest first; null is a missing datapoint. */
function result(text: string, metrics: Record<string, Points>, frame?: Frame): Value {
  const [first = []] = Object.values(metrics);
  return evaluate(parse(text), frame ?? frameOf(first.length), {
    metrics: new Map(Object.entries(metrics).map(([id, points]) => [id, series(points)])),
    expression: () => undefined,
  });
}

export function points(text: string, metrics: Record<string, Points>, frame?: Frame): (number | null)[] {
  const value = result(text, metrics, frame);
  assert.equal(value.kind, "series", `${text} gives ${value.kind}`);
  return plain((value as TimeSeries).values);
}
/** Asserts that an expression is no metric math that is known here, with a message. */
export const refuses = (
  text: string,
  message: RegExp,
  metrics: Record<string, Points> = { m1: [1], m2: [2] },
): void => {
  assert.throws(
    () => result(text, metrics),
    (error) => {
      assert.ok(error instanceof ExpressionError, String(error));
      assert.match(error.message, message);
      return true;
    },
  );
};
