import type { Expression, Metric } from "../expression/expression.ts";
import { sheetOf } from "../expression/sheet.ts";
import type { Seconds, UnitName } from "../units.ts";
import type { Axis, MetricRow, MetricRowOptions, MetricWidget } from "./widget.ts";

/** One line of a chart. The expression must be `named`: its id and label are the line's. */
export interface ChartLine {
  expression: Expression<UnitName>;
  axis?: "left" | "right";
  colour?: string;
}

export interface Chart {
  title: string;
  region: string;
  period: Seconds;
  lines: readonly ChartLine[];
  left?: Axis;
  right?: Axis;
  view?: "timeSeries" | "bar" | "singleValue";
  stacked?: boolean;
  annotations?: { label: string; value: number; color: string }[];
  /** how far back, where it differs from the dashboard's */
  start?: string;
}

/** Colours that CloudWatch's own palette has; readable on light and dark. */
export const colours = {
  usage: "#1f77b4",
  quota: "#d62728",
  share: "#9467bd",
  calm: "#2ca02c",
  output: "#17becf",
  thresholds: ["#ff9896", "#ff7f0e", "#e6550d", "#bcbd22"],
} as const;

/** A chart as a metric widget: hidden metrics first, then one row for each line. */
export function chartWidget(chart: Chart): MetricWidget {
  const sheet = sheetOf(
    chart.lines.map((line) => line.expression),
    { period: chart.period, periodMayChange: true },
  );
  const looks = new Map(chart.lines.map((line) => [idOf(line), line]));
  // A line that is just a metric needs no formula: the metric's own row is the line.
  const isMetric = new Set(sheet.metrics.map(({ id }) => id));
  const plain = new Map(
    sheet.formulas.flatMap((formula) =>
      looks.has(formula.id) && isMetric.has(formula.text) ? [[formula.text, formula] as const] : [],
    ),
  );
  const metrics = sheet.metrics.map(({ id, metric }): MetricRow => {
    const line = plain.get(id);
    return metricRow(metric, line ? { id, label: line.label, ...look(looks.get(line.id)) } : { id, visible: false });
  });
  const formulas = sheet.formulas
    .filter((formula) => plain.get(formula.text) !== formula)
    .map(({ id, label, text }): MetricRow => {
      const line = looks.get(id);
      return [{ expression: text, id, label, ...(line ? look(line) : { visible: false }) }];
    });
  const { left, right } = chart;
  return {
    type: "metric",
    properties: {
      title: chart.title,
      region: chart.region,
      view: chart.view ?? "timeSeries",
      stacked: chart.stacked ?? false,
      period: chart.period,
      metrics: [...metrics, ...formulas],
      ...(left || right ? { yAxis: { ...(left && { left }), ...(right && { right }) } } : {}),
      ...(chart.annotations ? { annotations: { horizontal: chart.annotations } } : {}),
      ...(chart.view === "bar" || chart.view === "singleValue" ? { liveData: true } : {}),
      ...(chart.start ? { start: chart.start } : {}),
    },
  };
}

function idOf(line: ChartLine): string {
  if (line.expression.node.kind !== "named") throw new Error("a chart's line needs a named expression");
  return line.expression.node.id;
}

const look = (line: ChartLine | undefined): MetricRowOptions => ({
  ...(line?.axis === "right" ? { yAxis: "right" as const } : {}),
  ...(line?.colour ? { color: line.colour } : {}),
});

const metricRow = (metric: Metric, options: MetricRowOptions): MetricRow => [
  metric.namespace,
  metric.name,
  ...Object.entries(metric.dimensions).flat(),
  { ...options, stat: metric.stat },
];
