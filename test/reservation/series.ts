import { type Expression, type Metric, metricKey } from "../../monitoring/expression/expression.ts";
import { evaluateOver } from "../../monitoring/report/evaluate.ts";
import { minute, type UnitName } from "../../words/units.ts";

/** Values of one minute, by metric; a metric that is not there has no datapoint. */
export type MinuteValues = readonly (readonly [Metric, number])[];

/** What a named figure is in a minute; NaN where it has no datapoint. */
export function valueIn(expression: Expression<UnitName>, values: MinuteValues): number {
  const known = new Map(values.map(([metric, value]) => [metricKey(metric), Float64Array.of(value)]));
  const [value = Number.NaN] = evaluateOver(expression, { start: 0, end: minute, period: minute }, (metric) =>
    known.get(metricKey(metric)),
  );
  return value;
}
