import { h } from "../browser/element.ts";

export interface LegendLine {
  label: string;
  /** any CSS colour, or the name of one in the page's style sheet: --accent */
  colour: string;
}

/** The names of a chart's lines with their values at one point in time. */
export function legend(lines: readonly LegendLine[]) {
  const values = lines.map(() => h("span", { class: "legend-value" }));
  const element = h(
    "ul",
    { class: "legend" },
    lines.map((line, index) => {
      const swatch = h("span", { class: "swatch", "aria-hidden": "true" });
      swatch.style.background = line.colour.startsWith("--") ? `var(${line.colour})` : line.colour;
      return h("li", {}, swatch, h("span", { class: "legend-label", title: line.label }, line.label), values[index]);
    }),
  );
  return {
    element,
    show(texts: readonly string[]): void {
      texts.forEach((text, index) => {
        const value = values[index];
        if (value && value.textContent !== text) value.textContent = text;
      });
    },
  };
}
