import { crossModelKind, feedMetricOf, isDaily } from "../../words/limit-kinds.ts";
import { day, minute, type Seconds } from "../../words/units.ts";
import { thresholdLabel } from "../alarms/utilisation.ts";
import { type Expression, highest, metricOf, metricsOf, named } from "../expression/expression.ts";
import { allModels, publisherMetrics, quotaDimensions, stackDimensions } from "../feed.ts";
import { quotaNamespace } from "../metrics.ts";
import { reservationOf } from "../reservation/watched.ts";
import type { MonitoringSettings, TargetSettings } from "../settings.ts";
import { targetLabel } from "../target.ts";
import { quotaUses } from "../watched.ts";
import { chartWidget, colours, severityColour } from "./chart.ts";
import type { Line } from "./grid.ts";
import type { Widget } from "./widget.ts";

/** Bars in one chart: more than these can't be read. */
const barsPerChart = 30;

/**
 * Each target's fullest quota, as bars: per-minute quotas and daily quotas apart, since their periods differ.
 * @param targets which of the stack's targets to show
 */
export const barLines = (settings: MonitoringSettings, targets: readonly TargetSettings[]): Line[] => [
  ...barsOver(settings, targets, minute, "Fullest per-minute quota of each target, % of quota, least headroom first"),
  ...reservedBars(settings, targets),
  ...barsOver(settings, targets, day, "Daily quota of each target, % of quota, least headroom first"),
];

/** What is taken of each target's quota by requests under way and by use, where the stack looks at the reservation. */
const reservedBars = (settings: MonitoringSettings, targets: readonly TargetSettings[]): Line[] =>
  barCharts(
    settings,
    targets.flatMap((target): Bar[] => {
      const share = reservedShare(settings, target);
      return share ? [{ target, first: share, rest: [] }] : [];
    }),
    minute,
    "Reserved (held + used) of each target's tokens per minute, % of quota, least headroom first",
  );

function reservedShare(settings: MonitoringSettings, target: TargetSettings): Expression<"percent"> | undefined {
  const figures = reservationOf(target, settings);
  return figures && !("cannotTell" in figures) ? figures.share : undefined;
}

/** The row that sorts a chart's bars, counted with each target: how many targets share a chart is not known there. */
const sortRow = 1;

/** How many metrics and expressions a target's bars take, at most. */
export const barMetrics = (settings: MonitoringSettings, target: TargetSettings): number => {
  const reserved = reservedShare(settings, target);
  return [
    ...[minute, day].map((period) => usesOver(settings, target, period).map(({ utilisation }) => utilisation)),
    reserved ? [reserved] : [],
  ].reduce(
    (total, figures) =>
      figures.length === 0
        ? total
        : figures.reduce((sum, { node }) => sum + metricsOf(node).length, total + 1 + sortRow),
    0,
  );
};

/** How fresh the quotas are, and the account-wide daily quota. */
export const feedLine = (settings: MonitoringSettings): Line => ({ height: 4, widgets: feedWidgets(settings) });

const barsOver = (
  settings: MonitoringSettings,
  targets: readonly TargetSettings[],
  period: Seconds,
  title: string,
): Line[] =>
  barCharts(
    settings,
    targets.flatMap((target): Bar[] => {
      const [first, ...rest] = usesOver(settings, target, period).map((use) => use.utilisation);
      return first ? [{ target, first, rest }] : [];
    }),
    period,
    title,
  );

/** A target's bar: the highest of its figures. */
interface Bar {
  target: TargetSettings;
  first: Expression<"percent">;
  rest: Expression<"percent">[];
}

function barCharts(settings: MonitoringSettings, all: readonly Bar[], period: Seconds, title: string): Line[] {
  const charts: Line[] = [];
  for (let at = 0; at < all.length; at += barsPerChart) {
    const group = all.slice(at, at + barsPerChart);
    const part = all.length > barsPerChart ? ` (${at + 1}–${at + group.length} of ${all.length})` : "";
    charts.push({ height: 3 + Math.ceil(group.length / 2), widgets: [bars(settings, group, period, title + part)] });
  }
  return charts;
}

const usesOver = (settings: MonitoringSettings, target: TargetSettings, period: Seconds) =>
  quotaUses(target, settings).filter(({ kind }) => (isDaily(kind) ? day : minute) === period);

function bars(settings: MonitoringSettings, shown: readonly Bar[], period: Seconds, title: string): Widget {
  return chartWidget({
    title,
    region: settings.region,
    period,
    view: "bar",
    // Many targets share the chart, and each calls its parts by the same names.
    inPlace: true,
    lines: shown.map(({ target, first, rest }, index) => ({
      expression: named(`t${index + 1}`, targetLabel(target), highest(first, ...rest)),
      colour: colours.usage,
    })),
    left: { min: 0, label: "% of quota", showUnits: false },
    annotations: settings.severities.map((severity, index, all) => ({
      label: thresholdLabel(severity),
      value: severity.threshold,
      color: severityColour(index, all.length),
    })),
    // What a target did hours ago says nothing of its headroom now. A day's bar has one point, whatever the range.
    ...(period === minute ? { start: "-PT15M" } : {}),
    highestFirst: true,
  });
}

/** The account-wide daily quota is weighted by price: a value, no percentage. */
function feedWidgets(settings: MonitoringSettings): Widget[] {
  const metric = (name: string, dimensions: Record<string, string>, stat: string) =>
    metricOf("count", { namespace: quotaNamespace, name, dimensions, stat });
  const own = stackDimensions(settings.stack);
  const freshness = chartWidget({
    title: "Quota feed: minutes since the quotas were read (none: the publisher did not run)",
    region: settings.region,
    period: minute,
    lines: [
      {
        expression: named("age", "minutes since reading", metric(publisherMetrics.age, own, "Maximum")),
        colour: colours.calm,
      },
    ],
    left: { min: 0, showUnits: false },
  });
  if (!settings.crossModelDaily) return [freshness];
  const daily = chartWidget({
    title: "Daily quota across all models (weighted by price: no percentage can be computed)",
    region: settings.region,
    period: minute,
    view: "singleValue",
    lines: [
      {
        expression: named(
          "daily",
          settings.crossModelDaily.name,
          metric(feedMetricOf(crossModelKind), quotaDimensions(settings.stack, allModels), "Minimum"),
        ),
      },
    ],
  });
  return [freshness, daily];
}
