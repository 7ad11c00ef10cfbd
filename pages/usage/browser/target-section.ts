import { h } from "../../browser/element.ts";
import { percentage } from "../../charts/format.ts";
import type { TargetHead } from "../data.ts";
import { callersTable } from "./callers-table.ts";
import { chartCells } from "./chart-cells.ts";
import { daysChart } from "./days-chart.ts";
import { figuresTable } from "./figures-table.ts";
import { growthTable } from "./growth-table.ts";
import { hoursCell } from "./hours-cell.ts";
import { type InView, type PageContext, sectionId } from "./page.ts";
import { profilesTable } from "./profiles-table.ts";
import { quotaTable } from "./quota-table.ts";
import { reservedTable } from "./reserved-table.ts";
import { standingBadge, throttledText } from "./standing.ts";
import { whatToDo } from "./what-to-do.ts";

/** Everything about one target. Its charts are drawn when they come into view. */
export function targetSection(page: PageContext, index: number, view: InView): HTMLElement {
  const target = page.targets[index]!;
  const id = sectionId(index);
  return h(
    "section",
    { class: "card target", id, "aria-labelledby": `${id}-title`, tabindex: -1 },
    h(
      "header",
      { class: "target-header" },
      h("h2", { id: `${id}-title` }, target.name, h("span", { class: "target-scope" }, target.scope)),
      standingBadge(target.standing),
      h("code", { class: "target-model" }, target.modelId),
      h("span", { class: "muted" }, stackText(page, target.inStack)),
    ),
    h("p", { class: "because" }, sentence(target.because), rateText(page, target)),
    whatToDo(target),
    target.notes.length > 0 &&
      h(
        "ul",
        { class: "target-notes" },
        target.notes.map((note) => h("li", {}, note)),
      ),
    quotaTable(page, target),
    reservedTable(page, target),
    h(
      "div",
      { class: "charts" },
      chartCells(page, index, view),
      target.quotas.map((quota) => quota.daily && quota.daily.days.length > 0 && daysChart(quota, quota.daily)),
      hoursCell(page, index, view),
    ),
    growthTable(page, target),
    figuresTable(page, target),
    profilesTable(target),
    callersTable(page, target),
  );
}

const sentence = (text: string): string => (text === "" ? "" : `${text[0]!.toUpperCase()}${text.slice(1)}. `);

function rateText(page: PageContext, target: TargetHead): string {
  const { throttleRate: rate } = target;
  if (rate === null || rate === 0) return "";
  const share = rate < 0.1 ? "less than 0.1 %" : percentage(rate);
  return `That is ${share} of all requests; the last: ${throttledText(target, page)}.`;
}

function stackText({ document: { stacks, region } }: PageContext, inStack: string | false | null): string {
  if (inStack === null) return `no stack file here is for ${region}`;
  return inStack === false ? `in no stack file (${stacks.join(", ")})` : `monitored by stack ${inStack}`;
}
