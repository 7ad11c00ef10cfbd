import { minute } from "../../words/units.ts";
import { dashboardUrl } from "../console.ts";
import { chartWidget, colours } from "../dashboard/chart.ts";
import { grid, type Line } from "../dashboard/grid.ts";
import { type DashboardBody, type DashboardDraft, metricCount, type Widget } from "../dashboard/widget.ts";
import { type Expression, highest, metricsOf, named } from "../expression/expression.ts";
import { limits } from "../limits.ts";
import { type PlaceUse, placeUses } from "./place-figures.ts";
import { type FleetSettings, type PlaceSettings, placeLabel } from "./settings.ts";

/** Bars in one chart: more than these can't be read. */
const barsPerChart = 30;

/** What one bar shows: the highest of some figures of one place. */
interface Bar {
  region: string;
  label: string;
  figures: readonly [Expression<"percent">, ...Expression<"percent">[]];
  /** rows that it takes in a widget */
  rows: number;
}

/**
 * The fleet's dashboards: first each place's fullest quota, Region by Region, then each place's targets. A widget's
 * expressions are evaluated in the widget's Region, and no AWS page says that metrics of several may meet in one, so a
 * widget has one Region's places. What doesn't fit on one dashboard goes on to the next; nothing is cut.
 */
export function fleetDashboards(fleet: FleetSettings): DashboardDraft[] {
  const byRegion = [...Map.groupBy(fleet.places, ({ settings }) => settings.region)];
  const lines = [
    ...byRegion.flatMap(([region, places]) =>
      charts(
        places.flatMap((place) => parts(place)),
        `Fullest per-minute quota of each place in ${region}, % of quota, least headroom first`,
      ),
    ),
    ...fleet.places.flatMap((place) =>
      charts(
        placeUses(place).map((use) => barOf(place, use.label, [use])),
        `${placeLabel(place)}: each quota, % of quota, least headroom first`,
      ),
    ),
  ];
  const without = fleet.places.filter((place) => placeUses(place).length === 0).map(placeLabel);
  const pages = paged(lines);
  const names = pages.map((_, index) => (index === 0 ? fleet.dashboardName : `${fleet.dashboardName}-${index + 1}`));
  return pages.map((page, index) => {
    const body: DashboardBody = {
      start: "-PT3H",
      periodOverride: "inherit",
      widgets: grid([{ height: 3, widgets: [header(fleet, names, index, without)] }, ...page]),
    };
    return { name: names[index] ?? fleet.dashboardName, body };
  });
}

/** A place's bars: one, or as many as a widget's limit makes of a place with very many targets. */
function parts(place: PlaceSettings): Bar[] {
  const groups: PlaceUse[][] = [];
  let rows = 0;
  for (const use of placeUses(place)) {
    const own = metricsOf(use.utilisation.node).length;
    const last = groups.at(-1);
    // One row for the bar and one that sorts.
    if (last && rows + own <= limits.metricsPerWidget - 2) {
      last.push(use);
      rows += own;
    } else {
      groups.push([use]);
      rows = own;
    }
  }
  return groups.map((group, index) =>
    barOf(place, placeLabel(place) + (groups.length > 1 ? `, part ${index + 1} of ${groups.length}` : ""), group),
  );
}

function barOf({ settings }: PlaceSettings, label: string, uses: readonly PlaceUse[]): Bar {
  const [first, ...rest] = uses.map(({ utilisation }) => utilisation);
  if (!first) throw new RangeError(`"${label}" has no figure`);
  const rows = 1 + uses.reduce((total, { utilisation }) => total + metricsOf(utilisation.node).length, 0);
  return { region: settings.region, label, figures: [first, ...rest], rows };
}

/** Bars of one Region in as many charts as they need. */
function charts(bars: readonly Bar[], title: string): Line[] {
  const groups: Bar[][] = [];
  let rows = 0;
  for (const bar of bars) {
    const last = groups.at(-1);
    if (last && last.length < barsPerChart && rows + bar.rows < limits.metricsPerWidget) {
      last.push(bar);
      rows += bar.rows;
    } else {
      groups.push([bar]);
      rows = bar.rows;
    }
  }
  return groups.map((group, index) => ({
    height: 3 + Math.ceil(group.length / 2),
    widgets: [chart(group, groups.length > 1 ? `${title} (${index + 1} of ${groups.length})` : title)],
  }));
}

const chart = (bars: readonly Bar[], title: string): Widget =>
  chartWidget({
    title,
    region: bars[0]?.region ?? "",
    period: minute,
    view: "bar",
    // Many places share the chart, and each calls its parts by the same names.
    inPlace: true,
    lines: bars.map(({ label, figures }, index) => ({
      expression: named(`p${index + 1}`, label, highest(...figures)),
      colour: colours.usage,
    })),
    left: { min: 0, label: "% of quota", showUnits: false },
    start: "-PT15M",
    highestFirst: true,
  });

/** Fills dashboards with lines, in order, inside AWS's limits; one widget of each is the header. */
function paged(lines: readonly Line[]): Line[][] {
  const pages: Line[][] = [];
  let size = { widgets: 0, metrics: 0 };
  for (const line of lines) {
    const own = {
      widgets: line.widgets.length,
      metrics: line.widgets.reduce((total, widget) => total + metricCount(widget), 0),
    };
    const grown = { widgets: size.widgets + own.widgets, metrics: size.metrics + own.metrics };
    const last = pages.at(-1);
    if (last && grown.widgets < limits.widgetsPerDashboard && grown.metrics <= limits.metricsPerDashboard) {
      last.push(line);
      size = grown;
    } else {
      pages.push([line]);
      size = own;
    }
  }
  return pages.length === 0 ? [[]] : pages;
}

function header(fleet: FleetSettings, names: readonly string[], index: number, without: readonly string[]): Widget {
  const title = (at: number) => (at === 0 ? "overview" : `part ${at + 1}`);
  const links = names.map((name, at) =>
    at === index ? `**${title(at)}**` : `[${title(at)}](${dashboardUrl(fleet.region, name)})`,
  );
  return {
    type: "text",
    properties: {
      markdown: [
        `# Bedrock headroom, fleet ${fleet.stack}: ${fleet.places.length} places`,
        "A bar is the fullest per-minute quota of the last minutes, as the place's own alarms read it. **No bar is not 0 %**: nothing was used, the place's publisher is silent, or its account doesn't share its metrics with this one.",
        ...(without.length > 0 ? [`No per-minute quota is known of: ${without.join(", ")}.`] : []),
        ...(names.length > 1 ? [links.join(" · ")] : []),
      ].join("\n\n"),
    },
  };
}
