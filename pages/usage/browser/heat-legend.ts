import { h } from "../../browser/element.ts";
import { legendOf } from "../heat.ts";
import type { PageContext } from "./page.ts";

/** What the colours of strips and hours mean. */
export function heatLegend({ targets }: PageContext): HTMLElement {
  const entry = (label: string, colour: string) => {
    const swatch = h("span", { class: "heat-swatch", "aria-hidden": "true" });
    swatch.style.background = `var(${colour})`;
    return h("li", {}, swatch, label);
  };
  return h(
    "ul",
    { class: "heat-legend", "aria-label": "Colours" },
    entry("no data", "--heat-none"),
    legendOf(targets).map(({ label, colour }) => entry(label, colour)),
    entry("traffic, no quota known", "--heat-uncompared"),
  );
}
