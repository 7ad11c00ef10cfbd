import { ExpressionError } from "./expression-error.ts";
import type { Operator } from "./syntax.ts";
import { datapoint, eachSeries, type Frame, mapPoints, type Scalar, type TimeSeries, type Value } from "./values.ts";

const truth = (value: boolean): number => (value ? 1 : 0);

const compute: Readonly<Record<Operator, (x: number, y: number) => number>> = {
  "+": (x, y) => x + y,
  "-": (x, y) => x - y,
  "*": (x, y) => x * y,
  // "If the value of a data point causes a function to attempt to divide by zero, the data point is dropped."
  "/": (x, y) => (y === 0 ? Number.NaN : x / y),
  "^": (x, y) => x ** y,
  "==": (x, y) => truth(x === y),
  "!=": (x, y) => truth(x !== y),
  "<": (x, y) => truth(x < y),
  "<=": (x, y) => truth(x <= y),
  ">": (x, y) => truth(x > y),
  ">=": (x, y) => truth(x >= y),
  AND: (x, y) => truth(x !== 0 && y !== 0),
  OR: (x, y) => truth(x !== 0 || y !== 0),
};

const arithmetic = new Set<Operator>(["+", "-", "*", "/", "^"]);

/**
 * Applies an operator, as using-metric-math says under "Basic arithmetic functions" and "Comparison and logical
 * operators": of two series, a missing value counts as 0 where the other series has a value; where neither has one
 * there is no datapoint.
 *
 * Undocumented: a series with a scalar. A scalar has no timestamps of its own, so where the series has no value there
 * is no datapoint. (Otherwise IF(m1 < 400, m1), AWS's own example for leaving points out, would put points in.)
 * For comparisons and AND, OR the frame can ask for the other reading, in which the missing value counts as 0.
 * @throws ExpressionError for operands that no AWS page lists for the operator
 */
export function applyOperator(frame: Frame, operator: Operator, left: Value, right: Value): Value {
  const f = compute[operator];
  if (left.kind === "list" || right.kind === "list") {
    if (!arithmetic.has(operator)) {
      throw new ExpressionError(`${operator} takes time series or numbers, not an array of time series.`);
    }
    if (left.kind === "list" && right.kind === "list") {
      throw new ExpressionError(`${operator} takes an array of time series on one side only.`);
    }
    if (left.kind === "list") {
      return {
        kind: "list",
        items: left.items.map((item) => seriesWith(frame, operator, item, right as Scalar | TimeSeries)),
      };
    }
    return {
      kind: "list",
      items: (right as Value & { kind: "list" }).items.map((item) =>
        seriesWith(frame, operator, left as Scalar | TimeSeries, item),
      ),
    };
  }
  if (left.kind === "scalar" && right.kind === "scalar") {
    const values = new Float64Array(frame.evaluations);
    for (let e = 0; e < values.length; e++) values[e] = withScalar(f, left.values[e]!, right.values[e]!);
    return { kind: "scalar", values };
  }
  return seriesWith(frame, operator, left, right);
}

function seriesWith(
  frame: Frame,
  operator: Operator,
  left: Scalar | TimeSeries,
  right: Scalar | TimeSeries,
): TimeSeries {
  const f = compute[operator];
  const { points, evaluations } = frame;
  const one = frame.missingCompared === "as 0" && !arithmetic.has(operator) ? ofTwoSeries : withScalar;
  const values = new Float64Array(points * evaluations);
  const x = left.values;
  const y = right.values;
  if (left.kind === "series" && right.kind === "series") {
    for (let i = 0; i < values.length; i++) values[i] = ofTwoSeries(f, x[i]!, y[i]!);
    return { kind: "series", values };
  }
  for (let p = 0, i = 0; p < points; p++) {
    for (let e = 0; e < evaluations; e++, i++) {
      values[i] = one(f, left.kind === "series" ? x[i]! : x[e]!, right.kind === "series" ? y[i]! : y[e]!);
    }
  }
  return { kind: "series", values };
}

function ofTwoSeries(f: (x: number, y: number) => number, x: number, y: number): number {
  if (Number.isNaN(x)) return Number.isNaN(y) ? Number.NaN : datapoint(f(0, y));
  return datapoint(f(x, Number.isNaN(y) ? 0 : y));
}

const withScalar = (f: (x: number, y: number) => number, x: number, y: number): number =>
  Number.isNaN(x) || Number.isNaN(y) ? Number.NaN : datapoint(f(x, y));

/** Unary minus, of a number, a series or an array of series. */
export function negate(value: Value): Value {
  if (value.kind !== "scalar") return eachSeries("-", value, (series) => mapPoints(series, (x) => -x));
  return { kind: "scalar", values: value.values.map((x) => -x) };
}
