import { h, replace } from "../../browser/element.ts";
import { clock, nothing } from "../../charts/format.ts";
import { type AlarmTimes, timesOf } from "../alarm-times.ts";
import type { AlarmView } from "../alarm-view.ts";
import { initialState } from "../scenario.ts";
import { alarmDetails } from "./alarm-details.ts";
import { type Moment, stateClass, stateNames, stateOf } from "./moment.ts";
import { stateStrip } from "./state-strip.ts";

/** Columns of the table of alarms. */
const alarmColumns = 7;

export interface AlarmRow {
  view: AlarmView;
  /** the row, and the one with its details */
  elements: readonly [HTMLTableRowElement, HTMLTableRowElement];
  /** of the moment shown last; `undefined` where nothing can be told */
  times: () => AlarmTimes | undefined;
  show(moment: Moment): void;
  end(): void;
}

/** One alarm in the table; opens to show its message and how it got there. */
export function alarmRow(view: AlarmView, index: number): AlarmRow {
  const strip = stateStrip();
  const dot = h("span", { class: "dot" });
  const fires = h("td", { class: "number cell-fires" });
  const clears = h("td", { class: "number cell-clears" });
  let details: ReturnType<typeof alarmDetails> | undefined;
  let moment: Moment | undefined;
  let times: AlarmTimes | undefined;

  const place = h("td", { colspan: alarmColumns });
  const detailRow = h("tr", { class: "details-row", id: `alarm-${index}`, hidden: true }, place);
  const button = h(
    "button",
    {
      type: "button",
      class: "row-button",
      "aria-expanded": "false",
      "aria-controls": `alarm-${index}`,
      onclick: toggle,
    },
    h("span", { class: "row-subject" }, view.subject),
    h("span", { class: "row-kind" }, view.kind),
  );
  const row = h(
    "tr",
    { class: "alarm-row", "data-alarm": view.name },
    h("td", { class: "cell-dot" }, dot),
    h("th", { scope: "row" }, button),
    h("td", {}, h("span", { class: `severity severity-${view.severity}` }, view.severity)),
    h("td", { class: "cell-condition" }, view.condition, h("span", { class: "muted" }, ` ${view.evaluation}`)),
    h("td", { class: "cell-strip" }, strip.element),
    fires,
    clears,
  );

  function toggle(): void {
    detailRow.hidden = !detailRow.hidden;
    button.setAttribute("aria-expanded", String(!detailRow.hidden));
    row.classList.toggle("is-open", !detailRow.hidden);
    if (!details) {
      details = alarmDetails(view);
      replace(place, details.element);
    }
    if (moment) details.show(moment);
  }

  return {
    view,
    elements: [row, detailRow],
    times: () => times,
    show(next) {
      moment = next;
      const simulation = next.run.alarms.get(view.name);
      times = simulation && timesOf(simulation, next.run.minutes, initialState);
      const state = stateOf(next, view.name);
      dot.className = `dot dot-${stateClass[state]}`;
      dot.title = stateNames[state];
      strip.show(next, view.name);
      replace(fires, times ? at(times.fires, times.times) : "cannot tell");
      replace(clears, times ? at(times.clears) : "");
      if (!detailRow.hidden) details?.show(next);
    },
    end: () => details?.end(),
  };
}

/** A minute as number and as clock, and how often where it is more than once. */
function at(minute: number | undefined, times = 1): Node[] {
  if (minute === undefined) return [h("span", { class: "muted" }, nothing)];
  return [
    h("span", { class: "minute" }, String(minute)),
    h("span", { class: "muted" }, ` ${clock(minute)}${times > 1 ? `, ${times}×` : ""}`),
  ];
}
