import type { MetricDataQuery, MetricStat } from "../plan-types.ts";
import { evaluate } from "./evaluate.ts";
import { ExpressionError } from "./expression-error.ts";
import { parse } from "./parse.ts";
import type { Frame, Names, TimeSeries, Value } from "./values.ts";

/** Gives a metric's points over a frame. */
export type MetricReader = (metric: MetricStat, frame: Frame) => TimeSeries;

/**
 * Evaluates one query of a request (the Metrics of PutMetricAlarm, or of GetMetricData) with whatever it builds upon.
 * @returns an alarm's or a chart's line: one time series
 * @throws ExpressionError when the query can't be evaluated or gives anything but one series
 */
export function evaluateQueries(
  queries: readonly MetricDataQuery[],
  id: string,
  frame: Frame,
  read: MetricReader,
): TimeSeries {
  const metrics = new Map<string, TimeSeries>();
  const expressions = new Map<string, string>();
  for (const query of queries) {
    if (metrics.has(query.Id) || expressions.has(query.Id)) {
      throw new ExpressionError(`The id "${query.Id}" is used twice.`);
    }
    if ("MetricStat" in query) metrics.set(query.Id, read(query.MetricStat, frame));
    else expressions.set(query.Id, query.Expression);
  }

  const known = new Map<string, Value>();
  const under = new Set<string>();
  const names: Names = {
    metrics,
    expression(wanted) {
      const before = known.get(wanted);
      if (before) return before;
      const text = expressions.get(wanted);
      if (text === undefined) return undefined;
      if (under.has(wanted)) throw new ExpressionError(`The expression "${wanted}" is built upon itself.`);
      under.add(wanted);
      const value = evaluate(parse(text), frame, names);
      under.delete(wanted);
      known.set(wanted, value);
      return value;
    },
  };

  const value = metrics.get(id) ?? names.expression(id);
  if (!value) throw new ExpressionError(`There is no query with the id "${id}".`);
  if (value.kind === "series") return value;
  throw new ExpressionError(
    value.kind === "scalar"
      ? `"${expressions.get(id)}" gives a number; the result must be a time series.`
      : `"${expressions.get(id)}" gives an array of time series; an alarm watches one.`,
  );
}
