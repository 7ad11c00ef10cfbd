import { createHash } from "node:crypto";
import { dashboardUrl } from "../../../monitoring/console.ts";
import type { DashboardBody } from "../../../monitoring/dashboard/widget.ts";
import type { MonitoringPlan } from "../../../monitoring/plan-types.ts";
import { panelOf, relativeTime } from "./panel.ts";
import type { GrafanaDashboard, GrafanaPanel } from "./types.ts";

/** @grafana/schema 13.2.3, dashboard/x/types.gen: defaultDashboard.schemaVersion. Grafana brings older ones up to date itself. */
const schemaVersion = 42;

/** Longest uid of a dashboard. @grafana/schema 13.2.3, Dashboard.uid: "string (8-40)" */
const uidLength = 40;

/** Rows of Grafana's grid for one of CloudWatch's, so that charts are about as high there. By eye: no page says it. */
const rowsPerRow = 1.5;

/**
 * The stack's dashboards as one of Grafana's, on its CloudWatch data source: pages stand below each other, since Grafana
 * has no limit that would part them.
 */
export function grafanaDashboard(plan: MonitoringPlan): GrafanaDashboard {
  const { stack, region, dashboards } = plan;
  const [first] = dashboards;
  const name = first?.name ?? stack;
  const alarmsUrl = dashboardUrl(region, name);
  const panels: GrafanaPanel[] = [];
  let from = 0;
  let start = "-PT3H";
  for (const [index, { body }] of dashboards.entries()) {
    const { widgets, ...page } = JSON.parse(body) as DashboardBody;
    if (index === 0) start = page.start;
    for (const { x, y, width, height, ...widget } of widgets) {
      const top = scaled(from + y);
      const gridPos = { x, y: top, w: width, h: scaled(from + y + height) - top };
      panels.push({ id: panels.length + 1, gridPos, ...panelOf(widget, alarmsUrl) } as GrafanaPanel);
    }
    from += Math.max(0, ...widgets.map(({ y, height }) => y + height));
  }
  return {
    uid: uidOf(name),
    title: `Bedrock headroom ${stack}`,
    description: `How much of its Amazon Bedrock quotas the account uses in ${region}. From headroom export --grafana: a new export replaces changes made here.`,
    tags: ["bedrock", "headroom"],
    schemaVersion,
    timezone: "utc",
    editable: true,
    time: { from: `now-${relativeTime(start)}`, to: "now" },
    refresh: "1m",
    graphTooltip: 1,
    annotations: { list: [] },
    links: [
      {
        title: "CloudWatch",
        type: "link",
        url: alarmsUrl,
        icon: "external link",
        tooltip: "The same dashboard in CloudWatch, with the alarms' states",
        targetBlank: true,
        asDropdown: false,
        includeVars: false,
        keepTime: false,
        tags: [],
      },
    ],
    templating: {
      list: [
        {
          name: "datasource",
          label: "CloudWatch data source",
          type: "datasource",
          query: "cloudwatch",
          refresh: 1,
          regex: "",
          multi: false,
          includeAll: false,
          hide: 0,
          options: [],
        },
      ],
    },
    panels,
  };
}

/** Whole rows that touch where the widgets touch. */
const scaled = (row: number): number => Math.round(row * rowsPerRow);

function uidOf(name: string): string {
  if (name.length <= uidLength) return name;
  const hash = createHash("sha256").update(name).digest("hex").slice(0, 8);
  return `${name.slice(0, uidLength - hash.length - 1)}-${hash}`;
}
