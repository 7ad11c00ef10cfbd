import type { SimulatedState } from "../../../monitoring/simulation/simulate.ts";
import { stateAt } from "../alarm-times.ts";
import { initialState, type Run } from "../scenario.ts";

/** What every part of the page shows: a run of the simulation, looked at in one minute. */
export interface Moment {
  run: Run;
  /** 1 to the run's minutes; the end of that minute */
  minute: number;
}

/** A part of the page. */
export interface Panel {
  element: HTMLElement;
  /** Called when the panel is opened and whenever what it shows changes while it is open. */
  show(moment: Moment): void;
  end?(): void;
}

/** An alarm's state in the minute looked at. */
export function stateOf({ run, minute }: Moment, alarm: string): SimulatedState {
  const simulation = run.alarms.get(alarm);
  return simulation ? stateAt(simulation, minute, initialState) : "CANNOT_TELL";
}

/** How states are written. */
export const stateNames: Readonly<Record<SimulatedState, string>> = {
  OK: "OK",
  ALARM: "In alarm",
  INSUFFICIENT_DATA: "Insufficient data",
  CANNOT_TELL: "Cannot tell",
};

/** The part of a class name that stands for a state. */
export const stateClass: Readonly<Record<SimulatedState, string>> = {
  OK: "ok",
  ALARM: "alarm",
  INSUFFICIENT_DATA: "insufficient",
  CANNOT_TELL: "unknown",
};
