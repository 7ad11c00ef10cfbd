import { replace, svg } from "../../browser/element.ts";
import { clock } from "../../charts/format.ts";
import { type Stretch, stretchesOf } from "../alarm-times.ts";
import { initialState } from "../scenario.ts";
import { type Moment, stateClass } from "./moment.ts";

const height = 12;

/** An alarm's state over the simulation, as a strip of colours. */
export function stateStrip() {
  const strip = svg("svg", { class: "strip", role: "img", preserveAspectRatio: "none" });
  return {
    element: strip,
    show({ run, minute }: Moment, alarm: string): void {
      const simulation = run.alarms.get(alarm);
      const stretches = simulation ? stretchesOf(simulation, run.minutes, initialState) : [];
      strip.setAttribute("viewBox", `0 0 ${run.minutes} ${height}`);
      strip.setAttribute("aria-label", described(stretches));
      replace(
        strip,
        stretches.map(({ from, to, state }) =>
          svg("rect", { class: `strip-${stateClass[state]}`, x: from, y: 0, width: to - from, height }),
        ),
        minute < run.minutes &&
          svg("line", {
            class: "strip-mark",
            x1: minute,
            x2: minute,
            y1: 0,
            y2: height,
            "vector-effect": "non-scaling-stroke",
          }),
      );
    },
  };
}

/** What the strip shows, for those who don't see it. */
function described(stretches: readonly Stretch[]): string {
  if (stretches.some(({ state }) => state === "CANNOT_TELL")) return "cannot be told";
  const on = stretches.filter(({ state }) => state === "ALARM").map(({ from, to }) => `${clock(from)} to ${clock(to)}`);
  return on.length === 0 ? "never in alarm" : `in alarm from ${on.join(", ")}`;
}
