import "uplot/dist/uPlot.min.css";
import "../../browser/page.css";
import "../../charts/charts.css";
import "./local.css";
import { h, replace } from "../../browser/element.ts";
import { markdown } from "../../browser/markdown.ts";
import { themeButton } from "../../browser/theme.ts";
import { type TimeChart, timeChart } from "../../charts/time-chart.ts";
import type { LocalState, LocalTarget } from "../data.ts";
import { latestUse, targetsTable } from "./targets-table.ts";

let state: LocalState | undefined;
let chosen: string | undefined;
let chart: { of: string; chart: TimeChart } | undefined;
/** Messages that are open: they stay so when the next state comes. */
const open = new Set<string>();

const title = h("h1");
const phase = h("p", { class: "phase", role: "status" });
const choices = h("div", { class: "choices" });
const about = h("p", { class: "about" });
const chartTitle = h("h2", {}, "Use over time");
const chartPlace = h("div", { class: "chart" });
const targets = targetsTable((name) => {
  chosen = name;
  if (state) show(state);
});
const scrolled = (label: string) => h("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": label });
const alarms = scrolled("Changes of alarms");
const messages = scrolled("Messages");

const card = (...content: HTMLElement[]) => h("section", { class: "card" }, ...content);
document.body.append(
  h("header", { class: "local-head" }, title, themeButton()),
  h(
    "main",
    { class: "local" },
    phase,
    h("div", {}, choices, about),
    h(
      "div",
      { class: "columns" },
      h(
        "div",
        { class: "column" },
        card(chartTitle, chartPlace),
        card(h("h2", {}, "Use of the quotas, last minute"), targets.element),
      ),
      h(
        "div",
        { class: "column" },
        card(h("h2", {}, "Inbox: what the topics' subscribers got"), messages),
        card(h("h2", {}, "Alarms"), alarms),
      ),
    ),
  ),
);

const clock = (time: string | number): string =>
  new Date(typeof time === "number" ? time * 1000 : time).toLocaleTimeString("en-GB", {
    hour: "2-digit",
    minute: "2-digit",
  });

/** The whole page is made anew with every state: what had the focus gets it back. */
function keepingFocus(change: () => void): void {
  const key = document.activeElement?.getAttribute("data-keep");
  change();
  if (key === null || key === undefined) return;
  const again = [...document.querySelectorAll<HTMLElement>("[data-keep]")].find(
    (element) => element.getAttribute("data-keep") === key,
  );
  again?.focus({ preventScroll: true });
}

const show = (next: LocalState): void => keepingFocus(() => draw(next));

function draw({ stack, region, ...now }: LocalState): void {
  title.textContent = `${stack} on this machine${region === "" ? "" : ` (${region}, emulated)`}`;
  phase.textContent = now.phase;
  replace(
    choices,
    now.choices.map(({ name, label }) =>
      h(
        "button",
        {
          type: "button",
          "aria-pressed": String(name === now.traffic),
          "data-keep": `traffic ${name}`,
          onclick: () => choose(name),
        },
        label,
      ),
    ),
  );
  const choice = now.choices.find(({ name }) => name === now.traffic);
  about.textContent = choice ? `Minute ${now.trafficMinutes}: ${choice.about}.` : "";

  const sorted = now.targets.toSorted(
    (left, right) => latestUse(right) - latestUse(left) || (left.name < right.name ? -1 : 1),
  );
  const shown = sorted.find(({ name }) => name === chosen) ?? sorted[0];
  targets.show(sorted, shown);
  if (shown) drawChart(shown, now.minutes);
  else chartTitle.textContent = "Use over time";
  replace(
    alarms,
    now.alarms.length === 0
      ? h("p", { class: "empty" }, "No alarm has changed yet.")
      : now.alarms.map(({ time, name, to, reason }) =>
          h(
            "div",
            { class: "event" },
            ...[h("span", { class: "when" }, `${clock(time)} `), badge(to), h("span", { class: "name" }, ` ${name}`)],
            h("p", {}, reason),
          ),
        ),
  );
  replace(
    messages,
    now.messages.length === 0
      ? h("p", { class: "empty" }, "No message yet.")
      : now.messages.map((message) => {
          const key = `${message.time} ${message.subject}`;
          const [first = "", ...rest] = message.text.split("\n");
          return h(
            "details",
            {
              class: "event",
              open: open.has(key),
              ontoggle: (event: Event) =>
                (event.target as HTMLDetailsElement).open ? open.add(key) : open.delete(key),
            },
            h(
              "summary",
              { "data-keep": `message ${key}` },
              h("span", { class: "when" }, `${clock(message.time)} `),
              message.subject || first,
            ),
            h("div", { class: "text" }, markdown([first, ...rest].join("\n"))),
          );
        }),
  );
}

const badge = (to: string) => h("span", { class: `state ${to === "ALARM" ? "alarm" : "ok"}` }, to);

function drawChart(target: LocalTarget, minutes: readonly number[]): void {
  chartTitle.textContent = `${target.name}: percent of the quota that is used most`;
  if (chart?.of !== target.name) {
    chart?.chart.end();
    const colours = ["--warn", "--alarm"];
    const levels = target.thresholds.map(({ severity, percent }, index, all) => ({
      ...{ label: severity, value: percent, colour: colours[index - all.length + colours.length] ?? "--text-faint" },
    }));
    const made = timeChart({
      title: target.name,
      lines: [{ label: "use", colour: "--accent", axis: "left" }],
      left: { min: 0, label: "%" },
      levels,
      time: clock,
      increments: [60, 300, 600, 900],
    });
    chart = { of: target.name, chart: made };
    replace(chartPlace, made.element);
  }
  const first = minutes[0] ?? 0;
  const last = minutes.at(-1) ?? 0;
  chart.chart.show({
    x: minutes,
    // An empty future at first, so that the line grows into it.
    range: [first, Math.max(last, first + 600)],
    values: [target.use.map((value) => value ?? Number.NaN)],
    rest: minutes.length - 1,
  });
}

function choose(name: LocalState["traffic"]): void {
  void fetch("/traffic", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(name),
  });
}

const events = new EventSource("/events");
events.onmessage = ({ data }: MessageEvent<string>) => {
  state = JSON.parse(data) as LocalState;
  show(state);
};
events.onerror = () => {
  phase.textContent = "Ended: start it again with npm run local.";
};
