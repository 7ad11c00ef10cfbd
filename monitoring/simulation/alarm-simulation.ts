import type { AlarmState } from "./alarm-state.ts";

/** A state in a simulation: of a composite alarm it may hang on a child whose state can't be told. */
export type SimulatedState = AlarmState | "CANNOT_TELL";

/** A change of an alarm's state. */
export interface Transition {
  /** whole minutes since the start; 2: at the end of the second minute, having seen both */
  minute: number;
  /** the same in epoch seconds */
  epoch: number;
  from: SimulatedState;
  to: SimulatedState;
  reason: string;
}

/** What became of one alarm. */
export type AlarmSimulation =
  | {
      alarm: string;
      outcome: "simulated";
      transitions: Transition[];
      finalState: SimulatedState;
      /**
       * What the alarm watches, one value per minute of the simulation, as it first sees that minute whole; NaN: no
       * datapoint. For periods over a minute: the newest period as of the end of that minute. Empty for composites.
       */
      values: Float64Array;
    }
  | { alarm: string; outcome: "cannot tell"; reason: string };
