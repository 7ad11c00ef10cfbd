import { h, replace } from "../../browser/element.ts";
import { amount, percentage } from "../../charts/format.ts";

interface Level {
  label: string;
  value: number;
  colour: string;
}

/** Horizontal bars, one for each line, with vertical lines at the levels. A line without a value has no bar. */
export function barChart(labels: readonly string[], unit: string, levels: readonly Level[]) {
  const text = unit.startsWith("%") ? percentage : amount;
  const element = h("div", { class: "bars" });
  return {
    element,
    show(values: readonly number[]): void {
      const highest = Math.max(
        100,
        ...levels.map(({ value }) => value),
        ...values.filter((value) => !Number.isNaN(value)),
      );
      const position = (value: number): string => `${(100 * value) / highest}%`;
      const rows = labels.map((label, index) => {
        const value = values[index] ?? Number.NaN;
        const reached = levels.findLast((level) => value >= level.value);
        const bar = h("span", { class: "bar" });
        bar.style.width = Number.isNaN(value) ? "0" : position(value);
        if (reached) bar.style.background = reached.colour;
        const track = h("span", { class: "bar-track", "aria-hidden": "true" }, bar, levels.map(mark));
        return h(
          "li",
          { class: "bar-row" },
          h("span", { class: "bar-label", title: label }, label),
          track,
          h("span", { class: "bar-value" }, text(value)),
        );
      });
      function mark(level: Level): HTMLElement {
        const line = h("span", { class: "bar-level" });
        line.style.left = position(level.value);
        line.style.borderColor = level.colour;
        return line;
      }
      replace(
        element,
        h("ul", { class: "bar-list" }, rows),
        h(
          "p",
          { class: "bar-legend" },
          levels.map((level) => {
            const swatch = h("span", { class: "swatch", "aria-hidden": "true" });
            swatch.style.background = level.colour;
            return h("span", { class: "bar-legend-entry" }, swatch, level.label);
          }),
        ),
      );
    },
  };
}
