import { h, replace } from "../../browser/element.ts";
import { amount, clock, counted } from "../../charts/format.ts";
import { alarmViews } from "../alarm-view.ts";
import type { StackPreview } from "../data.ts";
import { simulatedMinutes } from "../scenario.ts";
import { type AlarmRow, alarmRow } from "./alarm-row.ts";
import type { Panel } from "./moment.ts";

type SortKey = "subject" | "severity" | "fires" | "clears";
const outcomes = { all: "All", fires: "Fires", quiet: "Stays quiet", unknown: "Cannot tell" } as const;
type Outcome = keyof typeof outcomes;

/** The table of alarms: when each fires and clears under the traffic at hand. */
export function alarmsPanel(stack: StackPreview): Panel {
  const rows = alarmViews(stack).map(alarmRow);
  const severityRank = new Map(stack.severities.map((name, rank) => [name, rank]));
  const body = h("tbody");
  const found = h("span", { class: "muted", role: "status" });
  const search = h("input", {
    type: "search",
    placeholder: "Filter by model, kind or severity",
    "aria-label": "Filter alarms",
  });
  const outcome = h(
    "select",
    { "aria-label": "Outcome" },
    Object.entries(outcomes).map(([value, label]) => h("option", { value }, label)),
  );
  let sorted: { key: SortKey; down: boolean } = { key: "fires", down: false };

  const headers = new Map<SortKey, HTMLTableCellElement>();
  const sortable = (key: SortKey, label: string, attributes = {}): HTMLTableCellElement => {
    const cell = h(
      "th",
      { scope: "col", ...attributes },
      h(
        "button",
        { type: "button", class: "sort", onclick: () => sortBy(key) },
        label,
        h("span", { class: "arrow", "aria-hidden": "true" }),
      ),
    );
    headers.set(key, cell);
    return cell;
  };
  const table = h(
    "table",
    { class: "alarm-table" },
    h(
      "thead",
      {},
      h(
        "tr",
        {},
        h("th", { scope: "col", class: "cell-dot" }, h("span", { class: "visually-hidden" }, "State")),
        sortable("subject", "Alarm"),
        sortable("severity", "Severity"),
        h("th", { scope: "col", class: "cell-condition" }, "Fires when"),
        h("th", { scope: "col", class: "cell-strip" }, "State over time", hours()),
        sortable("fires", "Fires at", { class: "number" }),
        sortable("clears", "Clears at", { class: "number cell-clears" }),
      ),
    ),
    body,
  );
  search.addEventListener("input", arrange);
  outcome.addEventListener("change", arrange);

  function sortBy(key: SortKey): void {
    sorted = { key, down: sorted.key === key ? !sorted.down : false };
    arrange();
  }

  function arrange(): void {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    const wanted = outcome.value as Outcome;
    const shown = rows.filter((row) => matches(row, words) && (wanted === "all" || outcomeOf(row) === wanted));
    shown.sort((a, b) => compare(a, b) * (sorted.down ? -1 : 1));
    replace(
      body,
      shown.flatMap(({ elements }) => elements),
    );
    replace(found, `${amount(shown.length)} of ${counted(rows.length, "alarm")}`);
    for (const [key, cell] of headers) {
      if (key === sorted.key) cell.setAttribute("aria-sort", sorted.down ? "descending" : "ascending");
      else cell.removeAttribute("aria-sort");
    }
  }

  function compare(a: AlarmRow, b: AlarmRow): number {
    switch (sorted.key) {
      case "subject":
        return byName(a, b);
      case "severity":
        return rank(b) - rank(a) || byName(a, b);
      case "fires":
        return later(a.times()?.fires, b.times()?.fires) || rank(b) - rank(a);
      case "clears":
        return later(a.times()?.clears, b.times()?.clears) || rank(b) - rank(a);
    }
  }
  const rank = ({ view }: AlarmRow): number => severityRank.get(view.severity) ?? -1;

  return {
    element: h(
      "div",
      { class: "alarms" },
      h("h2", { class: "visually-hidden" }, "Alarms"),
      h("div", { class: "toolbar" }, search, h("label", { class: "field" }, "Show", outcome), found),
      h("div", { class: "table-frame", tabindex: 0, role: "group", "aria-label": "Alarms" }, table),
    ),
    show(moment) {
      for (const row of rows) row.show(moment);
      arrange();
    },
    end() {
      for (const row of rows) row.end();
    },
  };
}

const byName = (a: AlarmRow, b: AlarmRow): number => a.view.name.localeCompare(b.view.name);

/** Those without a time come last. */
const later = (a: number | undefined, b: number | undefined): number =>
  (a ?? Number.MAX_SAFE_INTEGER) - (b ?? Number.MAX_SAFE_INTEGER);

const matches = ({ view }: AlarmRow, words: readonly string[]): boolean => {
  const text = `${view.name} ${view.subject} ${view.kind} ${view.severity}`.toLowerCase();
  return words.every((word) => text.includes(word));
};

function outcomeOf(row: AlarmRow): Outcome {
  const times = row.times();
  if (!times) return "unknown";
  return times.fires === undefined ? "quiet" : "fires";
}

/** The hours along the strips. */
function hours(): HTMLElement {
  const marks = Array.from({ length: simulatedMinutes / 60 + 1 }, (_hour, hour) => h("span", {}, clock(hour * 60)));
  return h("span", { class: "strip-hours", "aria-hidden": "true" }, marks);
}
