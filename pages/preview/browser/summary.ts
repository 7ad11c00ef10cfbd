import { h, replace } from "../../browser/element.ts";
import { amount, counted, dollarAmount } from "../../charts/format.ts";
import { timesOf } from "../alarm-times.ts";
import { alarmViews } from "../alarm-view.ts";
import type { StackPreview } from "../data.ts";
import { initialState } from "../scenario.ts";
import { type Moment, stateOf } from "./moment.ts";

/** The stack in five numbers, of which the alarms follow the simulation. */
export function summary(stack: StackPreview) {
  const { plan, severities } = stack;
  const alarms = alarmViews(stack).filter(({ composite }) => !composite);
  const fires = tile("fire under this traffic");
  const on = tile("on in the minute looked at");
  const { monthlyUsd, freeTierUsd } = plan.cost;
  const models = new Set(plan.targets.map(({ modelId }) => modelId)).size;
  const element = h(
    "section",
    { class: "summary", "aria-label": "Summary" },
    tile("targets", amount(plan.targets.length), `of ${counted(models, "model")}`).element,
    tile("alarms", amount(plan.alarms.length), `and ${amount(plan.compositeAlarms.length)} composite`).element,
    fires.element,
    on.element,
    tile(
      plan.dashboards.length === 1 ? "dashboard" : "dashboards",
      amount(plan.dashboards.length),
      `${counted(plan.feed.quotas.length, "quota")} published`,
    ).element,
    tile("a month", dollarAmount(monthlyUsd), `free tier: up to −${dollarAmount(freeTierUsd)}`).element,
  );
  const announcement = h("p", { class: "visually-hidden", role: "status" });
  element.append(announcement);
  return {
    element,
    show(moment: Moment): void {
      const firing = alarms.filter(({ name }) => {
        const simulation = moment.run.alarms.get(name);
        return simulation !== undefined && (timesOf(simulation, moment.run.minutes, initialState)?.times ?? 0) > 0;
      });
      const active = alarms.filter(({ name }) => stateOf(moment, name) === "ALARM");
      const bySeverity = (some: typeof alarms): string =>
        severities
          .toReversed()
          .map((severity) => ({ severity, number: some.filter((alarm) => alarm.severity === severity).length }))
          .filter(({ number }) => number > 0)
          .map(({ severity, number }) => `${number} ${severity}`)
          .join(", ");
      fires.show(amount(firing.length), bySeverity(firing) || "all quiet", firing.length > 0);
      on.show(amount(active.length), bySeverity(active) || "all quiet", active.length > 0);
      announcement.textContent = `${counted(firing.length, "alarm")} of ${alarms.length} fire under this traffic.`;
    },
  };
}

function tile(label: string, number = "", note = "") {
  const numberText = h("span", { class: "tile-number" }, number);
  const noteText = h("span", { class: "tile-note" }, note);
  const element = h("p", { class: "summary-tile" }, numberText, h("span", { class: "tile-label" }, label), noteText);
  return {
    element,
    show(text: string, under: string, alarming: boolean): void {
      replace(numberText, text);
      replace(noteText, under);
      element.classList.toggle("is-alarming", alarming);
    },
  };
}
