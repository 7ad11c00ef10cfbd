import "uplot/dist/uPlot.min.css";
import "../../browser/page.css";
import "../../charts/charts.css";
import "./preview.css";
import { h, replace } from "../../browser/element.ts";
import { themeButton } from "../../browser/theme.ts";
import type { PreviewData } from "../data.ts";
import { simulatedMinutes } from "../scenario.ts";
import { readHash, type ViewState, writeHash } from "../view-state.ts";
import { stackPage } from "./stack-page.ts";

const data = JSON.parse(document.querySelector("#data")?.textContent ?? "") as PreviewData;
const names = data.stacks.map(({ stack }) => stack);

let view: ViewState = readHash(location.hash, names);
let page: ReturnType<typeof stackPage> | undefined;
let shownStack = "";

// A click into a chart: states and single values are shown as of the end of that minute.
const place = h("main", { onpick: (event: CustomEvent<number>) => change({ minute: event.detail + 1 }) });
const stackButtons = data.stacks.map(({ stack }) =>
  h("button", { type: "button", class: "stack-button", onclick: () => change({ stack, targets: {} }) }, stack),
);

let asked = false;
/** Shows the view once a frame, however often it changed. */
function schedule(): void {
  if (asked) return;
  asked = true;
  requestAnimationFrame(() => {
    asked = false;
    show();
  });
}

function change(part: Partial<ViewState>): void {
  view = { ...view, ...part };
  if (view.minute === simulatedMinutes) delete view.minute;
  // Replaced, not added: moving a slider must not fill the history.
  history.replaceState(null, "", writeHash(view));
  schedule();
}

function show(): void {
  const stack = data.stacks.find((one) => one.stack === view.stack);
  if (!stack) return;
  if (!page || shownStack !== view.stack) {
    page?.end();
    page = stackPage(stack, view, change);
    shownStack = view.stack;
    replace(place, page.element);
    for (const [index, button] of stackButtons.entries()) {
      button.setAttribute("aria-pressed", String(names[index] === view.stack));
    }
  }
  page.show(view);
}

addEventListener("hashchange", () => {
  view = readHash(location.hash, names);
  schedule();
});

document.body.append(
  h(
    "header",
    { class: "page-header" },
    h("h1", {}, h("span", { class: "logo", "aria-hidden": "true" }), "Bedrock headroom"),
    h("span", { class: "badge badge-offline", title: `version ${data.version}` }, "Offline preview"),
    h("nav", { class: "stacks", "aria-label": "Stacks" }, stackButtons),
    themeButton(),
  ),
  place,
  h(
    "footer",
    { class: "page-footer" },
    "Nothing here comes from an AWS account: the traffic is simulated, and the quotas are AWS's defaults. ",
    "The dashboards and alarms are the ones that ",
    h("code", {}, "pulumi up"),
    " would create.",
  ),
);
show();
