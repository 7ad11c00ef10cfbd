import type { Seconds, UnitName } from "../../words/units.ts";
import type { Expression, Metric } from "../expression/expression.ts";
import { sheetOf } from "../expression/sheet.ts";
import type { Axis, MetricRow, MetricRowOptions, MetricWidget } from "./widget.ts";

/** One line of a chart. The expression must be `named`: its id and label are the line's. */
export interface ChartLine {
  expression: Expression<UnitName>;
  colour?: string;
}

export interface Chart {
  title: string;
  region: string;
  period: Seconds;
  lines: readonly ChartLine[];
  left?: Axis;
  view?: "timeSeries" | "bar" | "singleValue";
  stacked?: boolean;
  /** true: named parts of a line are written where they stand, so that lines may use the same names */
  inPlace?: boolean;
  annotations?: { label: string; value: number; color: string }[];
  /** how far back, where it differs from the dashboard's */
  start?: string;
  /** true: the lines stand in the order of their highest value, highest first, whenever the dashboard is looked at */
  highestFirst?: boolean;
}

/**
 * What each thing is drawn in, here and on every page. Each is told from a white and from a dark page with a contrast of
 * at least 3 : 1 (WCAG 2.2, 1.4.11), which is why the quota, the darkest of them, is a grey and not black.
 */
export const colours = {
  usage: "#1f77b4",
  quota: "#687078",
  caution: "#c77700",
  trouble: "#d62728",
  other: "#9467bd",
  calm: "#2ca02c",
  output: "#109aab",
} as const;

/** The two worst severities, and all that are milder. */
const severityColours = ["#8c7a1f", colours.caution, colours.trouble] as const;

/** The colour of one of so many severities, mildest first: the worst is red, the one before it amber. */
export const severityColour = (index: number, severities: number): string =>
  severityColours[Math.max(0, index - severities + severityColours.length)] ?? severityColours[0];

/** A chart as a metric widget. */
export function chartWidget(chart: Chart): MetricWidget {
  // Set one by one: an object put together from many spreads takes several times the memory, and a plan has thousands.
  const properties: MetricWidget["properties"] = {
    title: chart.title,
    region: chart.region,
    view: chart.view ?? "timeSeries",
    stacked: chart.stacked ?? false,
    period: chart.period,
    metrics: rowsOf(chart),
  };
  if (chart.left) properties.yAxis = { left: chart.left };
  if (chart.annotations) properties.annotations = { horizontal: chart.annotations };
  if (chart.view === "bar" || chart.view === "singleValue") properties.liveData = true;
  if (chart.start) properties.start = chart.start;
  return { type: "metric", properties };
}

/**
 * A row that shows others of the widget, sorted. A dashboard's body is fixed, but SORT is evaluated at each look:
 * using-metric-math, "SORT", which takes an array of time series and whose labels "are also sorted and numbered".
 * Unverified: that `${LABEL}` ("the default label", graph-dynamic-labels) is each series' own one here.
 */
const highestFirst = (ids: readonly string[]): MetricRowOptions => ({
  expression: `SORT([${ids.join(", ")}], MAX, DESC)`,
  id: "sorted",
  // biome-ignore lint/suspicious/noTemplateCurlyInString: CloudWatch's own placeholder
  label: "${LABEL}",
});

/** Hidden metrics first, then one row for each line. */
function rowsOf(chart: Chart): MetricRow[] {
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
    rows.push([line && !chart.highestFirst ? look(line, own) : { ...own, visible: false }]);
  }
  const [first] = chart.lines;
  if (chart.highestFirst && first) rows.push([look(first, highestFirst(chart.lines.map(idOf)))]);
  return rows;
}

function idOf(line: ChartLine): string {
  if (line.expression.node.kind !== "named") throw new Error("a chart's line needs a named expression");
  return line.expression.node.id;
}

/** A row's options with the look of its line. */
function look({ colour }: ChartLine, options: MetricRowOptions): MetricRowOptions {
  if (colour) options.color = colour;
  return options;
}

function metricRow(metric: Metric, options: MetricRowOptions): MetricRow {
  const row: MetricRow = [metric.namespace, metric.name];
  for (const [name, value] of Object.entries(metric.dimensions)) row.push(name, value);
  options.stat = metric.stat;
  if (metric.accountId !== undefined) options.accountId = metric.accountId;
  row.push(options);
  return row;
}
