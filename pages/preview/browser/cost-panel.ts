import { h } from "../../browser/element.ts";
import { amount, dollarAmount } from "../../charts/format.ts";
import { type StackPreview, targetKey } from "../data.ts";
import type { Panel } from "./moment.ts";

/** What the stack costs a month, line by line and target by target. */
export function costPanel({ plan, labels }: StackPreview): Panel {
  const { lines, monthlyUsd, freeTierUsd, perTarget } = plan.cost;
  const unverified = lines.filter(({ verified }) => !verified).length;
  const dearest = Math.max(0.01, ...perTarget.map(({ usd }) => usd));
  return {
    element: h(
      "div",
      { class: "columns" },
      h(
        "section",
        { class: "card card-wide" },
        h("h2", {}, "A month, in US dollars"),
        h(
          "div",
          { class: "table-frame", tabindex: 0, role: "group", "aria-label": "Costs" },
          h(
            "table",
            { class: "plain-table" },
            h(
              "thead",
              {},
              h(
                "tr",
                {},
                h("th", { scope: "col" }, "What"),
                h("th", { scope: "col", class: "number" }, "Number"),
                h("th", { scope: "col", class: "number" }, "Each"),
                h("th", { scope: "col", class: "number" }, "A month"),
                h("th", { scope: "col" }, "Price from"),
              ),
            ),
            h(
              "tbody",
              {},
              lines.map(({ what, quantity, unitUsd, usd, source, verified }) =>
                h(
                  "tr",
                  {},
                  h("th", { scope: "row" }, what),
                  h("td", { class: "number" }, amount(quantity)),
                  h("td", { class: "number" }, unitPrice(unitUsd)),
                  h("td", { class: "number" }, dollarAmount(usd)),
                  h(
                    "td",
                    { class: "source" },
                    !verified && h("span", { class: "badge badge-unverified" }, "unverified"),
                    ` ${source}`,
                  ),
                ),
              ),
            ),
            h(
              "tfoot",
              {},
              total("Before the free tier", dollarAmount(monthlyUsd)),
              total("Free tier takes off at most", `−${dollarAmount(freeTierUsd)}`),
              total("With the whole free tier", dollarAmount(Math.max(0, monthlyUsd - freeTierUsd))),
            ),
          ),
        ),
        h(
          "p",
          { class: "muted" },
          "The free tier is the account's: it takes off that much only where nothing else in the account uses it. ",
          unverified > 0 &&
            `${unverified} of ${lines.length} prices could not be read on a page of AWS; they are us-east-1 prices as cited elsewhere. Check them before you rely on the sum.`,
        ),
      ),
      h(
        "section",
        { class: "card" },
        h("h2", {}, "By target"),
        h("p", { class: "muted" }, "Published quotas and alarm metrics of each; what all share is not in it."),
        h(
          "ul",
          { class: "cost-bars" },
          perTarget
            .toSorted((a, b) => b.usd - a.usd)
            .map((target) => {
              const bar = h("span", { class: "cost-bar", "aria-hidden": "true" });
              bar.style.width = `${(100 * target.usd) / dearest}%`;
              const label = labels[targetKey(target)] ?? targetKey(target);
              return h(
                "li",
                {},
                h("span", { class: "cost-label", title: label }, label),
                h("span", { class: "cost-usd" }, dollarAmount(target.usd)),
                bar,
              );
            }),
        ),
      ),
    ),
    show: () => {},
  };
}

const total = (label: string, text: string): HTMLTableRowElement =>
  h("tr", {}, h("th", { scope: "row", colspan: 3 }, label), h("td", { class: "number" }, text), h("td"));

/** Prices of single requests are far below a cent. */
const unitPrice = (usd: number): string => (usd >= 0.01 ? dollarAmount(usd) : `${dollarAmount(usd * 1e6)} a million`);
