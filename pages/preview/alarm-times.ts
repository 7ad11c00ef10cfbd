import type { AlarmState } from "../../monitoring/simulation/alarm-state.ts";
import type { AlarmSimulation, SimulatedState } from "../../monitoring/simulation/simulate.ts";

/** A stretch of time in one state. */
export interface Stretch {
  /** minutes since the start */
  from: number;
  to: number;
  state: SimulatedState;
}

/**
 * An alarm's states over the whole simulation, without gaps.
 * @param initial the state before the first evaluation
 */
export function stretchesOf(simulation: AlarmSimulation, minutes: number, initial: AlarmState): Stretch[] {
  if (simulation.outcome === "cannot tell") return [{ from: 0, to: minutes, state: "CANNOT_TELL" }];
  const stretches: Stretch[] = [];
  let from = 0;
  let state: SimulatedState = initial;
  for (const { minute, to } of simulation.transitions) {
    if (minute > from) stretches.push({ from, to: minute, state });
    from = minute;
    state = to;
  }
  if (from < minutes) stretches.push({ from, to: minutes, state });
  return stretches;
}

/** The state at the end of a minute. */
export function stateAt(simulation: AlarmSimulation, minute: number, initial: AlarmState): SimulatedState {
  if (simulation.outcome === "cannot tell") return "CANNOT_TELL";
  return simulation.transitions.findLast((transition) => transition.minute <= minute)?.to ?? initial;
}

export interface AlarmTimes {
  /** the minute it first fires */
  fires?: number;
  /** the minute it first clears after that */
  clears?: number;
  /** how often it fires */
  times: number;
  /** minutes spent in ALARM */
  minutesOn: number;
}

/**
 * When an alarm fires and clears.
 * @returns undefined where that can't be told: also for one that is not seen to fire and can't be told all the time
 */
export function timesOf(simulation: AlarmSimulation, minutes: number, initial: AlarmState): AlarmTimes | undefined {
  const stretches = stretchesOf(simulation, minutes, initial);
  const on = stretches.filter(({ state }) => state === "ALARM");
  if (on.length === 0 && stretches.some(({ state }) => state === "CANNOT_TELL")) return undefined;
  const first = on[0];
  return {
    ...(first ? { fires: first.from } : {}),
    ...(first && first.to < minutes ? { clears: first.to } : {}),
    times: on.length,
    minutesOn: on.reduce((sum, { from, to }) => sum + to - from, 0),
  };
}

/** The minute in which the first of some alarms comes on; undefined where none does. */
export function firstToFire(
  simulations: Iterable<AlarmSimulation>,
  minutes: number,
  initial: AlarmState,
): number | undefined {
  let first: number | undefined;
  for (const simulation of simulations) {
    const fires = timesOf(simulation, minutes, initial)?.fires;
    if (fires !== undefined && (first === undefined || fires < first)) first = fires;
  }
  return first;
}
