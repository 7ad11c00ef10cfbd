import { h, replace, svg } from "../../browser/element.ts";
import { percentage } from "../../charts/format.ts";
import type { LocalTarget } from "../data.ts";

/** Newest use, percent of the quota that is used most; below everything where there is none. */
export const latestUse = ({ use }: LocalTarget): number => use.at(-1) ?? -1;

/** Every target with its last hour on one scale; a click on a name picks it. */
export function targetsTable(pick: (name: string) => void) {
  const body = h("tbody");
  const head = (text: string, className = "") => h("th", { scope: "col", class: className }, text);
  return {
    element: h(
      "table",
      { class: "targets" },
      h("thead", {}, h("tr", {}, head("Target"), head("Last hour", "trend"), head("Now", "use"), head("State", "on"))),
      body,
    ),
    /** @param sorted in the order of the rows */
    show(sorted: readonly LocalTarget[], shown: LocalTarget | undefined): void {
      const highest = Math.max(
        100,
        ...sorted.flatMap(({ use, thresholds }) => [...use.map((value) => value ?? 0), ...thresholds.map(percentOf)]),
      );
      replace(
        body,
        sorted.map((target) => row(target, target === shown, highest, pick)),
      );
    },
  };
}

const percentOf = ({ percent }: LocalTarget["thresholds"][number]): number => percent;

function row(target: LocalTarget, selected: boolean, highest: number, pick: (name: string) => void): HTMLElement {
  const { name, kind, inAlarm } = target;
  const use = target.use.at(-1);
  return h(
    "tr",
    { class: selected ? "is-shown" : "", onclick: () => pick(name) },
    h(
      "th",
      { scope: "row", class: "name" },
      h(
        "button",
        { type: "button", "aria-pressed": String(selected), "data-keep": `target ${name}` },
        name,
      ),
    ),
    h("td", { class: "trend" }, trend(target, highest)),
    h(
      "td",
      { class: "use" },
      h("b", {}, use == null ? "–" : percentage(use)),
      use != null && h("span", { class: "kind" }, ` ${kind}`),
    ),
    h("td", { class: "on" }, stateBadge(inAlarm.at(-1), target)),
  );
}

/** The worst severity that is on: red for the worst there is, amber for what is below it. */
function stateBadge(severity: string | undefined, { thresholds }: LocalTarget): HTMLElement {
  if (severity === undefined) return h("span", { class: "state ok" }, "ok");
  const milder = severity !== thresholds.at(-1)?.severity && thresholds.some((level) => level.severity === severity);
  return h("span", { class: `state ${milder ? "warn" : "alarm"}` }, severity);
}

/** The last hour, with a line at each of the two worst thresholds. */
function trend({ use, thresholds }: LocalTarget, highest: number): SVGElement {
  const y = (value: number) => (20 - (20 * value) / highest).toFixed(1);
  const points = use.flatMap((value, index) =>
    value === null ? [] : [`${((100 * index) / Math.max(1, use.length - 1)).toFixed(1)},${y(value)}`],
  );
  return svg(
    "svg",
    { class: "spark", viewBox: "0 0 100 20", preserveAspectRatio: "none", "aria-hidden": "true" },
    thresholds.slice(-2).map(({ percent }, index, all) =>
      svg("line", {
        class: index === all.length - 1 ? "worst" : "milder",
        x1: 0,
        x2: 100,
        y1: y(percent),
        y2: y(percent),
      }),
    ),
    svg("polyline", { points: points.join(" ") }),
  );
}
