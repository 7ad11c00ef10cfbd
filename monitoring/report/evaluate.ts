import type { Seconds, UnitName } from "../../words/units.ts";
import type { Expression, Metric } from "../expression/expression.ts";
import { queriesOf } from "../expression/queries.ts";
import { evaluateQueries } from "../metric-math/evaluate-queries.ts";
import { emptySeries, type Frame } from "../metric-math/values.ts";
import type { MetricStat } from "../plan-types.ts";

/** A span of time in periods. */
export interface Span {
  /** epoch seconds */
  start: number;
  end: number;
  period: Seconds;
}

/** The values of a metric over a span, one a period, NaN where there is none; undefined: the metric has no data. */
export type SeriesOf = (metric: Metric) => Float64Array | undefined;

/**
 * The values of a named expression over a span: its queries, as an alarm or a widget has them, evaluated in memory.
 * @returns one value a period; NaN: no datapoint
 */
export function evaluateOver(expression: Expression<UnitName>, span: Span, seriesOf: SeriesOf): Float64Array {
  const { node } = expression;
  if (node.kind !== "named") throw new TypeError("only a named expression can be evaluated");
  const frame: Frame = {
    firstEnd: span.end,
    step: span.period,
    evaluations: 1,
    points: Math.round((span.end - span.start) / span.period),
    period: span.period,
  };
  const queries = queriesOf([expression], [node.id], { period: span.period });
  const read = (metric: MetricStat) => {
    const values = seriesOf(metricOfStat(metric));
    return values ? ({ kind: "series", values } as const) : emptySeries(frame);
  };
  return evaluateQueries(queries, node.id, frame, read).values;
}

const metricOfStat = ({ Metric: { Namespace, MetricName, Dimensions }, Stat }: MetricStat): Metric => ({
  namespace: Namespace,
  name: MetricName,
  dimensions: Object.fromEntries(Dimensions.map(({ Name, Value }) => [Name, Value])),
  stat: Stat,
});
