/** Widgets as CloudWatch's dashboard body takes them. CloudWatch API reference, dashboard body structure */

/** A row of a metric widget: a metric's parts and its options, or an expression. */
export type MetricRow = (string | MetricRowOptions)[];

export interface MetricRowOptions {
  id?: string;
  expression?: string;
  label?: string;
  stat?: string;
  /** the account that the metric is in, where it is not the dashboard's own */
  accountId?: string;
  period?: number;
  visible?: boolean;
  yAxis?: "left" | "right";
  color?: string;
}

export interface Axis {
  min?: number;
  max?: number;
  label?: string;
  showUnits?: boolean;
}

export interface TextWidget {
  type: "text";
  properties: { markdown: string; background?: "transparent" | "solid" };
}

export interface MetricWidget {
  type: "metric";
  properties: {
    title: string;
    region: string;
    view: "timeSeries" | "bar" | "singleValue";
    stacked: boolean;
    period: number;
    metrics: MetricRow[];
    yAxis?: { left?: Axis; right?: Axis };
    annotations?: { horizontal: { label: string; value: number; color: string }[] };
    legend?: { position: "bottom" | "right" | "hidden" };
    liveData?: boolean;
    sparkline?: boolean;
    start?: string;
  };
}

export interface AlarmWidget {
  type: "alarm";
  properties: {
    title: string;
    alarms: string[];
    sortBy?: "stateUpdatedTimestamp";
    states?: ("ALARM" | "OK" | "INSUFFICIENT_DATA")[];
  };
}

export type Widget = TextWidget | MetricWidget | AlarmWidget;

/** Where a widget stands on the grid of 24 columns. */
export type PlacedWidget = { x: number; y: number; width: number; height: number } & Widget;

export interface DashboardBody {
  /** how far back the page looks when it opens, ISO 8601 duration with a sign */
  start: string;
  /** inherit: each widget keeps its own period when the reader zooms */
  periodOverride: "inherit";
  widgets: PlacedWidget[];
}

/** A dashboard before it is written out as JSON text. */
export interface DashboardDraft {
  name: string;
  body: DashboardBody;
}

/** How many metrics and expressions a widget holds. */
export const metricCount = (widget: Widget): number =>
  widget.type === "metric" ? widget.properties.metrics.length : 0;
