import type { UnitName } from "../../words/units.ts";
import type { Dimension, MetricDataQuery } from "../plan-types.ts";
import type { Expression, Metric } from "./expression.ts";
import { type SheetOptions, sheetOf } from "./sheet.ts";

/** A metric's dimensions as the CloudWatch API takes them. */
export const dimensionsOf = (metric: Metric): Dimension[] =>
  Object.entries(metric.dimensions).map(([Name, Value]) => ({ Name, Value }));

/**
 * Expressions as metric data queries, the form that PutMetricAlarm and GetMetricData share.
 * @param returned ids of the formulas whose values are asked for: exactly one for an alarm
 */
export function queriesOf(
  roots: readonly Expression<UnitName>[],
  returned: readonly string[],
  options: SheetOptions,
): MetricDataQuery[] {
  const sheet = sheetOf(roots, options);
  const asked = new Set(returned.map((id) => (options.idPrefix ?? "") + id));
  return [
    ...sheet.metrics.map(({ id, metric }) => ({
      Id: id,
      ...(metric.accountId !== undefined && { AccountId: metric.accountId }),
      MetricStat: {
        Metric: { Namespace: metric.namespace, MetricName: metric.name, Dimensions: dimensionsOf(metric) },
        Period: options.period as number,
        Stat: metric.stat,
      },
      ReturnData: false,
    })),
    ...sheet.formulas.map(({ id, label, text }) => ({
      Id: id,
      Label: label,
      Expression: text,
      ReturnData: asked.has(id),
    })),
  ];
}
