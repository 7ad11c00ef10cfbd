import { countedBy, isDaily, isMeasurable } from "../../words/limit-kinds.ts";
import { day, minute } from "../../words/units.ts";
import { kindLabels, type MeasurableKind } from "../../words/words.ts";
import { thresholdLines } from "../alarms/utilisation.ts";
import { named } from "../expression/expression.ts";
import { mantleCount, type RuntimeMetricName, runtimePercentile } from "../metrics.ts";
import type { MonitoringSettings, TargetSettings } from "../settings.ts";
import { missingKinds, ownId } from "../target.ts";
import type { QuotaUse } from "../usage.ts";
import { drawnCountOf, drawnUsage, drawsAllIds, quotaUses } from "../watched.ts";
import { type Chart, chartWidget, colours, severityColour } from "./chart.ts";
import type { Line } from "./grid.ts";
import { reservationCharts } from "./reservation-charts.ts";
import type { Widget } from "./widget.ts";

const chartHeight = 6;

/** The lines of charts of one target: its quotas first, then what explains them. */
export function targetCharts(settings: MonitoringSettings, target: TargetSettings): Line[] {
  const { region } = settings;
  const uses = quotaUses(target, settings);
  const quotas = [
    ...uses.map((use) => quotaChart(region, target, use)),
    ...kindsWithoutQuota(target).map((kind) => usageChart(settings, target, kind)),
  ];
  const reserved = reservationCharts(settings, target);
  const others = target.scope === "mantle" ? [mantleErrors(region, target)] : runtimeCharts(settings, target);
  // What throttles stands first, where the stack looks at it.
  return [...lines(reserved), ...lines([...quotas, ...others])];
}

/** Up to six charts side by side as one or two lines. */
function lines(widgets: readonly Widget[]): Line[] {
  if (widgets.length === 0) return [];
  const perLine = widgets.length <= 4 ? widgets.length : Math.ceil(widgets.length / 2);
  const rows: Line[] = [];
  for (let at = 0; at < widgets.length; at += perLine) {
    rows.push({ height: chartHeight, widgets: widgets.slice(at, at + perLine) });
  }
  return rows;
}

/**
 * Use against quota: the quota and the alarms' thresholds as lines, which tell the percentage too. Drawn as a line of its
 * own it would be the use once more.
 */
function quotaChart(region: string, target: TargetSettings, use: QuotaUse): Widget {
  const daily = use.period === day;
  const title = daily
    ? `${kindLabels[use.kind]} (UTC days)`
    : `${kindLabels[use.kind]}${isDaily(use.kind) ? " (last 24 hours)" : ""}`;
  return chartWidget({
    title: titled(title),
    region,
    period: use.period,
    lines: [
      { expression: use.usage, colour: colours.usage },
      { expression: use.quota, colour: colours.quota },
      ...alarmLines(target, use),
    ],
    left: { min: 0, showUnits: false },
    ...(daily ? { start: "-P7D" } : {}),
  });
}

/** A line for each threshold of the target's alarms, also where they are switched off. */
const alarmLines = (target: TargetSettings, use: QuotaUse): Chart["lines"] =>
  thresholdLines(target, use).map(({ amount }, index, all) => ({
    expression: amount,
    colour: severityColour(index, all.length),
  }));

/** Kinds that the target has no quota for, but whose use is worth seeing. */
function kindsWithoutQuota(target: TargetSettings): MeasurableKind[] {
  const text = target.model.outputModalities.includes("TEXT");
  return missingKinds(target)
    .filter(isMeasurable)
    .filter((kind) => countedBy(kind) === "requests" || text);
}

const usageChart = (settings: MonitoringSettings, target: TargetSettings, kind: MeasurableKind): Widget =>
  chartWidget({
    title: titled(`${kindLabels[kind]} (no quota of this kind)`),
    region: settings.region,
    period: minute,
    lines: [{ expression: drawnUsage(target, kind, settings), colour: colours.usage }],
    left: { min: 0, showUnits: false },
  });

function runtimeCharts(settings: MonitoringSettings, target: TargetSettings): Widget[] {
  const { region } = settings;
  const counted = (id: string, label: string, name: RuntimeMetricName) =>
    named(
      id,
      drawsAllIds(target, settings, name) ? label : `${label}, without application profiles`,
      drawnCountOf(target, settings, name),
    );
  const percentile = (id: string, label: string, name: "InvocationLatency" | "TimeToFirstToken", stat: "p50" | "p90") =>
    named(id, label, runtimePercentile(name, ownId(target), stat));
  const chart = (title: string, chartLines: Chart["lines"], unit: string) =>
    chartWidget({
      title: titled(title),
      region,
      period: minute,
      lines: chartLines,
      left: { min: 0, label: unit, showUnits: false },
    });
  return [
    chart(
      "throttles and errors",
      [
        { expression: counted("throttles", "throttled", "InvocationThrottles"), colour: colours.trouble },
        {
          expression: counted("clienterrors", "client errors", "InvocationClientErrors"),
          colour: colours.caution,
        },
        { expression: counted("servererrors", "server errors", "InvocationServerErrors"), colour: colours.other },
      ],
      "requests a minute",
    ),
    chart(
      "latency",
      [
        { expression: percentile("p50", "p50", "InvocationLatency", "p50"), colour: colours.calm },
        { expression: percentile("p90", "p90", "InvocationLatency", "p90"), colour: colours.usage },
        { expression: percentile("first", "first token, p90", "TimeToFirstToken", "p90"), colour: colours.output },
      ],
      "milliseconds",
    ),
    chart(
      "tokens",
      [
        { expression: counted("input", "input", "InputTokenCount"), colour: colours.usage },
        { expression: counted("output", "output", "OutputTokenCount"), colour: colours.output },
        {
          expression: counted("cachewrite", "cache write", "CacheWriteInputTokenCount"),
          colour: colours.caution,
        },
        {
          expression: counted("cacheread", "cache read (free of quota)", "CacheReadInputTokenCount"),
          colour: colours.calm,
        },
      ],
      "tokens a minute",
    ),
  ];
}

const mantleErrors = (region: string, target: TargetSettings): Widget =>
  chartWidget({
    title: titled("client errors (mantle has no throttle metric)"),
    region,
    period: minute,
    lines: [
      {
        expression: named("clienterrors", "client errors", mantleCount("InferenceClientErrors", ownId(target))),
        colour: colours.caution,
      },
      {
        expression: named("inferences", "inferences", mantleCount("Inferences", ownId(target))),
        colour: colours.usage,
      },
    ],
    left: { min: 0, label: "requests a minute", showUnits: false },
  });

const titled = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
