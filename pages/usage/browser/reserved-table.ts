import type { ReservationUsage, ReservedFigure } from "../../../monitoring/report/document.ts";
import { h } from "../../browser/element.ts";
import { amount, nothing, percentage } from "../../charts/format.ts";
import type { TargetHead } from "../data.ts";
import { epoch, type PageContext } from "./page.ts";

const rows = [
  ["begun", "Begun: input + cache write + max_tokens of the requests begun"],
  ["held", "Held at once, the minute's mean"],
  ["taken", "Taken: held + used"],
  ["gap", "Reserved and given back: begun − used"],
] as const;

const froms: Readonly<Record<ReservationUsage["source"], string>> = {
  logs: "from the invocation log",
  client: "from the applications that publish it",
  estimate: "an upper bound: every request is taken to ask for the same",
};

/** What Bedrock reserved of a target's quota, where a stack looks at it; false elsewhere. */
export function reservedTable({ time }: PageContext, { reservation }: TargetHead): HTMLElement | false {
  if (!reservation) return false;
  const { source, stack, takenPercent, minutesFull, why } = reservation;
  const mark = source === "estimate" ? "≤ " : "≈ ";
  const cellsOf = (name: (typeof rows)[number][0], figure: ReservedFigure | null) => {
    const share = name === "taken" && takenPercent ? `${mark}${percentage(takenPercent.peak)}` : nothing;
    const texts = figure
      ? [
          `${mark}${amount(Math.round(figure.peak))}`,
          share,
          time.moment(epoch(figure.peakAt)),
          `${mark}${amount(Math.round(figure.mean))}`,
        ]
      : [nothing, nothing, nothing, nothing];
    return texts.map((text) => h("td", { class: "number" }, text));
  };
  return h(
    "details",
    { class: "block", open: true },
    h("summary", {}, "Reserved", h("span", { class: "muted" }, `${froms[source]}; stack ${stack}`)),
    h(
      "div",
      { class: "table-frame", tabindex: 0, role: "group", "aria-label": "Reserved" },
      h(
        "table",
        { class: "plain-table figures-table" },
        h(
          "thead",
          {},
          h(
            "tr",
            {},
            h("th", { scope: "col" }, "Tokens, minute by minute"),
            ["Highest", "Of the quota", "When", "Mean"].map((head) => h("th", { scope: "col", class: "number" }, head)),
          ),
        ),
        h(
          "tbody",
          {},
          rows.map(([name, label]) =>
            h("tr", { "data-reserved": name }, h("th", { scope: "row" }, label), cellsOf(name, reservation[name])),
          ),
        ),
      ),
    ),
    h(
      "p",
      { class: "muted" },
      why ??
        `${minutesFull ? `In ${amount(minutesFull)} minutes as much as the quota or more was taken. ` : ""}A mean over a minute hides the second in which most was held.`,
    ),
  );
}
