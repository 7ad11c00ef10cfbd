import type { MetricRow, MetricRowOptions } from "../../../monitoring/dashboard/widget.ts";
import type { CloudWatchQuery } from "./types.ts";

/** The dashboard's variable that names the data source: whoever imports it chooses. */
export const dataSource = { type: "cloudwatch", uid: "$" + "{datasource}" };

/** Kinds of queries and editors. @grafana/schema 13.2.3, CloudWatchDataQuery_types.gen: MetricQueryType, MetricEditorMode */
const search = 0;
const [builder, code] = [0, 1];

/**
 * A row of a CloudWatch widget as a query of Grafana's CloudWatch data source. Metric math is the row's expression, byte
 * for byte, over the ids of the other queries; what a widget doesn't draw is asked for all the same, and hidden.
 */
export function queryOf(row: MetricRow, region: string, widgetPeriod: number): CloudWatchQuery {
  const last = row.at(-1);
  const options: MetricRowOptions = typeof last === "object" ? last : {};
  const [namespace = "", metricName = "", ...dimensions] = row.filter((part) => typeof part === "string");
  const { id = "", expression, label, stat, period = widgetPeriod, visible = true } = options;
  return {
    datasource: dataSource,
    refId: id,
    id,
    queryMode: "Metrics",
    metricQueryType: search,
    metricEditorMode: expression === undefined ? builder : code,
    region,
    namespace,
    metricName,
    dimensions: Object.fromEntries(
      Array.from({ length: dimensions.length / 2 }, (_, at) => [
        dimensions[2 * at] ?? "",
        dimensions[2 * at + 1] ?? "",
      ]),
    ),
    matchExact: true,
    statistic: stat ?? "Average",
    period: String(period),
    expression: expression ?? "",
    ...(label !== undefined && { label }),
    hide: !visible,
  };
}
