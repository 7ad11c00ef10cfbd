import { h, replace } from "../../browser/element.ts";
import { amount, percentage } from "../../charts/format.ts";
import { legend } from "../../charts/legend.ts";

interface Level {
  label: string;
  value: number;
  colour: string;
}

/** Horizontal bars with vertical lines at the levels. One without a value (NaN) has a label and no bar. */
export function barChart(title: string, unit: string, levels: readonly Level[]) {
  const text = unit.startsWith("%") ? percentage : amount;
  // Many bars scroll in their list; it stays the same element, so that it keeps the focus and its place.
  const list = h("ul", { class: "bar-list", tabindex: 0, "aria-label": title });
  const element = h("div", { class: "bars" }, list, legend(levels).element);
  return {
    element,
    show(bars: readonly Level[]): void {
      const highest = Math.max(
        100,
        ...levels.map(({ value }) => value),
        ...bars.map(({ value }) => value).filter((value) => !Number.isNaN(value)),
      );
      const position = (value: number): string => `${(100 * value) / highest}%`;
      const rows = bars.map(({ label, colour, value }) => {
        const bar = h("span", { class: "bar" });
        bar.style.width = Number.isNaN(value) ? "0" : position(value);
        bar.style.background = colour;
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
      replace(list, rows);
    },
  };
}
