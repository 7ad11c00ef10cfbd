import type { DayEnd } from "../../../monitoring/forecast/day-end.ts";
import type { QuotaForecast } from "../../../monitoring/forecast/forecast.ts";
import { growthText, nowText, reachText, untoldText } from "../../../monitoring/forecast/texts.ts";
import { kindLabels } from "../../../words/words.ts";
import { h } from "../../browser/element.ts";
import type { TargetHead } from "../data.ts";
import { epoch, type PageContext } from "./page.ts";

const heads = ["Busy day now", "Growth a week", "Reaches its quota"];

/** How the use of a target's quotas goes on, where the window tells; false elsewhere. */
export function growthTable(page: PageContext, { quotas }: TargetHead): HTMLElement | false {
  const told = quotas.flatMap(({ kind, value, forecast }) =>
    forecast && !forecast.idle ? [{ kind, value, forecast }] : [],
  );
  if (told.length === 0) return false;
  const asOf = page.document.generatedAt.slice(0, 10);
  const cells = (forecast: QuotaForecast) =>
    [nowText(forecast.now), growthText(forecast), reachText(forecast, asOf)].map((text) =>
      h("td", { class: "number" }, text),
    );
  return h(
    "details",
    { class: "block", open: true },
    h("summary", {}, "Growth", h("span", { class: "muted" }, "if use goes on as it did")),
    h(
      "div",
      { class: "table-frame", tabindex: 0, role: "group", "aria-label": "Growth" },
      h(
        "table",
        { class: "plain-table figures-table" },
        h(
          "thead",
          {},
          h(
            "tr",
            {},
            h("th", { scope: "col" }, "Quota"),
            heads.map((head) => h("th", { scope: "col", class: "number" }, head)),
          ),
        ),
        h(
          "tbody",
          {},
          told.map(({ kind, forecast }) =>
            h("tr", { "data-growth": kind }, h("th", { scope: "row" }, kindLabels[kind]), cells(forecast)),
          ),
        ),
      ),
    ),
    told.map(({ forecast: { today } }) => today && h("p", { class: "muted" }, todayText(today, page))),
    told.map(({ kind, value, forecast }) => {
      const why = untoldText(forecast, value);
      return why !== undefined && h("p", { class: "muted" }, `${kindLabels[kind]}: ${why}.`);
    }),
    h(
      "p",
      { class: "muted" },
      "Of the 99th percentile of a busy day's minutes (of a daily quota, its tokens), in percent of today's quota. Brackets hold in 90 of 100 cases; dates are UTC.",
    ),
  );
}

function todayText({ earliest, likely, latest, level, like }: DayEnd, { time }: PageContext): string {
  if (earliest === null) return `Today's quota is not used up, by ${like}, of which ${level} % say so.`;
  const at = (when: string | null) => (when === null ? "not today" : time.clock(epoch(when)));
  return `Today's quota is used up: ${at(likely)} (${at(earliest)} to ${at(latest)}), by ${like}, of which ${level} % lie between.`;
}
