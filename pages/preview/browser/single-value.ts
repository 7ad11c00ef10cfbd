import { h } from "../../browser/element.ts";
import { shortAmount } from "../../charts/format.ts";

/** Big numbers with their names. */
export function singleValue(labels: readonly string[]) {
  const numbers = labels.map(() => h("span", { class: "single-number" }));
  return {
    element: h(
      "div",
      { class: "single-values" },
      labels.map((label, index) =>
        h("p", { class: "single-value" }, numbers[index], h("span", { class: "single-label" }, label)),
      ),
    ),
    show(values: readonly number[]): void {
      for (const [index, number] of numbers.entries()) {
        const value = values[index] ?? Number.NaN;
        number.textContent = shortAmount(value);
        number.title = Number.isNaN(value) ? "no datapoint" : value.toLocaleString("en-US");
      }
    },
  };
}
