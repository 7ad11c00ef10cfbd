import type { DailyState, QuotaUsage } from "../../../monitoring/report/document.ts";
import { kindLabels } from "../../../words/words.ts";
import { h } from "../../browser/element.ts";
import { amount, percentage, shortAmount } from "../../charts/format.ts";
import { wholeOf } from "../share.ts";

/** What each UTC day used of a daily quota, a column each. */
export function daysChart(quota: QuotaUsage, { days }: DailyState): HTMLElement {
  const whole = wholeOf(quota);
  const highest = Math.max(1, ...days.map(({ tokens }) => tokens));
  // The quota's line is left out where days would be too small to be seen below it.
  const withQuota = whole !== null && highest >= whole / 4;
  const top = (withQuota ? Math.max(highest, whole) : highest) * 1.06;
  const columns = days.map(({ day, tokens, complete, partlyBefore }) => {
    const bar = h("span", { class: complete ? "day-bar" : "day-bar is-open" });
    bar.style.height = `${(100 * tokens) / top}%`;
    const share = whole === null ? "" : `, ${percentage((100 * tokens) / whole)}`;
    const text = `${day}: ${amount(tokens)} tokens${share}${complete ? "" : ", not over"}${partlyBefore ? ", partly before the window" : ""}`;
    return h("li", { title: text }, bar, h("span", { class: "visually-hidden" }, text));
  });
  const line = h("span", { class: "day-quota", "aria-hidden": "true" });
  line.style.bottom = whole === null ? "0" : `${(100 * whole) / top}%`;
  return h(
    "figure",
    { class: "chart-cell" },
    h(
      "figcaption",
      {},
      h("span", { class: "chart-title" }, `${kindLabels[quota.kind]}, by UTC day`),
      h(
        "span",
        { class: "chart-hint" },
        whole === null ? "" : `quota ${shortAmount(whole)}${withQuota ? "" : ", above the chart"}`,
      ),
    ),
    h("div", { class: "days" }, withQuota && line, h("ol", {}, columns)),
    h(
      "p",
      { class: "day-ends", "aria-hidden": "true" },
      h("span", {}, days[0]?.day ?? ""),
      h("span", {}, `highest ${shortAmount(highest)}`),
      h("span", {}, days.at(-1)?.day ?? ""),
    ),
  );
}
