import { h, replace } from "../../browser/element.ts";
import { unpacked } from "../../browser/unpacked.ts";
import type { drawnInView } from "../../charts/in-view.ts";
import { type TimeChart, timeChart } from "../../charts/time-chart.ts";
import type { ZonedTime } from "../../charts/zoned-time.ts";
import { type BacktestPageData, type PageSeries, type PageTarget, seriesId } from "../data.ts";
import { alarmStrip } from "./alarm-strip.ts";

const colours = ["--accent", "--quota", "--warn"];

/** A target's use in percent of its quotas, with the times of its alarms below. */
export function targetSection(
  data: BacktestPageData,
  target: PageTarget,
  index: number,
  time: ZonedTime,
  view: ReturnType<typeof drawnInView>,
): HTMLElement {
  const id = `target-${index}`;
  return h(
    "section",
    { class: "card target", id, "aria-labelledby": `${id}-title` },
    h(
      "header",
      { class: "target-header" },
      h("h2", { id: `${id}-title` }, target.title),
      h("span", { class: "muted" }, target.said),
    ),
    target.lines.length > 0 && chartCell(data, target, index, time, view),
    h(
      "ul",
      { class: "strips" },
      target.alarms.map((alarm) => alarmStrip(alarm, data.window, time)),
    ),
    target.bursts.length > 0 && burstsTable(target, time),
  );
}

function chartCell(
  { window, bucketSeconds }: BacktestPageData,
  { title, lines, levels }: PageTarget,
  index: number,
  time: ZonedTime,
  view: ReturnType<typeof drawnInView>,
): HTMLElement {
  const place = h("div", { class: "chart-place" });
  let chart: TimeChart | undefined;
  view.add(place, {
    draw() {
      const { values, bursts } = JSON.parse(
        unpacked(document.querySelector(`#${seriesId(index)}`)?.textContent ?? ""),
      ) as PageSeries;
      const x = (values[0] ?? []).map((_, bucket) => window.start + (bucket + 0.5) * bucketSeconds);
      chart?.end();
      chart = timeChart({
        title: `${title}: use in percent of the quota`,
        lines: lines.map((label, line) => ({ label, colour: colours[line % colours.length]!, axis: "left" as const })),
        left: { label: "% of the quota", min: 0 },
        levels: levels.map((level, at) => ({ ...level, colour: at === 0 ? "--alarm" : "--warn" })),
        time: (moment) => time.tick(moment),
        moment: (moment) => time.span(moment - bucketSeconds / 2, moment + bucketSeconds / 2),
        increments: (from, to, most) => time.ticks(from, to, most),
        // A burst of a minute is seen, too.
        shades: bursts.map(([from, to]) => ({ from, to: Math.max(to, from + bucketSeconds), label: "" })),
        sync: "backtest",
      });
      replace(place, chart.element);
      chart.show({
        x,
        range: [window.start, window.end],
        values: values.map((own) => own.map((value) => value ?? Number.NaN)),
        rest: fullest(values[0] ?? []),
      });
    },
    clear() {
      chart?.end();
      chart = undefined;
      replace(place);
    },
  });
  return h(
    "figure",
    { class: "chart-cell" },
    h(
      "figcaption",
      {},
      h("span", { class: "chart-title" }, "Use, in percent of the quota"),
      h("span", { class: "muted" }, `highest ${bucketSeconds / 60} min; shaded: requests were throttled`),
    ),
    place,
  );
}

const fullest = (values: readonly (number | null)[]): number =>
  values.reduce<number>((best, value, at) => ((value ?? -1) > (values[best] ?? -1) ? at : best), 0);

function burstsTable({ bursts, moreBursts }: PageTarget, time: ZonedTime): HTMLElement {
  return h(
    "details",
    { class: "block", open: bursts.some(({ late }) => late) },
    h("summary", {}, "Throttled"),
    h(
      "div",
      { class: "table-frame", tabindex: 0, role: "region", "aria-label": "Bursts of throttled requests" },
      h(
        "table",
        { class: "plain-table" },
        h(
          "thead",
          {},
          h(
            "tr",
            {},
            h("th", { scope: "col" }, "from"),
            h("th", { scope: "col", class: "number" }, "requests"),
            h("th", { scope: "col" }, "warned of"),
          ),
        ),
        h(
          "tbody",
          {},
          bursts.map(({ start, throttled, warned, late }) =>
            h(
              "tr",
              {},
              h("td", {}, time.moment(start)),
              h("td", { class: "number" }, throttled.toLocaleString("en-US")),
              h("td", {}, late ? h("span", { class: "badge badge-alarm" }, warned) : warned),
            ),
          ),
        ),
      ),
    ),
    moreBursts > 0 && h("p", { class: "muted" }, `${moreBursts} earlier ones are in the JSON.`),
  );
}
