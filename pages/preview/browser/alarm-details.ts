import { h, replace } from "../../browser/element.ts";
import { markdown } from "../../browser/markdown.ts";
import { clock } from "../../charts/format.ts";
import { timeChart } from "../../charts/time-chart.ts";
import type { AlarmView } from "../alarm-view.ts";
import { type Moment, stateClass, stateNames } from "./moment.ts";

/** What an opened alarm shows: the message people get, when it changes state and why, and what it computes. */
export function alarmDetails(view: AlarmView) {
  const changes = h("div", { class: "changes" });
  const chart = view.alarm && view.alarm.ThresholdMetricId === undefined ? valueChart(view) : undefined;
  const element = h(
    "div",
    { class: "alarm-details" },
    h(
      "section",
      { "aria-label": "The alarm's message" },
      h("h3", {}, "What the person who is paged reads"),
      h(
        "article",
        { class: `message message-${view.severity}` },
        h("p", { class: "message-name" }, view.name),
        markdown(view.description),
      ),
      h("p", { class: "muted" }, notified(view)),
    ),
    h(
      "section",
      { "aria-label": "What happens in the simulation" },
      h("h3", {}, "In this simulation"),
      chart?.element,
      changes,
      h("h3", {}, view.composite ? "Rule" : "What it computes"),
      queries(view),
    ),
  );
  return {
    element,
    show(moment: Moment): void {
      const simulation = moment.run.alarms.get(view.name);
      if (simulation?.outcome !== "simulated") {
        replace(changes, h("p", {}, simulation?.reason ?? "Not simulated."));
        return;
      }
      const { transitions, values } = simulation;
      replace(
        changes,
        transitions.length === 0
          ? h("p", {}, "Stays OK.")
          : h(
              "ol",
              { class: "change-list" },
              transitions.map(({ minute, to, reason }) =>
                h(
                  "li",
                  {},
                  h("span", { class: "change-time" }, `minute ${minute} (${clock(minute)})`),
                  h("span", { class: `badge badge-${stateClass[to]}` }, stateNames[to]),
                  h("span", { class: "change-reason" }, reason),
                ),
              ),
            ),
      );
      chart?.show({
        x: Array.from({ length: moment.run.minutes }, (_minute, at) => at),
        range: [0, moment.run.minutes],
        values: [values],
        rest: moment.minute - 1,
        ...(moment.minute < moment.run.minutes ? { mark: moment.minute } : {}),
      });
    },
    end: () => chart?.end(),
  };
}

function valueChart({ alarm }: AlarmView) {
  const watched = alarm?.Metrics.find(({ ReturnData }) => ReturnData);
  const label = watched?.Label ?? watched?.Id ?? "value";
  return timeChart({
    title: label,
    lines: [{ label, colour: "#1f77b4", axis: "left" }],
    left: { min: 0, label },
    levels: alarm?.Threshold === undefined ? [] : [{ label: "threshold", value: alarm.Threshold, colour: "#d62728" }],
    time: clock,
    increments: [5, 10, 15, 30, 60, 120],
    sync: "minutes",
    picks: true,
  });
}

const notified = ({ actions, composite }: AlarmView): string => {
  if (actions.length > 0) return `Sent to ${actions.map(actionName).join(", ")}, when it fires and when it clears.`;
  return composite
    ? "Notifies nobody: the single alarms do."
    : "Notifies nobody by itself: the stack's composite alarm of this severity does.";
};

const actionName = (action: string): string =>
  action.startsWith("topic:") ? `topic ${action.slice("topic:".length)}` : action;

function queries({ alarm, rule, evaluation, missingData }: AlarmView): Node {
  if (!alarm) return h("pre", { class: "queries", tabindex: 0 }, (rule ?? "").replaceAll(" OR ", "\nOR "));
  const width = Math.max(...alarm.Metrics.map(({ Id }) => Id.length));
  const lines = alarm.Metrics.map((query) => {
    const id = query.Id.padEnd(width);
    if ("Expression" in query) return `${id} = ${query.Expression}`;
    const { Metric, Stat, Period } = query.MetricStat;
    const dimensions = Metric.Dimensions.map(({ Name, Value }) => `${Name}=${Value}`).join(", ");
    return `${id} = ${Stat} over ${Period} s of ${Metric.Namespace} ${Metric.MetricName}${dimensions ? ` {${dimensions}}` : ""}`;
  });
  return h(
    "div",
    {},
    h("pre", { class: "queries", tabindex: 0 }, lines.join("\n")),
    h("p", { class: "muted" }, `Fires when ${evaluation} are over the threshold; ${missingData}.`),
  );
}
