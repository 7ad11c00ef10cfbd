import type { Seconds, UnitName } from "../../words/units.ts";
import type { Expression, Metric } from "../expression/expression.ts";
import { sheetOf } from "../expression/sheet.ts";
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
  /** true: named parts of a line are written where they stand, so that lines may use the same names */
  inPlace?: boolean;
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
    { period: chart.period, periodMayChange: true, inPlace: chart.inPlace ?? false },
  );
  const lines = new Map(chart.lines.map((line) => [idOf(line), line]));
  // A line that is just a metric needs no formula: the metric's own row is the line.
  const formulas = new Map(sheet.formulas.map((formula) => [formula.text, formula]));
  const rows: MetricRow[] = [];
  const drawn = new Set<string>();
  for (const { id, metric } of sheet.metrics) {
    const formula = formulas.get(id);
    const line = formula && lines.get(formula.id);
    if (line) drawn.add(formula.id);
    rows.push(metricRow(metric, line ? look(line, { id, label: formula.label }) : { id, visible: false }));
  }
  for (const { id, label, text } of sheet.formulas) {
    if (drawn.has(id)) continue;
    const line = lines.get(id);
    const own: MetricRowOptions = { expression: text, id, label };
    rows.push([line ? look(line, own) : { ...own, visible: false }]);
  }
  // Set one by one: an object put together from many spreads takes several times the memory, and a plan has thousands.
  const properties: MetricWidget["properties"] = {
    title: chart.title,
    region: chart.region,
    view: chart.view ?? "timeSeries",
    stacked: chart.stacked ?? false,
    period: chart.period,
    metrics: rows,
  };
  const yAxis = axesOf(chart);
  if (yAxis) properties.yAxis = yAxis;
  if (chart.annotations) properties.annotations = { horizontal: chart.annotations };
  if (chart.view === "bar" || chart.view === "singleValue") properties.liveData = true;
  if (chart.start) properties.start = chart.start;
  return { type: "metric", properties };
}

function axesOf({ left, right }: Chart): MetricWidget["properties"]["yAxis"] {
  if (left && right) return { left, right };
  if (left) return { left };
  return right && { right };
}

function idOf(line: ChartLine): string {
  if (line.expression.node.kind !== "named") throw new Error("a chart's line needs a named expression");
  return line.expression.node.id;
}

/** A row's options with the look of its line. */
function look({ axis, colour }: ChartLine, options: MetricRowOptions): MetricRowOptions {
  if (axis === "right") options.yAxis = axis;
  if (colour) options.color = colour;
  return options;
}

function metricRow(metric: Metric, options: MetricRowOptions): MetricRow {
  const row: MetricRow = [metric.namespace, metric.name];
  for (const [name, value] of Object.entries(metric.dimensions)) row.push(name, value);
  options.stat = metric.stat;
  row.push(options);
  return row;
}
