import { h } from "../../browser/element.ts";
import type { BacktestPageData } from "../data.ts";

/** The rules that no other one beats both in warnings and in messages. */
export function rulesTable(rules: BacktestPageData["rules"]): HTMLElement {
  const head = ["one level on use at", "warned of", "messages", "quiet"];
  return h(
    "div",
    { class: "table-frame", tabindex: 0, role: "region", "aria-label": "Rules worth knowing" },
    h(
      "table",
      { class: "plain-table" },
      h(
        "thead",
        {},
        h(
          "tr",
          {},
          head.map((text, index) => h("th", { scope: "col", class: index > 0 ? "number" : "" }, text)),
        ),
      ),
      h(
        "tbody",
        {},
        rules.map(({ rule, warned, messages, quiet, recommended }) =>
          h(
            "tr",
            {},
            h(
              "th",
              { scope: "row" },
              rule,
              recommended && h("span", { class: "badge badge-ok recommended" }, "recommended"),
            ),
            h("td", { class: "number" }, warned),
            h("td", { class: "number" }, messages.toLocaleString("en-US")),
            h("td", { class: "number" }, quiet.toLocaleString("en-US")),
          ),
        ),
      ),
    ),
  );
}
