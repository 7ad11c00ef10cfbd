import type {
  AlarmWidget,
  MetricRowOptions,
  MetricWidget,
  TextWidget,
  Widget,
} from "../../../monitoring/dashboard/widget.ts";
import { dataSource, queryOf } from "./query.ts";
import type { GrafanaPanel } from "./types.ts";

type WithoutPlace<Panel> = Panel extends GrafanaPanel ? Omit<Panel, "id" | "gridPos"> : never;
export type DraftPanel = WithoutPlace<GrafanaPanel>;

/**
 * A CloudWatch widget as a panel.
 * @param alarmsUrl where CloudWatch shows the alarms' states
 */
export function panelOf(widget: Widget, alarmsUrl: string): DraftPanel {
  if (widget.type === "text") return textPanel(widget);
  if (widget.type === "alarm") return alarmsPanel(widget, alarmsUrl);
  switch (widget.properties.view) {
    case "timeSeries":
      return chartPanel(widget);
    case "bar":
      return barsPanel(widget);
    case "singleValue":
      return valuePanel(widget);
  }
}

const textPanel = ({ properties }: TextWidget): DraftPanel => ({
  type: "text",
  transparent: true,
  options: { mode: "markdown", content: properties.markdown },
});

/** CloudWatch publishes no metric of an alarm's state that Grafana could ask for: the panel leads there. */
const alarmsPanel = ({ properties: { title, alarms } }: AlarmWidget, alarmsUrl: string): DraftPanel => ({
  type: "text",
  title,
  options: {
    mode: "markdown",
    content: `${alarms.length === 1 ? "One alarm" : `${alarms.length} alarms`}: [see their states in CloudWatch](${alarmsUrl})`,
  },
});

function chartPanel(widget: MetricWidget): DraftPanel {
  const { left } = widget.properties.yAxis ?? {};
  const thresholds = thresholdsOf(widget);
  return {
    ...asked(widget),
    type: "timeseries",
    options: {
      legend: { showLegend: true, displayMode: "list", placement: "bottom", calcs: [] },
      tooltip: { mode: "multi", sort: "desc" },
    },
    fieldConfig: {
      defaults: {
        ...(left?.min !== undefined && { min: left.min }),
        ...(left?.max !== undefined && { max: left.max }),
        ...(thresholds && { thresholds }),
        custom: {
          drawStyle: "line",
          lineWidth: 1,
          fillOpacity: 0,
          showPoints: "auto",
          // A minute without traffic has no point, and no line through it.
          spanNulls: false,
          ...(left?.label !== undefined && { axisLabel: left.label }),
          ...(widget.properties.stacked && { stacking: { mode: "normal", group: "A" } }),
          ...(thresholds && { thresholdsStyle: { mode: "line" } }),
        },
      },
      overrides: colours(widget),
    },
  };
}

function barsPanel(widget: MetricWidget): DraftPanel {
  const { left } = widget.properties.yAxis ?? {};
  const thresholds = thresholdsOf(widget);
  return {
    ...asked(widget),
    type: "bargauge",
    options: {
      displayMode: "basic",
      orientation: "horizontal",
      valueMode: "color",
      namePlacement: "left",
      showUnfilled: true,
      sizing: "auto",
      minVizHeight: 16,
      minVizWidth: 8,
      maxVizHeight: 300,
      legend: { showLegend: false, displayMode: "list", placement: "bottom", calcs: [] },
      reduceOptions: { calcs: ["lastNotNull"], values: false },
    },
    fieldConfig: {
      defaults: {
        min: left?.min ?? 0,
        ...(left?.label?.startsWith("%") ? { unit: "percent", max: 100 } : {}),
        ...(thresholds && { thresholds }),
      },
      overrides: [],
    },
  };
}

const valuePanel = (widget: MetricWidget): DraftPanel => ({
  ...asked(widget),
  type: "stat",
  options: {
    colorMode: "none",
    graphMode: "none",
    justifyMode: "auto",
    orientation: "auto",
    textMode: "auto",
    wideLayout: true,
    showPercentChange: false,
    percentChangeColorMode: "standard",
    reduceOptions: { calcs: ["lastNotNull"], values: false },
  },
});

/** What every panel with data has: title, queries, and how far back it looks where that is its own. */
function asked({ properties }: MetricWidget) {
  const { title, metrics, region, period, start } = properties;
  return {
    title,
    datasource: dataSource,
    targets: metrics.map((row) => queryOf(row, region, period)),
    ...(start !== undefined && { timeFrom: relativeTime(start) }),
  };
}

/** `-P7D` as Grafana says it: `7d`. Widgets look back whole days, hours or minutes. */
export function relativeTime(duration: string): string {
  const [, days, hours, minutes] = /^-P(?:(\d+)D|T(\d+)H|T(\d+)M)$/.exec(duration) ?? [];
  if (days !== undefined) return `${days}d`;
  if (hours !== undefined) return `${hours}h`;
  if (minutes !== undefined) return `${minutes}m`;
  throw new RangeError(`Grafana has no word for ${duration}.`);
}

/** The widget's lines, lowest first, as the steps from which a colour holds. */
function thresholdsOf({ properties }: MetricWidget) {
  const lines = properties.annotations?.horizontal;
  if (!lines || lines.length === 0) return undefined;
  const steps = lines.map(({ value, color }) => ({ value, color })).sort((a, b) => a.value - b.value);
  return { mode: "absolute" as const, steps: [{ value: null, color: "green" }, ...steps] };
}

/** The colour of each drawn row, by its query. */
const colours = ({ properties }: MetricWidget) =>
  properties.metrics.flatMap((row) => {
    const options: MetricRowOptions = row.find((part) => typeof part === "object") ?? {};
    if (options.color === undefined || options.visible === false) return [];
    return [
      {
        matcher: { id: "byFrameRefID", options: options.id },
        properties: [{ id: "color", value: { mode: "fixed", fixedColor: options.color } }],
      },
    ];
  });
