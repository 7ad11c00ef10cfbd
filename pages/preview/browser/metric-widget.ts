import type { MetricWidget } from "../../../monitoring/dashboard/widget.ts";
import { ExpressionError } from "../../../monitoring/metric-math/expression-error.ts";
import { highestFirst } from "../../../monitoring/metric-math/sort.ts";
import { timestampOf } from "../../../monitoring/metric-math/values.ts";
import { atMost } from "../../../monitoring/reservation/texts.ts";
import { day } from "../../../words/units.ts";
import { h, replace } from "../../browser/element.ts";
import { clock } from "../../charts/format.ts";
import { timeChart } from "../../charts/time-chart.ts";
import { simulatedMinutes } from "../scenario.ts";
import { linesOf, valuesOf, type WidgetLine, type WidgetLines } from "../widget-lines.ts";
import { barChart } from "./bar-chart.ts";
import type { Moment } from "./moment.ts";
import { singleValue } from "./single-value.ts";
import { titled, type WidgetView } from "./widget.ts";

/** The colours CloudWatch gives to lines that have none of their own. */
const palette = [
  "#1f77b4",
  "#ff7f0e",
  "#2ca02c",
  "#d62728",
  "#9467bd",
  "#8c564b",
  "#e377c2",
  "#7f7f7f",
  "#bcbd22",
  "#17becf",
];
const coloured = (lines: readonly WidgetLine[]) =>
  lines.map(({ label, axis, colour }, index) => ({
    label,
    axis,
    colour: colour ?? palette[index % palette.length] ?? "#7f7f7f",
    // What is no measure is told from what is; CloudWatch itself has no such line.
    ...(label.startsWith(atMost) && { dashed: true as const }),
  }));

/** The key of the charts that move their crosshairs together. */
const minutesAxis = "minutes";

/** A metric widget as CloudWatch draws it. Every value comes from the widget's own queries. */
export function metricWidget(widget: MetricWidget): WidgetView {
  const { properties } = widget;
  if (properties.view === "bar") return barWidget(widget);
  if (properties.view === "singleValue") return valueWidget(widget);
  const source = linesOf(widget);
  const daily = source.period >= day;
  const chart = timeChart({
    title: properties.title,
    lines: coloured(source.lines),
    left: properties.yAxis?.left ?? {},
    ...(properties.yAxis?.right ? { right: properties.yAxis.right } : {}),
    levels: (properties.annotations?.horizontal ?? []).map(({ label, value, color }) => ({
      label,
      value,
      colour: color,
    })),
    time: daily ? dayName : clock,
    increments: daily ? [1] : [5, 10, 15, 30, 60, 120],
    ...(daily ? {} : { sync: minutesAxis, picks: true }),
  });
  const trouble = h("p", { class: "widget-trouble", hidden: true });
  return {
    element: titled(headed(properties), chart.element, trouble),
    show: ({ run, minute }) => {
      try {
        const frame = run.frame(source.period);
        const first = timestampOf(frame, 0, 0);
        const unit = daily ? day : 60;
        const last = timestampOf(frame, frame.points - 1, 0);
        const x = Array.from({ length: frame.points }, (_point, at) =>
          daily ? (timestampOf(frame, at, 0) - last) / unit : (timestampOf(frame, at, 0) - first) / unit,
        );
        chart.show({
          x,
          range: daily ? [-6.5, 0.5] : [0, simulatedMinutes],
          values: valuesOf(source, frame, run.read),
          rest: daily ? frame.points - 1 : Math.floor((minute * 60) / source.period) - 1,
          ...(daily || minute === simulatedMinutes ? {} : { mark: minute }),
        });
        trouble.hidden = true;
      } catch (error) {
        tell(trouble, error);
      }
    },
    end: () => chart.end(),
  };
}

/** A chart's title with the unit of its left axis. */
const headed = ({ title, yAxis }: MetricWidget["properties"]) => ({
  title,
  ...(yAxis?.left?.label ? { unit: yAxis.left.label } : {}),
});

const dayName = (days: number): string => (days === 0 ? "today" : Number.isInteger(days) ? `${days} d` : "");

function barWidget(widget: MetricWidget): WidgetView {
  const source = linesOf(widget);
  const { properties } = widget;
  const lines = coloured(source.lines);
  const chart = barChart(
    properties.title,
    properties.yAxis?.left?.label ?? "",
    (properties.annotations?.horizontal ?? []).map(({ label, value, color }) => ({ label, value, colour: color })),
  );
  const trouble = h("p", { class: "widget-trouble", hidden: true });
  return {
    element: titled({ title: properties.title }, chart.element, trouble),
    show: (moment) => {
      try {
        const at = pointAt(source, moment);
        const values = valuesOf(source, moment.run.frame(source.period), moment.run.read);
        const range = (minutesBack(properties.start) ?? simulatedMinutes) * (60 / source.period);
        const order = source.highestFirst
          ? highestFirst(values, Math.floor(at + 1 - range), at + 1)
          : lines.map((_line, index) => index);
        chart.show(order.map((index) => ({ ...lines[index]!, value: values[index]?.[at] ?? Number.NaN })));
        trouble.hidden = true;
      } catch (error) {
        tell(trouble, error);
      }
    },
  };
}

/** How far back a widget's own start is, where it is told in minutes. */
function minutesBack(start: string | undefined): number | undefined {
  const minutes = /^-PT(\d+)M$/.exec(start ?? "")?.[1];
  return minutes === undefined ? undefined : Number(minutes);
}

function valueWidget(widget: MetricWidget): WidgetView {
  const source = linesOf(widget);
  const value = singleValue(source.lines.map(({ label }) => label));
  return {
    element: titled({ title: widget.properties.title }, value.element),
    show: (moment) => value.show(latest(source, moment)),
  };
}

/** Each line's value in the minute looked at, or in the day it is part of. */
function latest(source: WidgetLines, moment: Moment): number[] {
  const at = pointAt(source, moment);
  return valuesOf(source, moment.run.frame(source.period), moment.run.read).map((values) => values[at] ?? Number.NaN);
}

/** The point of the minute looked at, or of the day it is part of. */
const pointAt = ({ period }: WidgetLines, { run, minute }: Moment): number =>
  period >= day ? run.frame(period).points - 1 : Math.floor((minute * 60) / period) - 1;

/** What can't be told is said; a fault of the page is not hidden. */
function tell(trouble: HTMLElement, error: unknown): void {
  if (!(error instanceof ExpressionError)) throw error;
  trouble.hidden = false;
  replace(trouble, error.message);
}
