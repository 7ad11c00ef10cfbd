import type { MetricWidget } from "../../../monitoring/dashboard/widget.ts";
import { ExpressionError } from "../../../monitoring/metric-math/expression-error.ts";
import { timestampOf } from "../../../monitoring/metric-math/values.ts";
import { day } from "../../../words/units.ts";
import { h, replace } from "../../browser/element.ts";
import { clock } from "../../charts/format.ts";
import { timeChart } from "../../charts/time-chart.ts";
import { simulatedMinutes } from "../scenario.ts";
import { linesOf, valuesOf, type WidgetLine } from "../widget-lines.ts";
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
  const chart = barChart(
    coloured(source.lines),
    properties.yAxis?.left?.label ?? "",
    (properties.annotations?.horizontal ?? []).map(({ label, value, color }) => ({ label, value, colour: color })),
  );
  const trouble = h("p", { class: "widget-trouble", hidden: true });
  return {
    element: titled({ title: properties.title }, chart.element, trouble),
    show: (moment) => {
      try {
        chart.show(latest(source, moment));
        trouble.hidden = true;
      } catch (error) {
        tell(trouble, error);
      }
    },
  };
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
function latest(source: ReturnType<typeof linesOf>, { run, minute }: Moment): number[] {
  const frame = run.frame(source.period);
  const at = source.period >= day ? frame.points - 1 : Math.floor((minute * 60) / source.period) - 1;
  return valuesOf(source, frame, run.read).map((values) => values[at] ?? Number.NaN);
}

/** What can't be told is said; a fault of the page is not hidden. */
function tell(trouble: HTMLElement, error: unknown): void {
  if (!(error instanceof ExpressionError)) throw error;
  trouble.hidden = false;
  replace(trouble, error.message);
}
