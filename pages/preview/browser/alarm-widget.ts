import type { AlarmWidget } from "../../../monitoring/dashboard/widget.ts";
import { h, replace } from "../../browser/element.ts";
import { counted } from "../../charts/format.ts";
import { stateClass, stateNames, stateOf } from "./moment.ts";
import { titled, type WidgetView } from "./widget.ts";

/** What a widget of alarms says when it shows those in alarm only and none is. */
const noneOn = "No alarm is on.";

/** Tiles of alarms in the colour of their state. */
export function alarmWidget({ properties }: AlarmWidget): WidgetView {
  const names = properties.alarms.map((arn) => arn.slice(arn.indexOf(":alarm:") + ":alarm:".length));
  const list = h("ul", { class: "tiles", tabindex: 0, "aria-label": properties.title });
  const note = h("p", { class: "tiles-note" });
  return {
    element: titled({ title: properties.title }, list, note),
    show(moment): void {
      const shown = names
        .map((name) => ({ name, state: stateOf(moment, name) }))
        .filter(({ state }) => !properties.states || (properties.states as readonly string[]).includes(state));
      replace(
        list,
        shown.map(({ name, state }) =>
          h(
            "li",
            { class: `tile tile-${stateClass[state]}`, title: name },
            h(
              "span",
              { class: "tile-text" },
              h("span", { class: "tile-state" }, stateNames[state]),
              ` ${shortened(name)}`,
            ),
          ),
        ),
      );
      replace(note, shown.length > 0 ? "" : `${noneOn} ${counted(names.length, "alarm")} watched.`);
      note.hidden = shown.length > 0;
    },
  };
}

/** Without the stack, which every name of the page ends in: see `alarmNameEnd`. */
const shortened = (name: string): string => name.slice(0, name.lastIndexOf(" ("));
