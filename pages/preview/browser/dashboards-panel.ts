import type { DashboardBody, PlacedWidget } from "../../../monitoring/dashboard/widget.ts";
import { h, replace } from "../../browser/element.ts";
import { counted } from "../../charts/format.ts";
import { drawnInView } from "../../charts/in-view.ts";
import type { StackPreview } from "../data.ts";
import { alarmWidget } from "./alarm-widget.ts";
import { metricWidget } from "./metric-widget.ts";
import type { Moment, Panel } from "./moment.ts";
import { textWidget } from "./text-widget.ts";
import type { WidgetView } from "./widget.ts";

/** Height of one unit of CloudWatch's grid, and the gap between widgets, px. The style sheet has the same. */
const unit = 44;
const gap = 8;

/** Each dashboard of the stack, drawn on CloudWatch's grid of 24 columns. */
export function dashboardsPanel({ plan }: StackPreview): Panel {
  const dashboards = plan.dashboards.map(({ name, body }) => ({ name, body: JSON.parse(body) as DashboardBody }));
  const view = drawnInView();
  let moment: Moment | undefined;
  const sections = dashboards.map(({ name, body }) => {
    const grid = h("div", { class: "grid" });
    const anchors: { label: string; element: HTMLElement }[] = [];
    for (const widget of body.widgets) {
      const cell = cellOf(widget);
      grid.append(cell);
      const heading = widget.type === "text" ? /^### (.+)$/m.exec(widget.properties.markdown)?.[1] : undefined;
      if (heading) anchors.push({ label: heading, element: cell });
      let drawn: WidgetView | undefined;
      view.add(cell, {
        draw() {
          if (!moment) return;
          if (!drawn) {
            drawn = viewOf(widget);
            replace(cell, drawn.element);
          }
          drawn.show(moment);
        },
        clear() {
          drawn?.end?.();
          drawn = undefined;
          replace(cell);
        },
      });
    }
    const charts = body.widgets.filter(({ type }) => type === "metric").length;
    return h(
      "section",
      { class: "dashboard", "aria-label": `Dashboard ${name}` },
      h(
        "header",
        { class: "dashboard-header" },
        h("h2", {}, name),
        h("span", { class: "muted" }, `${counted(body.widgets.length, "widget")}, ${counted(charts, "chart")}`),
        anchors.length > 1 && jump(anchors),
      ),
      grid,
    );
  });
  const beforePrint = () => view.drawAll();
  addEventListener("beforeprint", beforePrint);
  return {
    element: h("div", { class: "dashboards" }, sections),
    show(next) {
      moment = next;
      view.refresh();
    },
    end() {
      removeEventListener("beforeprint", beforePrint);
      view.end();
    },
  };
}

function cellOf(widget: PlacedWidget): HTMLElement {
  const cell = h("div", { class: `widget widget-${widget.type}` });
  cell.style.gridColumn = `${widget.x + 1} / span ${widget.width}`;
  cell.style.gridRow = `${widget.y + 1} / span ${widget.height}`;
  cell.style.setProperty("--height", `${heightOf(widget)}px`);
  return cell;
}

const heightOf = ({ height }: PlacedWidget): number => height * unit + (height - 1) * gap;

function viewOf(widget: PlacedWidget): WidgetView {
  switch (widget.type) {
    case "text":
      return textWidget(widget);
    case "alarm":
      return alarmWidget(widget);
    case "metric":
      return metricWidget(widget);
  }
}

/** A way to a target's charts on a long dashboard. */
function jump(anchors: readonly { label: string; element: HTMLElement }[]): HTMLElement {
  const select = h(
    "select",
    {
      class: "jump",
      "aria-label": "Go to a model on this dashboard",
      onchange: () => {
        const anchor = anchors[Number(select.value)];
        anchor?.element.scrollIntoView({ block: "start" });
        select.value = "";
      },
    },
    h("option", { value: "" }, "Go to model"),
    anchors.map(({ label }, index) => h("option", { value: index }, label)),
  );
  return select;
}
