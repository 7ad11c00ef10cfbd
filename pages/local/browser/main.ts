import "uplot/dist/uPlot.min.css";
import "../../browser/page.css";
import "../../charts/charts.css";
import "./local.css";
import { h, replace, svg } from "../../browser/element.ts";
import { markdown } from "../../browser/markdown.ts";
import { themeButton } from "../../browser/theme.ts";
import { percentage } from "../../charts/format.ts";
import { type TimeChart, timeChart } from "../../charts/time-chart.ts";
import type { LocalState, LocalTarget } from "../data.ts";

let state: LocalState | undefined;
let chosen: string | undefined;
let chart: { of: string; chart: TimeChart } | undefined;
/** Messages that are open: they stay so when the next state comes. */
const open = new Set<string>();

const title = h("h1");
const phase = h("p", { class: "phase", role: "status" });
const choices = h("div", { class: "choices" });
const about = h("p", { class: "about" });
const chartTitle = h("h2");
const chartPlace = h("div", { class: "chart" });
const targets = h("tbody", { role: "rowgroup" });
const targetTable = h(
  "table",
  // Said, because a phone's style lays the rows out as blocks, which would take the meaning from them.
  { role: "table", "aria-labelledby": "targets-title" },
  h(
    "thead",
    { role: "rowgroup" },
    h(
      "tr",
      { role: "row" },
      ["Target", "So far", "Now", "Alarm"].map((head) => h("th", { scope: "col", role: "columnheader" }, head)),
    ),
  ),
  targets,
);
const alarms = h("div", { class: "scroll" });
const messages = h("div", { class: "scroll" });

const card = (...content: HTMLElement[]) => h("section", { class: "card" }, ...content);
document.body.append(
  h(
    "main",
    { class: "local" },
    h("header", {}, title, themeButton()),
    phase,
    h("div", {}, choices, about),
    h(
      "div",
      { class: "columns" },
      h(
        "div",
        {},
        card(chartTitle, chartPlace),
        h("br"),
        card(h("h2", { id: "targets-title" }, "Use of the quotas, last minute"), targetTable),
      ),
      h(
        "div",
        {},
        card(h("h2", {}, "Inbox: what the topics' subscribers got"), messages),
        h("br"),
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
const latest = ({ use }: LocalTarget): number => use.at(-1) ?? -1;

/** Draws the state; who works by keyboard stays where they were. */
function show(next: LocalState): void {
  const focused = document.activeElement?.getAttribute("data-key");
  draw(next);
  if (focused) document.querySelector<HTMLElement>(`[data-key="${CSS.escape(focused)}"]`)?.focus();
}

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
          "data-key": `traffic ${name}`,
          "aria-pressed": String(name === now.traffic),
          onclick: () => choose(name),
        },
        label,
      ),
    ),
  );
  const choice = now.choices.find(({ name }) => name === now.traffic);
  about.textContent = choice ? `Minute ${now.trafficMinutes}: ${choice.about}.` : "";

  const sorted = now.targets.toSorted(
    (left, right) => latest(right) - latest(left) || (left.name < right.name ? -1 : 1),
  );
  const shown = sorted.find(({ name }) => name === chosen) ?? sorted[0];
  const most = Math.max(
    100,
    ...sorted.flatMap(({ use, thresholds }) => [
      ...use.map((value) => value ?? 0),
      ...thresholds.map((one) => one.percent),
    ]),
  );
  replace(
    targets,
    sorted.map((target) => row(target, target === shown, most)),
  );
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
              { "data-key": key },
              h("span", { class: "when" }, `${clock(message.time)} `),
              message.subject || first,
            ),
            h("div", { class: "text" }, markdown([first, ...rest].join("\n"))),
          );
        }),
  );
}

const badge = (to: string) => h("span", { class: `state ${to === "ALARM" ? "alarm" : "ok"}` }, to);

/** @param most what the small lines of all targets go up to, percent: they are there to be compared */
function row(target: LocalTarget, selected: boolean, most: number): HTMLElement {
  const { name, kind, inAlarm } = target;
  const use = target.use.at(-1);
  const pick = () => {
    chosen = name;
    if (state) show(state);
  };
  return h(
    "tr",
    { class: selected ? "is-chosen" : undefined, role: "row", onclick: pick },
    h(
      "th",
      { class: "name", scope: "row", role: "rowheader" },
      h(
        "button",
        { type: "button", "data-key": `target ${name}`, "aria-pressed": String(selected), title: "Show its chart" },
        name,
      ),
    ),
    h("td", { class: "spark-cell", role: "cell" }, spark(target, most)),
    h("td", { class: "use", role: "cell" }, use == null ? "–" : `${percentage(use)} ${kind}`),
    h(
      "td",
      { class: "state-cell", role: "cell" },
      inAlarm.length === 0
        ? h("span", { class: "state ok" }, "ok")
        : h(
            "span",
            { class: `state ${inAlarm.at(-1) === target.thresholds.at(-1)?.severity ? "alarm" : "warn"}` },
            inAlarm.at(-1),
          ),
    ),
  );
}

function spark({ use, thresholds }: LocalTarget, most: number) {
  const severe = thresholds.at(-1)?.percent;
  const y = (value: number) => (20 - (20 * value) / most).toFixed(1);
  const points = use.flatMap((value, index) =>
    value === null ? [] : [`${(100 * index) / Math.max(1, use.length - 1)},${y(value)}`],
  );
  return svg(
    "svg",
    { class: "spark", viewBox: "0 0 100 20", preserveAspectRatio: "none", "aria-hidden": "true" },
    severe !== undefined && svg("line", { x1: 0, x2: 100, y1: y(severe), y2: y(severe) }),
    svg("polyline", { points: points.join(" ") }),
  );
}

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
