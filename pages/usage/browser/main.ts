import "uplot/dist/uPlot.min.css";
import "../../browser/page.css";
import "../../charts/charts.css";
import "./usage.css";
import { h } from "../../browser/element.ts";
import { themeButton } from "../../browser/theme.ts";
import { drawnInView } from "../../charts/in-view.ts";
import { aboutRun } from "./about-run.ts";
import { overview } from "./overview.ts";
import { readPage } from "./page.ts";
import { summary } from "./summary.ts";
import { targetSection } from "./target-section.ts";
import { toolbar } from "./toolbar.ts";
import { troubles } from "./troubles.ts";
import { uncovered } from "./uncovered.ts";

/** So many are made without anybody seeing the wait. */
const fewTargets = 8;

/** After the next picture; in a window that nobody sees, where none comes, soon. */
const painted = (): Promise<void> =>
  new Promise((resolve) => {
    requestAnimationFrame(() => setTimeout(resolve));
    setTimeout(resolve, 500);
  });

const page = readPage();
const view = drawnInView();
const { document: report, time, window: span } = page;

const sections: HTMLElement[] = [];
const strips = overview(page, view);
const targets = h("div", { id: "targets", class: "targets", tabindex: -1 });
const tools = toolbar(page, {
  filter(shown) {
    for (const [index, section] of sections.entries()) section.hidden = !shown(index);
    strips.filter(shown);
  },
  countIdle(counted) {
    for (const part of document.querySelectorAll<HTMLElement>("[data-idle]")) {
      part.hidden = part.dataset["idle"] !== String(counted);
    }
  },
});

document.body.append(
  h("a", { class: "skip-link", href: "#targets" }, "Skip to the targets"),
  h(
    "header",
    { class: "page-header" },
    h("h1", {}, h("span", { class: "logo", "aria-hidden": "true" }), "Bedrock usage"),
    h("span", { class: "badge badge-region" }, report.region),
    h(
      "p",
      { class: "window" },
      `${time.full(span.start)} to ${time.full(span.end)}`,
      h("span", { class: "muted" }, ` ${report.timeZone}`),
    ),
    themeButton(),
  ),
  h(
    "main",
    { oncrosshair: (event: CustomEvent<number | null>) => strips.mark(event.detail) },
    troubles(page),
    summary(page),
    strips.element,
    uncovered(page),
    tools,
    targets,
    aboutRun(page),
  ),
  h(
    "footer",
    { class: "page-footer" },
    `Made ${time.full(Date.parse(report.generatedAt) / 1000)}. This file needs nothing else and reaches out to nothing.`,
  ),
);
addEventListener("beforeprint", () => view.drawAll());

// What hurts is on the screen before the sections of all targets are made, which take most of the time of a large page.
if (page.targets.length > fewTargets) await painted();
sections.push(...page.targets.map((_target, index) => targetSection(page, index, view)));
targets.append(...sections);
// The sections are made by this program, after the browser looked for the address's part.
if (location.hash.length > 1) document.querySelector(`#${CSS.escape(location.hash.slice(1))}`)?.scrollIntoView();
