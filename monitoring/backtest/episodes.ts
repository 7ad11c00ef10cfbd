import type { AlarmSimulation } from "../simulation/alarm-simulation.ts";

/** How long after an alarm a throttled request still makes it no noise, seconds: a choice of ours. */
export const afterwards = 3_600;

/** A time at which an alarm was on; epoch seconds. */
export interface Episode {
  on: number;
  /** null: it was on at the end */
  off: number | null;
}

/** When an alarm was on. @param from epoch seconds: what ended before is left out */
export function episodesOf(simulation: AlarmSimulation, from: number): Episode[] {
  if (simulation.outcome !== "simulated") return [];
  const episodes: Episode[] = [];
  for (const { epoch, from: before, to } of simulation.transitions) {
    if (to === "ALARM") episodes.push({ on: epoch, off: null });
    else if (before === "ALARM") episodes.at(-1)!.off = epoch;
  }
  return episodes.filter(({ off }) => off === null || off > from);
}

/** Whether an alarm was on at a moment. */
export const isOnAt = (episodes: readonly Episode[], at: number): Episode | undefined =>
  episodes.find(({ on, off }) => on <= at && (off === null || off > at));
