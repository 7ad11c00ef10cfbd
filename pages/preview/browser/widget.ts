import { h } from "../../browser/element.ts";
import { clock } from "../../charts/format.ts";
import type { Moment } from "./moment.ts";

/** A widget of a dashboard. */
export interface WidgetView {
  element: HTMLElement;
  show(moment: Moment): void;
  /** frees what it drew */
  end?(): void;
}

/** The frame of every widget that has a title. A crosshair inside it has its time beside the title. */
export function titled({ title, unit }: { title: string; unit?: string }, ...content: Node[]): HTMLElement {
  const time = h("span", { class: "widget-time" });
  return h(
    "div",
    {
      class: "widget-body",
      // No heading: those are the models, so that one gets from one model to the next.
      role: "group",
      "aria-label": title,
      oncrosshair: ({ detail }: CustomEvent<number | null>) => {
        time.textContent = detail === null ? "" : clock(detail);
      },
    },
    h(
      "header",
      { class: "widget-header" },
      h("p", { class: "widget-title", title }, title),
      unit !== undefined && h("span", { class: "widget-unit" }, unit),
      time,
    ),
    ...content,
  );
}
