import { h } from "../../browser/element.ts";
import type { Moment } from "./moment.ts";

/** A widget of a dashboard. */
export interface WidgetView {
  element: HTMLElement;
  show(moment: Moment): void;
  /** frees what it drew */
  end?(): void;
}

/** The frame of every widget that has a title. */
export const titled = (title: string, ...content: Node[]): HTMLElement =>
  h("div", { class: "widget-body" }, h("h4", { class: "widget-title", title }, title), ...content);
