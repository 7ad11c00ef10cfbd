import { h } from "../../browser/element.ts";
import { tabList } from "../../browser/tabs.ts";
import { dollarAmount } from "../../charts/format.ts";
import { firstToFire } from "../alarm-times.ts";
import type { StackPreview } from "../data.ts";
import { initialState, type Run, run, simulatedMinutes } from "../scenario.ts";
import { trafficOf } from "../traffic-choices.ts";
import { firstAlarm, type Tab, type ViewState } from "../view-state.ts";
import { alarmsPanel } from "./alarms-panel.ts";
import { controls } from "./controls.ts";
import { costPanel } from "./cost-panel.ts";
import { dashboardsPanel } from "./dashboards-panel.ts";
import type { Panel } from "./moment.ts";
import { notesPanel } from "./notes-panel.ts";
import { resourcesPanel } from "./resources-panel.ts";
import { summary } from "./summary.ts";

const makers: Readonly<Record<Tab, (stack: StackPreview) => Panel>> = {
  dashboards: dashboardsPanel,
  alarms: alarmsPanel,
  resources: resourcesPanel,
  cost: costPanel,
  notes: notesPanel,
};

/** Everything about one stack. Panels are made when they are first opened. */
export function stackPage(stack: StackPreview, initial: ViewState, change: (part: Partial<ViewState>) => void) {
  const { plan } = stack;
  const panels = new Map<Tab, Panel>();
  const place = (): HTMLElement => h("div", { class: "panel", tabindex: -1 });
  const places: Record<Tab, HTMLElement> = {
    dashboards: place(),
    alarms: place(),
    resources: place(),
    cost: place(),
    notes: place(),
  };
  const numbers = summary(stack);
  const control = controls(stack, initial, change);
  const tabs = tabList<Tab>(
    `Stack ${stack.stack}`,
    [
      { name: "dashboards", label: "Dashboards", count: String(plan.dashboards.length), panel: places.dashboards },
      {
        name: "alarms",
        label: "Alarms",
        count: String(plan.alarms.length + plan.compositeAlarms.length),
        panel: places.alarms,
      },
      {
        name: "resources",
        label: "Resources",
        count: String(stack.resources.filter(({ type }) => type.startsWith("aws:")).length),
        panel: places.resources,
      },
      { name: "cost", label: "Cost", count: dollarAmount(plan.cost.monthlyUsd), panel: places.cost },
      {
        name: "notes",
        label: "Quotas and notes",
        ...(stack.warnings.length > 0 ? { count: String(stack.warnings.length) } : {}),
        panel: places.notes,
      },
    ],
    (tab) => change({ tab }),
  );

  let current: Run | undefined;
  let simulated = "";

  function show(view: ViewState): void {
    const scenario = JSON.stringify([
      view.traffic,
      view.targets,
      view.quotasHalve,
      view.largeAsks,
      view.publisherStops,
    ]);
    if (!current || scenario !== simulated) {
      current = run(stack, {
        traffic: trafficOf(view.traffic),
        targets: Object.fromEntries(Object.entries(view.targets).map(([key, text]) => [key, trafficOf(text)])),
        quotasHalve: view.quotasHalve,
        largeAsks: view.largeAsks,
        publisherStops: view.publisherStops,
      });
      simulated = scenario;
    }
    if (view.minute === firstAlarm) {
      // Comes back with that minute, which from then on is part of the page's link.
      change({ minute: firstToFire(current.alarms.values(), current.minutes, initialState) ?? simulatedMinutes });
      return;
    }
    const moment = { run: current, minute: view.minute ?? simulatedMinutes };
    control.show(view);
    numbers.show(moment);
    tabs.select(view.tab);
    let panel = panels.get(view.tab);
    if (!panel) {
      panel = makers[view.tab](stack);
      panels.set(view.tab, panel);
      places[view.tab].append(panel.element);
    }
    panel.show(moment);
  }

  return {
    element: h("div", { class: "stack-page" }, control.element, numbers.element, tabs.element, Object.values(places)),
    show,
    end(): void {
      for (const panel of panels.values()) panel.end?.();
    },
  };
}
