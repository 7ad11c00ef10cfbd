import { ownTag } from "../alarms/alarm.ts";
import { compositeAlarmId } from "../alarms/names.ts";
import { limits } from "../limits.ts";
import type { PlannedAlarm, PlannedCompositeAlarm } from "../plan-types.ts";
import type { MonitoringSettings, TargetSettings } from "../settings.ts";
import { alarmArn, onNowLines, statusWidgets } from "./alarm-status.ts";
import { grid, type Line } from "./grid.ts";
import { barLines, barMetrics, feedLine } from "./overview.ts";
import { targetCharts } from "./target-charts.ts";
import { header, providerHeader, targetHeader } from "./texts.ts";
import { type DashboardBody, type DashboardDraft, metricCount } from "./widget.ts";

export interface DashboardAlarms {
  byTarget: readonly { target: TargetSettings; alarms: readonly PlannedAlarm[] }[];
  publisher: readonly PlannedAlarm[];
  composites: readonly PlannedCompositeAlarm[];
}

/** A target's part of a dashboard, with what it counts against AWS's limits. */
interface Section {
  target: TargetSettings;
  lines: Line[];
  widgets: number;
  metrics: number;
  /** metrics of its bars, wherever those stand */
  bars: number;
}

/**
 * The stack's dashboards: one where everything fits, else an overview and numbered pages of models, linked to each
 * other, split before any AWS limit is reached.
 */
export function dashboards(settings: MonitoringSettings, alarms: DashboardAlarms, accountId: string): DashboardDraft[] {
  const sections = byProvider(settings.targets).map((target) => sectionOf(settings, target));
  const status = overviewStatus(settings, alarms, accountId);
  const feed = feedLine(settings);
  const barsSize = { widgets: 0, metrics: sections.reduce((sum, { bars }) => sum + bars, 0) };
  const withBars = total([sizeOf([...status, feed]), barsSize]);
  // Bars of all targets stand on the overview while they fit, else each page has those of its own.
  const barsOnOverview = fits(withBars);
  const pages = fits(total([withBars, ...sections])) ? [sections] : [[], ...paged(sections, !barsOnOverview)];
  const names = pages.map((_, index) =>
    index === 0 ? settings.dashboardName : `${settings.dashboardName}-${index + 1}`,
  );
  return pages.map((page, index) => {
    const targets = page.map(({ target }) => target);
    // In the order of what somebody who was woken looks for: what is on, how full everything is, and then the rest.
    const lines = [
      ...(index === 0 ? onNow(settings, alarms, accountId) : onNow(settings, alarms, accountId, targets)),
      { height: 3, widgets: [header(settings, names, index)] },
      ...barLines(settings, barsOnOverview ? (index === 0 ? settings.targets : []) : targets),
      ...(index === 0 ? [...status, feed] : []),
      ...withProviderHeaders(page),
    ];
    const body: DashboardBody = { start: "-PT3H", periodOverride: "inherit", widgets: grid(lines) };
    return { name: names[index] ?? settings.dashboardName, body };
  });
}

/** Targets grouped by provider, both in the config's order. */
function byProvider(targets: readonly TargetSettings[]): TargetSettings[] {
  const groups = new Map<string, TargetSettings[]>();
  for (const target of targets) {
    const group = groups.get(target.model.provider);
    if (group) group.push(target);
    else groups.set(target.model.provider, [target]);
  }
  return [...groups.values()].flat();
}

function sectionOf(settings: MonitoringSettings, target: TargetSettings): Section {
  const lines = [
    { height: target.reservation ? 3 : 2, widgets: [targetHeader(settings, target)] },
    ...targetCharts(settings, target),
  ];
  return { target, lines, ...sizeOf(lines), bars: barMetrics(settings, target) };
}

interface Size {
  widgets: number;
  metrics: number;
}

const sizeOf = (lines: readonly Line[]): Size => {
  const widgets = lines.flatMap((line) => line.widgets);
  return { widgets: widgets.length, metrics: widgets.reduce((total, widget) => total + metricCount(widget), 0) };
};

/** Room kept for the header, the alarm-status widgets and the providers' names. */
const reservedWidgets = 60;

const fits = ({ widgets, metrics }: Size): boolean =>
  widgets <= limits.widgetsPerDashboard - reservedWidgets && metrics <= limits.metricsPerDashboard;

const total = (sizes: readonly Size[]): Size => ({
  widgets: sizes.reduce((sum, { widgets }) => sum + widgets, 0),
  metrics: sizes.reduce((sum, { metrics }) => sum + metrics, 0),
});

/**
 * Fills pages with sections, in order.
 * @param withBars whether each section's bars stand on its page too
 */
function paged(sections: readonly Section[], withBars: boolean): Section[][] {
  const pages: Section[][] = [];
  let size: Size = { widgets: 0, metrics: 0 };
  for (const section of sections) {
    const own = { widgets: section.widgets, metrics: section.metrics + (withBars ? section.bars : 0) };
    const grown = total([size, own]);
    const last = pages.at(-1);
    if (last && fits(grown)) {
      last.push(section);
      size = grown;
    } else {
      pages.push([section]);
      size = own;
    }
  }
  return pages;
}

function withProviderHeaders(sections: readonly Section[]): Line[] {
  let provider: string | undefined;
  return sections.flatMap((section) => {
    const first = section.target.model.provider !== provider;
    provider = section.target.model.provider;
    return [...(first ? [{ height: 1, widgets: [providerHeader(provider)] }] : []), ...section.lines];
  });
}

/** On the overview: the stack's "any" alarms and the publisher's own, whatever their state. */
function overviewStatus(settings: MonitoringSettings, alarms: DashboardAlarms, accountId: string): Line[] {
  const topIds = new Set(settings.severities.map(({ name }) => compositeAlarmId(name)));
  const tops = alarms.composites.filter(({ id }) => topIds.has(id));
  const names = [...tops, ...alarms.publisher].map(({ AlarmName }) => alarmArn(settings.region, accountId, AlarmName));
  const widgets = statusWidgets("Alarms of the whole stack", names);
  // About five tiles fit side by side across the page, and a row of them takes one row of the grid.
  return widgets.map((widget) => ({ height: 1 + Math.ceil(widget.properties.alarms.length / 5), widgets: [widget] }));
}

/**
 * Which alarms are on now: of some targets, or all that the stack has. Composites are left out: what they stand for is
 * there itself.
 */
function onNow(
  settings: MonitoringSettings,
  alarms: DashboardAlarms,
  accountId: string,
  targets?: readonly TargetSettings[],
): Line[] {
  const shown = targets && new Set(targets);
  const watching = [
    ...alarms.byTarget.filter(({ target }) => !shown || shown.has(target)).flatMap((entry) => entry.alarms),
    ...(shown ? [] : alarms.publisher),
  ];
  return onNowLines(
    watching.map((alarm) => ({
      arn: alarmArn(settings.region, accountId, alarm.AlarmName),
      severity: ownTag(alarm, "severity"),
    })),
    settings.severities.map(({ name }) => name),
  );
}
