import { shareAt, type Traffic } from "../../../monitoring/simulation/traffic.ts";
import { h, replace, svg } from "../../browser/element.ts";
import { clock } from "../../charts/format.ts";
import { type StackPreview, targetKey } from "../data.ts";
import { largeMaxTokens, publisherStopsAt, quotasHalveAt, simulatedMinutes } from "../scenario.ts";
import { steadyLimit, steadyText, type TrafficChoice, trafficChoices, trafficOf } from "../traffic-choices.ts";
import type { ViewState } from "../view-state.ts";

/** Everything that decides what is simulated, and the minute looked at. */
export function controls(stack: StackPreview, initial: ViewState, change: (part: Partial<ViewState>) => void) {
  let view = initial;
  /** the target whose traffic the controls set; empty: all */
  let target = "";

  const targetSelect = h(
    "select",
    { id: "target", onchange: () => select(targetSelect.value) },
    h("option", { value: "" }, "All targets"),
    stack.plan.targets.map((one) => h("option", { value: targetKey(one) }, stack.labels[targetKey(one)])),
  );
  const radios = new Map(
    trafficChoices.map((choice) => {
      const input = h("input", {
        type: "radio",
        name: "traffic",
        value: choice.profile,
        class: "visually-hidden",
        onchange: () => setTraffic(choice.profile === "steady" ? steadyText(Number(level.value)) : choice.text),
      });
      return [choice.profile, { input, choice }] as const;
    }),
  );
  const level = h("input", {
    id: "level",
    type: "range",
    min: 0,
    max: steadyLimit,
    step: 1,
    value: 65,
    oninput: () => setTraffic(steadyText(Number(level.value))),
  });
  const levelText = h("output", { for: "level" });
  const levelField = h("label", { class: "field level", for: "level" }, "Level", level, levelText);
  const reset = h("button", {
    type: "button",
    class: "link-button",
    hidden: true,
    onclick: () => change({ targets: {} }),
  });
  const halve = checkbox(`Quotas halve at ${clock(quotasHalveAt)}`, (on) => change({ quotasHalve: on }));
  const asks = checkbox(`Requests ask for ${largeMaxTokens.toLocaleString("en-US")} tokens`, (on) =>
    change({ largeAsks: on }),
  );
  const reserves = stack.plan.targets.some(
    ({ reservation }) => reservation !== undefined && reservation.cannotTell === undefined,
  );
  const stop = checkbox(`Publisher stops at ${clock(publisherStopsAt)}`, (on) => change({ publisherStops: on }));
  const minute = h("input", {
    id: "minute",
    type: "range",
    min: 1,
    max: simulatedMinutes,
    step: 1,
    oninput: () => change({ minute: Number(minute.value) }),
  });
  const minuteText = h("output", { for: "minute", class: "minute-text" });

  function setTraffic(text: string): void {
    if (target === "") change({ traffic: text });
    else change({ targets: { ...view.targets, [target]: text } });
  }

  function select(key: string): void {
    target = key;
    show(view);
  }

  /** Brings the controls in line with the view. */
  function show(next: ViewState): void {
    view = next;
    const text = view.targets[target] ?? view.traffic;
    const traffic = trafficOf(text);
    const { profile } = traffic;
    for (const [name, { input }] of radios) input.checked = name === profile;
    levelField.hidden = profile !== "steady";
    if (traffic.profile === "steady") level.value = String(traffic.share);
    levelText.textContent = `${level.value} % of every quota`;
    const own = Object.keys(view.targets).length;
    reset.hidden = own === 0;
    replace(reset, own === 1 ? "1 target differs: reset" : `${own} targets differ: reset`);
    halve.input.checked = view.quotasHalve;
    asks.input.checked = view.largeAsks;
    stop.input.checked = view.publisherStops;
    const shown = typeof view.minute === "number" ? view.minute : simulatedMinutes;
    minute.value = String(shown);
    minuteText.textContent = clock(shown);
  }

  const element = h(
    "section",
    { class: "controls", "aria-label": "What is simulated" },
    h(
      "div",
      { class: "controls-row" },
      h(
        "fieldset",
        { class: "segments" },
        h("legend", { class: "visually-hidden" }, "Simulated traffic"),
        [...radios.values()].map(({ input, choice }) =>
          h("label", { class: "segment", title: choice.about }, input, sparkline(choice), h("span", {}, choice.label)),
        ),
      ),
      h("label", { class: "field", for: "target" }, "for", targetSelect),
      levelField,
      reset,
    ),
    h(
      "div",
      { class: "controls-row" },
      reserves && asks.element,
      halve.element,
      stop.element,
      h("label", { class: "field at", for: "minute" }, "States at", minute, minuteText),
    ),
  );
  show(initial);
  return { element, show };
}

function checkbox(label: string, onchange: (on: boolean) => void) {
  const input = h("input", { type: "checkbox", onchange: () => onchange(input.checked) });
  return { input, element: h("label", { class: "check" }, input, label) };
}

/** A profile's shape, as small as a word. */
function sparkline({ text, profile }: TrafficChoice): SVGElement {
  const traffic: Traffic = trafficOf(text);
  const [width, height] = [34, 14];
  const points: string[] = [];
  for (let at = 0; at < simulatedMinutes; at += 2) {
    const share = profile === "idle" ? 0 : shareAt(traffic, at, simulatedMinutes);
    points.push(
      `${((at / simulatedMinutes) * width).toFixed(1)},${(height - 1 - (share / steadyLimit) * (height - 2)).toFixed(1)}`,
    );
  }
  const quota = height - 1 - (100 / steadyLimit) * (height - 2);
  return svg(
    "svg",
    { class: "sparkline", viewBox: `0 0 ${width} ${height}`, width, height, "aria-hidden": "true" },
    svg("line", { class: "sparkline-quota", x1: 0, x2: width, y1: quota, y2: quota }),
    svg("polyline", { points: points.join(" ") }),
  );
}
