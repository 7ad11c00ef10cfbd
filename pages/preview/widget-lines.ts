import type { MetricRow, MetricRowOptions, MetricWidget } from "../../monitoring/dashboard/widget.ts";
import { evaluateQueries, type MetricReader } from "../../monitoring/metric-math/evaluate-queries.ts";
import { sortOf } from "../../monitoring/metric-math/sort.ts";
import type { Frame } from "../../monitoring/metric-math/values.ts";
import type { Dimension, MetricDataQuery } from "../../monitoring/plan-types.ts";
import { seconds } from "../../words/units.ts";

/** One visible row of a metric widget. */
export interface WidgetLine {
  id: string;
  label: string;
  axis: "left" | "right";
  /** absent: the next one of CloudWatch's palette */
  colour?: string;
}

export interface WidgetLines {
  period: Frame["period"];
  queries: MetricDataQuery[];
  lines: WidgetLine[];
  /** the lines stand in the order of their highest value in the widget's range, whatever their order here */
  highestFirst: boolean;
}

/** A metric widget's rows as the queries of GetMetricData, and which of them are drawn. */
export function linesOf({ properties }: MetricWidget): WidgetLines {
  const period = seconds(properties.period);
  const rows = properties.metrics.map((row, index) => ({
    query: queryOf(row, index, period),
    options: optionsOf(row),
  }));
  const byId = new Map(rows.map((row) => [row.query.Id, row]));
  let highestFirst = false;
  const lines = rows.flatMap(({ query, options }): WidgetLine[] => {
    if (options.visible === false) return [];
    const sort = "Expression" in query ? sortOf(query.Expression) : undefined;
    if (!sort) return [lineOf(query, options)];
    highestFirst = true;
    return sort.ids.flatMap((id) => {
      const of = byId.get(id);
      return of ? [lineOf(of.query, { ...of.options, ...(options.color ? { color: options.color } : {}) })] : [];
    });
  });
  return { period, queries: rows.map(({ query }) => query), lines, highestFirst };
}

const lineOf = (query: MetricDataQuery, { yAxis, color }: MetricRowOptions): WidgetLine => ({
  id: query.Id,
  label: query.Label ?? query.Id,
  axis: yAxis ?? "left",
  ...(color ? { colour: color } : {}),
});

const optionsOf = (row: MetricRow): MetricRowOptions => {
  const last = row.at(-1);
  return typeof last === "object" ? last : {};
};

function queryOf(row: MetricRow, index: number, widgetPeriod: number): MetricDataQuery {
  const { id, expression, label, stat = "Average", period = widgetPeriod } = optionsOf(row);
  const Id = id ?? `row${index + 1}`;
  if (expression !== undefined) return { Id, Label: label ?? Id, Expression: expression, ReturnData: true };
  const [Namespace = "", MetricName = "", ...dimensions] = row.filter((part) => typeof part === "string");
  const Dimensions: Dimension[] = [];
  for (let at = 0; at + 1 < dimensions.length; at += 2) {
    Dimensions.push({ Name: dimensions[at]!, Value: dimensions[at + 1]! });
  }
  return {
    Id,
    Label: label ?? MetricName,
    MetricStat: { Metric: { Namespace, MetricName, Dimensions }, Period: period, Stat: stat },
    ReturnData: true,
  };
}

/**
 * The values of a widget's lines over a frame of one evaluation.
 * @returns for each line one value per point, the oldest first; NaN: no datapoint
 */
export const valuesOf = ({ queries, lines }: WidgetLines, frame: Frame, read: MetricReader): Float64Array[] =>
  lines.map(({ id }) => evaluateQueries(queries, id, frame, read).values);
