import "uplot/dist/uPlot.min.css";
import "../../browser/page.css";
import "../../charts/charts.css";
import "./backtest.css";
import { h } from "../../browser/element.ts";
import { themeButton } from "../../browser/theme.ts";
import { drawnInView } from "../../charts/in-view.ts";
import { zonedTime } from "../../charts/zoned-time.ts";
import type { BacktestPageData } from "../data.ts";
import { rulesTable } from "./rules-table.ts";
import { targetSection } from "./target-section.ts";

const data = JSON.parse(document.querySelector("#data")?.textContent ?? "{}") as BacktestPageData;
const time = zonedTime(data.timeZone);
const view = drawnInView();
const said = (text: string): string => `${text[0]?.toUpperCase() ?? ""}${text.slice(1)}`;

document.body.append(
  h("a", { class: "skip-link", href: "#targets" }, "Skip to the targets"),
  h(
    "header",
    { class: "page-header" },
    h("h1", {}, h("span", { class: "logo", "aria-hidden": "true" }), "Backtest"),
    h("span", { class: "badge" }, data.stack),
    h(
      "p",
      { class: "window" },
      `${time.full(data.window.start)} to ${time.full(data.window.end)}`,
      h("span", { class: "muted" }, ` ${data.timeZone}, metrics ${data.lagMinutes} min late`),
    ),
    themeButton(),
  ),
  h(
    "main",
    {},
    h(
      "section",
      { class: "card", "aria-label": "What the alarms would have done" },
      data.summary.map((text, index) => h("p", { class: index === 0 ? "lead" : "" }, text)),
      data.changed !== null && h("p", { class: "muted" }, data.changed),
      h("h2", { class: "part" }, "What would be better"),
      data.whatIf.map((text) => h("p", {}, text)),
      data.rules.length > 0 && rulesTable(data.rules),
    ),
    h(
      "div",
      { id: "targets", class: "targets", tabindex: -1 },
      data.targets.map((target, index) => targetSection(data, target, index, time, view)),
    ),
    h(
      "section",
      { class: "card", "aria-label": "What else to know" },
      data.calm.length > 0 &&
        h(
          "details",
          {},
          h(
            "summary",
            {},
            `${data.calm.length} ${data.calm.length === 1 ? "target" : "targets"} without throttles, and with no alarm on`,
          ),
          h(
            "ul",
            { class: "calm" },
            data.calm.map((name) => h("li", {}, name)),
          ),
        ),
      data.notes.map((note) => h("p", { class: "muted" }, `${said(note)}.`)),
    ),
  ),
  h("footer", { class: "page-footer" }, "This file needs nothing else and reaches out to nothing."),
);
addEventListener("beforeprint", () => view.drawAll());
