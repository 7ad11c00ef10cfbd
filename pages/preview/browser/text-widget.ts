import type { TextWidget } from "../../../monitoring/dashboard/widget.ts";
import { h } from "../../browser/element.ts";
import { markdown } from "../../browser/markdown.ts";
import type { WidgetView } from "./widget.ts";

export const textWidget = ({ properties }: TextWidget): WidgetView => ({
  element: h("div", { class: "widget-body text-widget", tabindex: 0 }, markdown(properties.markdown)),
  show: () => {},
});
